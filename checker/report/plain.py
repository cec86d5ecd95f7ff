"""Values and places as plain data, alike in every key of the JSON report."""

from datetime import date
from math import isfinite
from typing import Any

from checker.model.place import Location

__all__ = ["location_data", "plain"]


def location_data(location: Location) -> dict[str, Any]:
    """Return a place: file, first and last line and column, JSON pointer."""
    span = location.span
    return {
        "file": location.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "pointer": location.pointer,
    }


def plain(value: Any) -> Any:
    """Return a measured value as JSON has it; what JSON lacks becomes its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # No declaration holds an infinity, but a sum may reach one.
        return value if isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)
