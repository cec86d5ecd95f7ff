"""Reading declared values for print: what is not there stops the package."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from jinja2 import ChainableUndefined, StrictUndefined, Undefined

from checker.model.document import locate
from checker.model.place import Location, Place, Pointer
from checker.model.record import Record
from checker.render.origin import Declared, Fact, Origin, Stated, of_row, traced

if TYPE_CHECKING:
    from jinja2.exceptions import UndefinedError

__all__ = ["MISSING", "Facts", "Lack", "MissingValueError", "Values"]

MISSING = "MISSING"
"""What a draft prints in the place of a value that is not there."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, terminal escapes among them
    "\u2028\u2029\u202a-\u202e\u2066-\u2069"  # line separators, changes of direction
    "\ud800-\udfff\ufffe\uffff]"  # what XML and UTF-8 have no place for
)


class Lack(NamedTuple):
    """A value that a document needs and that is not there, in words; and where."""

    message: str
    location: Location | None


class MissingValueError(Exception):
    """A value that a document needs is not there: its package is refused.

    Args:
        lack: what is not there.
        document: the document that was being printed, once that is known.
    """

    def __init__(self, lack: Lack, document: str = "") -> None:
        super().__init__(lack.message)
        self.lack = lack
        self.document = document


class _Strict(StrictUndefined):
    """Raises as soon as it is printed, compared, tested or iterated."""

    def __init__(self, lack: Lack) -> None:
        # Jinja raises `exc(message)`; it need not be a class, whatever the type says.
        def raised(_: object) -> MissingValueError:
            return MissingValueError(lack)

        super().__init__(lack.message, exc=cast("type[UndefinedError]", raised))
        self.origin = _missing(lack)


class _Marked(ChainableUndefined):
    """Prints `MISSING` and writes down that it was printed.

    As a list it has one entry, so that a table shows a row of marks.
    """

    def __init__(self, lack: Lack, found: dict[Lack, None]) -> None:
        super().__init__(lack.message)
        self.origin = _missing(lack)
        self._lack = lack
        self._found = found

    def __str__(self) -> str:
        self._found[self._lack] = None
        return MISSING

    def __iter__(self) -> Iterator["_Marked"]:
        yield self

    def __len__(self) -> int:
        return 1

    def __bool__(self) -> bool:
        return True


class Facts(Record):
    """The facts of a dossier, placed at the declaration that they are about."""

    __slots__ = ()


class Values:
    """Reads fields of records as templates do.

    What comes back knows its origin (see `checker.render.origin`).

    What is absent, null, blank or not printable comes back as jinja2's `Undefined`:
    nothing happens until a document prints it. Then it raises `MissingValueError`,
    or, when `lenient`, prints `MISSING` and is added to `found`.
    """

    def __init__(self, *, lenient: bool = False) -> None:
        self.lenient = lenient
        self.found: dict[Lack, None] = {}

    def pick(self, value: Any, *path: str) -> Any:
        """Return the value at the end of a path of field names."""
        for name in path:
            value = self.get(value, name)
        return value

    def get(self, record: Any, name: str) -> Any:
        """Return one field of a record.

        Raises:
            KeyError: the record is a plain row of ours that has no such field.
        """
        if isinstance(record, Undefined):
            return record  # the first step that is missing is the one to name
        if not isinstance(record, Record):
            return of_row(record, name)
        value = record.get(name)
        fault = _fault(value)
        if fault is None:
            return self._with_origin(value, record, name)
        reason = record.absent.get(name, "") if value is None else ""
        return self.lacking(record.place, (name,), fault, reason)

    @staticmethod
    def _with_origin(value: Any, record: Record, name: str) -> Any:
        if isinstance(value, dict):
            return value
        origin = _origin(record, name)
        return value if origin is None else traced(value, origin)

    def lacking(
        self, place: Place | None, path: Pointer = (), fault: str = "", reason: str = ""
    ) -> Undefined:
        """Return an undefined value.

        Args:
            place: the declaration and path below which the value should be.
            path: the rest of the path.
            fault: the verb of the message; "lacks" when not given.
            reason: why it is not there, when that is known.
        """
        lack = _lack(place, path, fault or "lacks", reason)
        return _Marked(lack, self.found) if self.lenient else _Strict(lack)


def _missing(lack: Lack) -> Stated:
    return Stated("missing", lack.message, location=lack.location)


def _origin(record: Record, name: str) -> Origin | None:
    """Return where a field of a record comes from.

    A record that stands in a declaration may hold more than is declared there.
    """
    place = record.brought.get(name)
    if place is not None:
        return Declared(place.document, place.pointer)
    place = record.place
    if place is None:
        return None
    document, pointer = place.document, place.pointer
    declared = not isinstance(record, Facts)
    if declared and name in _mapping_at(document.data, pointer):
        return Declared(document, (*pointer, name))
    return Fact(document, pointer, name)


def _mapping_at(data: Any, pointer: Pointer) -> dict[str, Any]:
    """Return the mapping at a path; an empty one where nothing is declared there."""
    for step in pointer:
        if isinstance(data, dict) and step not in data:
            return {}
        data = data[step]
    return data if isinstance(data, dict) else {}


def _fault(value: Any) -> str | None:
    """Return why a value cannot be printed, as the verb of a sentence."""
    if value is None:
        return "lacks"
    if isinstance(value, str):
        if not value.strip():
            return "has a blank"
        return "has a control character in" if _UNPRINTABLE.search(value) else None
    if isinstance(value, list):
        faults = (_fault(item) for item in value if isinstance(item, str))
        return next((fault for fault in faults if fault), None)
    return None


def _lack(place: Place | None, path: Pointer, fault: str, reason: str) -> Lack:
    tail = f": {reason}" if reason else ""
    if place is None:
        return Lack(f"the run {fault} `{'.'.join(map(str, path))}`{tail}", None)
    data = place.document.data
    pointer = (*place.pointer, *path)
    location = locate(Place(place.document, pointer))
    owner = f"{data['kind']} `{data['id']}`"
    name = path_text(data, pointer)
    return Lack(
        f"{owner} {fault} `{name}`{tail}" if name else f"{owner} {fault}{tail}",
        location,
    )


def path_text(data: Any, pointer: Pointer) -> str:
    """Write a path for people: `ders[inverter-1].interconnection.reference`."""
    text = ""
    for step in pointer:
        if isinstance(step, int):
            data = data[step]
            name = data.get("id", step + 1) if isinstance(data, dict) else step + 1
            text += f"[{name}]"
        else:
            data = data.get(step) if isinstance(data, dict) else None
            text += f".{step}" if text else step
    return text
