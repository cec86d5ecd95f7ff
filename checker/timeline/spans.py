"""Spans of time on a calendar, forward from a beginning and backward from an end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from checker.link.business_days import BusinessCalendar

__all__ = ["NO_TIME", "Span", "Stretch", "stretches_of"]

_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """Days on which something cannot happen, both ends included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Span:
    """How long something takes.

    `forward` and `backward` belong together: for all days, `forward(start) <= end`
    exactly when `start <= backward(end)`. So a plan that was counted backward is
    feasible exactly when the one counted forward is.

    Attributes:
        count: how many days; not negative.
        calendar: counts business days; calendar days are counted when None.
        not_beginning: stretches on which it cannot begin.
        not_ending: stretches on which it cannot end.
    """

    count: int = 0
    calendar: BusinessCalendar | None = None
    not_beginning: Sequence[Stretch] = ()
    not_ending: Sequence[Stretch] = ()

    def forward(self, start: date) -> date:
        """Return the first day on which it can be over, when it may begin on a day.

        Raises:
            OverflowError: that lies after the year 9999.
        """
        begun = _at_or_after(start, self.not_beginning)
        return _at_or_after(self._later(begun), self.not_ending)

    def backward(self, end: date) -> date:
        """Return the last day on which it may begin, to be over on a day.

        Raises:
            OverflowError: that lies before the year 1.
        """
        over = _at_or_before(end, self.not_ending)
        return _at_or_before(self._earlier(over), self.not_beginning)

    def _later(self, day: date) -> date:
        if self.calendar is None:
            return day + timedelta(days=self.count)
        return self.calendar.add(day, self.count)

    def _earlier(self, day: date) -> date:
        """Return the last day from which `_later` leads to a day or short of it."""
        if self.calendar is None or not self.count:
            return day - timedelta(days=self.count)
        # The count begins on the day after the start, so a start on a weekend counts
        # like one on the Friday before it: the last is the eve of a business day.
        after = day + _DAY
        return self.calendar.add(after, -self.count) - _DAY


NO_TIME = Span()


def stretches_of(value: Sequence[Mapping[str, Any]]) -> tuple[Stretch, ...]:
    """Return the stretches that a parameter lists as `{from, until}`, by first day.

    Raises:
        ValueError: a day is no calendar date.
    """
    return tuple(
        sorted(
            Stretch(date.fromisoformat(each["from"]), date.fromisoformat(each["until"]))
            for each in value
        )
    )


def _at_or_after(day: date, closed: Sequence[Stretch]) -> date:
    for stretch in sorted(closed):
        if stretch.first <= day <= stretch.last:
            day = stretch.last + _DAY
    return day


def _at_or_before(day: date, closed: Sequence[Stretch]) -> date:
    for stretch in sorted(closed, key=lambda each: each.last, reverse=True):
        if stretch.first <= day <= stretch.last:
            day = stretch.first - _DAY
    return day
