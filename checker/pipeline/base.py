"""The portfolio as it was at a git revision, read like the present one.

A new question about a change opens the base and judges both sides::

    case = read_case(root, options)
    with open_base(case, "origin/main") as base:
        before = judge_case(base.case, options.as_of)

`base.case` is a `Case` as any other: its declarations, links, own `dera.yaml` and own
policies are those of the revision; its schemas and shipped policies are the present
ones. Everything about it has to be asked within the `with`, for its root is a
temporary folder. A portfolio that was not there yet is an empty one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from posixpath import normpath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from checker.errors import CheckerError, RevisionError
from checker.evaluate.rule_book import rule_book
from checker.load.discover import CONFIGURATION, discover
from checker.load.globs import Globs
from checker.load.portfolio import exclusions
from checker.model.configuration import Configuration
from checker.pipeline.case import Case, read_case
from checker.policy.pack import Pack
from checker.revision.renames import renames
from checker.revision.repository import Repository, repository_around
from checker.revision.snapshot import Snapshot, take_snapshot
from checker.validate.configuration import read_configuration
from checker.validate.schemas import SchemaSet

__all__ = ["Base", "at_revision", "open_base"]

_REMEDY = (
    "A commit cannot be mended: compare with one in which this can be used, or judge"
    " without a base."
)


@dataclass(frozen=True, slots=True)
class Base:
    """What a portfolio is compared with.

    Attributes:
        revision: as the caller named it.
        commit: the full name of its commit.
        case: the portfolio there, read and linked; empty when it was not there yet.
        existed: whether there was a portfolio: settings, or a file to read.
        renames: the present name of each file that has another one now.
    """

    revision: str
    commit: str
    case: Case
    existed: bool
    renames: Mapping[str, str]


@contextmanager
def open_base(
    case: Case, revision: str, book: tuple[SchemaSet, Pack] | None = None
) -> Iterator[Base]:
    """Read the portfolio of a case as it was at a revision, without touching any file.

    Args:
        case: the portfolio as it is, uncommitted changes included.
        revision: a commit, branch or tag.
        book: the schemas and the rule book to read by; the shipped ones when None.

    Raises:
        RevisionError: there is no such revision here, or what was there cannot be used.
    """
    repository, path = repository_around(case.root)
    commit = repository.commit(revision)
    with TemporaryDirectory(prefix="dera-base-") as folder:
        Path(folder, ".git").mkdir()  # how far settings reach; see checker.load.bounds
        snapshot = take_snapshot(repository, commit, path, Path(folder))
        with at_revision(revision):
            files = _Files(repository, commit, snapshot)
            before = _read(case, files, book or rule_book())
        existed = bool(before.loaded.inputs or before.settings)
        yield Base(revision, commit, before, existed, _renames(before, case))


@contextmanager
def at_revision(revision: str) -> Iterator[None]:
    """Say of every error within that it stands at a revision.

    Raises:
        RevisionError: instead of any other `CheckerError`.
    """
    try:
        yield
    except RevisionError as error:
        raise _there(error, revision, error.remedy) from error
    except CheckerError as error:
        raise _there(error, revision, _REMEDY) from error


def _there(error: CheckerError, revision: str, remedy: str | None) -> RevisionError:
    """Return an error that says at which revision it stands."""
    return RevisionError(
        error.message,
        file=f"{revision}:{error.file}" if error.file else revision,
        line=error.line,
        column=error.column,
        remedy=remedy,
    )


class _Files(NamedTuple):
    """The files of a portfolio at a commit, and where more of them are."""

    repository: Repository
    commit: str
    snapshot: Snapshot


def _read(case: Case, files: _Files, book: tuple[SchemaSet, Pack]) -> Case:
    root = files.snapshot.root
    settings = root / CONFIGURATION
    if settings.is_symlink() and not settings.is_file():
        raise RevisionError(
            "the settings are a link that leads out of the portfolio",
            file=CONFIGURATION,
            remedy=_REMEDY,
        )
    configuration, _ = read_configuration(root, book[0])
    _add_named(files, configuration)
    _refuse_submodules(files.snapshot, Globs(exclusions(configuration)))
    found = discover(root, exclusions(configuration), tracking=files.snapshot)
    # A snapshot is on this machine only.
    options = replace(case.options, crew=case.options.crew.here)
    before = read_case(root, options, book=book, found=found, may_be_empty=True)
    for file in (*before.loaded.inputs, *before.attached):
        if file.file in files.snapshot.pointers:
            raise RevisionError(
                "this is a pointer of Git LFS, and its content is not in git's objects",
                file=file.file,
                remedy="Keep what is checked out of Git LFS, and compare with a commit"
                " in which it is.",
            )
    return before


def _add_named(files: _Files, configuration: Configuration) -> None:
    """Write what the settings name beside the portfolio: policies and a baseline."""
    repository, commit, snapshot = files
    for path in {_beside(snapshot, name) for name in configuration.policies}:
        if path is not None:
            take_snapshot(repository, commit, path, snapshot.top)
    path = _beside(snapshot, configuration.baseline or ".")
    content = repository.file(commit, path) if path else None
    if path is not None and content is not None:
        target = snapshot.top / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _beside(snapshot: Snapshot, name: str) -> PurePosixPath | None:
    """Return the path from the top to what a setting names outside the portfolio."""
    path = PurePosixPath(normpath(snapshot.path / name))
    if path.parts[:1] == ("..",):
        raise RevisionError(
            f"the settings name `{name}`, which stands outside the repository",
            file=CONFIGURATION,
            remedy="Keep what they name in the repository.",
        )
    inside = path.is_absolute() or path.is_relative_to(snapshot.path)
    return None if inside else path


def _refuse_submodules(snapshot: Snapshot, excluded: Globs) -> None:
    for name in snapshot.submodules:
        parts = PurePosixPath(name).parts
        lengths = range(1, len(parts) + 1)
        if not any(part.startswith(".") for part in parts) and not any(
            excluded.match(parts[:length], folder=True) for length in lengths
        ):
            raise RevisionError(
                "this is a submodule: another repository holds its declarations",
                file=name,
                remedy="Exclude the folder in dera.yaml, or check the submodule's own"
                " repository.",
            )


def _renames(before: Case, after: Case) -> dict[str, str]:
    """Return the present names of files, told by their content."""
    names = {file.file for file in (*before.loaded.inputs, *before.attached)}
    present = {file.file for file in (*after.loaded.inputs, *after.attached)}
    return renames(
        _contents(before, names - present) | dict.fromkeys(names & present, b""),
        _contents(after, present - names) | dict.fromkeys(names & present, b""),
    )


def _contents(case: Case, names: set[str]) -> dict[str, bytes]:
    contents = {}
    for name in names:
        try:
            contents[name] = (case.root / name).read_bytes()
        except OSError:  # standard input stands for a file that need not be there
            contents[name] = b""
    return contents
