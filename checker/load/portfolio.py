"""Load every declaration below a portfolio root."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path, PurePosixPath

from checker.errors import UsageError
from checker.load.comments import Comment, comments_of
from checker.load.discover import Discovery, discover
from checker.load.header import declarations_of
from checker.load.read import Reading, read_file, read_text
from checker.model.configuration import Configuration
from checker.model.declaration import Declaration
from checker.model.finding import Finding
from checker.model.report import InputFile

__all__ = ["Loaded", "asked_files", "below", "exclusions", "load_portfolio"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read.

    Attributes:
        declarations: every document with a header, in the order of files.
        findings: what could not be read or is no declaration.
        inputs: each file that was read, with its digest.
        complete: whether every document of every file could be read.
        comments: those of the files in which one addresses this tool.
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


def load_portfolio(
    root: Path,
    configuration: Configuration,
    kinds: Iterable[str],
    stdin: tuple[str, bytes] | None = None,
    *,
    found: Discovery | None = None,
) -> Loaded:
    """Read every YAML file below a root.

    Args:
        root: the portfolio root.
        configuration: for the exclusions and the bounds.
        kinds: the kinds of declaration that exist.
        stdin: a path relative to the root and the content to take for it.
        found: the files to read; what discovery finds when None.
    """
    if found is None:
        found = discover(root, exclusions(configuration))
    files: dict[str, bytes | None] = dict.fromkeys(found.files) | (
        {stdin[0]: stdin[1]} if stdin else {}
    )
    files.pop(configuration.grdt_columns or "", None)  # `found` may be the caller's
    kinds = tuple(kinds)
    declarations: list[Declaration] = []
    findings = list(found.findings)
    inputs = []
    comments: list[Comment] = []
    for file, content in sorted(files.items()):
        reading = _read(root, file, content, configuration)
        findings += reading.findings
        inputs.append(InputFile(file, reading.source.sha256))
        headed, headless = declarations_of(reading, kinds)
        declarations += headed
        findings += headless
        comments += comments_of(reading)
    return Loaded(
        tuple(declarations),
        tuple(findings),
        tuple(inputs),
        complete=not findings,
        comments=tuple(comments),
    )


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


def _read(
    root: Path, file: str, content: bytes | None, configuration: Configuration
) -> Reading:
    if content is not None:
        return read_text(file, content, configuration.limits)
    return read_file(root, file, configuration.limits)


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
