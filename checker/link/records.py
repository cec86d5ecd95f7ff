"""The content of declarations, as records that know their places."""

from collections.abc import Iterator, Mapping
from typing import Any

from checker.model.declaration import Declaration
from checker.model.document import Document
from checker.model.place import Place, Pointer
from checker.model.record import Record
from checker.model.row_document import RowDocument

__all__ = ["Key", "Records", "record_of"]

Key = tuple[str, str]
"""Kind and id."""

_MANY = (dict, list)


class Records(Mapping[Key, Record]):
    """The content of declarations, each made when it is asked for, and kept.

    What is kept is let go when nobody asked for it between one `forget` and the next.
    """

    def __init__(
        self,
        declarations: Mapping[Key, Declaration],
        attached: Mapping[Declaration, Document | str],
    ) -> None:
        self._declarations = declarations
        self._attached = attached
        self._made: dict[Key, Record] = {}
        self._made_before: dict[Key, Record] = {}

    def __getitem__(self, key: Key) -> Record:
        made = self._made.get(key)
        if made is None:
            declaration = self._declarations[key]
            made = self._made_before.get(key) or self._record(declaration)
            if not isinstance(declaration.document, RowDocument):  # a fleet has many
                self._made[key] = made
        return made

    def _record(self, declaration: Declaration) -> Record:
        record = record_of(declaration.document)
        _with_readings(record, self._attached.get(declaration, ""))
        return record

    def forget(self) -> None:
        """Let go of what nobody asked for since this was called before."""
        self._made_before, self._made = self._made, {}

    def __contains__(self, key: object) -> bool:
        return key in self._declarations

    def __iter__(self) -> Iterator[Key]:
        return iter(self._declarations)

    def __len__(self) -> int:
        return len(self._declarations)


def record_of(document: Any) -> Record:
    """Return a declaration's content as records that know their places."""
    record = _recorded(document.data, document, ())
    if not isinstance(record, Record):
        raise TypeError("a declaration is a mapping")
    return record


def _with_readings(record: Record, attached: Document | str) -> None:
    """Give a record the readings of its file, each placed there; or why there are none.

    Nothing else of it is changed.
    """
    if isinstance(attached, Document):
        record["readings"] = record_of(attached)["readings"]
    elif attached:
        record.absent["readings"] = attached


def _recorded(value: Any, document: Any, pointer: Pointer) -> Any:
    # Most of what a document holds are scalars: they are taken over together, and a
    # call for each would cost more than all else that is done here.
    if isinstance(value, dict):
        record = Record(value, Place(document, pointer))
        for key, item in value.items():
            if isinstance(item, _MANY):
                record[key] = _recorded(item, document, (*pointer, key))
        return record
    if isinstance(value, list):
        return [
            _recorded(item, document, (*pointer, index))
            if isinstance(item, _MANY)
            else item
            for index, item in enumerate(value)
        ]
    return value
