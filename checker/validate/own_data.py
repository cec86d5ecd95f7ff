"""Read our own data files and the configuration by the rules for declarations."""

from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from checker.errors import CheckerError
from checker.load.read import read_text, reason, regular_bytes
from checker.model.configuration import Limits
from checker.model.document import Document
from checker.model.finding import Finding, Subject
from checker.validate.declaration import validate_document
from checker.validate.schemas import SchemaSet

__all__ = ["load_yaml_data", "own_bytes"]


def load_yaml_data(
    file: Traversable,
    name: str,
    schema: str,
    schemas: SchemaSet,
    error: type[CheckerError],
) -> tuple[Any, Document]:
    """Read a YAML file of one document that follows a schema.

    Args:
        file: the file.
        name: how it is called in messages, with forward slashes.
        schema: name of its schema.
        schemas: every schema.
        error: what to raise.

    Returns:
        The data, and the document that knows its places.

    Raises:
        CheckerError: of the class `error`; the file cannot be read, is not YAML, holds
            several documents or does not follow the schema. The message names every
            fault, its place and remedy are those of the first.
        SchemaError: the schema itself is missing or broken.
    """
    reading = read_text(name, own_bytes(file, name, error))
    _refuse(
        reading.findings, error, f"`dera schema {schema}` shows what belongs into it."
    )
    if len(reading.documents) > 1:
        raise error(
            f"one document is expected; {len(reading.documents)} stand in the file",
            file=name,
            line=reading.documents[1].spans[0],
            column=reading.documents[1].spans[1],
            remedy="Remove the `---` lines, or split the file.",
        )
    document = reading.documents[0]
    subject = Subject("file", name)
    _refuse(validate_document(document, schema, schemas, subject, noun=schema), error)
    return document.data, document


def own_bytes(file: Traversable, name: str, error: type[CheckerError]) -> bytes:
    """Return the bytes of a regular file, hardly more than may be read of one.

    Args:
        file: the file.
        name: how it is called in messages.
        error: what to raise.

    Raises:
        CheckerError: of the class `error`; it cannot be read.
    """
    try:
        if isinstance(file, Path):
            return regular_bytes(file, Limits().file_bytes + 1)
        return file.read_bytes()
    except OSError as fault:
        raise error(f"cannot be read: {reason(fault)}", file=name) from fault


def _refuse(
    findings: tuple[Finding, ...], error: type[CheckerError], empty: str = ""
) -> None:
    """Raise what was found; `empty` is the remedy for a file that says nothing."""
    if not findings:
        return
    first, *others = findings
    span = first.location.span
    also = (
        f"\n  also {other.location.span.line}:{other.location.span.column}:"
        f" {other.message}"
        for other in others
    )
    raise error(
        first.message + "".join(also),
        file=first.location.file,
        line=span.line,
        column=span.column,
        remedy=empty if empty and first.policy == "READ-007" else first.remedy,
    )
