"""The hours of a trade date, kept in UTC and labelled hour ending.

A trade date runs from midnight to midnight in Pacific prevailing time: 23 hours on
the second Sunday of March and 25 on the first Sunday of November. The interfaces of
CAISO take UTC, so an hour *is* its start in UTC; hour ending is how it is shown.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

__all__ = [
    "HourLabels",
    "TradeHour",
    "day_ahead_close",
    "five_minute_intervals",
    "hour_labels",
    "oasis_window",
    "pacific_text",
    "trade_hours",
    "utc_text",
]

HourLabels = Literal["sequential", "caiso_25"]
"""How the 25 hours of the long day are labelled.

`sequential` counts 1 to 25. `caiso_25` calls the repeated hour, 01:00 to 02:00 in
standard time, 25: CAISO says "HE 25 is the repeating hour" and not which UTC hour
carries the label.
"""

_PACIFIC = ZoneInfo("America/Los_Angeles")
_HOUR = timedelta(hours=1)
_LONG_DAY = 25


class TradeHour(NamedTuple):
    """One hour of a trade date: its label, and its start and end in UTC."""

    hour_ending: int
    start: datetime
    end: datetime


def trade_hours(
    trade_date: date, labels: HourLabels = "sequential"
) -> tuple[TradeHour, ...]:
    """Return the hours of a trade date in the order in which they pass.

    The short day has no hour ending 3. `labels` matters on the long day only.

    Raises:
        OverflowError: the trade date is the last one of the year 9999.
    """
    first, last = _bounds(trade_date)
    starts = [first + n * _HOUR for n in range((last - first) // _HOUR)]
    if labels == "sequential" and len(starts) == _LONG_DAY:
        names = list(range(1, _LONG_DAY + 1))
    else:
        names = [_clock_label(start) for start in starts]
    return tuple(
        TradeHour(name, start, start + _HOUR)
        for name, start in zip(names, starts, strict=True)
    )


def hour_labels(trade_date: date, labels: HourLabels = "sequential") -> list[int]:
    """Return the hour-ending labels of a trade date in the order in which they pass.

    Raises:
        OverflowError: the trade date is the last one of the year 9999.
    """
    return [hour.hour_ending for hour in trade_hours(trade_date, labels)]


def five_minute_intervals(trade_date: date) -> int:
    """Count the settlement intervals of a trade date: 276, 288 or 300.

    Raises:
        OverflowError: the trade date is the last one of the year 9999.
    """
    first, last = _bounds(trade_date)
    return (last - first) // timedelta(minutes=5)


def day_ahead_close(trade_date: date) -> datetime:
    """Return when the day-ahead market closes, in UTC.

    That is 10:00 Pacific prevailing time on the day before the trade date.

    Raises:
        OverflowError: the trade date is the first one of the year 1.
    """
    eve = trade_date - timedelta(days=1)
    return datetime.combine(eve, time(10), tzinfo=_PACIFIC).astimezone(UTC)


def oasis_window(trade_date: date) -> tuple[str, str]:
    """Return a trade date's `startdatetime` and `enddatetime` for OASIS.

    Both are GMT, written `yyyymmddThh:mm-0000`; that offset is literal.

    Raises:
        OverflowError: the trade date is the last one of the year 9999.
    """
    first, last = _bounds(trade_date)
    return f"{first:%Y%m%dT%H:%M}-0000", f"{last:%Y%m%dT%H:%M}-0000"


def pacific_text(moment: datetime) -> str:
    """Write an instant as the wall clock in Pacific prevailing time shows it.

    Returns:
        `YYYY-MM-DDTHH:MM:SS`, without an offset: CAISO's market times are local.
    """
    clock = moment.astimezone(_PACIFIC).replace(tzinfo=None)
    return clock.isoformat(timespec="seconds")


def utc_text(moment: datetime) -> str:
    """Write an instant as `YYYY-MM-DDTHH:MM:SSZ`; fractions of a second are dropped.

    Raises:
        ValueError: the instant has no offset, so it could be any of 24 hours.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} has no offset from UTC")
    clock = moment.astimezone(UTC).replace(tzinfo=None)
    return clock.isoformat(timespec="seconds") + "Z"


def _bounds(trade_date: date) -> tuple[datetime, datetime]:
    """Return the two midnights of a trade date, in UTC."""
    return _midnight(trade_date), _midnight(trade_date + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=_PACIFIC).astimezone(UTC)


def _clock_label(start: datetime) -> int:
    """Label an hour after the wall clock; the second pass of an hour is 25."""
    clock = start.astimezone(_PACIFIC)
    return _LONG_DAY if clock.fold else clock.hour + 1
