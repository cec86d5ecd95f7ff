"""A workbook holds what its tables hold, each cell as what it is."""

import io
from datetime import date, datetime
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from checker.render.formats import csv_row
from checker.render.tables import Table
from checker.render.workbook import workbook

COLUMNS: Any = {"day": "date", "at": "instant", "so": "boolean"}
HEADER = "id,day,at,so,mw"
ROW = ["0041", "2026-12-08", "2026-12-08T17:30:00Z", True, -0.5]


def made(*rows: list[Any], draft: bool = False, **given: Any) -> bytes:
    text = f"{HEADER}\n" + "".join(f"{csv_row(row)}\n" for row in rows or (ROW,))
    fields: dict[str, Any] = {
        "tables": [Table("sites", "sites.csv", text)],
        "columns": COLUMNS,
        "facts": [("Document", "Sites & more"), ("Status", "final")],
        "day": date(2026, 12, 8),
        "draft": draft,
    }
    return workbook(**(fields | given))


def opened(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def test_cells_are_typed_and_identifiers_keep_their_zeros() -> None:
    sheet = opened(made())["sites"]
    cells = list(sheet[2])
    assert [cell.value for cell in cells] == [
        "0041",
        datetime(2026, 12, 8),  # noqa: DTZ001 # a cell knows no offset
        datetime(2026, 12, 8, 17, 30),  # noqa: DTZ001
        True,
        -0.5,
    ]
    assert [cell.data_type for cell in cells] == ["s", "d", "d", "b", "n"]
    assert cells[0].number_format == "@"
    assert cells[1].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "-1", "#N/A", "1e5", " a "],
)
def test_no_text_becomes_a_formula_or_an_error(text: str) -> None:
    cell = opened(made([text, *ROW[1:]]))["sites"]["A2"]
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")


def test_a_text_is_not_read_as_the_code_of_a_character() -> None:
    with ZipFile(io.BytesIO(made(["A_x0041_B", *ROW[1:]]))) as archive:
        assert b"<t>A_x005F_x0041_B</t>" in archive.read("xl/worksheets/sheet2.xml")


def test_no_file_in_it_holds_a_formula_or_a_link() -> None:
    content = made(["=1+1", "=2", "=3", "=HYPERLINK(1)", 1])
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        for name in sheets:
            text = archive.read(name).decode()
            assert "<f>" not in text
            assert "<hyperlink" not in text
        assert not any("external" in name.lower() for name in archive.namelist())


def test_the_header_is_bold_stays_in_sight_and_filters() -> None:
    sheet = opened(made(ROW, ROW))["sites"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet.print_title_rows == "$1:$1"
    assert [cell.value for cell in sheet[1]] == HEADER.split(",")
    assert all(cell.font.bold for cell in sheet[1])


def test_a_column_is_as_wide_as_its_cells_within_bounds() -> None:
    long = ["x" * 300, *ROW[1:]]
    widths = opened(made(long))["sites"].column_dimensions
    assert widths["A"].width == 46
    assert widths["E"].width == 9


def test_the_first_sheet_says_what_it_is() -> None:
    book = opened(made())
    assert book.sheetnames == ["about", "sites"]
    assert [[cell.value for cell in row] for row in book["about"]] == [
        ["Document", "Sites & more"],
        ["Status", "final"],
        ["Sheet sites", "1 row, as in sites.csv"],
    ]
    assert book.active.title == "about"


def test_a_draft_says_so_on_every_sheet_and_page() -> None:
    book = opened(made(draft=True))
    assert book.sheetnames == ["about", "DRAFT sites"]
    assert book["about"]["A1"].value == "DRAFT, NOT FOR SUBMISSION"
    for sheet in book:
        assert sheet.oddHeader.right.text == "DRAFT, NOT FOR SUBMISSION"
        assert sheet.oddFooter.left.text == "DRAFT, NOT FOR SUBMISSION"
        assert sheet.sheet_properties.tabColor.rgb.endswith("B3261E")


def test_the_same_input_gives_the_same_bytes() -> None:
    first = made()
    assert first == made()
    book = opened(first)
    assert book.properties.created == book.properties.modified
    assert book.properties.modified.date() == date(2026, 12, 8)
    with ZipFile(io.BytesIO(first)) as archive:
        assert {info.date_time[0] for info in archive.infolist()} == {1980}


def test_a_table_without_rows_is_a_sheet_with_a_header() -> None:
    text = f"{HEADER}\n"
    sheet = opened(made(tables=[Table("sites", "sites.csv", text)]))["sites"]
    assert sheet.max_row == 1
    assert sheet.auto_filter.ref == "A1:E1"
