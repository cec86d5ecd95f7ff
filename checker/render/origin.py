"""Values that know where they come from, from the declaration to the printed page.

A value gets its origin once: when it is read from a record (`Values.get`), computed
by a view (`computed`) or stated by the run (`stated`). Filters pass it on, and what
prints it writes it down.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from checker.model.document import Document
from checker.model.place import Location, Pointer
from checker.model.record import Record

__all__ = [
    "Computed",
    "Declared",
    "Fact",
    "Origin",
    "Piece",
    "Series",
    "Stated",
    "Truth",
    "bare",
    "computed",
    "day_text",
    "joined",
    "missing_in",
    "of_row",
    "origin_of",
    "stated",
    "traced",
]


class Declared(NamedTuple):
    """A field of a declaration, by its path."""

    document: Document
    pointer: Pointer


class Fact(NamedTuple):
    """A fact of a dossier, computed before anything is rendered.

    `document` and `pointer` say what it is about.
    """

    document: Document
    pointer: Pointer
    name: str


class Computed(NamedTuple):
    """What a view makes of other values, in words."""

    how: str
    inputs: tuple["Origin", ...]


class Stated(NamedTuple):
    """What no declaration says.

    Attributes:
        kind: who says it: `run`, `parameter`, `template`, `document`, `missing`.
        name: what it is there.
        note: where that has it from, such as the source of a parameter.
        location: where it can be looked up, when that is in a file of the portfolio.
    """

    kind: str
    name: str
    note: str = ""
    location: Location | None = None


Origin = Declared | Fact | Computed | Stated


class Piece(NamedTuple):
    """One printed value: its text as a reader sees it, and where it comes from."""

    text: str
    origin: Origin | None


class _Text(str):
    __slots__ = ("origin",)
    origin: Origin


class _Whole(int):
    origin: Origin


class _Real(float):
    __slots__ = ("origin",)
    origin: Origin


class _Exact(Decimal):
    __slots__ = ("origin",)
    origin: Origin


class Truth(int):
    """A truth value: nothing can inherit from `bool`. `bare` gives the `bool`."""

    origin: Origin

    def __repr__(self) -> str:
        return repr(bool(self))


class Series(list[Any]):
    """A list of values; it has an origin even when it has no item."""

    __slots__ = ("origin",)
    origin: Origin


_Traced = _Text | _Whole | _Real | _Exact | Truth | Series


def traced(value: Any, origin: Origin) -> Any:
    """Return a value that carries its origin.

    The items of a list keep their own, where they have one. Dates become their text.
    Records, rows, undefined and missing values are returned as they are: a record
    knows its place, and the others have no text of their own.
    """
    if isinstance(value, list | tuple):
        series = Series(
            item if origin_of(item) is not None else traced(item, _item(origin, index))
            for index, item in enumerate(value)
        )
        series.origin = origin
        return series
    found = _copy(value)
    if found is None:
        return value
    found.origin = origin
    return found


def _copy(value: Any) -> _Traced | None:
    """Return a copy of a single value that can carry an origin."""
    if isinstance(value, str):
        return _Text(value)
    if isinstance(value, bool | Truth):
        return Truth(value)
    if isinstance(value, int):
        return _Whole(value)
    if isinstance(value, float):
        return _Real(value)
    if isinstance(value, Decimal):
        return _Exact(value)
    return _Text(day_text(value)) if isinstance(value, date) else None


def _item(origin: Origin, index: int) -> Origin:
    if isinstance(origin, Declared):
        return Declared(origin.document, (*origin.pointer, index))
    return origin


def stated(value: Any, kind: str, name: str, note: str = "") -> Any:
    """Return a value, or a row or a list of them, as stated by someone.

    The names of the fields inside are appended to `name`.
    """
    if isinstance(value, Mapping):
        below = f"{name}." if name else ""
        row = {k: stated(v, kind, f"{below}{k}", note) for k, v in value.items()}
        return Record(row) if isinstance(value, Record) else row
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return [
            stated(item, kind, f"{name}[{number}]", note)
            for number, item in enumerate(value, 1)
        ]
    return traced(value, Stated(kind, name, note))


def computed(value: Any, how: str, *inputs: Any) -> Any:
    """Return a value that a view made, with what it was made of.

    Args:
        value: the result.
        how: the way from the inputs to it, in words.
        inputs: the values as they were read; what has no origin is left out.
    """
    return traced(value, Computed(how, tuple(dict.fromkeys(_origins(inputs)))))


def of_row(row: Mapping[str, Any], name: str) -> Any:
    """Return a field of a view's row.

    What the view made without saying of what comes from its row: from whatever the
    row holds that has an origin. In a row without any it is a word of the document.
    """
    value = row[name]
    if isinstance(value, dict) or origin_of(value) is not None:
        return value
    what = f"`{name}` of its row"
    beside = _origins(item for item in row.values() if not isinstance(item, list))
    inputs = tuple(dict.fromkeys(beside))
    return traced(value, Computed(what, inputs) if inputs else Stated("template", what))


def joined(text: str, parts: Iterable[Any]) -> Any:
    """Return a text that joins values; one value joined with nothing is itself."""
    origins = tuple(dict.fromkeys(_origins(parts)))
    return traced(
        text, origins[0] if len(origins) == 1 else Computed("joined", origins)
    )


def _origins(values: Iterable[Any]) -> Iterator[Origin]:
    for value in values:
        origin = origin_of(value)
        if origin is not None:
            yield origin


def origin_of(value: Any) -> Origin | None:
    """Return where a value comes from, when it says so."""
    if isinstance(value, Record):
        place = value.place
        return None if place is None else Declared(place.document, place.pointer)
    origin: Origin | None = getattr(value, "origin", None)
    return origin


def missing_in(origin: Origin | None) -> Iterator[Stated]:
    """Yield what is missing of a printed value, if anything is."""
    if isinstance(origin, Stated) and origin.kind == "missing":
        yield origin
    elif isinstance(origin, Computed):
        for source in origin.inputs:
            yield from missing_in(source)


def bare(value: Any) -> Any:
    """Return a truth value as `bool`, and anything else as it is."""
    return bool(value) if isinstance(value, Truth) else value


def day_text(value: date) -> str:
    """Return a date, or an instant in UTC, as every format writes it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()
