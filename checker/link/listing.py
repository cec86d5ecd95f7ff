"""A list of declarations' records, each made while somebody goes through the list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.link.portfolio import Key
from checker.model.record import Record

__all__ = ["Listing"]


class Listing(list[Record]):
    """The records under some keys; none of a large fleet's is kept.

    It is a list for whoever asks whether it is one; its items are not in it.
    """

    __slots__ = ("_keys", "_records")

    def __init__(self, records: Mapping[Key, Record], keys: Sequence[Key]) -> None:
        super().__init__()
        self._records = records
        self._keys = keys

    def __len__(self) -> int:
        return len(self._keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def __iter__(self) -> Iterator[Record]:
        return (self._records[key] for key in self._keys)

    def __reversed__(self) -> Iterator[Record]:
        return (self._records[key] for key in reversed(self._keys))

    def __contains__(self, item: object) -> bool:
        return any(item == each for each in self)

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._records[key] for key in self._keys[index]]
        return self._records[self._keys[index]]

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None
