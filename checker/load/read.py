"""One file's bytes to its documents, or to everything that keeps it from them."""

from pathlib import Path
from typing import NamedTuple

from yaml import YAMLError

from checker.load.compose import Composer
from checker.load.decode import decode
from checker.load.events import event_parser
from checker.load.faults import Faults, TooMuchError
from checker.load.regular import IRREGULAR, regular_bytes
from checker.load.strict import needs_strictness, strict_findings
from checker.load.syntax import syntax_finding
from checker.model.configuration import Limits
from checker.model.document import Document, SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding

__all__ = [
    "IRREGULAR",
    "Reading",
    "read_bytes",
    "read_file",
    "read_text",
    "reason",
    "regular_bytes",
    "unreadable",
]

_NO_BYTES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
_DEFAULT = Limits()


class Reading(NamedTuple):
    """What a file says: documents or findings, never both.

    Attributes:
        source: its text.
        documents: its YAML documents that say something, in order.
        findings: every fault that could be found.
    """

    source: SourceText
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_text(file: str, raw: bytes, limits: Limits = _DEFAULT) -> Reading:
    """Read the bytes of a YAML file.

    Args:
        file: its path relative to the portfolio root, with forward slashes.
        raw: its content.
        limits: how large it may be.
    """
    source, findings = decode(file, raw, limits)
    if findings:
        return Reading(source, (), tuple(findings))
    faults = Faults(source)
    findings = faults.findings
    documents: list[Document] = []
    try:
        parser = event_parser(source.text)
        composer = Composer(source, parser, limits, faults)
        documents = composer.documents()
        if composer.runs_over_lines or needs_strictness(source.text):
            findings += strict_findings(source)
    except YAMLError as error:
        findings.append(syntax_finding(source, error))
    except TooMuchError:
        pass  # the finding is noted
    if not documents and not findings:
        place = locate_text(source, 1, 1)
        findings.append(engine_finding("READ-007", place, "the file declares nothing"))
    if findings:
        return Reading(source, (), tuple(findings))
    return Reading(source, tuple(documents))


def read_file(root: Path, relative: str, limits: Limits = _DEFAULT) -> Reading:
    """Read a file of the portfolio; what keeps it from being read is a finding.

    Only a regular file is opened, and no more of it is read than the bound.

    Args:
        root: the portfolio root.
        relative: path of the file from there, with forward slashes.
        limits: how large it may be.
    """
    # Joined by hand: pathlib takes longer than the file, and keeps each part of a name.
    folder = str(root)
    raw = read_bytes(relative if folder == "." else f"{folder}/{relative}", limits)
    if isinstance(raw, str):
        return _unread(relative, raw)
    return read_text(relative, raw, limits)


def read_bytes(path: Path | str, limits: Limits) -> bytes | str:
    """Return the bytes of a regular file, one more than the bound at most; or why not.

    Args:
        path: the file.
        limits: how large it may be.
    """
    try:
        return regular_bytes(path, limits.file_bytes + 1)
    except OSError as error:
        return _why(error)


def _why(error: OSError) -> str:
    if error.strerror == IRREGULAR:
        return IRREGULAR
    return f"the file cannot be read: {reason(error)}"


def reason(error: OSError) -> str:
    """Return why a system call failed, without the path."""
    words = error.strerror or type(error).__name__
    return words[:1].lower() + words[1:]


def unreadable(file: str, message: str, remedy: str | None = None) -> Finding:
    """Return the finding for a file or folder that cannot be read."""
    place = locate_text(SourceText(file, "", _NO_BYTES), 1, 1)
    return engine_finding("READ-001", place, message, remedy=remedy)


def _unread(relative: str, message: str) -> Reading:
    source = SourceText(relative, "", _NO_BYTES)
    return Reading(source, (), (unreadable(relative, message),))
