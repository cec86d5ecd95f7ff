"""A CSV file to a table: read once in blocks, checked as text, indexed by record."""

from array import array
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import NamedTuple

from checker.load.spool import Spool
from checker.load.text_check import TextCheck, places
from checker.model.configuration import Limits
from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.table import Table

__all__ = ["MOST_RECORD_BYTES", "CsvRead", "Digested", "read_csv", "too_large"]

MOST_RECORD_BYTES = 64 * 1024
"""A longer record is no row of a fleet: more likely a quote was never closed."""


class CsvRead(NamedTuple):
    """What came of a file: its digest, and its records or what is wrong with it."""

    sha256: str
    table: Table | list[Finding]


class Digested:
    """Passes the blocks of a file on, and knows what passed."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self._digest = sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            self._digest.update(block)
            self.size += len(block)
            yield block

    def source(self, file: str) -> SourceText:
        """Return the file as one that no text was made of."""
        return SourceText(file, "", self._digest.hexdigest())


def read_csv(
    file: str, blocks: Iterable[bytes], delimiter: str, limits: Limits
) -> CsvRead:
    """Read the records of a CSV file, its header first; or say what is wrong with it.

    Args:
        file: path relative to the portfolio root.
        blocks: its content; one byte more than the bound at most.
        delimiter: one character.
        limits: how large it may be.

    Raises:
        OutputError: there is no room for the copy that rows are read from later.
    """
    digested = Digested(blocks)
    spool, text = Spool(file), TextCheck()
    records = _Records(limits.inventory_rows + 1)
    for block in _with_line_feeds(digested):
        spool.add(block)
        text.add(block)
        records.add(block)
    source = digested.source(file)
    if digested.size > limits.inventory_bytes:
        bound = f"{limits.inventory_bytes} bytes"
        return CsvRead(source.sha256, [too_large(source, bound, "bytes")])
    kept = spool.kept()
    findings = [
        engine_finding("READ-002", locate_text(source, line, column), message)
        for line, column, message in places(kept, text.odd())
    ]
    if not findings and records.too_many:
        findings = [too_large(source, f"{limits.inventory_rows} rows", "rows")]
    if findings:
        return CsvRead(source.sha256, findings)
    table = Table(kept, records.ended(), delimiter, records.lines)
    return CsvRead(source.sha256, table)


def too_large(source: SourceText, bound: str, limit: str) -> Finding:
    """Return the finding for a table that exceeds a bound."""
    return engine_finding(
        "READ-006",
        locate_text(source, 1, 1),
        f"the inventory has more than {bound}",
        remedy=f"Split it into several, or raise `limits.inventory_{limit}` in"
        " dera.yaml.",
    )


def _with_line_feeds(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield blocks whose lines end with line feeds, whatever they ended with."""
    left = b""
    for read in blocks:
        block = left + read
        left = b""
        if b"\r" in block:
            if block.endswith(b"\r"):  # a line feed may follow
                block, left = block[:-1], b"\r"
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield block
    if left:
        yield b"\n"


class _Records:
    """Finds where records begin, block by block.

    Attributes:
        lines: the numbers of the lines where they begin, once a quote was seen: a
            record may run over lines then, and before that each is one.
    """

    def __init__(self, most: int) -> None:
        self.lines: array[int] | None = None
        self._starts = array("Q")
        self._most = most
        self._at = 0
        self._line = 0
        self._is_open = False
        self._is_new_line = True

    @property
    def too_many(self) -> bool:
        """Whether there are more than was said."""
        return len(self._starts) > self._most

    def ended(self) -> "array[int]":
        """Return where each record begins, and where the last one ends."""
        self._starts.append(self._at)
        return self._starts

    def add(self, block: bytes) -> None:
        """Look at the next block."""
        if block and not self.too_many:
            if self.lines is None and b'"' in block:
                self._line = len(self._starts)
                self.lines = array("I", range(1, self._line + 1))
            if self.lines is None:
                self._add_lines(block)
            else:
                self._add_quoted(block, self.lines)
        self._at += len(block)

    def _add_lines(self, block: bytes) -> None:
        if self._is_new_line:
            self._starts.append(self._at)
        begun, at = self._at, block.find(b"\n") + 1
        while 0 < at < len(block):
            self._starts.append(begun + at)
            at = block.find(b"\n", at) + 1
        self._is_new_line = at == len(block)

    def _add_quoted(self, block: bytes, lines: "array[int]") -> None:
        """Go through lines; while a quote is open, the record goes on."""
        at = 0
        while at < len(block):
            if self._is_new_line:
                self._line += 1
                if not self._is_open:
                    self._starts.append(self._at + at)
                    lines.append(self._line)
            feed = block.find(b"\n", at) + 1
            end = feed or len(block)
            self._is_open ^= block.count(b'"', at, end) % 2 == 1
            self._is_new_line = feed > 0
            at = end
