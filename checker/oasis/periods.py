"""When an entry of the Atlas holds, and when an interval begins: OASIS's two clocks.

Columns that end in `_GMT` are GMT, the others Pacific prevailing time. An entry without
an end has one in the far future.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from checker.model.refdata import Period

__all__ = ["instant_of", "pacific_day", "pacific_midnight", "period_of", "utc_text"]

_PACIFIC = ZoneInfo("America/Los_Angeles")
_NO_END = 2099
_MIDNIGHT = time()


def period_of(cells: Mapping[str, str]) -> Period | None:
    """Return the days on which a row of the Atlas holds.

    An end at midnight means that the day before is the last one.

    Returns:
        None when it ends before it begins, so that it never holds.

    Raises:
        ValueError: a date cannot be read or is missing; the message says which.
    """
    start = _pacific(cells, "EFF_START_DT")
    if start is None:
        raise ValueError("EFF_START_DT_GMT or EFF_START_DT is missing")
    end = _pacific(cells, "EFF_END_DT")
    if end is None or end.year >= _NO_END:
        return Period(start.date().isoformat(), None)
    last = end.date() - timedelta(days=end.time() == _MIDNIGHT)
    if last < start.date():
        return None
    return Period(start.date().isoformat(), last.isoformat())


def instant_of(text: str) -> datetime:
    """Read an instant of a `_GMT` column, with an offset or without one.

    Raises:
        ValueError: it is no date and time.
    """
    found = datetime.fromisoformat(text.strip())
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def pacific_day(moment: datetime) -> date:
    """Return the trade date in which an instant lies."""
    return moment.astimezone(_PACIFIC).date()


def pacific_midnight(day: date) -> datetime:
    """Return the instant at which a trade date begins, in UTC."""
    return datetime.combine(day, _MIDNIGHT, tzinfo=_PACIFIC).astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """Write an instant as `YYYY-MM-DDTHH:MM:SSZ`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _pacific(cells: Mapping[str, str], column: str) -> datetime | None:
    """Return a date and time as a clock in California shows it."""
    gmt, local = cells.get(f"{column}_GMT", "").strip(), cells.get(column, "").strip()
    try:
        if local:
            return datetime.fromisoformat(local).replace(tzinfo=None)
        if gmt:
            return instant_of(gmt).astimezone(_PACIFIC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"`{local or gmt}` of {column} is no date and time") from error
    return None
