"""JSON that means one thing: a key that is written twice is refused."""

import json
from typing import Any

__all__ = ["RepeatedKeyError", "strict_json"]


class RepeatedKeyError(ValueError):
    """A key is written twice: readers differ in which of the two counts."""


def strict_json(raw: str | bytes) -> Any:
    """Return what JSON says.

    Args:
        raw: the text, or its bytes in UTF-8.

    Raises:
        RepeatedKeyError: an object has a key twice.
        ValueError: it is no JSON, or holds a number of thousands of digits.
        RecursionError: it is nested too deeply.
    """
    return json.loads(raw, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise RepeatedKeyError(f"the key {name[:60]!a} is written twice")
        found[name] = value
    return found
