"""Regular expressions in linear time: RE2's syntax, as CEL prescribes."""

from functools import lru_cache
from typing import Any

__all__ = ["compiled", "refusal"]


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Any:
    """Return a compiled pattern.

    Raises:
        ValueError: RE2 does not know this syntax; the message says what is wrong.
    """
    import re2  # noqa: PLC0415 # few runs meet a pattern

    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        text = reason.decode() if isinstance(reason, bytes) else str(reason)
        raise ValueError(text) from None


def refusal(pattern: str) -> str | None:
    """Return what is wrong with a pattern, or `None`."""
    try:
        compiled(pattern)
    except ValueError as error:
        return str(error)
    return None
