"""The formats of JSON Schema that we check, alike for both validators."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

__all__ = ["FORMATS", "YEARS"]

YEARS = range(1000, 9000)
"""Whoever counts days or changes the zone stays within what a date can hold."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TEN = len("2026-12-08")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)


def _is_date(value: object) -> bool:
    """Tell whether a text is a day of the calendar; other values are not judged."""
    return not isinstance(value, str) or (len(value) == _TEN and _is_day(value))


@lru_cache(4096)
def _is_day(text: str) -> bool:
    """Tell it of a text; the declarations of a portfolio share most of their days."""
    parts = _DATE.fullmatch(text)
    if parts is None:
        return False
    try:
        day = date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        return False
    return day.year in YEARS


def _is_instant(value: object) -> bool:
    """Tell whether a text is a moment with an offset (RFC 3339, no leap second)."""
    if not isinstance(value, str):
        return True
    if _INSTANT.fullmatch(value) is None or value[11:13] == "24":
        return False
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return False
    return moment.year in YEARS


FORMATS: dict[str, Callable[[object], bool]] = {
    "date": _is_date,
    "date-time": _is_instant,
}
