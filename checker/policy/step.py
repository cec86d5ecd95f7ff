"""The typed view of a step's file (`lifecycle.schema.json` owns its shape)."""

from datetime import date
from typing import Any, Literal

from checker.model.base import Frozen
from checker.model.timeline import Phase
from checker.policy.definition import Effective, PolicySource

__all__ = ["Dependency", "LeadTime", "Proof", "StepFile", "StepTest", "TimeSpan"]


class TimeSpan(Frozen):
    """A number of days that a dated parameter gives.

    Attributes:
        entry: which of them, from 0, where the parameter is a list.
    """

    parameter: str
    count: Literal["days", "business_days"]
    entry: int | None = None


class LeadTime(TimeSpan):
    """How long a step takes, and on which days it neither begins nor ends.

    Attributes:
        not_beginning: the parameter with the stretches on which it cannot begin.
        not_ending: likewise for its end.
    """

    not_beginning: str | None = None
    not_ending: str | None = None


class Dependency(Frozen):
    """A step that comes first, and how much later this one may follow.

    Attributes:
        recommended: this one may be done without it.
    """

    step: str
    lag: TimeSpan | None = None
    recommended: bool = False


class Proof(Frozen):
    """What shows that something is so: a condition, its date, and where it stands.

    Attributes:
        when: the condition.
        on: the expression of its date.
        at: the expression of the declared objects that show it.
        field: the field of theirs to point at.
    """

    when: str
    on: str | None = None
    at: str | None = None
    field: str | None = None


class StepTest(Frozen):
    """One case of a step's own tests."""

    name: str
    given: dict[str, Any]
    expect: Literal["done", "waiting", "open", "not_applicable", "undetermined"]
    on: date | None = None
    at: str | None = None
    as_of: date = date(2026, 12, 8)
    profile: str | None = None


class StepFile(Frozen):
    """A step on the way to the market, as one file says it.

    Attributes:
        owner: who finishes it.
        begun_by: who has to begin it; the owner when not given.
        action: what whoever begins it has to do.
        awaited: what is awaited of the owner once it has begun.
        milestone: it is done only when all that it depends on is.
        recurring: it comes again with every trade date.
        planned: the expression of the day for which it is planned.
    """

    id: str
    name: str
    title: str
    phase: Phase
    owner: str
    begun_by: str | None = None
    action: str
    awaited: str | None = None
    rationale: str
    sources: tuple[PolicySource, ...]
    effective: Effective
    depends_on: tuple[Dependency, ...] = ()
    applies_when: str | None = None
    lead: LeadTime | None = None
    done: Proof
    waiting: Proof | None = None
    planned: str | None = None
    milestone: bool = False
    recurring: bool = False
    policies: tuple[str, ...] = ()
    tests: tuple[StepTest, ...]
