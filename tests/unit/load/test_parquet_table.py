"""Parquet by way of DuckDB: the same cells as in a CSV, and nothing else is opened."""

import errno
import sys
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from checker.errors import OutputError, UsageError
from checker.load.parquet_table import read_parquet
from checker.model.configuration import Limits
from checker.model.finding import Finding
from checker.model.table import Table


def parquet(folder: Path, select: str) -> bytes:
    file = folder / "made.parquet"
    relation = duckdb.sql(select)
    assert relation is not None
    relation.write_parquet(str(file))
    return file.read_bytes()


def read(raw: bytes, **limits: int) -> Table | list[Finding]:
    bounds = Limits().model_copy(update=limits)
    found = read_parquet("t.parquet", [raw[:5], raw[5:]], bounds)
    assert found.sha256 == sha256(raw).hexdigest()
    return found.table


def messages(found: Table | list[Finding]) -> list[str]:
    assert isinstance(found, list)
    return [f"{each.policy} {each.location.span.line} {each.message}" for each in found]


def test_each_value_is_the_text_that_a_csv_would_hold(tmp_path: Path) -> None:
    raw = parquet(
        tmp_path,
        "SELECT '007' AS zip, 5 AS n, 2.5::DOUBLE AS kw, 1.50::DECIMAL(4,2) AS d,"
        " true AS yes, DATE '2026-01-02' AS day, NULL::VARCHAR AS nothing,"
        " 'a\"b,c' AS odd, [1] AS list, 'x'::BLOB AS blob",
    )
    found = read_parquet("t.parquet", [raw], Limits())
    assert isinstance(found.table, Table)
    assert len(found.table) == 1
    assert found.table.cells(0) == [
        *("007", "5", "2.5", "1.50", "true", "2026-01-02", "", 'a"b,c')
    ]
    assert found.types["zip"] == found.types["day"] == "text"
    assert found.types["n"] == found.types["kw"] == found.types["d"] == "number"
    assert found.types["yes"] == "boolean"
    assert (found.types["list"], found.types["blob"]) == ("INTEGER[]", "BLOB")


def test_rows_keep_their_order_and_are_counted_from_one(tmp_path: Path) -> None:
    raw = parquet(tmp_path, "SELECT 'r' || i AS id FROM range(50000) AS t(i)")
    found = read(raw)
    assert isinstance(found, Table)
    assert len(found) == 50_000
    assert found.cells(49_999) == ["r49999"]
    assert found.spans(41)[0] == (42, 1, 42, 2)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("SELECT 'a' || chr(31) AS a", "READ-002 1 a cell of the row holds the"),
        ("SELECT 'a' || chr(8238) AS a", "READ-002 1 the character U+202E"),
        ("SELECT 'a' || chr(0) AS a", "READ-002 1 the character U+0000"),
        ("SELECT repeat('a', 70000) AS a", "READ-002 1 the row has more than 65536"),
        ("SELECT i FROM range(4) AS t(i)", "READ-006 1 the inventory has more than 3"),
    ],
)
def test_what_a_csv_may_not_hold_no_parquet_may(
    tmp_path: Path, select: str, expected: str
) -> None:
    (found,) = messages(read(parquet(tmp_path, select), inventory_rows=3))
    assert found.startswith(expected)


@pytest.mark.parametrize("raw", [b"", b"site,kw\n", b"PAR1" * 20])
def test_what_is_no_parquet_is_named(raw: bytes) -> None:
    (found,) = messages(read(raw))
    assert found.startswith("READ-009 1 this is no Parquet file that can be read: ")
    assert "dera-fleet" not in found


def test_every_cut_of_a_file_is_a_finding(tmp_path: Path) -> None:
    raw = parquet(tmp_path, "SELECT 'r' || i AS id FROM range(500) AS t(i)")
    for end in range(1, len(raw), max(len(raw) // 40, 1)):
        assert messages(read(raw[:end]))


def test_a_file_is_bounded_in_bytes(tmp_path: Path) -> None:
    (found,) = messages(read(parquet(tmp_path, "SELECT 1 AS a"), inventory_bytes=9))
    assert found == "READ-006 1 the inventory has more than 9 bytes"


def test_a_name_of_a_column_is_no_sql(tmp_path: Path) -> None:
    file = tmp_path / "made.parquet"
    relation = duckdb.sql("""SELECT 'x' AS "a"", (SELECT 1); --" """)
    assert relation is not None
    relation.write_parquet(str(file))
    found = read(file.read_bytes())
    assert isinstance(found, Table)
    assert found.header == ('a", (SELECT 1); --',)


def test_without_duckdb_the_user_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UsageError, match="needs DuckDB") as raised:
        read(b"")
    assert raised.value.remedy is not None
    assert "deracheck[fleet]" in raised.value.remedy


def test_the_same_rows_are_read_through_any_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    select = "SELECT 'r' || i AS id, 'ñ' || i % 7 AS name FROM range(9000) AS t(i)"
    raw = parquet(tmp_path, select)
    monkeypatch.setattr("checker.load.spool.IN_MEMORY", 100)
    monkeypatch.setattr("checker.load.parquet_table._BATCH", 700)
    blocks = [raw[at : at + 999] for at in range(0, len(raw), 999)]
    found = read_parquet("t.parquet", blocks, Limits()).table
    assert isinstance(found, Table)
    assert [found.cells(row) for row in range(len(found))] == [
        [f"r{n}", f"ñ{n % 7}"] for n in range(9000)
    ]


@pytest.mark.parametrize("name", ["TemporaryDirectory", "write_all"])
def test_a_disk_without_room_for_the_copy_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(f"checker.load.parquet_table.{name}", refuse)
    with pytest.raises(OutputError, match="no space left on device") as raised:
        read(b"PAR1")
    assert raised.value.file == "t.parquet"


def test_a_disk_without_room_for_the_rows_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    raw = parquet(tmp_path, "SELECT 'r' || i AS id FROM range(50) AS t(i)")
    monkeypatch.setattr("checker.load.spool.IN_MEMORY", 10)
    monkeypatch.setattr("checker.load.spool.TemporaryFile", refuse)
    with pytest.raises(OutputError, match="no temporary copy of it can be written"):
        read(raw)
