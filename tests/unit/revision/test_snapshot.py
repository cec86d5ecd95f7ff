"""The files of a commit, written into a folder."""

from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from checker.errors import RevisionError
from checker.revision.repository import repository_around
from checker.revision.snapshot import Snapshot, take_snapshot


@pytest.fixture
def repository(make_repository: Any) -> Any:
    return make_repository("repository")


def taken(repository: Any, top: Path, path: str = ".") -> Snapshot:
    found, _ = repository_around(repository.folder)
    return take_snapshot(found, found.commit("HEAD"), PurePosixPath(path), top)


def test_files_of_data_are_written_byte_for_byte(
    repository: Any, tmp_path: Path
) -> None:
    content = b"a: \xe2\x82\xac\r\n\x00\xff"
    (repository.folder / "a.yaml").write_bytes(content)
    repository.put("empty.yml", "")
    repository.put("letter.pdf", "%PDF")
    repository.put("sub/Ümlaut file.CSV", "a,b\n")
    repository.commit("all")
    snapshot = taken(repository, tmp_path / "top")
    assert set(snapshot.files) == {"a.yaml", "empty.yml", "sub/Ümlaut file.CSV"}
    assert (snapshot.root / "a.yaml").read_bytes() == content
    assert (snapshot.root / "sub" / "Ümlaut file.CSV").read_bytes() == b"a,b\n"
    assert not (snapshot.root / "letter.pdf").exists()


def test_a_folder_that_was_not_there_is_empty(repository: Any, tmp_path: Path) -> None:
    repository.put("a/b.yaml", "")
    repository.commit("all")
    for path in ("c", "a/b.yaml"):
        snapshot = taken(repository, tmp_path / path.replace("/", "-"), path)
        assert snapshot.files == ()
        assert list(snapshot.root.iterdir()) == []


def test_hidden_files_are_known_as_tracked(repository: Any, tmp_path: Path) -> None:
    for name in ("a.yaml", ".b.yaml", ".c/d.yaml", "e/.f.yaml"):
        repository.put(f"fleet/{name}", "x: 1\n")
    repository.commit("all")
    snapshot = taken(repository, tmp_path / "top", "fleet")
    assert set(snapshot.tracked()) == {".b.yaml", ".c/d.yaml", "e/.f.yaml"}
    assert snapshot.ignored == frozenset()


@pytest.mark.parametrize(
    ("target", "leads_somewhere"),
    [
        ("a.yaml", True),
        ("sub/../a.yaml", True),
        ("../a.yaml", False),
        ("/etc/hostname", False),
        ("deep/../../../secret.yaml", False),
    ],
)
def test_no_link_leads_out_of_the_folder(
    repository: Any, tmp_path: Path, target: str, leads_somewhere: bool
) -> None:
    (tmp_path / "secret.yaml").write_text("secret")
    repository.put("a.yaml", "")
    repository.put("sub/b.yaml", "")
    # By way of this link `..` leads further up than the names say.
    (repository.folder / "deep").symlink_to(".")
    (repository.folder / "link.yaml").symlink_to(target)
    repository.commit("all")
    snapshot = taken(repository, tmp_path / "top")
    link = snapshot.root / "link.yaml"
    assert link.is_symlink()
    assert link.exists() == leads_somewhere
    assert link.resolve().is_relative_to(snapshot.top.resolve())


def test_a_tree_that_leads_upward_writes_nothing_there(
    repository: Any, tmp_path: Path
) -> None:
    blob = repository("hash-object", "-w", str(repository.put("a.yaml", "evil")))
    entry = b"100644 evil.yaml\0" + bytes.fromhex(blob)
    tree = raw_tree(repository, entry)
    for name in (b"..", b".git"):
        outer = raw_tree(repository, b"40000 " + name + b"\0" + bytes.fromhex(tree))
        commit = repository("commit-tree", outer, "-m", "evil")
        found, _ = repository_around(repository.folder)
        snapshot = take_snapshot(found, commit, PurePosixPath(), tmp_path / "top")
        assert snapshot.files == ()
    assert list(tmp_path.rglob("evil.yaml")) == []


def raw_tree(repository: Any, content: bytes) -> str:
    file = repository.folder / "raw"
    file.write_bytes(content)
    name: str = repository("hash-object", "-t", "tree", "--literally", "-w", str(file))
    return name


def test_what_cannot_be_written_is_said(repository: Any, tmp_path: Path) -> None:
    repository.put("a.yaml", "")
    repository.commit("all")
    taken(repository, tmp_path / "top")
    with pytest.raises(RevisionError, match="cannot be written"):
        taken(repository, tmp_path / "top")
