"""Load every declaration below a portfolio root."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import escape
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from checker.errors import UsageError
from checker.load.comments import Comment, comments_of
from checker.load.discover import Discovery, discover
from checker.load.header import declarations_of
from checker.load.read import read_file, read_text
from checker.model.configuration import Configuration, Limits
from checker.model.declaration import Declaration
from checker.model.finding import Finding
from checker.model.report import InputFile

__all__ = [
    "FileRead",
    "Job",
    "Loaded",
    "ReadAll",
    "asked_files",
    "below",
    "exclusions",
    "load_portfolio",
    "read_one",
]

Faults = tuple[Declaration, tuple[Finding, ...]]
"""A declaration that fails its schema, and every fault of it."""


class Job(NamedTuple):
    """What the files of a portfolio are read by.

    Attributes:
        root: the portfolio root.
        limits: how large a file may be.
        kinds: the kinds of declaration that exist.
        packed: whether what is read is put away until somebody asks for it.
    """

    root: Path
    limits: Limits
    kinds: tuple[str, ...]
    packed: bool = False


class FileRead(NamedTuple):
    """What came of one file.

    Attributes:
        file: its path and digest.
        declarations: its documents with a header.
        findings: what could not be read or is no declaration.
        comments: those of the file, when one addresses this tool.
        faults: of the declarations that fail their schema, where that was looked at.
        plain: the declarations in whose texts there is nothing to be searched for,
            where that was looked at.
    """

    file: InputFile
    declarations: tuple[Declaration, ...] = ()
    findings: tuple[Finding, ...] = ()
    comments: tuple[Comment, ...] = ()
    faults: tuple[Faults, ...] = ()
    plain: tuple[Declaration, ...] = ()


Named = tuple[str, bytes | None]
"""A file below the root, and the content to take for it; None for its own."""

ReadAll = Callable[[Job, Sequence[Named]], Iterable[FileRead]]
"""Reads files, in the order given."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read.

    Attributes:
        declarations: every document with a header, in the order of files.
        findings: what could not be read or is no declaration.
        inputs: each file that was read, with its digest.
        complete: whether every document of every file could be read.
        comments: those of the files in which one addresses this tool.
        faults: of the declarations that fail their schema, when the reader looked.
        plain: those that the reader found to hold nothing to be searched for.
    """

    declarations: tuple[Declaration, ...]
    findings: tuple[Finding, ...]
    inputs: tuple[InputFile, ...]
    complete: bool

    @property
    def unread(self) -> str:
        """Say which file could not be read, for what may have stood in it."""
        if self.complete:
            return ""
        file = self.findings[0].location.file
        return f"not all of {file} could be read as declarations"

    comments: tuple[Comment, ...] = ()
    faults: tuple[Faults, ...] = ()
    plain: frozenset[Declaration] = frozenset()


def load_portfolio(  # noqa: PLR0913 # each keyword is a way to read that one caller has
    root: Path,
    configuration: Configuration,
    kinds: Iterable[str],
    stdin: tuple[str, bytes] | None = None,
    *,
    found: Discovery | None = None,
    read: ReadAll | None = None,
) -> Loaded:
    """Read every YAML file below a root.

    Args:
        root: the portfolio root.
        configuration: for the exclusions and the bounds.
        kinds: the kinds of declaration that exist.
        stdin: a path relative to the root and the content to take for it.
        found: the files to read; what discovery finds when None.
        read: who reads them; this process, one after the other, when None.
    """
    if found is None:
        found = discover(root, exclusions(configuration))
    files: dict[str, bytes | None] = dict.fromkeys(found.files) | (
        {stdin[0]: stdin[1]} if stdin else {}
    )
    files.pop(configuration.grdt_columns or "", None)  # `found` may be the caller's
    declarations: list[Declaration] = []
    findings = list(found.findings)
    inputs = []
    comments: list[Comment] = []
    faults: list[Faults] = []
    plain: list[Declaration] = []
    job = Job(root, configuration.limits, tuple(kinds))
    for one in (read or _read_all)(job, sorted(files.items())):
        inputs.append(one.file)
        declarations += one.declarations
        findings += one.findings
        comments += one.comments
        faults += one.faults
        plain += one.plain
    return Loaded(
        tuple(declarations),
        tuple(findings),
        tuple(inputs),
        complete=not findings,
        comments=tuple(comments),
        faults=tuple(faults),
        plain=frozenset(plain),
    )


def read_one(job: Job, file: str, content: bytes | None = None) -> FileRead:
    """Read one file.

    Args:
        job: what it is read by.
        file: its path relative to the root.
        content: what to take for it; its own when None.
    """
    if content is None:
        reading = read_file(job.root, file, job.limits)
    else:
        reading = read_text(file, content, job.limits)
    headed, headless = declarations_of(reading, job.kinds)
    return FileRead(
        InputFile(file, reading.source.sha256),
        headed,
        (*reading.findings, *headless),
        comments_of(reading),
    )


def _read_all(job: Job, files: Sequence[Named]) -> Iterator[FileRead]:
    return (read_one(job, file, content) for file, content in files)


def exclusions(configuration: Configuration) -> tuple[str, ...]:
    """Return the patterns of what holds no declarations; see `Globs`."""
    columns = configuration.grdt_columns
    named = () if columns is None else (f"/{escape(columns)}",)
    return (*configuration.exclude, *_own_policies(configuration), *named)


def _own_policies(configuration: Configuration) -> Iterator[str]:
    """Yield patterns for the folders of own policies: they hold no declarations."""
    for name in configuration.policies:
        steps = PurePosixPath(name).parts
        if steps and ".." not in steps:
            yield "/" + escape("/".join(steps)) + "/"


def asked_files(root: Path, paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return what of a portfolio the caller asks about.

    Returns:
        Paths relative to the root, of files or folders; empty for the whole root.

    Raises:
        UsageError: a path is not there, or stands outside the root.
    """
    asked = []
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}")
        asked.append(below(root, path))
    return () if "." in asked else tuple(asked)


def below(root: Path, path: Path) -> str:
    """Return a path relative to a portfolio root; `.` for the root itself.

    Raises:
        UsageError: it stands outside the root.
    """
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        raise UsageError(
            f"{path} is not below {root}", remedy="check one portfolio at a time"
        ) from None
