"""A table of many rows, known by where they begin; cells are cut when asked for."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from checker.model.document import SourceText
from checker.model.place import Span

if TYPE_CHECKING:
    from array import array

__all__ = ["UNIT", "Cut", "Held", "Table", "TableSource", "cut"]

UNIT = "\x1f"
"""What stands between the cells of a table that is no text; never part of a cell."""

_BLOCK = 1024 * 1024
_MOST_SHOWN = 1024 * 1024
"""Bytes of a record in which lines are looked for that are shown to somebody."""


class Cut(NamedTuple):
    """A cell: its text, and where it stands in its record; the end is exclusive."""

    text: str
    start: int
    end: int


class Held(Protocol):
    """The bytes of a table, wherever they are.

    Attributes:
        is_ascii: whether all of them are ASCII.
    """

    is_ascii: bool

    def __len__(self) -> int: ...

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions."""


class TableSource(SourceText):
    """The file of a table; its text is made only for who asks for all of it."""

    __slots__ = ("_shown", "_table")

    _table: "Table"
    _shown: str | None

    def __init__(self, file: str, sha256: str, table: "Table") -> None:
        set_once = object.__setattr__  # as dataclasses do it that are frozen
        set_once(self, "file", file)
        set_once(self, "sha256", sha256)
        set_once(self, "_table", table)
        set_once(self, "_shown", None)

    @property
    def text(self) -> str:
        """The whole text, kept once it was asked for; empty where there is none."""
        if self._shown is None:
            object.__setattr__(self, "_shown", self._table.text())
        return self._shown or ""

    @property
    def lines(self) -> Sequence[str]:
        """The lines of the text, each read when it is asked for."""
        return _Lines(self._table)


