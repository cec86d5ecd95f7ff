"""Find the comments of a file that address this tool.

A comment is what the YAML parser takes for one. The text is parsed a second time for
it, since `Document.spans` leaves out what a merge key discards.
"""

import re
from array import array
from bisect import bisect_left
from typing import NamedTuple
from unicodedata import normalize

from checker.load.comment_starts import comment_starts
from checker.load.read import Reading
from checker.model.document import Document
from checker.model.place import Place

__all__ = ["Comment", "comments_of"]

_ADDRESSED = re.compile(r"#[#\s]*dera\s*:", re.IGNORECASE)


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
    starts = dict(comment_starts(text))
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


def _below(line: int, alone: set[int], last: int) -> int:
    """Return the first line below that is not a comment alone."""
    line += 1
    while line in alone:
        line += 1
    return line if line <= last else 0
