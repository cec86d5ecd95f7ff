"""The inventories of a portfolio: their files read, their rows declared."""

from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import NamedTuple

from checker.load.csv_table import MOST_RECORD_BYTES, read_csv
from checker.load.named_file import find_named
from checker.load.parquet_table import read_parquet
from checker.load.read import reason
from checker.load.regular import IRREGULAR, regular_blocks
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.document import SourceText
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Span
from checker.model.report import InputFile
from checker.model.row_document import Inventory
from checker.model.table import Table, TableSource
from checker.validate.inventory.layout import Columns, layout_of
from checker.validate.inventory.members import place_in
from checker.validate.inventory.rows import rows_of
from checker.validate.schemas import SchemaSet

__all__ = ["Fleet", "read_fleet"]

_KIND = "site_inventory"
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


@dataclass(slots=True)
class Fleet:
    """What the inventories of a portfolio declare.

    Attributes:
        declarations: the sites and the meters of all rows.
        invalid: those that cannot be used.
        faults: what is wrong with rows.
        unread: what keeps rows from being read at all: their sites are unknown.
        inputs: each file that was read, with its digest.
    """

    declarations: list[Declaration] = field(default_factory=list)
    invalid: set[Declaration] = field(default_factory=set)
    faults: list[Finding] = field(default_factory=list)
    unread: list[Finding] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)


def read_fleet(
    root: Path,
    declarations: tuple[Declaration, ...],
    limits: Limits,
    schemas: SchemaSet,
) -> Fleet:
    """Read the tables that inventories name.

    Args:
        root: the portfolio root.
        declarations: those that follow their schema.
        limits: how large a table may be.
        schemas: holds the schemas of sites and meters.

    Raises:
        UsageError: a table needs a library that is not installed.
        OutputError: there is no room for temporary files.
    """
    fleet = Fleet()
    for declaration in declarations:
        if declaration.kind == _KIND:
            _add(fleet, root, declaration, limits, schemas)
    return fleet


def _add(
    fleet: Fleet,
    root: Path,
    owner: Declaration,
    limits: Limits,
    schemas: SchemaSet,
) -> None:
    name = owner.data["file"]
    found = find_named(root, owner.document.file, name)
    read = found if isinstance(found, str) else _read(found, owner, limits)
    if isinstance(read, str):
        message = f"the file `{name}` cannot be used: {read}"
        place = owner.place(("file",))
        fleet.unread.append(
            engine_finding("LINK-003", place, message, subject=owner.subject)
        )
        return
    if read.entry not in fleet.inputs:
        fleet.inputs.append(read.entry)
    inventory = _inventory(owner, read, schemas)
    if not isinstance(inventory, Inventory):
        fleet.unread += (_owned(finding, owner) for finding in inventory)
        return
    rows = rows_of(inventory, owner, schemas)
    fleet.declarations += rows.declarations
    fleet.invalid |= rows.invalid
    (fleet.faults if rows.complete else fleet.unread).extend(rows.findings)


class _Read(NamedTuple):
    """A file that was read: its table or what is wrong with it, and column types."""

    entry: InputFile
    table: Table | list[Finding]
    types: dict[str, str]


def _read(found: tuple[str, Path], owner: Declaration, limits: Limits) -> _Read | str:
    """Read the file of a table; or say why it cannot be read at all."""
    file, path = found
    blocks = regular_blocks(path, limits.inventory_bytes + 1)
    try:
        if owner.data.get("format") == "parquet":
            sha256, table, types = read_parquet(file, blocks, limits)
        else:
            delimiter = _DELIMITERS[owner.data.get("delimiter", "comma")]
            sha256, table = read_csv(file, blocks, delimiter, limits)
            types = {}
    except OSError as error:
        if error.strerror == IRREGULAR:
            return IRREGULAR
        return f"the file cannot be read: {reason(error)}"
    return _Read(InputFile(file, sha256), table, types)


def _inventory(
    owner: Declaration, read: _Read, schemas: SchemaSet
) -> Inventory | list[Finding]:
    """Return the table with what its cells mean; or what is wrong with it."""
    entry, table, types = read
    if isinstance(table, list):
        return table
    source = TableSource(entry.file, _digest(owner, entry), table)
    columns = _columns(owner, source, table, types)
    if isinstance(columns, Finding):
        return [columns]
    layout = layout_of(owner, columns, schemas)
    return layout if isinstance(layout, list) else Inventory(source, table, layout)


def _columns(
    owner: Declaration, source: SourceText, table: Table, types: dict[str, str]
) -> Columns | Finding:
    if not table.is_text:
        names = (*table.header, *(name for name in types if name not in table.header))
        return Columns(source.file, names, types, None)
    if not len(table):
        return _empty(source, owner)
    if table.length(0) > MOST_RECORD_BYTES:
        return _endless(source, table, owner)
    place = place_in(source, table.span_of(0), owner)
    header = table.cells(0)
    if isinstance(header, int):
        message = "a quote in the header is not closed, or stands where none can be"
        return engine_finding("READ-009", place, message, subject=owner.subject)
    return Columns(source.file, tuple(header), {}, place)


def _empty(source: SourceText, owner: Declaration) -> Finding:
    place = place_in(source, Span(1, 1, 1, 2), owner)
    message = "the file is empty: it has no header"
    return engine_finding("READ-009", place, message, subject=owner.subject)


def _endless(source: SourceText, table: Table, owner: Declaration) -> Finding:
    why = f"the header has more than {MOST_RECORD_BYTES} bytes"
    if table.is_quoted(0):
        why += "; a quote may not be closed"
    place = place_in(source, table.begin(0), owner)
    return engine_finding("READ-009", place, why, subject=owner.subject)


def _digest(owner: Declaration, entry: InputFile) -> str:
    """Digest all that the declaration of a row rests on: the table and its reading."""
    held = dumps(owner.data, sort_keys=True, default=str)
    return sha256(f"{entry.sha256}{held}".encode()).hexdigest()


def _owned(finding: Finding, owner: Declaration) -> Finding:
    """Let a finding in the file concern the inventory that names it."""
    if finding.subject == owner.subject:
        return finding
    span = finding.location.span
    place = place_in(finding.place.document.source, span, owner)
    return engine_finding(
        finding.policy,
        place,
        finding.message,
        subject=owner.subject,
        path=finding.path,
        remedy=finding.remedy,
    )
