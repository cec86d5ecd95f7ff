"""Business days as the CAISO tariff counts them (Appendix A, Business Day)."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from datetime import date, timedelta
from functools import cache

__all__ = ["BusinessCalendar", "TextCalendar", "days_off"]

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """Monday to Friday, except federal holidays and the day after Thanksgiving.

    A federal holiday that falls on a weekend is observed on the Friday before or
    the Monday after. The `holidays` package knows the years up to 2100; later, only
    weekends and the day after Thanksgiving are days off.

    Args:
        overrides: days on which CAISO works or rests against the rule, as
            `{day: is_business_day}`; it may work on some federal holidays.

    Attributes:
        known: what `days_off` gives, of years that were asked before.
        opened: the overridden days that are business days.
        closed: the overridden days that are not.
    """

    overrides: InitVar[Mapping[date, bool] | None] = None
    known: Mapping[int, tuple[date, ...]] = field(default_factory=dict, compare=False)
    opened: frozenset[date] = field(init=False)
    closed: frozenset[date] = field(init=False)

    def __post_init__(self, overrides: Mapping[date, bool] | None) -> None:
        days = overrides or {}
        opened = frozenset(day for day, is_open in days.items() if is_open)
        object.__setattr__(self, "opened", opened)
        object.__setattr__(self, "closed", frozenset(days) - opened)

    def is_business_day(self, day: date) -> bool:
        """Tell whether CAISO counts the day."""
        if day in self.opened:
            return True
        if day in self.closed or day.weekday() >= _SATURDAY:
            return False
        return day not in self._days_off(day.year)

    def add(self, day: date, count: int) -> date:
        """Return the business day that is `count` business days from a day.

        The count starts on the next business day, or on the one before when `count`
        is negative. A count of 0 returns the day itself, whatever it is.

        Raises:
            OverflowError: the answer lies outside the years 1 to 9999.
        """
        # A leap of as many calendar days lands on the answer or short of it; it has
        # landed on it when every day of the leap was a business day.
        while count:
            reached = day + timedelta(days=count)
            count -= self.between(day, reached)
            day = reached
        return day

    def between(self, start: date, end: date) -> int:
        """Count the business days after `start`, up to and including `end`.

        With `end` before `start`, those before `start` back to and including `end`,
        as a negative number: `between(day, add(day, n)) == n` for every `n`.
        """
        if start <= end:
            return self._counted(start, end)
        first, last = self.is_business_day(end), self.is_business_day(start)
        return -(first + self._counted(end, start) - last)

    def holidays(self, year: int) -> tuple[date, ...]:
        """Return the weekdays of a year that are not business days, in order.

        An observed day stands in the year in which it falls: 2027-12-31 keeps New
        Year's Day of 2028. A holiday that falls on a weekend is not listed.
        """
        if not (self.opened or self.closed):
            return self._days_off(year)
        closed = {day for day in self.closed if day.year == year and _is_weekday(day)}
        return tuple(sorted(closed.union(self._days_off(year)) - self.opened))

    def _days_off(self, year: int) -> tuple[date, ...]:
        found = self.known.get(year)
        return days_off(year) if found is None else found

    def _counted(self, after: date, until: date) -> int:
        """Count the business days in the half-open stretch `(after, until]`."""
        weekdays = _weekdays_until(until) - _weekdays_until(after)
        worked = sum(
            after < day <= until and not _is_weekday(day) for day in self.opened
        )
        days_off = 0
        for year in range(after.year, until.year + 1):
            days = self.holidays(year)
            days_off += bisect_right(days, until) - bisect_right(days, after)
        return weekdays + worked - days_off


@dataclass(frozen=True, slots=True)
class TextCalendar:
    """A business calendar for dates written `YYYY-MM-DD`, as declarations have them."""

    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)

    def add_business_days(self, date_text: str, n: int) -> str:
        """Return the date that is `n` business days from a date.

        Raises:
            ValueError: the text is not a calendar date written `YYYY-MM-DD`.
            OverflowError: the answer lies outside the years 1 to 9999.
        """
        return self.calendar.add(_date(date_text), n).isoformat()

    def business_days_between(self, a: str, b: str) -> int:
        """Count the business days after `a`, up to and including `b`.

        Raises:
            ValueError: a text is not a calendar date written `YYYY-MM-DD`.
        """
        return self.calendar.between(_date(a), _date(b))


def _date(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:  # fromisoformat also reads 20261120 and 2026-W47-5
        raise ValueError(f"{text!r} is not a date written YYYY-MM-DD")
    return day


def _is_weekday(day: date) -> bool:
    return day.weekday() < _SATURDAY


def _weekdays_until(day: date) -> int:
    """Count the weekdays from the first of the calendar, a Monday, to a day."""
    weeks, days = divmod(day.toordinal(), 7)
    return 5 * weeks + min(days, 5)


@cache
def days_off(year: int) -> tuple[date, ...]:
    """Return the weekdays of a year that are off by the tariff's rule, in order."""
    from holidays import country_holidays  # noqa: PLC0415 # 50 ms that few runs need

    days = {day for day in country_holidays("US", years=year) if _is_weekday(day)}
    earliest = date(year, 11, 22)  # Thanksgiving is the fourth Thursday of November
    thanksgiving = earliest + timedelta(days=(3 - earliest.weekday()) % 7)
    return tuple(sorted(days | {thanksgiving + timedelta(days=1)}))
