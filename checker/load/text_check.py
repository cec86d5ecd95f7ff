"""Text that comes in blocks, held to what `decode` asks of a whole file."""

from codecs import getincrementaldecoder
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from checker.load.decode import MOST_SHOWN, PLAIN, foreign_mark, unshown_in
from checker.model.table import Held

__all__ = ["Odd", "TextCheck", "places"]

_MARK = 4
_STEP = 1024 * 1024
_CONTINUING = bytes(range(0x80, 0xC0))
"""Bytes of UTF-8 that begin no character."""


class Odd(NamedTuple):
    """What is wrong with a text: the byte at which, from 0, and in words."""

    at: int
    message: str


class TextCheck:
    """Looks at a text whose line breaks are line feeds, block by block."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")()
        self._start = b""
        self._size = 0
        self._broken: Odd | None = None
        self._unshown: list[Odd] = []

    def add(self, block: bytes) -> None:
        """Look at the next block."""
        if len(self._start) < _MARK:
            self._start += block[: _MARK - len(self._start)]
        pending: bytes = self._decoder.getstate()[0]
        begun = self._size - len(pending)
        self._size += len(block)
        odd = block.translate(None, PLAIN)
        if self._broken is None and (odd or pending):
            self._look(block, begun, final=False)

    def odd(self) -> list[Odd]:
        """Return what is wrong, once the text is at its end, in the order of it."""
        message = foreign_mark(self._start)
        if message:
            return [Odd(0, message)]
        if self._broken is None:
            pending: bytes = self._decoder.getstate()[0]
            self._look(b"", self._size - len(pending), final=True)
        return [self._broken] if self._broken else self._unshown

    def _look(self, block: bytes, begun: int, *, final: bool) -> None:
        try:
            text = self._decoder.decode(block, final)
        except UnicodeDecodeError as error:
            odd = f"byte 0x{error.object[error.start]:02X} is not UTF-8"
            self._broken = Odd(begun + error.start, odd)
            return
        for at, name in unshown_in(text):
            if len(self._unshown) == MOST_SHOWN:
                return
            odd = f"the character {name} stands in the file"
            self._unshown.append(Odd(begun + len(text[:at].encode()), odd))


def places(held: Held, odd: Sequence[Odd]) -> Iterator[tuple[int, int, str]]:
    """Yield line and column, from 1, of each fault, and what it is."""
    line, column, at = 1, 1, 0
    for end, message in odd:
        while at < end:
            part = held.part(at, min(at + _STEP, end))
            at += len(part)
            breaks = part.count(b"\n")
            if breaks:
                line += breaks
                column = 1
                part = part[part.rfind(b"\n") + 1 :]
            column += len(part.translate(None, _CONTINUING))
        yield line, column, message
