"""A file of the cache is whole and our own, or it is not there."""

import marshal
import os
from hashlib import blake2b
from pathlib import Path

import pytest

from checker.cache import files
from checker.cache.kept import cleared, kept_in
from checker.cache.place import cache_folder, folder_for, is_our_own

DATA = ("text", 7, (("a", None),), {"k": b"\0"})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write one file of the cache."""
    path = tmp_path / "cache" / "1-cpython" / "replay" / "a"
    assert files.write(str(path), DATA)
    return path


def test_what_is_written_is_read(file: Path) -> None:
    assert files.read(str(file)) == DATA


def test_nobody_else_can_read_it(file: Path) -> None:
    assert file.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("length", [0, 1, 11, 20, 27, 30])
def test_a_file_that_was_cut_off_is_not_read(file: Path, length: int) -> None:
    file.write_bytes(file.read_bytes()[:length])
    assert files.read(str(file)) is None


def test_a_file_with_any_other_byte_is_not_read(file: Path) -> None:
    whole = file.read_bytes()
    for index in range(len(whole)):
        changed = bytearray(whole)
        changed[index] ^= 0x40
        file.write_bytes(changed)
        assert files.read(str(file)) is None


def test_a_file_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert files.read(str(tmp_path / "a")) is None


def test_a_folder_that_others_may_write_to_is_not_used(file: Path) -> None:
    file.parent.chmod(0o777)
    assert files.read(str(file)) is None
    assert not files.write(str(file), DATA)


def test_a_folder_of_someone_else_is_not_used(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert not is_our_own(str(file.parent))


def test_a_full_disk_leaves_nothing_behind(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert not files.write(str(file), "other")
    assert [path.name for path in file.parent.iterdir()] == ["a"]
    assert files.read(str(file)) == DATA


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    assert not files.write(str(tmp_path / "cache" / "x" / "a"), DATA)


def test_what_cannot_be_kept_is_no_error(tmp_path: Path) -> None:
    assert not files.write(str(tmp_path / "cache" / "a"), object())


def test_clearing_removes_what_is_ours_alone(file: Path) -> None:
    folder = file.parents[2]
    (file.parent / "notes.txt").write_text("someone's")
    temporary = file.with_name("b.7.tmp")
    temporary.write_bytes(file.read_bytes()[:5])  # a run that was killed
    assert [path for path, _ in kept_in(str(folder))] == [file, temporary]
    assert cleared(str(folder)) == 2
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["notes.txt"]


def test_clearing_all_removes_the_folders_too(file: Path) -> None:
    cleared(str(file.parents[2]))
    assert [*file.parents[2].iterdir()] == []


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"DERA_CACHE_DIR": "/c/d", "XDG_CACHE_HOME": "/x"}, "/c/d"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/dera"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/dera"),
        ({"HOME": "/h"}, "/h/.cache/dera"),
    ],
)
def test_where_the_cache_is(
    environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DERA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_folder(None) == folder
    assert cache_folder("/given") == "/given"


def test_who_wants_no_cache_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DERA_NO_CACHE", raising=False)
    assert folder_for("/a", wanted=True) == "/a"
    assert folder_for("/a", wanted=False) is None
    monkeypatch.setenv("DERA_NO_CACHE", "1")
    assert folder_for("/a", wanted=True) is None


def test_bytes_that_marshal_refuses_are_no_error(file: Path) -> None:
    body = marshal.dumps(DATA)[:-1]
    sum_of_it = blake2b(body, digest_size=16).digest()
    file.write_bytes(b"dera cache\n" + sum_of_it + body)
    assert files.read(str(file)) is None
