"""Files that change, vanish or turn into something else while they are read."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.load.read import read_file
from checker.model.configuration import Limits

Change = Callable[[Path], None]


def grow(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"b: 2\n")


def vanish(path: Path) -> None:
    path.unlink()


def become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def become_closed(path: Path) -> None:
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (vanish, "the file cannot be read: no such file or directory"),
        (become_a_pipe, "this is no regular file"),
        (become_a_loop, "the file cannot be read: too many levels of symbolic links"),
        (become_closed, "the file cannot be read: permission denied"),
    ],
)
def test_what_happens_between_looking_and_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, says: str
) -> None:
    (tmp_path / "x.yaml").write_bytes(b"a: 1\n")
    opened = os.open

    def change_first(path: str, flags: int) -> int:
        change(Path(path))
        return opened(path, flags)

    monkeypatch.setattr(os, "open", change_first)
    (finding,) = read_file(tmp_path, "x.yaml").findings
    assert (finding.policy, finding.message) == ("READ-001", says)


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(b"a: 1\n")
    status, calls = os.fstat, []

    def change_second(handle: int) -> os.stat_result:
        calls.append(handle)
        if len(calls) == 2:
            grow(file)
        return status(handle)

    monkeypatch.setattr("checker.load.regular.os.fstat", change_second)
    (finding,) = read_file(tmp_path, "x.yaml").findings
    assert finding.policy == "READ-001"
    assert finding.message == "the file cannot be read: it changed while it was read"


def test_a_line_of_a_gigabyte_is_read_no_further_than_the_bound(
    tmp_path: Path,
) -> None:
    file = tmp_path / "x.yaml"
    with file.open("wb") as stream:
        stream.truncate(1 << 30)  # takes no space
    (finding,) = read_file(tmp_path, "x.yaml", Limits(file_bytes=1000)).findings
    assert finding.message == "the file has more than 1000 bytes"
