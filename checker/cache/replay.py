"""The answer of an earlier run, where nothing that it rests on has changed.

A record holds what a run wrote, its exit code, and everything that it looked at: the
files that it read, the folders that it searched, what it did not find, and what git
answered. The run is repeated as soon as one of these differs.
"""

import os
import sys
import time

from checker import __version__
from checker.cache import files
from checker.cache.place import folder_for, own_folder
from checker.cache.stamps import file_is, folder_is, stamp_of

TYPE_CHECKING = False  # to import typing costs a hook 10 ms
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from checker.cache.stamps import File, Folder, Ignored, Stamp

__all__ = ["FLAG", "OPTION", "Record", "chosen_folder", "key_of", "recall"]

OPTION = "--cache-dir"
FLAG = "--no-cache"
_NAMES = frozenset(
    (
        *("LANG", "LANGUAGE", "NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"),
        *("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "PATH"),
    )
)
_PREFIXES = ("DERA_", "GIT_", "LC_", "PYTHON")
_SUMMARY = "GITHUB_STEP_SUMMARY"
_PACIFIC_HOURS = (7, 8)


class Record:
    """One run. Paths of the portfolio are from the working directory.

    Attributes:
        text: what it wrote to standard output.
        code: its exit code.
        files: what it read.
        folders: what it searched.
        absent: what it did not find.
        alone: names that stand in no folder above this one, and the folder.
        git: what git said; None outside a work tree.
    """

    __slots__ = ("absent", "alone", "code", "files", "folders", "git", "text")

    def __init__(  # noqa: PLR0913, PLR0917 # a named tuple costs a hook 10 ms
        self,
        text: str,
        code: int,
        files: "tuple[File, ...]",
        folders: "tuple[Folder, ...]",
        absent: tuple[str, ...],
        alone: tuple[tuple[str, ...], str],
        git: "Ignored | None",
    ) -> None:
        self.text = text
        self.code = code
        self.files = files
        self.folders = folders
        self.absent = absent
        self.alone = alone
        self.git = git

    def plain(self) -> "tuple[Any, ...]":
        """Return it as the cache keeps it: what `Record` is made of."""
        rest = (self.folders, self.absent, self.alone, self.git)
        return (self.text, self.code, self.files, *rest)


def chosen_folder(arguments: list[str]) -> str | None:
    """Return the cache that a command line means; None when it wants none."""
    given = None
    for index, argument in enumerate(arguments):
        if argument == OPTION and index + 1 < len(arguments):
            given = arguments[index + 1]
        elif argument.startswith(OPTION + "="):
            given = argument[len(OPTION) + 1 :]
    return folder_for(given, wanted=FLAG not in arguments)


def key_of(arguments: list[str], where: str | None) -> str:
    """Return the name of the record of a command line in a folder, or in any.

    The day in California is part of it: it is told by the days at both of its offsets
    from UTC, since of two days with the same pair each has the same offset.
    """
    now = time.time()
    days = tuple(int((now - hours * 3600) // 86400) for hours in _PACIFIC_HOURS)
    environment = os.environ
    said = sorted(
        (name, value)
        for name, value in environment.items()
        if name in _NAMES or name.startswith(_PREFIXES)
    )
    said.append((_SUMMARY, str(bool(environment.get(_SUMMARY)))))  # another each time
    stream = sys.stdout
    shown = stream is not None and (stream.isatty(), stream.encoding)
    return files.digest(
        __version__, sys.version, sys.flags, arguments, where, days, said, shown
    )


def recall(arguments: list[str]) -> Record | None:
    """Return the record of a command line that still holds; None without one."""
    folder = chosen_folder(arguments)
    if folder is None or sys.stdout is None:
        return None
    here = os.path.join(own_folder(folder), "replay")
    for where in (os.getcwd(), None):
        found = files.read(os.path.join(here, key_of(arguments, where)))
        if found is not None and _holds(record := Record(*found)):
            return record
    return None


def _holds(record: Record) -> bool:
    names, above = record.alone
    return (
        not any(os.path.lexists(path) for path in record.absent)
        and not any(_stand_above(names, above))
        and all(folder_is(folder) for folder in record.folders)
        and all(file_is(file) for file in record.files)
        and (record.git is None or _git_says_the_same(record.git))
    )


def _stand_above(names: tuple[str, ...], folder: str) -> "Iterator[str]":
    """Yield each of some names that stands in a folder above one."""
    at = os.path.abspath(folder)
    while (above := os.path.dirname(at)) != at:
        at = above
        yield from (n for n in names if os.path.lexists(os.path.join(at, n)))


def _git_says_the_same(git: "Ignored") -> bool:
    root, answer, rests_on = git
    if rests_on is not None and all(_is(*each) for each in rests_on):
        return True
    # Only where something of git's own has changed: to ask costs two processes.
    from checker.cache.git_answer import git_answer  # noqa: PLC0415 # see above

    return git_answer(root) == answer


def _is(path: str, stamp: "Stamp | None") -> bool:
    try:
        return stamp_of(path) == stamp
    except OSError:
        return stamp is None
