"""The typed view of the consequence files (their schemas own the shape)."""

from enum import IntEnum, StrEnum
from typing import Any, Literal

from checker.model.base import Frozen
from checker.plan.difference import ChangeType
from checker.policy.definition import Effective, PolicySource

__all__ = [
    "Days",
    "Effect",
    "EffectType",
    "KindRules",
    "Rule",
    "RuleTest",
    "Weight",
]


class EffectType(StrEnum):
    """What a change sets off: a closed set."""

    RESTARTS_REVIEW = "restarts_review"
    INVALIDATES = "invalidates"
    RESUBMITS_TO = "resubmits_to"
    NEEDS_DOCUMENT = "needs_document"
    INFORMS = "informs"


class Weight(IntEnum):
    """How much a change sets off, from nothing; `unknown` asks for a person."""

    none = 0
    note = 1
    document = 2
    resubmit = 3
    restart_review = 4
    unknown = 5

    @property
    def label(self) -> str:
        """The weight as the command line and the formats write it."""
        return self.name.replace("_", "-")


class Days(Frozen):
    """How long something takes: a parameter by name, never a number.

    `means` is what is known once the days have passed: `answered_by` is the last day
    of a review, `effective_from` the first day on which a submission may take effect.
    """

    parameter: str
    means: Literal["answered_by", "effective_from"]


class Effect(Frozen):
    """One thing that changes set off; rules name it.

    Attributes:
        effect: what sort of thing.
        title: it in a few words.
        says: it in a sentence, for whoever has to act.
        system: to which system something is handed in again.
        invalidates: whose digest of the list of DERs no longer holds.
        documents: what is to be handed in, by template.
        days: how long it takes.
        when: condition on the aggregation as it was in the base; without it always.
        otherwise: what to say instead where the condition does not hold.
        done: condition on the aggregation as it is in the head: nothing is left to do.
        done_says: what to say instead where that holds.
    """

    effect: EffectType
    title: str
    says: str
    system: str = ""
    invalidates: Literal["concurrence", "schedule_1"] | None = None
    documents: tuple[str, ...] = ()
    days: Days | None = None
    when: str | None = None
    otherwise: str = ""
    done: str | None = None
    done_says: str = ""
    sources: tuple[PolicySource, ...]

    @property
    def weight(self) -> Weight:
        """How much it weighs where it applies."""
        if self.effect is EffectType.INVALIDATES:
            reviewed = self.invalidates == "concurrence"
            return Weight.restart_review if reviewed else Weight.resubmit
        return _WEIGHTS[self.effect]


_WEIGHTS = {
    EffectType.RESTARTS_REVIEW: Weight.restart_review,
    EffectType.RESUBMITS_TO: Weight.resubmit,
    EffectType.NEEDS_DOCUMENT: Weight.document,
    EffectType.INFORMS: Weight.note,
}


class Rule(Frozen):
    """What follows from a change of some fields.

    Attributes:
        id: unique in its file.
        title: the change in words; `{after.site}` and the like are filled in.
        change: the types of change that it is about.
        path: the patterns of the fields; none for the declaration itself.
        when: condition on `before` and `after`, the values at the path.
        effective: the days on which the rule holds; always when not given.
        effects: names of effects; none where nothing follows.
        because: why, or why nothing follows.
    """

    id: str
    title: str
    change: tuple[ChangeType, ...]
    path: tuple[str, ...] = ("",)
    when: str | None = None
    effective: Effective | None = None
    effects: tuple[str, ...]
    because: str
    sources: tuple[PolicySource, ...] = ()


class RuleTest(Frozen):
    """Two states of a declaration, and which rule every difference falls under."""

    name: str
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    expect: dict[str, str]


class KindRules(Frozen):
    """One consequence file."""

    kind: str
    rules: tuple[Rule, ...]
    tests: tuple[RuleTest, ...]
