"""What git says about a portfolio, and what that follows from."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker.cache.files import digest
from checker.cache.stamps import Folder, Ignored, Stamp, stamp_of
from checker.load.git import GIT, Git

__all__ = ["git_answer", "git_answer_of"]

_IGNORE = ".gitignore"


def git_answer(root: str) -> str:
    """Return a digest of what git ignores and tracks below a folder."""
    git = Git(Path(root))
    return digest(sorted(git.ignored), git.tracked())


def git_answer_of(root: Path, folders: Iterable[Folder]) -> Ignored:
    """Return git's answer with what it rests on.

    Args:
        root: the portfolio root, as it was given.
        folders: those that were searched.
    """
    answer = git_answer(str(root))
    if any((root / name).is_dir() for name in Git(root).ignored):
        # What is put into a folder that is ignored as a whole is seen by git alone.
        return (str(root), answer, None)
    names = dict.fromkeys((*_of_git(root), *_ignore_files(root, folders)))
    return (str(root), answer, tuple((name, _stamp(name)) for name in names))


def _stamp(path: str) -> Stamp | None:
    try:
        return stamp_of(path)
    except OSError:
        return None


def _ignore_files(root: Path, folders: Iterable[Folder]) -> Iterator[str]:
    """Yield the `.gitignore` of each folder searched or above, there or not."""
    for path, *_ in folders:
        yield os.path.join(path, _IGNORE)
    for folder in root.absolute().parents:
        yield str(folder / _IGNORE)


def _of_git(root: Path) -> Iterator[str]:
    """Yield git's own files that decide what it ignores and tracks."""
    for name in _ask(
        root, "rev-parse", "--git-path", "index", "--git-path", "info/exclude"
    ):
        yield str(root.absolute() / name)
    home = Path.home()
    base = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
    yield from map(str, (home / ".gitconfig", base / "git/config", base / "git/ignore"))
    yield "/etc/gitconfig"
    listed = _ask(root, "config", "--list", "--show-origin", "-z", split="\0")
    for origin, said in zip(listed[::2], listed[1::2], strict=False):
        if origin.startswith("file:"):
            yield str(root.absolute() / origin.removeprefix("file:"))
        key, _, value = said.partition("\n")
        if key == "core.excludesfile":
            yield os.path.expanduser(value)


def _ask(root: Path, *arguments: str, split: str = "\n") -> list[str]:
    try:
        done = subprocess.run(  # noqa: S603 # fixed arguments, no shell
            (*GIT, *arguments), cwd=root, capture_output=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return done.stdout.decode("utf-8", "surrogateescape").strip(split).split(split)
