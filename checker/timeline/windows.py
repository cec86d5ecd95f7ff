"""When the markets open and close for a schedule, as instants."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from checker.errors import ConfigurationError
from checker.link.trade_hours import HourLabels, trade_hours
from checker.model.record import Record
from checker.model.report import UsedParameter

__all__ = ["Window", "day_ahead_window", "pacific_day", "real_time_window"]

_PACIFIC = ZoneInfo("America/Los_Angeles")
Values = dict[str, UsedParameter]


class Window(NamedTuple):
    """When a market takes bids, in UTC: from `opens` up to and including `closes`."""

    opens: datetime
    closes: datetime


def day_ahead_window(trade_date: date, values: Values) -> Window:
    """Return when the day-ahead market takes bids for a trade date.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a day lies outside the calendar.
    """
    days = values["day_ahead_opening_days"].value
    closing = _clock("day_ahead_closing_time", values)
    return Window(
        _instant(trade_date - timedelta(days=days), time()),
        _instant(trade_date - timedelta(days=1), closing),
    )


def real_time_window(
    schedule: Record, trade_date: date, values: Values, labels: HourLabels
) -> tuple[int, Window] | None:
    """Return when the real-time market takes bids for the first hour of a schedule.

    Returns:
        The label of that hour and its window; None when none of its hours is one of
        the trade date.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a day lies outside the calendar.
    """
    declared = {hour["hour_ending"] for hour in schedule["hours"]}
    opens = _clock("real_time_opening_time", values)
    ahead = timedelta(minutes=values["real_time_closing_minutes"].value)
    for hour in trade_hours(trade_date, labels):
        if hour.hour_ending in declared:
            opening = _instant(trade_date - timedelta(days=1), opens)
            return hour.hour_ending, Window(opening, hour.start - ahead)
    return None


def pacific_day(moment: datetime) -> date:
    """Return the day that an instant belongs to in California."""
    return moment.astimezone(_PACIFIC).date()


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=_PACIFIC).astimezone(UTC)


def _clock(name: str, values: Values) -> time:
    value: Any = values[name].value
    try:
        return time.fromisoformat(value)
    except ValueError as error:
        raise ConfigurationError(
            f"parameter `{name}`: `{value}` is no time of day", file="dera.yaml"
        ) from error
