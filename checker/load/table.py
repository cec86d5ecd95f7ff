"""Comma-separated text to rows that know where they stand (RFC 4180, one line each)."""

import re
from typing import NamedTuple

from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Place

__all__ = ["Cell", "Row", "read_table", "row_fault"]

_CELL = re.compile(r'"((?:[^"]|"")*)"|([^,"]*)')
_MOST_SHOWN = 20


class Cell(NamedTuple):
    """The text of a cell, and its columns in the line, from 1; the end is exclusive."""

    text: str
    column: int
    end: int


class Row(NamedTuple):
    """The cells of a line; `number` counts from 1."""

    number: int
    cells: tuple[Cell, ...]


def read_table(source: SourceText, most: int) -> tuple[list[Row], list[Finding]]:
    """Read the rows of a file whose every row has as many cells as its first.

    A cell may stand in quotes and does not span lines; a space is part of its cell.

    Args:
        source: the decoded file.
        most: how many lines it may have.

    Returns:
        The rows, the header among them; or no row, and what is wrong.
    """
    if source.text.count("\n") > most:
        place = locate_text(source, 1, 1)
        message = f"the file has more than {most} lines"
        remedy = "Give each trade date a file of its own."
        return [], [engine_finding("READ-006", place, message, remedy=remedy)]
    rows: list[Row] = []
    findings: list[Finding] = []
    for number, line in enumerate(source.text.removesuffix("\n").split("\n"), 1):
        row = _cells(line)
        if isinstance(row, int):
            at = locate_text(source, number, row + 1)
            findings.append(row_fault(at, "a quote stands where none can be"))
        elif rows and len(row) != len(rows[0].cells):
            at = locate_text(source, number, 1, len(line))
            found, wanted = len(row), len(rows[0].cells)
            message = f"the row has {_counted(found)}; the header has {wanted}"
            findings.append(row_fault(at, message))
        else:
            rows.append(Row(number, row))
    return ([], findings[:_MOST_SHOWN]) if findings else (rows, [])


def row_fault(place: Place, message: str, path: str = "") -> Finding:
    """Return the finding for a row, or a header, that is not as it should be.

    `path` tells two findings of one file apart whose lines may move.
    """
    return engine_finding("READ-009", place, message, path=path)


def _counted(cells: int) -> str:
    return "1 cell" if cells == 1 else f"{cells} cells"


def _cells(line: str) -> tuple[Cell, ...] | int:
    """Return the cells of a line, or the offset at which it cannot be read."""
    cells: list[Cell] = []
    at = 0
    while True:
        found = _CELL.match(line, at)
        if found is None:
            return at
        end = found.end()
        if end < len(line) and line[end] != ",":
            return end
        quoted, bare = found.groups()
        text = bare if quoted is None else quoted.replace('""', '"')
        cells.append(Cell(text, at + 1, end + 1))
        if end == len(line):
            return tuple(cells)
        at = end + 1
