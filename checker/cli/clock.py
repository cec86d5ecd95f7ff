"""The clock: nothing below this room reads one."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

__all__ = ["beginning", "now", "today"]

_PACIFIC = ZoneInfo("America/Los_Angeles")


def today() -> date:
    """Return the day it is in California, where CAISO's deadlines fall."""
    return datetime.now(_PACIFIC).date()


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def beginning(day: date) -> datetime:
    """Return the instant at which a day begins in California."""
    return datetime.combine(day, time(), _PACIFIC).astimezone(UTC)
