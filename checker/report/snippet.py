"""Frames of the text report, cut from the documents that the findings carry."""

from collections.abc import Iterable, Sequence

from checker.model.document import SourceText
from checker.model.finding import Finding
from checker.model.place import Location
from checker.model.table import TableSource
from checker.report.cells import one_line
from checker.report.frame import Row, frame
from checker.report.paint import Paint

__all__ = ["Snippets"]


class Snippets:
    """The places of a report, shown with their lines.

    A text is split into lines once for the whole report, since a file may hold
    thousands of findings.
    """

    def __init__(self, findings: Iterable[Finding], paint: Paint, below: str) -> None:
        self._paint = paint
        self._below = below
        self._sources = {
            place.document.source.file: place.document.source
            for finding in findings
            for place in (finding.place, *(other.place for other in finding.related))
        }
        self._lines: dict[str, Sequence[str]] = {}

    def gutter(self, finding: Finding) -> int:
        """Return how many cells the line numbers of a finding's frames take."""
        places = [finding.location, *(other.location for other in finding.related)]
        rows = [row for place in places for row in self._rows(place)]
        return max((len(str(row.number)) for row in rows if row.number), default=1)

    def shown(self, finding: Finding) -> list[str]:
        """Return the place of a finding and its related ones, each with its frame."""
        gutter = self.gutter(finding)
        lines = [
            self._head(gutter, "-->", finding.location, ""),
            *self._frame(gutter, finding.location, "^", finding.severity.value),
        ]
        for _, location, note in finding.related:
            lines.append(self._head(gutter, ":::", location, note))
            lines += self._frame(gutter, location, "-", "gutter")
        return lines

    def _head(self, gutter: int, arrow: str, location: Location, note: str) -> str:
        span = location.span
        where = f"{one_line(self._below + location.file)}:{span.line}:{span.column}"
        said = f": {one_line(note)}" if note else ""
        return f"{' ' * gutter}{self._paint('gutter', arrow)} {where}{said}"

    def _frame(
        self, gutter: int, location: Location, caret: str, style: str
    ) -> list[str]:
        rows = self._rows(location, caret)
        edge = " " * gutter + self._paint("gutter", " |")
        body = [self._row(row, gutter, style) for row in rows]
        return [edge, *body, edge] if rows else []

    def _row(self, row: Row, gutter: int, style: str) -> str:
        number = "" if row.number is None else str(row.number)
        edge = self._paint("gutter", f"{number:>{gutter}} |")
        text = self._paint(style, row.text) if row.mark else row.text
        if row.bar:
            text = self._paint(style, row.bar) + ("" if row.mark else " ") + text
        return f"{edge} {text}".rstrip()

    def _rows(self, location: Location, caret: str = "^") -> list[Row]:
        file = location.file
        if file not in self._lines:
            self._lines[file] = _lines(self._sources.get(file))
        return frame(self._lines[file], location.span, caret=caret)


def _lines(source: SourceText | None) -> Sequence[str]:
    """Return the lines of a file; those of a table are read one at a time."""
    if isinstance(source, TableSource):
        return source.lines
    return [] if source is None else source.text.split("\n")
