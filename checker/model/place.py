"""Where something stands: symbolic first, made concrete once."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from checker.model.document import Document

__all__ = ["Location", "Place", "Pointer", "Span", "pointer_text"]

Pointer = tuple[str | int, ...]
"""A path into a document: keys and zero-based indices. `()` is the whole document."""


class Span(NamedTuple):
    """A stretch of text. Lines and columns count from 1, columns in code points.

    The end is exclusive: `end_column` is the column after the last character.
    """

    line: int
    column: int
    end_line: int
    end_column: int


class Place(NamedTuple):
    """A symbolic place: a document and a path into it.

    The path may name a key that is not there (a missing field): it is then located
    at the nearest ancestor that is. `on_key` asks for the key instead of its value.
    """

    document: "Document"
    pointer: Pointer = ()
    on_key: bool = False


class Location(NamedTuple):
    """A concrete place. `pointer` is a JSON pointer (RFC 6901); `""` is the root."""

    file: str
    span: Span
    pointer: str = ""


def pointer_text(pointer: Pointer) -> str:
    """Return the JSON pointer of RFC 6901 for a path."""
    return "".join(
        "/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer
    )
