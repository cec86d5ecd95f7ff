"""Which rows declare which site and which meter, and where rows contradict each other.

One row is one DER. Rows with one site id are one site: what they say of it must agree.
Rows of a site may name one meter; then they must agree about that as well.
"""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from checker.load.csv_table import MOST_RECORD_BYTES
from checker.load.faults import short
from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText, count_entries
from checker.model.engine import engine_finding
from checker.model.finding import Subject
from checker.model.place import Place, Span
from checker.model.row_document import Field, Inventory
from checker.validate.inventory.bounded import Bounded

__all__ = ["Members", "members_of", "place_in"]


class Members(NamedTuple):
    """The first row of each site and of each meter, by id, in the file's order.

    `several` has all rows of a site that has more than one. `contradicted` are the kind
    and id of what rows do not agree about; `complete` is false when a row could not be
    read, or does not say which site it is of.
    """

    sites: dict[str, int]
    several: dict[str, tuple[int, ...]]
    meters: dict[str, int]
    contradicted: set[tuple[str, str]]
    complete: bool


def members_of(inventory: Inventory, owner: Declaration, found: Bounded) -> Members:
    """Look at every row once.

    Args:
        inventory: the table; what it declares of each row.
        owner: the declaration of the inventory, which findings about rows concern.
        found: takes what is wrong with rows.
    """
    looking = _Looking(inventory, owner, found)
    for row in range(1 if inventory.table.is_text else 0, len(inventory.table)):
        looking.at(row)
    return looking.members()


class _Looking:
    """Looks at rows, one after the other."""

    def __init__(
        self, inventory: Inventory, owner: Declaration, found: Bounded
    ) -> None:
        table, layout = inventory.table, inventory.layout
        self._sites: dict[str, int] = {}
        self._several: dict[str, tuple[list[int], dict[str, int]]] = {}
        self._meters: dict[str, int] = {}
        self._contradicted: set[tuple[str, str]] = set()
        self._complete = True
        self._inventory = inventory
        self._owner = owner
        self._found = found
        self._width = len(inventory.cells(0)) if table.is_text else len(table.header)
        self._site_cells = tuple(_cells(layout.site))
        self._meter_cells = tuple(_cells(layout.meter))
        self._der_id = layout.der[0]

    def members(self) -> Members:
        """Return what was found, once all rows were looked at."""
        return Members(
            self._sites,
            {site: tuple(rows) for site, (rows, _) in self._several.items()},
            self._meters,
            self._contradicted,
            self._complete,
        )

    def at(self, row: int) -> None:
        """Look at a row."""
        table = self._inventory.table
        if table.length(row) > MOST_RECORD_BYTES:  # it is not even cut
            why = f"the row has more than {MOST_RECORD_BYTES} bytes"
            if table.is_quoted(row):
                why += "; a quote may not be closed"
            self._refuse(why, table.begin(row))
            return
        cells = table.cells(row)
        if isinstance(cells, int) or len(cells) != self._width:
            self._refuse(*self._why(row, cells))
            return
        site = cells[self._site_cells[0]]
        if not site:
            self._lacks_id(row, "site", self._site_cells[0])
            return
        self._site(row, site, cells)
        if self._meter_cells:
            self._meter(row, site, cells)

    def _site(self, row: int, site: str, cells: list[str]) -> None:
        first = self._sites.setdefault(site, row)
        if first == row:
            return
        if site not in self._several:
            theirs = self._inventory.cells(first)
            self._several[site] = ([first], {self._der(theirs): first})
        rows, ders = self._several[site]
        rows.append(row)
        self._agree(row, first, ("site", site), cells, self._site_cells)
        name, cell = self._der(cells), self._der_id.cell
        other = ders.setdefault(name, row)
        if other != row:
            said = f"DER `{short(name)}` of site `{short(site)}` is in two rows"
            at = max(cell, self._site_cells[0]) if cell >= 0 else 0
            self._contradict(("site", site), said, (row, at), (other, at))

    def _der(self, cells: list[str]) -> str:
        """Return the id of the DER of a row."""
        cell = self._der_id.cell
        return cells[cell] if cell >= 0 else str(self._der_id.value)

    def _meter(self, row: int, site: str, cells: list[str]) -> None:
        meter = cells[self._meter_cells[0]]
        if not meter:
            given = next((at for at in self._meter_cells if cells[at]), None)
            if given is not None:
                self._lacks_id(row, "meter", self._meter_cells[0])
            return
        before = self._meters.setdefault(meter, row)
        if before == row:
            return
        theirs = self._inventory.cells(before)
        at = self._site_cells[0]
        if theirs[at] != site:
            said = (
                f"meter `{short(meter)}` measures site `{short(site)}` here and site"
                f" `{short(theirs[at])}` in another row"
            )
            here = self._meter_cells[0]
            self._contradict(("meter", meter), said, (row, here), (before, here))
        else:
            self._agree(row, before, ("meter", meter), cells, self._meter_cells)

    def _agree(
        self,
        row: int,
        first: int,
        key: tuple[str, str],
        cells: list[str],
        own: tuple[int, ...],
    ) -> None:
        theirs = self._inventory.cells(first)
        for at in own:
            if cells[at] != theirs[at]:
                column = self._inventory.column(at)
                said = (
                    f"`{short(column)}` of {key[0]} `{short(key[1])}` is"
                    f" `{short(cells[at])}` here and `{short(theirs[at])}` in another"
                    " row"
                )
                self._contradict(key, said, (row, at), (first, at))
                return

    def _contradict(
        self,
        key: tuple[str, str],
        message: str,
        here: tuple[int, int],
        other: tuple[int, int],
    ) -> None:
        self._contradicted.add(key)
        self._found.add(
            engine_finding(
                "LINK-004",
                self._place(here),
                message,
                subject=Subject(*key),
                path=f"{key[0]}/{key[1]}",
                related=((self._place(other), "the other row"),),
            )
        )

    def _lacks_id(self, row: int, part: str, cell: int) -> None:
        self._complete = False
        column = short(self._inventory.column(cell))
        finding = engine_finding(
            "SCHEMA-002",
            self._place((row, cell)),
            f"the {part} of this row lacks the required field `id` (column `{column}`)",
            subject=self._owner.subject,
            remedy="Fill the cell, or remove the row.",
        )
        self._found.add(finding)

    def _refuse(self, message: str, span: Span) -> None:
        self._complete = False
        place = self._at(span)
        self._found.add(
            engine_finding("READ-009", place, message, subject=self._owner.subject)
        )

    def _why(self, row: int, cells: list[str] | int) -> tuple[str, Span]:
        table = self._inventory.table
        if isinstance(cells, int):
            before = table.record(row)[:cells]
            opens = not before or before.endswith(table.delimiter)
            why = "is not closed" if opens else "stands where none can be"
            return f"a quote {why}", table.span_at(row, cells)
        found = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
        return f"the row has {found}; the header has {self._width}", table.span_of(row)

    def _place(self, cell: tuple[int, int]) -> Place:
        row, at = cell
        return self._at(self._inventory.table.spans(row)[at])

    def _at(self, span: Span) -> Place:
        return place_in(self._inventory.source, span, self._owner)


def place_in(source: SourceText, span: Span, owner: Declaration) -> Place:
    """Return a place in a table that is nobody's yet but the inventory's."""
    data = {key: owner.data[key] for key in ("dera", "kind", "id")}
    return Place(Document(source, 0, data, array("I", span * count_entries(data))))


def _cells(fields: tuple[Field, ...]) -> Iterator[int]:
    for field in fields:
        if field.cell >= 0:
            yield field.cell
        yield from _cells(field.inner)
