"""Find the comments of a file that address this tool.

A comment is what the YAML parser takes for one. The text is parsed a second time for
the spans of all scalars, since `Document.spans` leaves out what a merge key discards; a
`#` inside a scalar of any style never begins a comment.
"""

import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from unicodedata import normalize

from yaml import events

from checker.load.events import event_parser
from checker.load.read import Reading
from checker.model.document import Document
from checker.model.place import Place

__all__ = ["Comment", "comments_of"]

_ADDRESSED = re.compile(r"#[#\s]*dera\s*:", re.IGNORECASE)
_BLOCK_STYLES = frozenset("|>")


class Comment(NamedTuple):
    """A comment of a file in which some comment addresses this tool.

    Attributes:
        text: from its `#` to the end of the line, without trailing blanks.
        line: counted from 1.
        column: in code points, from 1.
        about: the line that it is about: its own when something else stands on it,
            else the next one that is not a comment too; 0 behind the last line.
        document: the declaration that it stands in or above, else the last one.
    """

    text: str
    line: int
    column: int
    about: int
    document: Document

    @property
    def place(self) -> Place:
        """Its place; whom the document belongs to is known from it too."""
        end = self.column + len(self.text)
        span = array("I", (self.line, self.column, self.line, end))
        whole = self.document
        return Place(Document(whole.source, whole.index, whole.data, span))


def comments_of(reading: Reading) -> tuple[Comment, ...]:
    """Return the comments of a file, none when no comment addresses this tool."""
    text = reading.source.text
    if not reading.documents or not _ADDRESSED.search(normalize("NFKC", text)):
        return ()
    lines = text.split("\n")
    starts = dict(_starts(lines, _scalars(lines, text)))
    alone = {n for n, column in starts.items() if not lines[n - 1][:column].strip()}
    ends = [document.spans[2] for document in reading.documents]
    return tuple(
        Comment(
            lines[line - 1][column:].rstrip(),
            line,
            column + 1,
            _below(line, alone, len(lines)) if line in alone else line,
            reading.documents[min(bisect_left(ends, line), len(ends) - 1)],
        )
        for line, column in starts.items()
    )


def _scalars(lines: list[str], text: str) -> dict[int, list[tuple[int, int]]]:
    """Return the columns (from 0, end exclusive) that scalars take, by line from 1."""
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    parser = event_parser(text)
    while not isinstance(event := parser.get_event(), events.StreamEndEvent):
        if not isinstance(event, events.ScalarEvent):
            continue
        for line, first, last in _stretches(event):
            end = len(lines[line - 1]) if last is None else last
            taken[line].append((first, end))
    return taken


def _stretches(event: Any) -> Iterator[tuple[int, int, int | None]]:
    """Yield line and columns of each line of a scalar; None is the end of the line.

    The line with the `|` or `>` of a block scalar holds nothing of its text, and what
    follows there is a comment.
    """
    start, end = event.start_mark, event.end_mark
    block = event.style is not None and event.style in _BLOCK_STYLES
    for line in range(start.line + block, end.line + 1):
        first = start.column if line == start.line else 0
        last = end.column if line == end.line else None
        if last != first:
            yield line + 1, first, last


def _starts(
    lines: list[str], taken: dict[int, list[tuple[int, int]]]
) -> Iterable[tuple[int, int]]:
    """Yield line (from 1) and column (from 0) of each comment."""
    for number, line in enumerate(lines, 1):
        column = line.find("#")
        while column >= 0:
            inside = [e for s, e in taken.get(number, ()) if s <= column < e]
            if not inside:
                yield number, column
                break
            column = line.find("#", max(inside))


def _below(line: int, alone: set[int], last: int) -> int:
    """Return the first line below that is not a comment alone."""
    line += 1
    while line in alone:
        line += 1
    return line if line <= last else 0
