"""Bytes that are kept aside: few in memory, all as they were written."""

import errno
import gc
import os
import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import OutputError
from checker.load.csv_table import read_csv
from checker.load.spool import IN_MEMORY, PAGE, PAGES, OnDisk, Spool
from checker.model.configuration import Limits
from checker.model.table import Held, Table


@pytest.fixture
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    make_tiny(monkeypatch)


def make_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.load.spool.IN_MEMORY", 10)
    monkeypatch.setattr("checker.load.spool.PAGE", 7)
    monkeypatch.setattr("checker.load.spool.PAGES", 2)


def kept(content: bytes, size: int = 3) -> Held:
    spool = Spool("t.csv")
    for at in range(0, len(content), size):
        spool.add(content[at : at + size])
    assert len(spool) == len(content)
    return spool.kept()


@given(
    content=st.binary(max_size=60),
    stretches=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12),
    at_positions=st.booleans(),
)
def test_every_stretch_is_as_it_was_written(
    content: bytes, stretches: list[tuple[int, int]], at_positions: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        make_tiny(patch)
        if not at_positions:  # as on Windows
            patch.setattr("checker.load.spool._pread", None)
        held = kept(content)
        assert isinstance(held, OnDisk) == (len(content) > 10)
        assert len(held) == len(content)
        assert held.is_ascii == content.isascii()
        for stretch in stretches:
            start, end = sorted(min(at, len(content)) for at in stretch)
            assert held.part(start, end) == content[start:end]


@pytest.mark.usefixtures("_tiny")
def test_only_the_pages_that_were_looked_at_last_are_in_memory() -> None:
    held = kept(bytes(range(100)) * 3)
    assert isinstance(held, OnDisk)
    for at in (*range(299), 5, 250, *range(298, 0, -1)):
        assert held.part(at, at + 2) == (bytes(range(100)) * 3)[at : at + 2]
        assert held.in_memory <= 2 * 7


def blocks_of(rows: int) -> Iterator[bytes]:
    """Yield a table of rows of 1,000 bytes, a few of which are there at a time."""
    yield b"id,text\n"
    for first in range(0, rows, 50):
        last = min(first + 50, rows)
        yield b"".join(b"%07d,%s\n" % (n, b"x" * 991) for n in range(first, last))


def test_a_large_table_is_never_in_memory_as_a_whole() -> None:
    rows = 20_000
    most = IN_MEMORY + PAGE * PAGES + 2_000_000
    assert most < rows * 1_000 / 2
    gc.collect()
    tracemalloc.start()
    try:
        found = read_csv("t.csv", blocks_of(rows), ",", Limits()).table
        assert isinstance(found, Table)
        assert found.holds_none(("elsewhere",))
        for row in (*range(1, rows + 1), *range(rows, 0, -7)):
            assert found.cells(row) == [f"{row - 1:07}", "x" * 991]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < most


def refuse(code: int) -> Any:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    return refused


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_disk_without_room_is_named_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr("checker.load.spool.TemporaryFile", refuse(code))
    with pytest.raises(OutputError, match="no temporary copy of it can be") as raised:
        kept(b"more than ten bytes")
    assert raised.value.exit_code == 2
    assert str(raised.value).startswith("t.csv: ")
    assert "TMPDIR" in str(raised.value)


@pytest.mark.usefixtures("_tiny")
def test_a_disk_that_becomes_full_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def write(self, part: bytes) -> int:
            if len(part) > 5:
                return 5
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def close(self) -> None:
            """Nothing is left to be written."""

    monkeypatch.setattr("checker.load.spool.TemporaryFile", lambda **_: Full())
    with pytest.raises(OutputError, match="no space left on device"):
        kept(b"more than ten bytes")


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("pread", [refuse(errno.EIO), lambda *_: b""])
def test_a_copy_that_cannot_be_read_back_is_named(
    monkeypatch: pytest.MonkeyPatch, pread: Any
) -> None:
    held = kept(b"more than ten bytes")
    monkeypatch.setattr("checker.load.spool._pread", pread)
    with pytest.raises(OutputError, match="the temporary copy of it cannot be read"):
        held.part(0, 5)


@pytest.mark.usefixtures("_tiny")
def test_copies_of_a_process_do_not_disturb_each_other() -> None:
    content = bytes(n % 251 for n in range(5_000))
    held = kept(content, 100)
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            wrong = any(
                held.part(at, at + 9) != content[at : at + 9] for at in range(4_000)
            )
            os._exit(wrong)
        children.append(child)
    assert all(
        held.part(at, at + 9) == content[at : at + 9] for at in range(4_000, 0, -1)
    )
    codes = [os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in children]
    assert codes == [0, 0, 0]


@pytest.mark.usefixtures("_tiny")
def test_the_file_is_gone_with_what_was_kept() -> None:
    held = kept(b"more than ten bytes")
    assert isinstance(held, OnDisk)
    handle = held._file._handle  # noqa: SLF001 # nothing else knows of it
    assert not handle.closed
    del held
    gc.collect()
    assert handle.closed
