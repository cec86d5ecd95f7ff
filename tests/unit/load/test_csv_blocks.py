"""A CSV file in blocks, however they are cut, is the same file."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.load.csv_table import CsvRead, read_csv
from checker.load.decode import decode
from checker.model.configuration import Limits
from checker.model.finding import Finding
from checker.model.table import Table, TableSource

AWKWARD = [
    "a,b\r\n1,2\r\n",
    "a,b\r1,2\r",
    "a,b\n\r\n\r\r\n1,2",
    'a,b\r\n"1\r\n1","2\r2"\r\n3,4',
    'a,b\n"1""1",""\n"""",2\n',
    'a,b\n1,2\n3,4\n"5\n5",6\n7,8\n',
    "á,ñ\n\U0001f50b,€\n",
    'a,b\n"\U0001f50b\n€",2\nñ,"x',
    "\n\na\n",
    "",
    "a",
    "\r",
]
ODD = [
    b"a,b\n1,\xe9\n",
    b"a,b\r\n\r1,\xe2\x82",
    b"a\n\xe2\x82\n",
    b"a\n\xe2\r\n\x82",
    b"a\n\xf0\x9f\x94\x8b\x0b\r\n\xf0\x9f\x94\x8b\xf0\x9f",
    b"\xff\xfea\0",
    b"\xff\xfe\0\0a",
    b"\0\0\xfe\xffa",
    b"\xef\xbb\xbfa,b\n",
    b"\xef\xbb",
    "ñ\x00,\u202e\r\n\n€\ufeff\r\u200b".encode(),
    "".join(f"{n}\x07\r\n" for n in range(25)).encode(),
    b"\x07\n" * 25 + b"\xff",
]
TEXTS = st.text(st.sampled_from('a",\r\nñ€\U0001f50b'), max_size=40)
PIECES = (b"a", b'"', b",", b"\r", b"\n", b"\xe2", b"\x82", b"\xac", b"\0", b"\xff")
LETTERS = ("ñ", "\u202e", "\ufeff", "\U0001f50b")
BYTES = st.lists(
    st.sampled_from([*PIECES, *(letter.encode() for letter in LETTERS)]), max_size=30
).map(b"".join)


def cut(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[at : at + size] for at in range(0, len(raw), size))


def read(raw: bytes, size: int, **limits: int) -> CsvRead:
    return read_csv("t.csv", cut(raw, size), ",", Limits(**limits))


def told(found: Table | list[Finding]) -> object:
    """Return all that can be asked of a table, or all that its findings say."""
    if isinstance(found, list):
        return [(f.policy, f.message, f.remedy, f.location) for f in found]
    return (
        [
            (found.record(row), found.cells(row), found.line(row), found.length(row))
            for row in range(len(found))
        ],
        [found.spans(row) for row in range(len(found))],
        [found.span_of(row) for row in range(len(found))],
        [found.is_quoted(row) for row in range(len(found))],
        found.text(),
        found.holds_none(("a,", '"\n')),
    )


def assert_same(raw: bytes, **limits: int) -> None:
    whole = read(raw, max(len(raw), 1), **limits)
    for size in range(1, min(len(raw), 12) + 1):
        parts = read(raw, size, **limits)
        assert parts.sha256 == whole.sha256 == sha256(raw).hexdigest()
        assert told(parts.table) == told(whole.table)


@pytest.mark.parametrize("text", AWKWARD)
def test_a_border_may_be_anywhere(text: str) -> None:
    assert_same(text.encode())


@given(text=TEXTS)
def test_a_border_may_be_anywhere_in_any_text(text: str) -> None:
    assert_same(text.encode())


@given(raw=BYTES)
def test_a_border_may_be_anywhere_in_any_bytes(raw: bytes) -> None:
    assert_same(raw)


@pytest.mark.parametrize("raw", [*ODD, *(text.encode() for text in AWKWARD)])
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_what_is_wrong_with_the_text_is_what_a_whole_file_is_told(
    raw: bytes, size: int
) -> None:
    assert_told_as_whole(raw, size)


@given(raw=BYTES, size=st.integers(1, 8))
def test_any_bytes_are_told_what_a_whole_file_is_told(raw: bytes, size: int) -> None:
    assert_told_as_whole(raw, size)


def assert_told_as_whole(raw: bytes, size: int) -> None:
    found = read(raw, size).table
    _, wanted = decode("t.csv", raw, Limits())
    assert told(found if isinstance(found, list) else []) == told(wanted)


@given(text=TEXTS, size=st.integers(1, 8))
def test_a_text_is_kept_with_line_feeds(text: str, size: int) -> None:
    found = read(text.encode(), size).table
    assert isinstance(found, Table)
    assert found.text() == text.replace("\r\n", "\n").replace("\r", "\n")


@given(text=TEXTS, size=st.integers(1, 8))
def test_a_line_is_read_by_its_number(text: str, size: int) -> None:
    found = read(text.encode(), size).table
    assert isinstance(found, Table)
    lines = TableSource("t.csv", "", found).lines
    wanted = found.text().split("\n")
    assert list(lines) == wanted
    assert lines[1:3] == wanted[1:3]


@pytest.mark.parametrize("text", ["a\n1\n2\n3\n", 'a\n"1\n1"\n2\n3\n', 'a\n1\n2\n"3'])
@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_rows_are_counted_across_borders(text: str, size: int) -> None:
    assert isinstance(read(text.encode(), size, inventory_rows=3).table, Table)
    found = read(text.encode(), size, inventory_rows=2).table
    assert isinstance(found, list)
    assert [f.message for f in found] == ["the inventory has more than 2 rows"]


def test_what_is_no_text_is_said_before_that_there_is_too_much_of_it() -> None:
    found = read(b"a\n1\n2\n\xff", 2, inventory_rows=1).table
    assert isinstance(found, list)
    assert [f.policy for f in found] == ["READ-002"]


def test_a_file_with_too_many_bytes_is_told_nothing_else() -> None:
    found = read(b"a\n\xff\n\xff\n", 2, inventory_bytes=5).table
    assert isinstance(found, list)
    assert [f.policy for f in found] == ["READ-006"]
