"""Where the comments of a YAML text begin.

A comment is what the YAML parser takes for one: a `#` inside a scalar of any style
never begins one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from yaml import events

from checker.load.events import event_parser

__all__ = ["comment_starts"]

_BLOCK_STYLES = frozenset("|>")


def comment_starts(text: str) -> tuple[tuple[int, int], ...]:
    """Return line (from 1) and column (from 0) of each comment of a YAML text."""
    lines = text.split("\n")
    return tuple(_starts(lines, _scalars(lines, text)))


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
