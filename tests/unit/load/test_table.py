"""Comma-separated text: cells with their places, and what is no table."""

import pytest

from checker.load.table import Cell, read_table
from checker.model.document import SourceText


def source(text: str) -> SourceText:
    return SourceText("a.csv", text, "00")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("a,b", [("a", 1, 2), ("b", 3, 4)]),
        ("a,", [("a", 1, 2), ("", 3, 3)]),
        (" a , b", [(" a ", 1, 4), (" b", 5, 7)]),
        ('"a,b",c', [("a,b", 1, 6), ("c", 7, 8)]),
        ('"say ""no""",c', [('say "no"', 1, 13), ("c", 14, 15)]),
        ("é,ß", [("é", 1, 2), ("ß", 3, 4)]),
        ('""', [("", 1, 3)]),
    ],
)
def test_a_cell_knows_where_it_stands(
    line: str, cells: list[tuple[str, int, int]]
) -> None:
    (row,), findings = read_table(source(f"{line}\n"), 10)
    assert findings == []
    assert row.cells == tuple(Cell(*cell) for cell in cells)


@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_line_break_makes_no_row(end: str) -> None:
    rows, findings = read_table(source(f"a,b\n1,2{end}"), 10)
    assert [row.number for row in rows] == [1, 2]
    assert findings == []


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("a,b\n1\n", 2, 1, "the row has 1 cell; the header has 2"),
        ("a,b\n1,2,3\n", 2, 1, "the row has 3 cells; the header has 2"),
        ("a,b\n\n1,2\n", 2, 1, "the row has 1 cell; the header has 2"),
        ('a,b\n1,"2\n', 2, 3, "a quote stands where none can be"),
        ('a,b\n1,2"\n', 2, 4, "a quote stands where none can be"),
        ('a,b\n"1"0,2\n', 2, 4, "a quote stands where none can be"),
    ],
)
def test_what_is_no_table_is_named_at_its_place(
    text: str, line: int, column: int, says: str
) -> None:
    rows, (finding,) = read_table(source(text), 10)
    span = finding.location.span
    assert rows == []
    assert (finding.policy, span.line, span.column) == ("READ-009", line, column)
    assert finding.message == says


def test_a_table_has_a_bound() -> None:
    assert read_table(source("a\n" * 3), 3)[1] == []
    _, (finding,) = read_table(source("a\n" * 4), 3)
    assert finding.policy == "READ-006"


def test_not_every_one_of_very_many_faults_is_named() -> None:
    _, findings = read_table(source("a,b\n" + "1\n" * 500), 1000)
    assert len(findings) == 20
