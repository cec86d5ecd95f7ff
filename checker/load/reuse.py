"""What is written once and used again: anchors and merge keys."""

from typing import Any, NamedTuple

from checker.model.document import count_entries

__all__ = ["Anchored", "Merge", "flatten"]


class Anchored(NamedTuple):
    """What an anchor stands for.

    Attributes:
        value: the value that carries it.
        spans: its entries are `spans[start:end]`.
        start: see `spans`.
        end: see `spans`.
        height: how deep lists and mappings nest in it.
    """

    value: Any
    spans: list[int]
    start: int
    end: int
    height: int


class Merge(NamedTuple):
    """The value of a merge key (`<<: *base`), its own entries and the key's event."""

    value: Any
    spans: list[int]
    event: Any


def flatten(merge: Merge, data: dict[str, Any], spans: list[int]) -> bool:
    """Add the merged fields to `data` and their entries to `spans`.

    A field that is already there wins; so does the earlier of several mappings.

    Returns:
        False when something other than mappings is merged.
    """
    is_list = isinstance(merge.value, list)
    entry = 1 if is_list else 0
    for source in merge.value if is_list else [merge.value]:
        if not isinstance(source, dict):
            return False
        entry += 1
        for key, value in source.items():
            end = entry + 1 + count_entries(value)
            if key not in data:
                data[key] = value
                spans.extend(merge.spans[entry * 4 : end * 4])
            entry = end
    return True
