"""The index of a CSV file, held against the csv module of the standard library."""

import csv
import io
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.load.csv_table import read_csv
from checker.model.configuration import Limits
from checker.model.table import Table, cut

CELLS = st.text(st.sampled_from('ab ",;\nñ0.-='), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6)


def indexed(text: str, delimiter: str = ",") -> Table:
    found = read_csv("t.csv", [text.encode()], delimiter, Limits()).table
    assert isinstance(found, Table)
    return found


Quoting = Literal[0, 1]
"""`csv.QUOTE_MINIMAL` and `csv.QUOTE_ALL`."""


def written(rows: list[list[str]], delimiter: str, end: str, quoting: Quoting) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream, delimiter=delimiter, lineterminator=end, quoting=quoting
    )
    writer.writerows(rows)
    return stream.getvalue()


@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_the_csv_module_writes_is_read_as_it_was(
    rows: list[list[str]], delimiter: str, end: str, quoting: Quoting
) -> None:
    table = indexed(written(rows, delimiter, end, quoting), delimiter)
    assert [table.cells(row) for row in range(len(table))] == rows


@given(rows=ROWS, quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_the_place_of_a_cell_is_where_its_text_stands(
    rows: list[list[str]], quoting: Quoting
) -> None:
    text = written(rows, ",", "\n", quoting)
    lines = text.split("\n")
    table = indexed(text)
    for row, cells in enumerate(rows):
        spans = table.spans(row)
        assert len(spans) == len(cells)
        for span, cell in zip(spans, cells, strict=True):
            line, column, last, end = span
            if line == last:
                shown = lines[line - 1][column - 1 : end - 1]
            else:
                first = lines[line - 1][column - 1 :]
                between = lines[line : last - 1]
                shown = "\n".join([first, *between, lines[last - 1][: end - 1]])
            if not cell and quoting == csv.QUOTE_MINIMAL and shown != '""':
                continue  # an empty cell is shown at what comes behind it
            plain = shown[1:-1].replace('""', '"') if shown[:1] == '"' else shown
            assert plain == cell


@pytest.mark.parametrize(
    ("record", "offset"),
    [('a,"b', 2), ('a"b,c', 1), ('"a"b,c', 3), ('a,b"', 3), ('"', 0), ('"a""', 0)],
)
def test_where_a_record_cannot_be_read_is_said(record: str, offset: int) -> None:
    assert cut(record, ",") == offset


def test_a_last_line_needs_no_line_break() -> None:
    assert len(indexed("a,b\n1,2")) == len(indexed("a,b\n1,2\n")) == 2


def test_a_quote_that_is_never_closed_takes_the_rest_of_the_file() -> None:
    table = indexed('a,b\n1,"2\n3,4\n5,6\n')
    assert len(table) == 2
    assert table.cells(1) == 2


def test_what_stands_nowhere_in_a_table_is_known_without_its_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("checker.model.table._BLOCK", 4)
    table = indexed("name\nsection 4.14\nPassword\n")
    assert not table.holds_none(("4.14",))
    assert not table.holds_none(("4.15", "password"), folded=True)
    assert table.holds_none(("4.15", "password"))
    assert not indexed("name\nCañada\n").holds_none(("4.15",))
