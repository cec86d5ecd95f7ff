"""A declaration that is a row of a table: built whenever somebody looks at it.

A fleet has more rows than a machine can hold as mappings. A row is kept as its number;
its data and the places of its fields are made from the table, and forgotten again.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from checker.model.document import Document
from checker.model.place import Pointer, Span
from checker.model.table import Table, TableSource

__all__ = [
    "Field",
    "Inventory",
    "Layout",
    "MeterDocument",
    "RowDocument",
    "SiteDocument",
]

_Reader = Callable[[str], Any]
_UTILITY: Pointer = ("utility",)
_SITE: Pointer = ("site",)


class Field(NamedTuple):
    """Where the value of a key comes from: a cell, a constant, or keys below it.

    Attributes:
        key: the key.
        cell: which cell of a row; -1 for none.
        read: what makes a value of the cell's text; None leaves it as it is.
        value: the constant, where there is neither cell nor key below.
        inner: the keys below.
    """

    key: str
    cell: int = -1
    read: _Reader | None = None
    value: Any = None
    inner: tuple["Field", ...] = ()


class Layout(NamedTuple):
    """Where the fields of the three parts of a row come from; no meter: no fields."""

    site: tuple[Field, ...]
    der: tuple[Field, ...]
    meter: tuple[Field, ...]


class Inventory(NamedTuple):
    """A table whose rows are declarations."""

    source: TableSource
    table: Table
    layout: Layout

    def cells(self, row: int) -> list[str]:
        """Return the texts of a row that is known to be whole."""
        found = self.table.cells(row)
        return [] if isinstance(found, int) else found

    def column(self, cell: int) -> str:
        """Return the name of the column of a cell."""
        return (self.cells(0) if self.table.is_text else self.table.header)[cell]

    def site(self, rows: Sequence[int]) -> dict[str, Any]:
        """Return the declaration of a site: one DER to a row."""
        cells = [self.cells(row) for row in rows]
        data = {"dera": "v1", "kind": "site", **_mapping(self.layout.site, cells[0])}
        data["ders"] = [_mapping(self.layout.der, each) for each in cells]
        return data

    def utility(self, row: int) -> str:
        """Return the utility that a row names."""
        field = next(one for one in self.layout.site if one.key == "utility")
        return self.cells(row)[field.cell] if field.cell >= 0 else str(field.value)

    def meter_of(self, row: int) -> str:
        """Return the id of a row's meter; empty where it has none."""
        fields = self.layout.meter
        return self.cells(row)[fields[0].cell] if fields else ""

    def meter(self, row: int) -> dict[str, Any]:
        """Return the declaration of a row's meter."""
        cells = self.cells(row)
        fields = self.layout.meter
        return {
            "dera": "v1",
            "kind": "meter",
            "id": cells[fields[0].cell],
            "site": cells[self.layout.site[0].cell],
            **_mapping(fields[1:], cells),
        }


def _mapping(fields: tuple[Field, ...], cells: Sequence[str]) -> dict[str, Any]:
    """Return the fields that a row gives; an empty cell gives none."""
    data: dict[str, Any] = {}
    for key, cell, read, value, inner in fields:
        if cell >= 0:
            text = cells[cell]
            if text:
                data[key] = text if read is None else read(text)
        elif inner:
            below = _mapping(inner, cells)
            if below:
                data[key] = below
        else:
            data[key] = value
    return data


