"""The workbook of a document: its CSV tables as sheets, with typed cells."""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.xml import LXML
from openpyxl.xml.functions import tostring

from checker.errors import OutputError
from checker.render.documents import ColumnType
from checker.render.tables import Table, typed_rows

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["workbook"]

_CORE = "docProps/core.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time of every entry of the file: the earliest that it can hold."""
_UNIX = 3
"""What the entries name as the system that made them, on every system."""
_WIDTHS = (9, 46)
_MEASURED = 500
"""Rows that say how wide a column is."""
_TOP = Alignment(vertical="top", wrap_text=True)
_INK, _TINT = "1B2330", "E8EEF4"
_RED, _PINK = "B3261E", "FDECEB"
_TEXT = "@"
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""What a spreadsheet would read as the code of a character: `_x0041_` as `A`."""
_FORMATS: Mapping[type, str] = {
    str: _TEXT,
    date: "yyyy-mm-dd",
    datetime: 'yyyy-mm-dd"T"hh:mm:ss"Z"',  # a cell knows no offset: it holds UTC
}


def workbook(
    tables: Sequence[Table],
    columns: Mapping[str, ColumnType],
    facts: Sequence[tuple[str, str]],
    *,
    day: date,
    draft: bool,
) -> bytes:
    """Return a workbook with a sheet about it and one for each table.

    The same input gives the same bytes, with the same version of openpyxl. No cell
    holds a formula.

    Args:
        tables: the tables, in order.
        columns: the type of columns that hold more than texts and numbers, by name.
        facts: what the first sheet says, as label and text.
        day: stands for the time at which it was made.
        draft: every sheet says that it is one.

    Raises:
        OutputError: a text is longer than a cell.
        TemplateError: a table holds what is no cell.
    """
    book = Workbook()
    maker = _Maker(book, draft=draft)
    read = [(table, *typed_rows(table, columns)) for table in tables]
    counted = [
        (f"Sheet {table.name}", f"{_rows(len(rows))}, as in {table.file}")
        for table, _, rows in read
    ]
    maker.about([*facts, *counted])
    for table, header, rows in read:
        maker.sheet(table.name, header, rows)
    return _reproducible(book, day)


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


class _Maker:
    """Makes the sheets of a workbook."""

    def __init__(self, book: Workbook, *, draft: bool) -> None:
        self._book = book
        self._draft = draft
        ink = _RED if draft else _INK
        self._bold = Font(bold=True, color=ink)
        self._fill = PatternFill("solid", start_color=_PINK if draft else _TINT)
        self._border = Border(bottom=Side(style="thin", color=ink))

    def about(self, facts: Sequence[tuple[str, str]]) -> None:
        """Write the sheet that opens first: what this is, and whether to use it."""
        sheet = self._book.worksheets[0]
        sheet.title = "about"
        self._dress(sheet, facts[0][1])
        sheet.column_dimensions["A"].width = 24
        sheet.column_dimensions["B"].width = 90
        rows = [("DRAFT, NOT FOR SUBMISSION", ""), *facts] if self._draft else facts
        for number, (label, text) in enumerate(rows, 1):
            name = _at(sheet, number, 1)
            _put(name, label)
            name.font, name.alignment = self._bold, _TOP
            value = _at(sheet, number, 2)
            _put(value, text)
            value.alignment = _TOP

    def sheet(
        self, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]
    ) -> None:
        """Write a table: its header stays in sight, each column can be filtered."""
        title = f"DRAFT {name}" if self._draft else name
        sheet: Worksheet = self._book.create_sheet(title)
        self._dress(sheet, title)
        sheet.freeze_panes = "B2"
        sheet.print_title_rows = "1:1"
        last = f"{get_column_letter(len(header))}{len(rows) + 1}"
        sheet.auto_filter.ref = f"A1:{last}"
        for column, text in enumerate(header, 1):
            letter = get_column_letter(column)
            sheet.column_dimensions[letter].width = _width(text, rows, column - 1)
            self._head(_at(sheet, 1, column), text)
        for number, row in enumerate(rows, 2):
            for column, value in enumerate(row, 1):
                _put(_at(sheet, number, column), value)

    def _head(self, cell: "Cell", text: str) -> None:
        _put(cell, text)
        cell.font, cell.fill, cell.border = self._bold, self._fill, self._border
        cell.alignment = Alignment(vertical="bottom", wrap_text=True)

    def _dress(self, sheet: "Worksheet", title: str) -> None:
        """Set how a sheet is printed: across, what it is at the top of every page."""
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = True, False
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        mark = "DRAFT, NOT FOR SUBMISSION" if self._draft else ""
        _print(sheet.oddHeader, title.replace("&", "&&"), mark)
        _print(sheet.oddFooter, mark, "&P / &N")
        if self._draft:
            sheet.sheet_properties.tabColor = _RED


def _print(item: HeaderFooterItem | None, left: str, right: str) -> None:
    """Set what is printed at the top or at the bottom of each page."""
    if item is not None:  # openpyxl makes one for every sheet
        item.left.text, item.right.text = left, right


def _at(sheet: "Worksheet", row: int, column: int) -> "Cell":
    return cast("Cell", sheet.cell(row, column))  # no cells are merged


def _put(cell: "Cell", value: Any) -> None:
    """Put a value into a cell as what it is, however it looks."""
    cell.value = _ESCAPE.sub("_x005F_", value) if isinstance(value, str) else value
    form = _FORMATS.get(type(value))
    if form is not None:
        cell.number_format = form
    if isinstance(value, str):
        cell.data_type = "s"  # `=1` was taken for a formula, and `#N/A` for an error


def _width(name: str, rows: Sequence[Sequence[Any]], column: int) -> int:
    texts = (len(str(row[column])) + 2 for row in rows[:_MEASURED])
    low, high = _WIDTHS
    return min(max(low, len(name) + 3, *texts), high)


def _failures() -> tuple[type[Exception], ...]:
    """Return what is raised when a temporary file of openpyxl cannot be written."""
    if not LXML:
        return (OSError,)
    failure: type[Exception] = import_module("lxml.etree").LxmlError
    return (OSError, failure)


def _reproducible(book: Workbook, day: date) -> bytes:
    """Return the file of a workbook without the time at which it was written."""
    book.properties.creator = "dera"
    written = io.BytesIO()
    try:
        book.save(written)
    except _failures() as fault:
        raise OutputError(f"a temporary file cannot be written: {fault}") from fault
    made = datetime.combine(day, time())
    book.properties.created = book.properties.modified = made
    core = tostring(book.properties.to_tree())
    fixed = io.BytesIO()
    with ZipFile(written) as source, ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, _UNIX
            target.writestr(entry, core if name == _CORE else source.read(name))
    return fixed.getvalue()
