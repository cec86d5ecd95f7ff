"""The words that every format of a timeline shares."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from checker.model.timeline import (
    Assumption,
    Deadline,
    Evidence,
    State,
    Step,
    Timeline,
    TimelineReport,
)

__all__ = [
    "OWNERS",
    "STATES",
    "StateWords",
    "assumed",
    "conditions",
    "days",
    "evidence_words",
    "headline",
    "left_out",
    "moment",
    "owner",
    "state",
]

_PACIFIC = ZoneInfo("America/Los_Angeles")

OWNERS = {
    "provider": "Provider",
    "scheduling_coordinator": "Scheduling Coordinator",
    "utility": "Utility",
    "caiso": "CAISO",
}


class StateWords(NamedTuple):
    """A state in words, and the sign that stands for it with and without Unicode."""

    words: str
    sign: str
    plain: str


STATES = {
    State.DONE: StateWords("done", "✓", "x"),
    State.OPEN: StateWords("open", "▸", ">"),
    State.WAITING: StateWords("waiting", "…", "~"),
    State.BLOCKED: StateWords("blocked", "·", "."),
    State.NOT_APPLICABLE: StateWords("not applicable", " ", " "),
    State.UNDETERMINED: StateWords("undetermined", "?", "?"),
}


def left_out(report: TimelineReport) -> str:
    """Say that declarations are broken, when some are; else nothing."""
    count = report.engine_faults
    if not count:
        return ""
    return (
        f"{count} {'finding' if count == 1 else 'findings'} of `dera check` about"
        " declarations that cannot be read or linked; an aggregation among them is not"
        " shown"
    )


def owner(name: str) -> str:
    """Return how an owner is called."""
    return OWNERS.get(name, name)


def state(step: Step) -> str:
    """Return the state of a step: `open`, `waiting, late`."""
    words = STATES[step.state].words
    return f"{words}, late" if step.late else words


def days(count: int) -> str:
    """Return a number of days with its noun."""
    return f"{count} day" if abs(count) == 1 else f"{count} days"


def headline(timeline: Timeline) -> str:
    """Say in a sentence when the aggregation is, or can be, in the market."""
    if timeline.live_since is not None:
        return f"In the market since {timeline.live_since}."
    if timeline.earliest is None:
        return "No first trade date can be reckoned."
    if timeline.reopened:
        return (
            f"The first trade date {timeline.wanted} has passed, and"
            f" {', '.join(timeline.reopened)} {_are(timeline.reopened)} not done: as it"
            f" stands, it can be in the market from {timeline.earliest} on."
        )
    earliest = f"The earliest first trade date is {timeline.earliest}"
    if timeline.wanted is None or timeline.slack_days is None:
        return f"{earliest}; none is declared."
    return f"{earliest}; wanted is {timeline.wanted}, {_spare(timeline.slack_days)}."


def _spare(count: int) -> str:
    if count < 0:
        return f"out of reach by {days(-count)}"
    return f"with {days(count) if count else 'nothing'} to spare"


def _are(names: tuple[str, ...]) -> str:
    return "is" if len(names) == 1 else "are"


def assumed(timeline: Timeline) -> list[str]:
    """Say what the dates leave out, and what they rest on that was not confirmed."""
    spans = timeline.assumptions
    unknown = [step.id for step in timeline.steps if step.state is State.UNDETERMINED]
    return [
        *(
            f"{each.name} is 0, so it is left out: {each.source}"
            for each in spans
            if each.count == 0
        ),
        *_listed("Set in dera.yaml", [each for each in spans if each.overridden]),
        *(
            line
            for confidence, words in _TO_CONFIRM.items()
            for line in _listed(
                words, [e for e in spans if e.confidence == confidence and e.count]
            )
        ),
        *(
            [f"{', '.join(unknown)} cannot be judged: not counted as done"]
            if unknown
            else []
        ),
    ]


_TO_CONFIRM = {
    "dated": "From texts of an older date, to be confirmed with CAISO",
    "date unverified": "From texts without a date, to be confirmed with CAISO",
    "secondary": "As others report it, to be confirmed with CAISO",
    "unverified": "From no text that was read, to be confirmed with CAISO",
}


def _listed(words: str, spans: list[Assumption]) -> list[str]:
    named = ", ".join(f"{each.name} is {each.words}" for each in spans)
    return [f"{words}: {named}"] if spans else []


def evidence_words(evidence: Evidence, below: str) -> str:
    """Return where a state is declared: `sites/a.yaml:12`."""
    location = evidence.location
    return f"{below}{location.file}:{location.span.line}"


def moment(deadline: Deadline) -> str:
    """Return the time of day of a deadline in Pacific time; empty without one."""
    if deadline.at is None:
        return ""
    return _pacific(deadline.at)


def conditions(
    profile: str, as_of: str, overrides: int, *, simulated: bool
) -> list[str]:
    """Return under what timelines were reckoned."""
    under = [f"profile {profile}", f"as of {as_of}"]
    if simulated:
        under.append("simulated")
    if overrides:
        under.append(f"{overrides} override{'' if overrides == 1 else 's'}")
    return under


def _pacific(at: datetime) -> str:
    clock = at.astimezone(_PACIFIC)
    return f"{clock:%H:%M} {clock.tzname()}"
