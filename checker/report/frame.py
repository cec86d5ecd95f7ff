"""A code frame: the lines of a file at fault, with a mark beneath or beside them."""

from collections.abc import Sequence
from typing import NamedTuple

from checker.model.place import Span
from checker.report.cells import visible, width

__all__ = ["Row", "frame"]

_CUT = "…"
_FIRST = 3
_LAST = 1


class Row(NamedTuple):
    """One line of a frame.

    Attributes:
        number: line number of the file; `None` for a line that is not of the file.
        bar: what joins the lines of a range, or nothing.
        text: the line, visible and clipped, or the mark.
        mark: the text is a mark.
    """

    number: int | None
    bar: str
    text: str
    mark: bool = False


def frame(
    lines: Sequence[str], span: Span, *, cells: int = 96, caret: str = "^"
) -> list[Row]:
    """Return the rows of a frame, none when the span is not in the text.

    Args:
        lines: of the whole file; the reader has made its line breaks line feeds.
        span: what is at fault.
        cells: how wide a line may be; a longer one is clipped around the fault.
        caret: the character of the mark.
    """
    first, last = span.line, _last_line(lines, span)
    if not 0 < first <= len(lines) or not any(lines):
        return []
    if first == last:
        return _single(lines[first - 1], span, cells, caret)
    return _range(lines, first, last, cells, caret)


def _last_line(lines: Sequence[str], span: Span) -> int:
    """Return the last line with text of a span: its end is exclusive."""
    last = span.end_line if span.end_column > 1 else span.end_line - 1
    last = min(last, len(lines))
    while last > span.line and not lines[last - 1].strip():
        last -= 1
    return max(last, span.line)


def _single(line: str, span: Span, cells: int, caret: str) -> list[Row]:
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    end = max(min(end, len(line)), start)
    low, high = _window(line, start, cells)
    before = width(line[low:start]) + (len(_CUT) if low else 0)
    length = max(width(line[start : min(end, high)]), 1)
    return [
        Row(span.line, "", _clipped(line, low, high)),
        Row(None, "", " " * before + caret * length, mark=True),
    ]


def _range(
    lines: Sequence[str], first: int, last: int, cells: int, caret: str
) -> list[Row]:
    def row(number: int) -> Row:
        line = lines[number - 1]
        text = _clipped(line, *_window(line, 0, cells))
        return Row(number, "/" if number == first else "|", text)

    end = Row(None, "|", "_" + caret, mark=True)
    left_out = last - first + 1 - _FIRST - _LAST
    if left_out <= 1:
        return [*map(row, range(first, last + 1)), end]
    head = map(row, range(first, first + _FIRST))
    tail = map(row, range(last - _LAST + 1, last + 1))
    return [*head, Row(None, "|", f"{_CUT} {left_out} more lines"), *tail, end]


def _window(line: str, focus: int, cells: int) -> tuple[int, int]:
    """Return the stretch of a line that is shown, so that `focus` is in it."""
    if len(line) <= cells and width(line) <= cells:
        return 0, len(line)
    low, used = focus, 2 * len(_CUT)
    while low > 0 and used + width(line[low - 1]) <= cells // 3:
        low -= 1
        used += width(line[low])
    high = focus
    while high < len(line) and used + width(line[high]) <= cells:
        used += width(line[high])
        high += 1
    return low, high


def _clipped(line: str, low: int, high: int) -> str:
    head = _CUT if low else ""
    tail = _CUT if high < len(line) else ""
    return head + visible(line[low:high]).rstrip() + tail
