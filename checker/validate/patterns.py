"""Patterns of schemas in linear time, whoever wrote them: RE2's syntax and engine."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema import ValidationError

__all__ = ["linear_pattern", "refusal"]


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 # only what fails pays for it

    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)


def refusal(pattern: str) -> str | None:
    """Return why a pattern cannot run in linear time, or `None`."""
    import re2  # noqa: PLC0415 # only our own data asks

    try:
        _compiled(pattern)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    return None


def linear_pattern(
    _validator: Any, pattern: str, instance: Any, _schema: Any
) -> "Iterator[ValidationError]":
    """Judge the keyword `pattern` in place of jsonschema's own, which may backtrack."""
    from jsonschema import ValidationError  # noqa: PLC0415 # only what fails pays for it

    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")
