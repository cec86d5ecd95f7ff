"""The declarations of an inventory's rows, each held to the schema of its kind."""

from collections.abc import Iterator
from json import dumps
from typing import NamedTuple

from checker.load.faults import short
from checker.model.declaration import Declaration
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.path import symbolic_path
from checker.model.place import Pointer
from checker.model.row_document import (
    Inventory,
    MeterDocument,
    RowDocument,
    SiteDocument,
)
from checker.validate.faults import Fault
from checker.validate.inventory.bounded import MOST_SHOWN, Bounded
from checker.validate.inventory.members import members_of, place_in
from checker.validate.schemas import SchemaSet
from checker.validate.words import Words

__all__ = ["Rows", "rows_of"]


class Rows(NamedTuple):
    """What the rows of a table declare.

    Attributes:
        declarations: the sites in the order of the table, then the meters.
        invalid: those that do not follow their schema, or that rows contradict.
        findings: what is wrong with rows, as many as are shown.
        complete: whether every row says what it declares.
    """

    declarations: list[Declaration]
    invalid: set[Declaration]
    findings: tuple[Finding, ...]
    complete: bool


def rows_of(inventory: Inventory, owner: Declaration, schemas: SchemaSet) -> Rows:
    """Read the rows of a table, one at a time.

    Args:
        inventory: the table, and where its fields come from.
        owner: the declaration of the inventory.
        schemas: holds the schemas of sites and meters.
    """
    found = Bounded()
    members = members_of(inventory, owner, found)
    several = members.several.get
    declarations = [
        *(
            Declaration("site", name, SiteDocument(inventory, several(name, row)))
            for name, row in members.sites.items()
        ),
        *(
            Declaration("meter", name, MeterDocument(inventory, row))
            for name, row in members.meters.items()
        ),
    ]
    refused = [
        each for each in declarations if not schemas.accepts(each.kind, each.data)
    ]
    for each in refused[:MOST_SHOWN]:  # wording one takes a thousandth of a second
        for finding in _findings(each, schemas, owner):
            found.add(finding)
    contradicted = {
        each
        for each in (declarations if members.contradicted else ())
        if (each.kind, each.id) in members.contradicted
    }
    findings = (*found.findings(), *_more(refused[MOST_SHOWN:], owner))
    return Rows(declarations, {*refused, *contradicted}, findings, members.complete)


def _more(refused: list[Declaration], owner: Declaration) -> Iterator[Finding]:
    """Say how many declarations have faults that are not worded."""
    if not refused:
        return
    yield engine_finding(
        "READ-010",
        refused[0].place(("id",)),
        f"from here on {len(refused)} more sites and meters do not follow their schema;"
        " what is wrong with them is not shown",
        subject=owner.subject,
        path="SCHEMA",
    )


class _RowWords(Words):
    """Names places of a row; what it quotes is the text of a cell."""

    def written(self, pointer: Pointer) -> str:
        """Quote a scalar as its author wrote it."""
        document = self.document
        at = document.cell_of(pointer) if isinstance(document, RowDocument) else None
        if at is None or not isinstance(document, RowDocument):  # a constant
            value = self.value(pointer)
            return short(value if isinstance(value, str) else dumps(value))
        row, cell = at
        return short(document.inventory.cells(row)[cell])


def _findings(
    declaration: Declaration, schemas: SchemaSet, owner: Declaration
) -> Iterator[Finding]:
    """Word the faults of a row against a schema, each at its cell."""
    # Only a row with a fault pays for the library that words it.
    from checker.validate.messages import faults  # noqa: PLC0415 # see above

    document = declaration.document
    if not isinstance(document, RowDocument):
        return
    words = _RowWords(document, declaration.kind, declaration.kind, schemas)
    found = [_finding(declaration, document, fault, owner) for fault in faults(words)]
    yield from sorted(found, key=lambda finding: finding.sort_key)


def _finding(
    declaration: Declaration, document: RowDocument, fault: Fault, owner: Declaration
) -> Finding:
    message, place = fault.message, fault.place
    at = document.cell_of(fault.pointer)
    remedy = fault.remedy
    if at is not None:
        row, cell = at
        inventory = document.inventory
        message += f" (column `{short(inventory.column(cell))}`)"
        if fault.rule == "SCHEMA-002":  # the empty cell, where nothing else stands
            place = place_in(inventory.source, inventory.table.spans(row)[cell], owner)
            remedy = "Fill the cell."
    return engine_finding(
        fault.rule,
        place,
        message,
        subject=declaration.subject,
        path=symbolic_path(declaration.data, fault.pointer),
        remedy=remedy,
    )
