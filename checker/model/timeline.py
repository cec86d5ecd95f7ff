"""The way of an aggregation to the market: its steps, their dates and its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from checker.model.finding import Source, Subject
from checker.model.place import Location

__all__ = [
    "Action",
    "Assumption",
    "Deadline",
    "DeadlineKind",
    "Evidence",
    "Phase",
    "State",
    "Step",
    "Timeline",
    "TimelineReport",
]


class State(StrEnum):
    """Where a step stands. What cannot be judged is never done."""

    DONE = "done"
    OPEN = "open"
    WAITING = "waiting"
    BLOCKED = "blocked"
    NOT_APPLICABLE = "not_applicable"
    UNDETERMINED = "undetermined"


class Phase(StrEnum):
    """The parts of the way, in order."""

    PREPARATION = "preparation"
    AGREEMENTS = "agreements"
    CONCURRENCE = "concurrence"
    REGISTRATION = "registration"
    IMPLEMENTATION = "implementation"
    MARKET = "market"
    OPERATION = "operation"

    @property
    def rank(self) -> int:
        """0 for the first."""
        return list(Phase).index(self)


class DeadlineKind(StrEnum):
    """What a deadline is about."""

    GO_LIVE = "go_live"
    STEP = "step"
    CONCURRENCE = "concurrence"
    BUCKET = "bucket"
    MARKET_WINDOW = "market_window"
    METER_DATA = "meter_data"
    METERING_PLAN = "metering_plan"
    CERTIFICATE = "certificate"
    CERTIFICATION = "certification"
    CHANGE = "change"
    WAIVER = "waiver"


class Evidence(NamedTuple):
    """What a state rests on: a declaration, where in it, and the date that it gives."""

    subject: Subject
    location: Location


@dataclass(frozen=True, slots=True)
class Assumption:
    """A span of time that the dates rest on.

    Attributes:
        name: the parameter that gives it.
        count: how many of them; 0 where no source gives a figure.
        unit: `days` or `business days`.
        overridden: whether the portfolio set it for itself.
    """

    name: str
    count: int
    unit: str
    source: str
    confidence: str
    overridden: bool

    @property
    def words(self) -> str:
        """The span as a person says it: `30 business days`."""
        unit = self.unit.removesuffix("s") if self.count == 1 else self.unit
        return f"{self.count} {unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an aggregation on the day of judgement.

    All dates are days in California. `start` and `finish` are the earliest ones,
    `latest_start` and `latest_finish` those that still keep the wanted date; `None`
    where there is none: a step that is done needs no start, and what comes after the
    first trade date has no latest one.

    Attributes:
        owner: who has to act now; of a step that waits, who is waited for.
        action: what that is.
        state: where it stands.
        late: it can no longer be finished in time for the wanted date, or whoever it
            waits for should have answered by now.
        evidence: where the state is declared.
        done_on: the day of completion, where one is declared.
        since: the day from which it waits for its owner.
        blocked_by: identifiers of the steps that have to be done first.
        reason: what is missing, where the step cannot be judged.
        slack_days: calendar days from the earliest finish to the latest one.
        critical: it is one of those that set the earliest first trade date.
        recurring: it comes again with every trade date, and has no date of its own.
        lead: how long it takes; None when it takes no time.
        policies: identifiers of the policies that gate it.
        failing: those of them that have an open finding of the aggregation.
    """

    id: str
    name: str
    title: str
    phase: Phase
    owner: str
    action: str
    state: State
    late: bool = False
    evidence: tuple[Evidence, ...] = ()
    done_on: date | None = None
    since: date | None = None
    blocked_by: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    reason: str = ""
    start: date | None = None
    finish: date | None = None
    latest_start: date | None = None
    latest_finish: date | None = None
    slack_days: int | None = None
    critical: bool = False
    recurring: bool = False
    lead: Assumption | None = None
    policies: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


class Action(NamedTuple):
    """What somebody has to do next: the step, and until when."""

    owner: str
    step: str
    words: str
    by: date | None
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A day, or an instant, that must not be missed.

    Attributes:
        key: the same for the same deadline in every run.
        title: what is due.
        reckoning: how the date comes about.
        on: the day in California.
        at: the instant in UTC, where the deadline has a time of day.
        owner: who has to meet it.
        overdue: it lies before the day of judgement and is still to be met.
    """

    key: str
    kind: DeadlineKind
    title: str
    reckoning: str
    subject: Subject
    on: date
    owner: str
    location: Location | None = None
    at: datetime | None = None
    overdue: bool = False

    @property
    def sort_key(self) -> tuple[date, str, str]:
        """Order of a table: day, time, key."""
        return (self.on, self.at.isoformat() if self.at else "", self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The way of one aggregation to its first trade date.

    Attributes:
        aggregation: its identifier.
        name: its name.
        wanted: the first trade date that is wanted; None when none is declared.
        wanted_at: where it is declared; None when the caller asked for it.
        live_since: the first trade date, when the aggregation is in the market.
        earliest: the earliest first trade date, when it is not.
        slack_days: calendar days from the earliest to the wanted date.
        steps: in an order in which each comes after those that it depends on.
        reopened: identifiers of the steps that are not done although the declared first
            trade date has passed: a change of the DERs brings them back.
        critical_path: identifiers of the steps that set the earliest date, in order.
        actions: what is to be done next, the most urgent first.
        deadlines: in order of their days.
        assumptions: the spans of time that its dates rest on, by name.
    """

    aggregation: str
    name: str
    wanted: date | None
    wanted_at: Location | None
    live_since: date | None
    earliest: date | None
    slack_days: int | None
    steps: tuple[Step, ...]
    reopened: tuple[str, ...] = ()
    critical_path: tuple[str, ...]
    actions: tuple[Action, ...]
    deadlines: tuple[Deadline, ...]
    assumptions: tuple[Assumption, ...]

    @property
    def by_id(self) -> Mapping[str, Step]:
        """The steps by their identifiers."""
        return {step.id: step for step in self.steps}

    @property
    def actions_by_owner(self) -> Mapping[str, tuple[Action, ...]]:
        """The next actions of each owner; owners in the order of their first one."""
        owners = dict.fromkeys(action.owner for action in self.actions)
        return {
            owner: tuple(each for each in self.actions if each.owner == owner)
            for owner in owners
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineReport:
    """The timelines of a portfolio.

    Attributes:
        simulated: judged as of another day than today.
        timelines: one for each aggregation, by identifier.
        deadlines: those of the whole portfolio besides: certificates and waivers.
        overrides: what the portfolio changes of the rule book.
        lifecycle_sha256: hex digest over the files of the steps.
        engine_faults: findings that declarations cannot be read, are invalid or linked
            to nothing; an aggregation among them has no timeline.
    """

    tool_version: str
    as_of: date
    simulated: bool
    profile: str
    timelines: tuple[Timeline, ...]
    deadlines: tuple[Deadline, ...]
    overrides: tuple[str, ...]
    policies_sha256: str
    lifecycle_sha256: str
    engine_faults: int = 0

    @property
    def every_deadline(self) -> tuple[Deadline, ...]:
        """The deadlines of the aggregations and of the portfolio, in order."""
        own = (each for timeline in self.timelines for each in timeline.deadlines)
        return tuple(sorted((*own, *self.deadlines), key=lambda each: each.sort_key))
