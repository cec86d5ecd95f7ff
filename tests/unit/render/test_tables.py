"""A cell of a CSV table is read as what it was written for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from checker.errors import OutputError, TemplateError
from checker.render.formats import csv_row
from checker.render.tables import Table, typed_rows

COLUMNS: Any = {"day": "date", "at": "instant", "so": "boolean"}


def table(*rows: list[Any], header: str = "id,day,at,so,mw") -> Table:
    text = "".join(f"{csv_row(row)}\n" for row in rows)
    return Table("sites", "sites.csv", f"{header}\n{text}")


def read(*cells: Any) -> list[Any]:
    _, rows = typed_rows(table(list(cells)), COLUMNS)
    return rows[0]


def test_the_header_is_read_as_texts() -> None:
    header, rows = typed_rows(table(), COLUMNS)
    assert (header, rows) == (["id", "day", "at", "so", "mw"], [])


def test_a_cell_has_the_type_of_its_column() -> None:
    day, at = date(2026, 12, 8), datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
    assert read(*["0041", day, at, True, -0.5]) == [
        "0041",
        day,
        datetime(2026, 12, 8, 17, 30),  # noqa: DTZ001 # a cell knows no offset
        True,
        -0.5,
    ]


@pytest.mark.parametrize(
    "text", ["no answer", "MISSING", "2026-13", "", "20261208", "2026-02-30"]
)
def test_a_text_that_is_not_of_its_columns_type_stays_a_text(text: str) -> None:
    assert read("x", text, text, text, 1)[1:4] == [text] * 3


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "1900-02-28"])
def test_a_day_that_spreadsheets_disagree_about_stays_a_text(day: str) -> None:
    assert read("x", day, f"{day}T00:00:00Z", "false", 1)[1:4] == [
        day,
        f"{day}T00:00:00Z",
        False,
    ]


@pytest.mark.parametrize("text", ["0041200117", "1", "1e5", "true", "2026-12-08"])
def test_a_text_in_a_column_without_a_type_is_never_taken_for_anything_else(
    text: str,
) -> None:
    assert read(text, "", "", "", 1)[0] == text


@pytest.mark.parametrize(
    "text", ["=1+1", "'=1+1", "''@x", "-5", "+1", "@a", "'quoted'", "\t=1", "a\nb", '"']
)
def test_what_was_done_to_a_text_for_csv_is_undone(text: str) -> None:
    assert read(text, "", "", "", 1)[0] == text


@pytest.mark.parametrize(
    ("number", "value"),
    [(0.4995, 0.4995), (20, 20), (Decimal("-0.000001"), -0.000001), (5.0, 5), (0, 0)],
)
def test_a_number_is_a_number(number: Any, value: float) -> None:
    assert read("x", "", "", "", number)[4] == value


def test_a_text_longer_than_a_cell_is_refused_and_never_cut() -> None:
    assert read("x" * 32_767, "", "", "", 1)[0] == "x" * 32_767
    with pytest.raises(OutputError, match="32768 characters"):
        read("x" * 32_768, "", "", "", 1)


@pytest.mark.parametrize("line", ["bare,1", '"a"', '"a",1,2', '"a"b,1'])
def test_a_row_that_was_not_written_as_one_is_an_error_at_its_line(line: str) -> None:
    with pytest.raises(TemplateError, match=r"sites\.csv, line 3"):
        typed_rows(Table("sites", "sites.csv", f'id,mw\n"a",1\n{line}\n'), {})


@pytest.mark.parametrize(
    "text",
    ["", "\n", '\n"a",1\n', ",".join(["x"] * 16_385) + "\n"],
    ids=["nothing", "empty", "no header", "wide"],
)
def test_a_table_without_a_header_or_with_too_wide_a_one_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="columns in its first line"):
        typed_rows(Table("sites", "sites.csv", text), {})
