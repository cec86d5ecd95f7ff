"""Find the declaration files below a portfolio root."""

import os
import stat
from pathlib import Path, PurePosixPath
from typing import NamedTuple, Protocol

from checker.load.git import Git
from checker.load.globs import Globs
from checker.load.read import reason, unreadable
from checker.model.finding import Finding

__all__ = ["CONFIGURATION", "Discovery", "Tracking", "discover", "find_root"]

CONFIGURATION = "dera.yaml"
_SUFFIXES = (".yaml", ".yml")
_LINK_REMEDY = "Put a copy in its place, or exclude the link in dera.yaml."
_Names = tuple[str, ...]


class Discovery(NamedTuple):
    """The files to read, relative to the root and sorted, and what cannot be read."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]


class Tracking(Protocol):
    """What git knows about the files of a portfolio, by paths from its root."""

    @property
    def ignored(self) -> frozenset[str]:
        """Untracked files and folders that git ignores."""

    def tracked(self) -> tuple[str, ...]:
        """Return the tracked YAML files that have a hidden name on their path."""


def find_root(start: Path) -> Path:
    """Return the portfolio root of a path: upward to the folder with `dera.yaml`.

    Without one it is `start` itself, or the folder of the file `start`.
    """
    folder = start if start.is_dir() else start.parent
    for candidate in (folder, *folder.absolute().parents):
        if (candidate / CONFIGURATION).is_file():
            return candidate
    return folder


def discover(
    root: Path,
    exclude: tuple[str, ...] = (),
    *,
    ask_git: bool = True,
    tracking: Tracking | None = None,
) -> Discovery:
    """Find every `*.yaml` and `*.yml` file that has to be a declaration.

    Left out: `dera.yaml` of the root, what `exclude` matches, hidden files and
    folders, and what git ignores. What git tracks it does not ignore; a tracked hidden
    file is left out only when it has no `dera:` header, as a tool's own settings.
    A link to what is found anyway counts once.

    Args:
        root: the portfolio root.
        exclude: patterns; see `Globs`.
        ask_git: whether git is asked at all; without its answer nothing is ignored.
        tracking: who is asked instead, about files that stand in no work tree.

    Raises:
        ConfigurationError: a pattern cannot be used.
    """
    git = tracking or (Git(root) if ask_git else None)
    search = _Search(root, Globs(exclude), git)
    search.folder(str(root), ())
    search.tracked_hidden_files()
    search.follow_links()
    findings = sorted(search.findings, key=lambda finding: finding.sort_key)
    return Discovery(tuple(sorted(search.files)), tuple(findings))


class _Search:
    """One walk over a portfolio. Links are followed last, when all else is known."""

    def __init__(self, root: Path, globs: Globs, git: Tracking | None) -> None:
        self.files: list[str] = []
        self.findings: list[Finding] = []
        self._root = root
        self._real_root = root.resolve()
        self._globs = globs
        self._git = git
        self._links: list[tuple[str, _Names]] = []
        self._seen: set[tuple[int, int]] = set()

    def folder(self, path: str, parts: _Names) -> None:
        """Take in a folder and all below it."""
        waiting = [(path, parts)]
        while waiting:
            at, names = waiting.pop()
            device, entries = self._entries(at, names)
            for entry in entries:
                below = (*names, entry.name)
                if self._is_left_out(entry, below):
                    continue
                if entry.is_symlink():
                    self._links.append((entry.path, below))
                elif entry.is_dir():
                    waiting.append((entry.path, below))
                else:
                    self._seen.add((device, entry.inode()))
                    self._file(below, regular=entry.is_file())

    def _entries(self, path: str, parts: _Names) -> tuple[int, list[os.DirEntry[str]]]:
        """Return the device of a folder and what the folder holds."""
        try:
            status = Path(path).stat()
            self._seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                return status.st_dev, list(entries)
        except OSError as error:
            self._cannot(parts, f"the folder cannot be read: {reason(error)}")
            return 0, []

    def _is_left_out(self, entry: os.DirEntry[str], parts: _Names) -> bool:
        if entry.name.startswith(".") or parts == (CONFIGURATION,):
            return True
        if self._globs.match(parts, folder=_is_folder(entry)):
            return True
        return self._git is not None and "/".join(parts) in self._git.ignored

    def _file(self, parts: _Names, *, regular: bool) -> None:
        """Take in what is neither a folder nor a link."""
        if not parts[-1].lower().endswith(_SUFFIXES):
            return
        if not regular:
            self._cannot(parts, "this is no regular file")
        elif not all(part.isprintable() for part in parts):
            self._cannot(parts, "the name holds characters that cannot be shown")
        else:
            self.files.append("/".join(parts))

    def follow_links(self) -> None:
        """Take in what links lead to and nothing else does."""
        while self._links:
            links, self._links = sorted(self._links), []
            for path, parts in links:
                self._link(Path(path), parts)

    def _link(self, path: Path, parts: _Names) -> None:
        try:
            target = path.resolve(strict=True)
            status = target.stat()
        except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
            self._cannot(parts, "the link leads nowhere", _LINK_REMEDY)
            return
        folder = stat.S_ISDIR(status.st_mode)
        if not folder and not parts[-1].lower().endswith(_SUFFIXES):
            return
        if not target.is_relative_to(self._real_root):
            self._cannot(parts, "the link leads out of the portfolio", _LINK_REMEDY)
        elif folder and path.parent.resolve().is_relative_to(target):
            message = "the link leads back to a folder above it"
            self._cannot(parts, message, _LINK_REMEDY)
        elif (status.st_dev, status.st_ino) not in self._seen:
            self._seen.add((status.st_dev, status.st_ino))
            if folder:
                self.folder(str(path), parts)
            else:
                self._file(parts, regular=stat.S_ISREG(status.st_mode))

    def tracked_hidden_files(self) -> None:
        """Take in the tracked hidden files that say that they are declarations."""
        for name in self._git.tracked() if self._git else ():
            parts = PurePosixPath(name).parts
            hidden = any(part.startswith(".") for part in parts)
            if not hidden or not name.lower().endswith(_SUFFIXES):
                continue
            path = self._root / name
            if self._is_excluded(parts) or path.is_symlink() or not path.is_file():
                continue
            if _has_header(path):
                status = path.stat()
                self._seen.add((status.st_dev, status.st_ino))
                self._file(parts, regular=True)

    def _is_excluded(self, parts: _Names) -> bool:
        lengths = range(1, len(parts) + 1)
        return any(
            self._globs.match(parts[:length], folder=length < len(parts))
            for length in lengths
        )

    def _cannot(self, parts: _Names, message: str, remedy: str | None = None) -> None:
        name = "/".join(parts) or "."
        shown = name if name.isprintable() else ascii(name)[1:-1]
        self.findings.append(unreadable(shown, message, remedy))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether an entry is a folder or leads to one."""
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _has_header(path: Path) -> bool:
    """Tell whether a file has a line that begins with `dera:`."""
    try:
        with path.open("rb") as stream:
            head = b"\n" + stream.read(1 << 16)
    except OSError:
        return True  # reading it makes the finding
    return b"\ndera:" in head
