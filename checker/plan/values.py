"""Values apart from how they are written."""

import json
from collections.abc import Iterator
from typing import Any

__all__ = ["canonical", "leaves", "plain"]


def canonical(value: Any) -> str:
    """Return one text for all ways to write a value, in any order of its lists."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=True, default=str)


def plain(value: Any) -> Any:
    """Return the one form of a value that stands for all ways to write it."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return sorted(map(plain, value), key=canonical)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def leaves(value: Any) -> Iterator[Any]:
    """Yield every value of a declaration, or of a part of it, that is no container."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value
