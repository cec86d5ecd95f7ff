"""What a plan is made of, apart from how it is shown."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from checker.model.finding import Source
from checker.model.place import Location
from checker.model.report import UsedParameter
from checker.plan.definition import EffectType, Weight
from checker.plan.difference import Change

__all__ = ["POLICY", "Group", "Hint", "Item", "Outcome", "Plan", "Term", "Unjudged"]


POLICY = "policy"
"""The kind under which a policy of the portfolio's own is not compared."""


class Term(NamedTuple):
    """When something is over, or may take effect.

    Attributes:
        parameter: what the days rest on, as it holds under the profile of the run.
        low: the fewest days that any profile has.
        high: the most.
        business: whether CAISO business days are counted, else calendar days.
        means: `answered_by` or `effective_from`; see `Days`.
        start: the day they are counted from.
        submitted: whether something was handed in on that day; else it is the day of
            the plan, and the dates hold if it is handed in then.
        first: the day after the fewest days.
        last: the day after the most.
    """

    parameter: UsedParameter
    low: int
    high: int
    business: bool
    means: str
    start: date
    submitted: bool
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One thing that changes set off, for an aggregation or for nobody in particular.

    Attributes:
        effect: the name of the effect.
        type: what sort of thing.
        title: it in a few words.
        weight: how much it weighs here; a note where nothing is to be done yet.
        text: it in a sentence.
        details: what else is known: dates, concurrences, whether the fleet goes on.
        documents: what to hand in.
        system: to which system.
        term: when it is over.
        causes: fingerprints of the changes that set it off.
        sources: where it comes from.
    """

    effect: str
    type: EffectType
    title: str
    weight: Weight
    text: str
    details: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    system: str = ""
    term: Term | None = None
    causes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One change, and what it comes to.

    Attributes:
        change: the difference.
        title: it in words.
        weight: the most that it sets off; unknown where no rule is about it.
        rule: the rule, such as `aggregation/member-joins`; empty when there is none.
        because: why this follows.
        aggregations: whom it concerns.
        location: in the head; in the base for a declaration that is gone.
        in_base: whether the location is one of the base.
        approved: somebody has approved it by its fingerprint.
    """

    change: Change
    title: str
    weight: Weight
    rule: str
    because: str
    aggregations: tuple[str, ...]
    location: Location
    in_base: bool
    approved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unjudged:
    """A declaration, or a file, of which cannot be told whether it changed.

    Attributes:
        kind: of the declaration; `file` for a file, `policy` for an own policy.
        id: of the declaration; the path of the file.
        in_base: whether it is the base that cannot be read, else the head.
        reason: why.
        location: where.
        fingerprint: its identity.
        approved: somebody has approved it by its fingerprint.
    """

    kind: str
    id: str
    in_base: bool
    reason: str
    location: Location
    fingerprint: str
    approved: bool = False


class Hint(NamedTuple):
    """What looks like one change although it counts as two: another id or kind."""

    before: tuple[str, str]
    after: tuple[str, str]
    text: str


class Group(NamedTuple):
    """Whom changes concern: an aggregation, a provider, or the whole portfolio.

    Attributes:
        kind: `aggregation`, `provider`, `scheduling_coordinator` or `portfolio`.
        id: its id.
        name: as people call it.
        items: its changes, the weightiest first.
        outcomes: what they set off, the weightiest first.
    """

    kind: str
    id: str
    name: str
    items: tuple[Item, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the changes between a base and a head mean.

    Attributes:
        tool_version: of this checker.
        base: the revision compared with, as the caller named it.
        commit: its full name; empty without one.
        as_of: the day from which days are counted.
        simulated: whether that is another day than today.
        profile: which of the disputed values count.
        groups: whom the changes concern.
        unjudged: what could not be compared.
        hints: changes that look like renames.
        overrides: parameters that the portfolio changes for itself, in words.
        rules_sha256: hex digest of the consequence files.
    """

    tool_version: str
    base: str
    commit: str
    as_of: date
    simulated: bool
    profile: str
    groups: tuple[Group, ...]
    unjudged: tuple[Unjudged, ...]
    hints: tuple[Hint, ...]
    overrides: tuple[str, ...]
    rules_sha256: str

    @property
    def items(self) -> tuple[Item, ...]:
        """Every change, once."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def fingerprints(self) -> frozenset[str]:
        """What can be approved."""
        return frozenset(
            [item.change.fingerprint for item in self.items]
            + [each.fingerprint for each in self.unjudged]
        )

    @property
    def terms(self) -> tuple[UsedParameter, ...]:
        """The parameters that dates rest on, by name."""
        used = {
            outcome.term.parameter.name: outcome.term.parameter
            for group in self.groups
            for outcome in group.outcomes
            if outcome.term is not None
        }
        return tuple(used[name] for name in sorted(used))

    @property
    def blind(self) -> bool:
        """Whether the head itself could not be judged in full."""
        return any(
            not each.in_base and not each.approved and each.kind != POLICY
            for each in self.unjudged
        )

    def worst_at_least(self, weight: Weight) -> bool:
        """Tell whether an open change weighs that much, or could not be judged."""
        return any(
            item.weight >= weight for item in self.items if not item.approved
        ) or any(not each.approved for each in self.unjudged)
