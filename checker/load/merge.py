"""Merge keys: `<<: *base` puts the fields of another mapping here."""

from typing import TYPE_CHECKING, Any, NamedTuple

from checker.model.document import count_entries

if TYPE_CHECKING:
    from array import array

__all__ = ["Merge", "flatten"]


class Merge(NamedTuple):
    """The value of a merge key with its own entries, and the event of the key."""

    value: Any
    spans: "array[int]"  # Python 3.11 cannot subscript it at run time
    event: Any


def flatten(merge: Merge, data: dict[str, Any], spans: "array[int]") -> bool:
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