class RowDocument(Document):
    """A declaration in a table; `rows` are the numbers of its rows."""

    __slots__ = ("_inventory", "_rows")

    def __init__(self, inventory: Inventory, rows: int | tuple[int, ...]) -> None:
        set_once = object.__setattr__  # as dataclasses do it that are frozen
        set_once(self, "_inventory", inventory)
        set_once(self, "_rows", rows)

    _inventory: Inventory
    _rows: int | tuple[int, ...]

    @property
    def inventory(self) -> Inventory:
        """The table that it stands in."""
        return self._inventory

    @property
    def rows(self) -> tuple[int, ...]:
        """The numbers of its rows in the table, the first row's first."""
        return self._rows if isinstance(self._rows, tuple) else (self._rows,)

    @property
    def source(self) -> TableSource:
        """The file of the table."""
        return self._inventory.source

    @property
    def index(self) -> int:
        """The number of its first row."""
        return self.rows[0]

    @property
    def data(self) -> dict[str, Any]:
        """What the row declares, made anew each time."""
        raise NotImplementedError

    @property
    def spans(self) -> "array[int]":
        """The place of each key and value; see `Document.spans`."""
        return self._flat() if isinstance(self._rows, int) else _flat_of_several(self)

    def _flat(self) -> "array[int]":
        flat = array("I")
        for span in self._preorder(self.data, (), self._spans()):
            flat.extend(span)
        return flat

    @property
    def names(self) -> tuple[Pointer, str, str]:
        """Path, kind and id of the one declaration that it names."""
        raise NotImplementedError

    def said(self) -> str:
        """Return the text of its rows as it stands in the table."""
        table = self._inventory.table
        return "\n".join(map(table.record, self.rows))

    def cell_of(self, pointer: Pointer) -> tuple[int, int] | None:
        """Return row and cell that give the field at a path; None when none does."""
        raise NotImplementedError

    def _spans(self) -> dict[int, list[Span]]:
        return {row: self._inventory.table.spans(row) for row in self.rows}

    def _preorder(
        self, value: Any, pointer: Pointer, spans: dict[int, list[Span]]
    ) -> Iterator[Span]:
        own = self._span(pointer, spans)
        yield own
        if isinstance(value, dict):
            for key, item in value.items():
                yield self._span((*pointer, key), spans)
                yield from self._preorder(item, (*pointer, key), spans)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._preorder(item, (*pointer, index), spans)

    def _span(self, pointer: Pointer, spans: dict[int, list[Span]]) -> Span:
        """Return the cell of a field; what no cell gives stands at the nearest id."""
        found = self.cell_of(pointer)
        while found is None:
            found = self.cell_of((*pointer, "id"))
            pointer = pointer[:-1]
        row, cell = found
        return spans[row][cell]


class SiteDocument(RowDocument):
    """A site, and the DERs of all its rows."""

    __slots__ = ()

    @property
    def names(self) -> tuple[Pointer, str, str]:
        """Path, kind and id of the one declaration that it names."""
        return _UTILITY, "utility", self._inventory.utility(self.rows[0])

    @property
    def data(self) -> dict[str, Any]:
        """The site as it would be written out; of one row it is made anew each time."""
        if isinstance(self._rows, int):
            return self._inventory.site((self._rows,))
        return _site_of_several(self)

    def cell_of(self, pointer: Pointer) -> tuple[int, int] | None:
        """Return row and cell that give the field at a path; None when none does."""
        if pointer[:1] != ("ders",):
            return _cell(self._inventory.layout.site, pointer, self.rows[0])
        if len(pointer) < 2 or not isinstance(pointer[1], int):  # noqa: PLR2004 # ders, 0
            return None
        row = self.rows[pointer[1]] if pointer[1] < len(self.rows) else self.rows[0]
        return _cell(self._inventory.layout.der, pointer[2:], row)


class MeterDocument(RowDocument):
    """The meter of a row."""

    __slots__ = ()

    @property
    def names(self) -> tuple[Pointer, str, str]:
        """Path, kind and id of the one declaration that it names."""
        site = self._inventory.layout.site[0].cell
        return _SITE, "site", self._inventory.cells(self.rows[0])[site]

    @property
    def data(self) -> dict[str, Any]:
        """The meter as it would be written out, made anew each time."""
        return self._inventory.meter(self.rows[0])

    def cell_of(self, pointer: Pointer) -> tuple[int, int] | None:
        """Return row and cell that give the field at a path; None when none does."""
        if pointer == ("site",):
            return self.rows[0], self._inventory.layout.site[0].cell
        return _cell(self._inventory.layout.meter, pointer, self.rows[0])


def _cell(
    fields: tuple[Field, ...], pointer: Pointer, row: int
) -> tuple[int, int] | None:
    for step in pointer:
        field = next((one for one in fields if one.key == step), None)
        if field is None:
            return None
        if field.cell >= 0:
            return row, field.cell
        fields = field.inner
    return None


# A site of many rows may have as many faults, and each is looked up in all of it.


@lru_cache(maxsize=2)
def _site_of_several(document: SiteDocument) -> dict[str, Any]:
    return document.inventory.site(document.rows)


@lru_cache(maxsize=2)
def _flat_of_several(document: RowDocument) -> "array[int]":
    return document._flat()  # noqa: SLF001 # of this module
