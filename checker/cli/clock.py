"""The clock: nothing below this room reads one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["now", "today"]

_PACIFIC = ZoneInfo("America/Los_Angeles")


def today() -> date:
    """Return the day it is in California, where CAISO's deadlines fall."""
    return datetime.now(_PACIFIC).date()


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)
