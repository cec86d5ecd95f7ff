"""A stamp may say that nothing changed; only content says that something did."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from checker.cache.stamps import file_is, folder_is, listing, stamp_of


def noted(path: Path) -> tuple[str, tuple[int, int, int, int], str]:
    return (str(path), stamp_of(str(path)), sha256(path.read_bytes()).hexdigest())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a file."""
    path = tmp_path / "a"
    path.write_bytes(b"one")
    return path


def test_a_file_that_was_not_touched_is_not_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = noted(file)
    monkeypatch.setattr("builtins.open", None)
    assert file_is(before)


def test_the_same_content_under_another_stamp_is_the_same(file: Path) -> None:
    before = noted(file)
    os.utime(file, ns=(0, 0))
    assert file_is(before)


def test_other_content_of_the_same_size_and_time_is_noticed(file: Path) -> None:
    before = noted(file)
    status = file.stat()
    file.write_bytes(b"two")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not file_is(before)


def test_a_file_without_a_stamp_is_read(file: Path) -> None:
    path, _, digest = noted(file)
    assert file_is((path, None, digest))
    file.write_bytes(b"two")
    assert not file_is((path, None, digest))


def test_a_file_that_is_gone_is_another(file: Path) -> None:
    before = noted(file)
    file.unlink()
    assert not file_is(before)


@pytest.mark.parametrize("change", ["add", "remove", "to a folder", "turn a link"])
def test_a_folder_with_other_names_is_another(tmp_path: Path, change: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "a").write_text("1")
    (folder / "link").symlink_to("a")
    before = (str(folder), None, listing(str(folder)))
    assert folder_is(before)
    if change == "add":
        (folder / "b").write_text("1")
    elif change == "remove":
        (folder / "a").unlink()
    elif change == "to a folder":
        (folder / "a").unlink()
        (folder / "a").mkdir()
    else:
        (folder / "link").unlink()
        (folder / "link").symlink_to("b")
    assert not folder_is(before)


def test_a_folder_whose_files_changed_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    before = (str(tmp_path), stamp_of(str(tmp_path)), listing(str(tmp_path)))
    (tmp_path / "a").write_text("2")
    assert folder_is(before)
