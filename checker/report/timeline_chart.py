"""Where the bars of a timeline stand: days as shares of the time that is shown."""

from datetime import date, timedelta
from typing import NamedTuple

from checker.model.timeline import State, Step, Timeline

__all__ = ["Bar", "Chart", "Month", "chart_of"]

_BEFORE = timedelta(days=45)
"""How much of what lies behind is shown beside what lies ahead."""

_AFTER = timedelta(days=10)
_DAY = timedelta(days=1)
_MONTHS = 12


class Month(NamedTuple):
    """The first day of a month, as a share of the time that is shown."""

    at: float
    year: int
    month: int

    @property
    def text(self) -> str:
        """The month as `2027-03`."""
        return f"{self.year}-{self.month:02}"


class Bar(NamedTuple):
    """A step in the chart; each end is a share from 0 to 1, None where there is none.

    Attributes:
        start: the beginning of the bar.
        finish: its end.
        latest: the end of the time to spare, where there is some.
        done: the day of completion, moved to the left edge when it lies before.
        due: the latest finish, where the bar goes beyond it.
    """

    step: Step
    start: float | None = None
    finish: float | None = None
    latest: float | None = None
    done: float | None = None
    due: float | None = None


class Chart(NamedTuple):
    """A timeline drawn: its bars, months, and the days that stand out.

    Attributes:
        first: the first day that is shown.
        last: the last one.
        today: the day of judgement.
        wanted: the wanted first trade date.
        earliest: the earliest one.
    """

    first: date
    last: date
    bars: tuple[Bar, ...]
    months: tuple[Month, ...]
    today: float
    wanted: float | None
    earliest: float | None


def chart_of(timeline: Timeline, as_of: date) -> Chart | None:
    """Return the chart of a timeline; None when nothing of it has a date."""
    steps = [
        step
        for step in timeline.steps
        if step.done_on is not None or step.finish is not None
    ]
    if not steps:
        return None
    first, last = _range(timeline, steps, as_of)
    length = (last - first).days

    def share(day: date | None) -> float | None:
        if day is None:
            return None
        return min(max((day - first).days / length, 0.0), 1.0)

    return Chart(
        first=first,
        last=last,
        bars=tuple(
            Bar(
                step=step,
                start=share(step.start),
                finish=share(step.finish),
                latest=share(_later(step.latest_finish, step.finish)),
                done=share(step.done_on),
                due=share(_earlier(step.latest_finish, step.finish)),
            )
            for step in steps
        ),
        months=tuple(_months(first, last)),
        today=share(as_of) or 0.0,
        wanted=None if timeline.live_since else share(timeline.wanted),
        earliest=share(timeline.earliest),
    )


def _range(timeline: Timeline, steps: list[Step], as_of: date) -> tuple[date, date]:
    """Return the days to show: those ahead, or of what is done those behind."""
    ahead = [day for s in steps for day in (s.finish, s.latest_finish) if day]
    ahead += [day for day in (timeline.wanted, timeline.earliest) if day]
    if any(step.state is not State.DONE for step in steps):
        first = max(min((as_of, *(s.start for s in steps if s.start))), as_of - _BEFORE)
        return _widened(first, max(as_of, *ahead))
    behind = [step.done_on for step in steps if step.done_on]
    recent = sorted(behind)[len(behind) // 4]  # what is years old would crush the rest
    return _widened(recent, max(as_of, *behind))


def _widened(first: date, last: date) -> tuple[date, date]:
    if last - first < _BEFORE:
        last = first + _BEFORE
    return max(first, date.min + _AFTER) - _DAY, min(last, date.max - _AFTER) + _AFTER


def _later(day: date | None, than: date | None) -> date | None:
    return day if day is not None and than is not None and day > than else None


def _earlier(day: date | None, than: date | None) -> date | None:
    return day if day is not None and than is not None and day < than else None


def _months(first: date, last: date) -> list[Month]:
    length = (last - first).days
    count = (last.year - first.year) * _MONTHS + last.month - first.month
    stride = max(1, -(-count // _MONTHS))
    found = []
    for index in range(1, count + 1):
        number = first.year * _MONTHS + first.month - 1 + index
        year, month = divmod(number, _MONTHS)
        if month % stride == 0 and year <= date.max.year:
            at = (date(year, month + 1, 1) - first).days / length
            found.append(Month(at, year, month + 1))
    return found
