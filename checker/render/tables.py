"""The rows of a rendered CSV table, each cell as what it is."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from checker.errors import OutputError, TemplateError
from checker.render.documents import ColumnType
from checker.render.formats import unguarded

__all__ = ["Table", "typed_rows"]

_FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets disagree by a day."""
_LONGEST = 32_767
"""Characters that a cell holds; a spreadsheet cuts off what is longer."""
_WIDEST = 16_384
"""Columns that a sheet holds."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class Table(NamedTuple):
    """A table as it was rendered: its name, its file and the text of that."""

    name: str
    file: str
    text: str


def typed_rows(
    table: Table, columns: Mapping[str, ColumnType]
) -> tuple[list[str], list[list[Any]]]:
    """Return the header of a table and its rows.

    What is not quoted in the CSV is a number. A quoted cell is a text, or of the type
    of its column; if it is not, it stays a text: a column of dates may say "no
    answer" or, in a draft, "MISSING".

    Args:
        table: as it was rendered.
        columns: the type of columns that hold more than texts and numbers, by name.

    Raises:
        OutputError: a text is longer than the cell of a workbook.
        TemplateError: there is no header or too wide a one, a cell is neither a number
            nor quoted, or a row is too long or too short.
    """
    lines = io.StringIO(table.text, newline="")
    header = next(csv.reader([lines.readline()]))
    if not 0 < len(header) <= _WIDEST:
        raise TemplateError(f"{table.file} has {len(header)} columns in its first line")
    rows = csv.reader(lines, quoting=csv.QUOTE_NONNUMERIC, strict=True)
    kinds = [columns.get(name) for name in header]
    try:
        return header, [_typed(row, kinds) for row in rows]
    except (ValueError, csv.Error) as fault:
        raise TemplateError(
            f"{table.file}, line {rows.line_num + 1}: {fault}"
        ) from fault


def _typed(row: Iterable[str | float], kinds: Sequence[ColumnType | None]) -> list[Any]:
    return [_value(cell, kind) for cell, kind in zip(row, kinds, strict=True)]


def _value(cell: str | float, kind: ColumnType | None) -> Any:
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    text = unguarded(cell)
    if len(text) > _LONGEST:
        raise OutputError(
            f"a text of {len(text)} characters does not fit the cell of a workbook:"
            f" {text[:40]}..."
        )
    found = None if kind is None else _READERS[kind](text)
    return text if found is None else found


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:  # 30 February: a draft prints it, the calendar has none
        return None
    return day if day >= _FIRST_DAY else None


def _instant(text: str) -> datetime | None:
    """Return an instant as a spreadsheet has it, which knows no offset: it is UTC."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return instant if instant.date() >= _FIRST_DAY else None


def _truth(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


_READERS: Mapping[ColumnType, Callable[[str], Any]] = {
    "date": _day,
    "instant": _instant,
    "boolean": _truth,
}
