"""The inventories of a portfolio: their files read, their rows declared."""

from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from pathlib import Path

from checker.load.csv_table import index_csv
from checker.load.named_file import find_named
from checker.load.parquet_table import read_parquet
from checker.load.read import IRREGULAR, reason, regular_bytes
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
    raw = found if isinstance(found, str) else _bytes(found[1], limits)
    if isinstance(found, str) or isinstance(raw, str):
        why = found if isinstance(found, str) else raw
        message = f"the file `{name}` cannot be used: {why!s}"
        place = owner.place(("file",))
        fleet.unread.append(
            engine_finding("LINK-003", place, message, subject=owner.subject)
        )
        return
    entry = InputFile(found[0], sha256(raw).hexdigest())
    if entry not in fleet.inputs:
        fleet.inputs.append(entry)
    inventory = _inventory(owner, entry, raw, limits, schemas)
    if not isinstance(inventory, Inventory):
        fleet.unread += (_owned(finding, owner) for finding in inventory)
        return
    rows = rows_of(inventory, owner, schemas)
    fleet.declarations += rows.declarations
    fleet.invalid |= rows.invalid
    (fleet.faults if rows.complete else fleet.unread).extend(rows.findings)


def _bytes(path: Path, limits: Limits) -> bytes | str:
    try:
        return regular_bytes(path, limits.inventory_bytes + 1)
    except OSError as error:
        if error.strerror == IRREGULAR:
            return IRREGULAR
        return f"the file cannot be read: {reason(error)}"


def _inventory(
    owner: Declaration, entry: InputFile, raw: bytes, limits: Limits, schemas: SchemaSet
) -> Inventory | list[Finding]:
    """Return the table with what its cells mean; or what is wrong with it."""
    types: dict[str, str] = {}
    if owner.data.get("format") == "parquet":
        read = read_parquet(entry.file, raw, entry.sha256, limits)
        if isinstance(read, list):
            return read
        table, types = read
    else:
        delimiter = _DELIMITERS[owner.data.get("delimiter", "comma")]
        indexed = index_csv(entry.file, raw, delimiter, limits)
        if isinstance(indexed, list):
            return indexed
        table = indexed
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
