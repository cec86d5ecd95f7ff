"""Meter readings in a file of their own: held to the schema as if written out."""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from checker.load.named_file import read_named
from checker.load.table import Cell, Row, read_table, row_fault
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText, count_entries, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Place
from checker.model.report import InputFile
from checker.validate.declaration import validate_document
from checker.validate.schemas import SchemaSet

__all__ = ["Attached", "read_attached"]

_KIND = "meter_readings"
_COLUMNS = {
    "interval_end_utc": "interval_end",
    "value": "value",
    "quality": "quality",
}
"""The columns of the file, and the fields of a reading that they give."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_MOST_LINES = 90_001
"""A header and a reading for each second of the long day."""
_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Attached:
    """The readings that declarations leave to files.

    Attributes:
        documents: what such a declaration says with its readings written out; its
            places are those of the file. Why there is none, where it cannot be used.
        findings: what is wrong with the files.
        inputs: each file that was read, with its digest.
    """

    documents: dict[Declaration, Document | str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)


def read_attached(
    root: Path,
    declarations: Iterable[Declaration],
    limits: Limits,
    schemas: SchemaSet,
) -> Attached:
    """Read the files of readings that some declarations name.

    Args:
        root: the portfolio root.
        declarations: those that follow their schema.
        limits: how large a file may be.
        schemas: holds the schema of meter readings.
    """
    attached = Attached()
    for declaration in declarations:
        if declaration.kind == _KIND and "file" in declaration.data:
            _attach(attached, root, declaration, limits, schemas)
    return attached


def _attach(
    attached: Attached,
    root: Path,
    declaration: Declaration,
    limits: Limits,
    schemas: SchemaSet,
) -> None:
    name = declaration.data["file"]
    named = read_named(root, declaration.document.file, name, limits)
    if named.source is None:
        attached.documents[declaration] = f"`{name}` cannot be used: {named.why}"
        attached.findings.append(
            engine_finding(
                "LINK-003",
                declaration.place(("file",)),
                f"the file `{name}` cannot be used: {named.why}",
                subject=declaration.subject,
            )
        )
        return
    entry = InputFile(named.source.file, named.source.sha256)
    if entry not in attached.inputs:
        attached.inputs.append(entry)
    document, findings = _document(named.source, declaration, schemas, named.findings)
    attached.findings.extend(_owned(each, declaration) for each in findings)
    attached.documents[declaration] = document or (
        f"the readings in `{named.source.file}` cannot be used: see the findings there"
    )


def _owned(finding: Finding, declaration: Declaration) -> Finding:
    """Let a finding in the file concern the declaration that names it, and no other."""
    document = finding.place.document
    if document.data is None:  # what could not be read says not whose it is
        data = {key: declaration.data[key] for key in ("kind", "id", "aggregation")}
        spans = array("I", finding.location.span * count_entries(data))
        document = Document(document.source, 0, data, spans)
        finding = replace(finding, place=Place(document))
    return replace(finding, subject=declaration.subject)


def _document(
    source: SourceText,
    declaration: Declaration,
    schemas: SchemaSet,
    findings: Sequence[Finding],
) -> tuple[Document | None, Sequence[Finding]]:
    """Return the declaration with the rows as its readings, or what is wrong."""
    if findings:
        return None, findings
    rows, faults = read_table(source, _MOST_LINES)
    faults = faults or _header_faults(source, rows[0])
    if faults:
        return None, faults
    document = _as_written_out(source, declaration, rows)
    findings = validate_document(
        document, _KIND, schemas, declaration.subject, noun=_KIND
    )
    if not findings:
        return document, ()
    left = len(findings) - _MOST_SHOWN
    if left > 0:
        at = locate_text(source, findings[_MOST_SHOWN].location.span.line, 1)
        more = row_fault(at, f"from here on {left} more faults are not shown")
        findings = (*findings[:_MOST_SHOWN], more)
    return None, findings


def _header_faults(source: SourceText, header: Row) -> list[Finding]:
    """Find columns that are missing, given twice or not known."""
    names = [cell.text for cell in header.cells]
    findings = []
    for index, cell in enumerate(header.cells):
        at = locate_text(source, header.number, cell.column, cell.end - cell.column)
        if cell.text in names[:index]:
            message = f"the column `{cell.text}` is there twice"
            findings.append(row_fault(at, message, f"/columns/{index}"))
        elif cell.text not in _COLUMNS:
            close = get_close_matches(cell.text, _COLUMNS, n=1)
            hint = f"; did you mean `{close[0]}`?" if close else ""
            message = f"no column is called `{cell.text}`{hint}"
            findings.append(row_fault(at, message, f"/columns/{index}"))
    missing = [f"`{name}`" for name in _COLUMNS if name not in names]
    if missing:
        at = locate_text(source, header.number, 1, header.cells[-1].end - 1)
        message = f"the header lacks {', '.join(missing)}"
        findings.append(row_fault(at, message, "/columns"))
    return findings


def _as_written_out(
    source: SourceText, declaration: Declaration, rows: list[Row]
) -> Document:
    """Return the declaration with its readings in place of the file.

    The rows keep their places; all else is placed at the header.
    """
    header, *body = rows
    fields = [_COLUMNS[cell.text] for cell in header.cells]
    kept = {key: v for key, v in declaration.data.items() if key != "file"}
    top = (header.number, 1, header.number, header.cells[-1].end)
    above = count_entries(kept) + 2  # the key `readings`, and its list
    spans = array("I", top * above)
    readings = []
    for row in body:
        readings.append(_reading(fields, row))
        spans.extend((row.number, 1, row.number, row.cells[-1].end))
        for cell in row.cells:
            # The key of a value is the value's own cell: the header has no room for it.
            spans.extend((row.number, cell.column, row.number, cell.end) * 2)
    return Document(source, 0, {**kept, "readings": readings}, spans)


def _reading(fields: list[str], row: Row) -> dict[str, Any]:
    return {
        name: _value(cell) if name == "value" else cell.text
        for name, cell in zip(fields, row.cells, strict=True)
    }


def _value(cell: Cell) -> float | str:
    """Return a number; anything else stays text, which the schema refuses."""
    return float(cell.text) if _NUMBER.fullmatch(cell.text) else cell.text
