"""The files of a portfolio at a revision, written into a folder of their own."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import NamedTuple

from checker.errors import RevisionError
from checker.revision.repository import Entry, Repository

__all__ = ["Snapshot", "take_snapshot"]

_READ = frozenset(
    {".yaml", ".yml", ".json", ".csv", ".tsv", ".txt", ".xml", ".parquet"}
)
_SUBMODULE, _LINK = "160000", "120000"
_POINTER = b"version https://git-lfs.github.com/spec/"
_NOWHERE = ".leads-out-of-the-repository"


class Snapshot(NamedTuple):
    """A folder of the repository as it was, below a folder `top` made for it.

    Attributes:
        top: stands for the top of the repository.
        path: from there to what was taken.
        files: what was written, by paths from `path`.
        submodules: folders there whose files another repository holds.
        pointers: files of Git LFS, whose content is elsewhere: they hold a pointer.
    """

    top: Path
    path: PurePosixPath
    files: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()
    pointers: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The folder in which the files stand."""
        return self.top / self.path

    @property
    def ignored(self) -> frozenset[str]:
        """What git ignores: nothing, for all of it was committed."""
        return frozenset()

    def tracked(self) -> tuple[str, ...]:
        """Return the tracked files that have a hidden name on their path."""
        return tuple(
            name
            for name in self.files
            if any(part.startswith(".") for part in PurePosixPath(name).parts)
        )


def take_snapshot(
    repository: Repository, commit: str, path: PurePosixPath, top: Path
) -> Snapshot:
    """Write the files that can be read below a path of a commit.

    Files with other endings than those of data are left out. A link that leads out of
    the repository leads nowhere here.

    Args:
        repository: where the commit is.
        commit: its full name.
        path: from the top of the repository to the folder.
        top: an empty folder, or one with other snapshots of the same commit.

    Raises:
        RevisionError: a content is not in this clone, or a file cannot be written.
    """
    root = top / path
    root.mkdir(parents=True, exist_ok=True)
    tree = repository.tree(commit, path)
    if tree is None:
        return Snapshot(top, path)
    entries = tuple(entry for entry in repository.entries(tree) if _is_safe(entry.path))
    links = tuple(entry for entry in entries if entry.mode == _LINK)
    wanted = tuple(entry for entry in entries if _is_read(entry))
    try:
        pointers = tuple(_write(repository, wanted, root))
        _link(repository, links, top, path)
    except OSError as error:
        raise RevisionError(
            f"the files of {commit} cannot be written to {top}: {error.strerror}"
        ) from error
    return Snapshot(
        top,
        path,
        files=tuple(str(entry.path) for entry in (*wanted, *links)),
        submodules=tuple(str(e.path) for e in entries if e.mode == _SUBMODULE),
        pointers=pointers,
    )


def _is_safe(path: PurePosixPath) -> bool:
    """Tell whether a path leads downward: a tree of git may say anything."""
    parts = path.parts
    return bool(parts) and not {"..", "/", "//", ".git"}.intersection(parts)


def _is_read(entry: Entry) -> bool:
    regular = entry.mode not in {_SUBMODULE, _LINK}
    return regular and entry.path.suffix.lower() in _READ


def _write(
    repository: Repository, wanted: tuple[Entry, ...], root: Path
) -> Iterator[str]:
    """Write files; yield those that are pointers of Git LFS."""
    with repository.contents(wanted) as contents:
        for entry, content in zip(wanted, contents, strict=True):
            file = root / entry.path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                stream.write(content)
            if content.startswith(_POINTER):
                yield str(entry.path)


def _link(
    repository: Repository, links: tuple[Entry, ...], top: Path, path: PurePosixPath
) -> None:
    """Make links, once all files stand; none of them leads out of `top`."""
    made = []
    with repository.contents(links) as contents:
        for entry, content in zip(links, contents, strict=True):
            link = top / path / entry.path
            target = os.fsdecode(content)
            above = normpath((path / entry.path).parent / target)
            outside = target.startswith("/") or above.split("/")[0] == ".."
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(_NOWHERE if outside else target)
            made.append(link)
    _cut_off(made, top.resolve())


def _cut_off(links: Iterable[Path], top: Path) -> None:
    """Replace each link that leads out of `top` by way of other links."""
    for link in links:
        try:
            inside = link.resolve().is_relative_to(top)
        except RuntimeError:  # a loop, before Python 3.13
            continue
        if not inside:
            link.unlink()
            link.symlink_to(_NOWHERE)
