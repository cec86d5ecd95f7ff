"""Symbolic paths: list items by what identifies them, so that they survive edits."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from checker.model.place import Pointer

__all__ = ["every_path", "item_name", "symbolic_path"]

_IDENTIFYING = (
    "id",
    "site",
    "aggregation",
    "hour_ending",
    "interval_end",
    "system",
    "service",
    "number",
    "email",
    "name",
    "queryname",
    "reference",
    "type",
    "from_mw",
    "description",
)


def symbolic_path(data: Any, pointer: Pointer) -> str:
    """Return a path in which list items are named by their content, not their index.

    `("ders", 0, "rated_kw")` becomes `/ders[id=b1]/rated_kw`. An item that repeats an
    earlier one's name also carries its number among these; one that has no identifying
    field keeps its index. Steps that lead out of `data` are given as they are.
    """
    path = ""
    for step in pointer:
        if isinstance(step, int):
            path += f"[{_distinct_name(data, step)}]"
        else:
            path += f"/{step}"
        data = _child(data, step)
    return path


def every_path(data: Any) -> dict[Pointer, str]:
    """Return the symbolic path of each value in `data`, by its pointer, in one pass."""
    return dict(_paths(data, (), ""))


def _paths(data: Any, pointer: Pointer, path: str) -> Iterator[tuple[Pointer, str]]:
    yield pointer, path
    if isinstance(data, dict):
        for key, item in data.items():
            yield from _paths(item, (*pointer, key), f"{path}/{key}")
    elif isinstance(data, list):
        before: Counter[tuple[str | None, str]] = Counter()
        for index, item in enumerate(data):
            identity = _identity(item)
            name = _distinct(identity, before[identity], index)
            before[identity] += 1
            yield from _paths(item, (*pointer, index), f"{path}[{name}]")


def item_name(item: Any) -> str:
    """Return what identifies a list item for a reader, or an empty text."""
    key, name = _identity(item)
    return name if key is not None else ""


def _child(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    if isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data):
        return data[step]
    return None


def _identity(item: Any) -> tuple[str | None, str]:
    """Return the field that identifies an item (`""` for a word) and its text."""
    if isinstance(item, str):
        return "", item
    if isinstance(item, dict):
        for key in _IDENTIFYING:
            value = item.get(key)
            if isinstance(value, str | int | float) and not isinstance(value, bool):
                return key, str(value)
    return None, ""


def _distinct_name(items: Any, index: int) -> str:
    if not isinstance(items, list) or not 0 <= index < len(items):
        return str(index)
    identity = _identity(items[index])
    before = sum(_identity(item) == identity for item in items[:index])
    return _distinct(identity, before, index)


def _distinct(identity: tuple[str | None, str], before: int, index: int) -> str:
    """Name a list item apart from the earlier ones of the same identity."""
    key, name = identity
    if key is None:
        return str(index)
    text = f"{key}={name}" if key else name
    return f"{text}#{before + 1}" if before else text
