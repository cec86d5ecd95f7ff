"""What may be said of a judgement besides its findings: why, how far, until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from checker.model.finding import Outcome, Subject
from checker.model.place import Location

__all__ = [
    "NOTHING_ASKED",
    "NO_QUESTIONS",
    "Change",
    "Coverage",
    "Future",
    "Narrow",
    "Questions",
    "Survey",
    "Traced",
    "TracedPart",
    "UnreadField",
    "Unreferenced",
]


@dataclass(frozen=True, slots=True)
class TracedPart:
    """A part of an expression that was evaluated.

    Attributes:
        text: the part as it is written, on one line.
        value: what it came to; None when it came to nothing.
        gap: why it came to nothing; empty when it has a value.
        source: for a dated value its first day and how sure it is; else empty.
        locations: where what it reads is declared; none for what is computed.
        parts: what it was evaluated from.
    """

    text: str
    value: Any = None
    gap: str = ""
    source: str = ""
    locations: tuple[Location, ...] = ()
    parts: tuple["TracedPart", ...] = ()


@dataclass(frozen=True, slots=True)
class Traced:
    """How a policy came to its verdict on a subject, or on one element of it.

    Attributes:
        element: the `for_each` element, in words; empty without `for_each`.
        expressions: `when`, `for_each` and `require`, as far as they were evaluated.
    """

    policy: str
    name: str
    subject: Subject
    outcome: Outcome
    element: str
    expressions: tuple[tuple[str, TracedPart], ...]


class Change(NamedTuple):
    """A verdict that another day changes.

    Attributes:
        day: the first day on which it is so.
        before: what it was: an error, a warning, a note, undetermined, or nothing.
        after: what it is then, likewise.
        location: where, as things stand on that day.
        exact: nothing changed the day before; else it may have changed earlier.
    """

    day: date
    policy: str
    name: str
    subject: Subject
    before: str
    after: str
    message: str
    location: Location
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Future:
    """What changes by itself: the days looked at, and what changes on them.

    Attributes:
        left_out: how many later days were not looked at.
    """

    days: tuple[date, ...]
    left_out: int
    changes: tuple[Change, ...]


class UnreadField(NamedTuple):
    """A declared field that no policy and no document reads.

    Attributes:
        path: dotted, without the indices of lists.
        declarations: how many declare it.
        location: the first of them.
    """

    kind: str
    path: str
    declarations: int
    location: Location


class Unreferenced(NamedTuple):
    """A declaration that none names and that belongs to no aggregation."""

    subject: Subject
    location: Location


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a judgement did not look at.

    Attributes:
        without_subject: policies that found nothing to judge.
        not_applicable: policies that applied to none of their subjects.
        unread: declared fields that nothing reads.
        unreferenced: declarations that nothing refers to.
    """

    without_subject: tuple[str, ...]
    not_applicable: tuple[str, ...]
    unread: tuple[UnreadField, ...]
    unreferenced: tuple[Unreferenced, ...]


class Narrow(NamedTuple):
    """A limit that holds, and not by much.

    Attributes:
        text: the comparison as it is written.
        margin: what is left to the limit, in percent of the limit.
    """

    policy: str
    name: str
    subject: Subject
    element: str
    text: str
    measured: float
    limit: float
    margin: float
    location: Location


@dataclass(frozen=True, slots=True)
class Survey:
    """What was asked for besides the findings; None is what was not asked for.

    Attributes:
        headroom: with the percentage that was asked about.
    """

    trace: tuple[Traced, ...] | None = None
    future: Future | None = None
    coverage: Coverage | None = None
    headroom: tuple[float, tuple[Narrow, ...]] | None = None


NOTHING_ASKED = Survey()


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What the caller asks besides what is wrong.

    Attributes:
        trace: policies whose verdicts are to be traced.
        sweep: whether to look at the days to come.
        coverage: whether to say what was not looked at.
        headroom: list the limits with this percentage to spare, or less.
    """

    trace: tuple[str, ...] = ()
    sweep: bool = False
    coverage: bool = False
    headroom: float | None = None


NO_QUESTIONS = Questions()
