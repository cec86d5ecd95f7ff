"""One YAML document: its data, and the place of every key and value in it."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from checker.model.place import Location, Place, Pointer, Span, pointer_text

__all__ = [
    "Document",
    "SourceText",
    "count_entries",
    "every_span",
    "locate",
    "locate_text",
]

_WIDTH = 4


@dataclass(frozen=True, slots=True)
class SourceText:
    """The text of a file, as it was read.

    Attributes:
        file: path relative to the portfolio root, with forward slashes.
        text: the decoded content; empty when it could not be decoded.
        sha256: hex digest of the bytes.
    """

    file: str
    text: str
    sha256: str

    def __reduce__(self) -> tuple[type["SourceText"], tuple[str, str, str]]:
        """Send it to another process in half the time."""
        return SourceText, (self.file, self.text, self.sha256)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One YAML document of a file.

    Attributes:
        source: the file it stands in.
        index: which document of the file, from 0.
        data: what it says: `dict`, `list`, `str`, `int`, `float`, `bool` or `None`.
        spans: four numbers (line, column, end line, end column; see `Span`) for each
            node of `data` in preorder. Each mapping key has an entry of its own just
            before its value.
    """

    source: SourceText
    index: int
    data: Any
    spans: "array[int]" = field(repr=False)

    @property
    def file(self) -> str:
        """Path of the file, relative to the portfolio root."""
        return self.source.file

    def __reduce__(self) -> tuple[type["Document"], tuple[Any, ...]]:
        """Send it to another process in half the time."""
        return Document, (self.source, self.index, self.data, self.spans)


def count_entries(value: Any) -> int:
    """Count the entries of a value in `Document.spans`."""
    if isinstance(value, dict):
        return 1 + sum(1 + count_entries(item) for item in value.values())
    if isinstance(value, list):
        return 1 + sum(count_entries(item) for item in value)
    return 1


def _child(value: Any, entry: int, step: str | int) -> tuple[Any, int] | None:
    """Return the value below `step` and its entry, or None when it is not there."""
    entry += 1
    if isinstance(value, dict):
        for key, item in value.items():
            if key == step:
                return item, entry + 1
            entry += 1 + count_entries(item)
    elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step], entry + sum(count_entries(item) for item in value[:step])
    return None


def locate(place: Place) -> Location:
    """Make a symbolic place concrete.

    A field that is not in the document is located at what names its nearest ancestor
    that is: the ancestor's own `id`, else its key. `pointer` still names the field.
    """
    document = place.document
    value, entry, on_key = document.data, 0, place.on_key
    above: Pointer = ()
    for step in place.pointer:
        found = _child(value, entry, step)
        if found is None:
            named = _child(value, entry, "id")
            on_key = named is None
            above, entry = ((*above, "id"), named[1]) if named else (above, entry)
            break
        value, entry = found
        above = (*above, step)
    if on_key and above and isinstance(above[-1], str):
        entry -= 1
    start = entry * _WIDTH
    span = Span(*document.spans[start : start + _WIDTH])
    return Location(document.file, span, pointer_text(place.pointer))


def every_span(document: Document) -> dict[Pointer, Span]:
    """Return where each value of a document stands, by its path, in one pass."""
    flat = document.spans
    spans: dict[Pointer, Span] = {}
    for entry, pointer in enumerate(_preorder(document.data, ())):
        if pointer is not None:
            start = entry * _WIDTH
            spans[pointer] = Span(*flat[start : start + _WIDTH])
    return spans


def _preorder(value: Any, pointer: Pointer) -> Iterator[Pointer | None]:
    """Yield the path of each value, and None for each key, as `spans` lists them."""
    yield pointer
    if isinstance(value, dict):
        for key, item in value.items():
            yield None
            yield from _preorder(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _preorder(item, (*pointer, index))


def locate_text(source: SourceText, line: int, column: int, length: int = 1) -> Place:
    """Return a place in a text that did not become a document (a fault in reading)."""
    spans = array("I", (line, column, line, column + max(length, 1)))
    return Place(Document(source, 0, None, spans))