class Table:
    """Records in the order of the file.

    A record costs eight bytes; its own are where `held` has them. `lines` are the
    numbers of the lines where records begin, from 1; where it is None each record has
    one line.
    """

    __slots__ = ("_delimiter", "_held", "_lines", "_starts", "header", "is_text")

    def __init__(
        self,
        held: Held,
        starts: "array[int]",
        delimiter: str,
        lines: "array[int] | None" = None,
        header: tuple[str, ...] = (),
    ) -> None:
        self._held = held
        self._starts = starts
        self._delimiter = delimiter
        self._lines = lines
        self.header = header
        """The names of the columns where no record holds them."""
        self.is_text = delimiter != UNIT
        """Whether records are lines of a text: then the first one is the header."""

    def __len__(self) -> int:
        return len(self._starts) - 1

    @property
    def delimiter(self) -> str:
        """What stands between the cells of a record."""
        return self._delimiter

    def text(self) -> str:
        """Return the whole text; empty for a table that is none."""
        return self._held.part(0, len(self._held)).decode() if self.is_text else ""

    def holds_none(self, marks: tuple[str, ...], *, folded: bool = False) -> bool:
        """Tell whether none of some ASCII texts stands in a table that is all ASCII.

        Args:
            marks: short texts; in lower case when capitals do not count.
            folded: whether capitals do not count.
        """
        if not self._held.is_ascii:
            return False
        wanted = [mark.encode() for mark in marks]
        more = max(map(len, wanted))
        for block in self._blocks(0, len(self._held), more):
            sought = block.lower() if folded else block
            if any(mark in sought for mark in wanted):
                return False
        return True

    def is_quoted(self, row: int) -> bool:
        """Tell whether a quote stands in a record, however long it is."""
        blocks = self._blocks(self._starts[row], self._starts[row + 1])
        return any(b'"' in block for block in blocks)

    def _blocks(self, start: int, end: int, more: int = 0) -> Iterator[bytes]:
        """Yield a stretch in blocks; each has some bytes of the next one too."""
        for at in range(start, end, _BLOCK):
            yield self._held.part(at, min(at + _BLOCK + more, end))

    def record(self, row: int) -> str:
        """Return a record without the line break at its end."""
        starts = self._starts
        text = self._held.part(starts[row], starts[row + 1]).decode()
        return text[:-1] if self.is_text and text.endswith("\n") else text

    def length(self, row: int) -> int:
        """Return how many bytes a record has."""
        return self._starts[row + 1] - self._starts[row]

    def cells(self, row: int) -> list[str] | int:
        """Return the texts of a record's cells; or where it cannot be cut, from 0."""
        record = self.record(row)
        if '"' not in record or not self.is_text:
            return record.split(self._delimiter)
        found = cut(record, self._delimiter)
        return found if isinstance(found, int) else [cell.text for cell in found]

    def count_lines(self) -> int:
        """Return how many lines there are: one more than the text has line breaks."""
        if not self.is_text:
            return 1
        if self._lines is None:
            size = len(self._held)
            ends = not size or self._held.part(size - 1, size) == b"\n"
            return len(self) + ends
        last = self._blocks(self._starts[-2], self._starts[-1])
        return self._lines[-1] + sum(block.count(b"\n") for block in last)

    def line_text(self, number: int) -> str:
        """Return a line, counted from 1; the beginning of one that does not end."""
        row, before = number - 1, 0
        if self._lines is not None:
            row = bisect_right(self._lines, number) - 1
            before = number - self._lines[row]
        if row >= len(self) or not self.is_text:
            return ""
        start, end = self._starts[row], self._starts[row + 1]
        text = self._held.part(start, min(end, start + _MOST_SHOWN))
        lines = text.decode(errors="ignore").split("\n", before + 1)
        return lines[before] if before < len(lines) else ""

    def line(self, row: int) -> int:
        """Return the number of a record: its first line, or its row in a table."""
        return row + 1 if self._lines is None else self._lines[row]

    def spans(self, row: int) -> list[Span]:
        """Return where each cell of a record stands.

        In a table that is no text the line is the row and the column the ordinal of
        the column, both from 1.
        """
        record, line = self.record(row), self.line(row)
        if not self.is_text:
            width = record.count(UNIT) + 1
            return [Span(line, at, line, at + 1) for at in range(1, width + 1)]
        found = cut(record, self._delimiter)
        if isinstance(found, int):
            return []
        return [_span(record, line, cell.start, cell.end) for cell in found]

    def span_of(self, row: int) -> Span:
        """Return where a whole record stands."""
        record, line = self.record(row), self.line(row)
        if self.is_text:
            return _span(record, line, 0, max(len(record), 1))
        return Span(line, 1, line, record.count(UNIT) + 2)

    def span_at(self, row: int, offset: int) -> Span:
        """Return the place of one character of a record."""
        return _span(self.record(row), self.line(row), offset, offset + 1)

    def begin(self, row: int) -> Span:
        """Return where a record begins, however long it is."""
        line = self.line(row)
        return Span(line, 1, line, 2)


def _span(record: str, line: int, start: int, end: int) -> Span:
    ends = (
        (line + record.count("\n", 0, at), at - record.rfind("\n", 0, at))
        for at in (start, end)
    )
    (first, column), (last, after) = ends
    return Span(first, column, last, max(after, column + 1) if first == last else after)


def cut(record: str, delimiter: str) -> list[Cut] | int:
    """Cut a record into cells (RFC 4180); a line break may stand in a quoted one.

    Returns:
        The cells; or the offset at which the record cannot be read.
    """
    cells: list[Cut] = []
    pattern, at = _pattern(delimiter), 0
    while True:
        found = pattern.match(record, at)
        if found is None:
            return at
        end = found.end()
        if end < len(record) and record[end] != delimiter:
            return end
        quoted, bare = found.groups()
        text = bare if quoted is None else quoted.replace('""', '"')
        cells.append(Cut(text, at, end))
        if end == len(record):
            return cells
        at = end + 1


@lru_cache(maxsize=8)
def _pattern(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]|"")*+)"|([^{re.escape(delimiter)}"]*)')


class _Lines(Sequence[str]):
    """The lines of a table's text."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._count = table.count_lines()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(self._count))]
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._table.line_text(index % self._count + 1)
