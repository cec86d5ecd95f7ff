"""Documents that were read and held to their schema, kept small until asked for.

What a document says is asked for often, and kept in a form of its own. Its text and its
places are asked for when there is something to say of it; they are compressed, several
files together, since files of a portfolio are much alike.
"""

import marshal
import sys
import zlib
from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText
from checker.model.report import InputFile

__all__ = ["PackedDocument", "Shelf"]

_FORMAT = 4  # of marshal; each version of Python reads it
_BLOCK = 1 << 14
"""Characters of text that are compressed together, or those of one file."""
_OPEN = 16
"""Blocks that stay open, for findings that stand together."""
Entry = tuple[str, tuple[bytes, ...]]
"""The text of a file, and the packed places of each of its documents."""


class Block:
    """Texts and places of some files, compressed once there are enough."""

    __slots__ = ("_entries", "_packed")

    def __init__(self, packed: bytes = b"") -> None:
        """Begin with nothing, or with what was packed before."""
        self._packed = packed
        self._entries: list[Entry] = []

    def add(self, text: str, documents: Iterable[Document]) -> int:
        """Take in a file that is asked for under the number that is returned."""
        spans = tuple(_narrowed(document.spans) for document in documents)
        self._entries.append((text, spans))
        return len(self._entries) - 1

    def close(self) -> None:
        """Take in no more."""
        if not self._packed:
            self._packed = _compressed(self._entries)
            self._entries = []

    def text(self, number: int) -> str:
        """Return the text of a file."""
        return self._all()[number][0]

    def spans(self, number: int, index: int) -> "array[int]":
        """Return the places in a document of a file."""
        return _widened(self._all()[number][1][index])

    def _all(self) -> list[Entry]:
        return _opened(self._packed) if self._packed else self._entries

    def __reduce__(self) -> tuple[type["Block"], tuple[bytes]]:
        """Send it to another process; what goes together there is one again."""
        return Block, (self._packed or _compressed(self._entries),)


def _compressed(entries: list[Entry]) -> bytes:
    return zlib.compress(marshal.dumps(entries, _FORMAT), 1)


@lru_cache(_OPEN)
def _opened(packed: bytes) -> list[Entry]:
    entries: list[Entry] = marshal.loads(zlib.decompress(packed))  # noqa: S302 # our own
    return entries


def _narrowed(spans: "array[int]") -> bytes:
    """Return lines and columns in a byte each where they are small, as most are."""
    try:
        return b"B" + bytes(spans.tolist())
    except ValueError:
        return b"I" + spans.tobytes()


def _widened(packed: bytes) -> "array[int]":
    if packed[:1] == b"B":
        return array("I", tuple(packed[1:]))
    return array("I", packed[1:])


class PackedDocument(Document):
    """A document whose content is made anew each time that it is asked for."""

    __slots__ = ("_block", "_input", "_number", "_said")

    _block: Block
    _input: InputFile
    _number: int
    _said: bytes

    def __init__(
        self, file: InputFile, index: int, said: bytes, block: Block, number: int
    ) -> None:
        """Remember where everything is.

        Args:
            file: the file it stands in.
            index: which document of the file.
            said: what it says, packed.
            block: holds its text and its places.
            number: of the file in there.
        """
        set_once = object.__setattr__  # as dataclasses do it that are frozen
        set_once(self, "index", index)
        set_once(self, "_input", file)
        set_once(self, "_said", said)
        set_once(self, "_block", block)
        set_once(self, "_number", number)

    @property
    def file(self) -> str:
        """Path of the file, relative to the portfolio root."""
        return self._input.file

    @property
    def source(self) -> SourceText:
        """The file it stands in."""
        text = self._block.text(self._number)
        return SourceText(self._input.file, text, self._input.sha256)

    @property
    def data(self) -> Any:
        """What it says."""
        return marshal.loads(self._said)  # noqa: S302 # our own

    @property
    def spans(self) -> "array[int]":
        """The place of each key and value; see `Document.spans`."""
        return self._block.spans(self._number, self.index)

    def __reduce__(self) -> tuple[type["PackedDocument"], tuple[Any, ...]]:
        """Send it to another process."""
        where = (self._block, self._number)
        return PackedDocument, (self._input, self.index, self._said, *where)


class Shelf:
    """Where documents are put away."""

    def __init__(self) -> None:
        self._block = Block()
        self._held = 0

    def put(
        self, file: InputFile, declarations: Iterable[Declaration]
    ) -> tuple[Declaration, ...]:
        """Put the declarations of a file away; what is returned stands for them.

        Nothing may point into them: it would hold them.

        Args:
            file: its name and digest.
            declarations: all its documents, in order.
        """
        documents = [each.document for each in declarations]
        text = documents[0].source.text
        block, number = self._block, self._block.add(text, documents)
        self._held += len(text)
        if self._held >= _BLOCK:
            block.close()
            self._block, self._held = Block(), 0
        return tuple(
            Declaration(
                sys.intern(each.kind),
                each.id,
                PackedDocument(
                    file,
                    each.document.index,
                    marshal.dumps(each.document.data, _FORMAT),
                    block,
                    number,
                ),
            )
            for each in declarations
        )
