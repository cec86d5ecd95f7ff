"""Declarations by kind and id, and who names them.

A fleet has millions of rows. What a table says of itself is not said again here: its
rows are indexed by their ids alone, and who names what is read from the table.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from checker.link.records import Key
from checker.model.declaration import Declaration
from checker.model.place import Pointer
from checker.model.row_document import MeterDocument, RowDocument, SiteDocument

__all__ = ["Index", "Keys", "Referrer", "Referrers", "of_kind", "ordered"]

Referrer = tuple[Declaration, Pointer]
"""A declaration that names another one, and where it does."""


class Index(Mapping[Key, Declaration]):
    """One declaration for each kind and id.

    Attributes:
        written: those that are written out.
        rows: the rows of tables, by kind and then by id.
    """

    __slots__ = ("rows", "written")

    def __init__(self) -> None:
        self.written: dict[Key, Declaration] = {}
        self.rows: dict[str, dict[str, Declaration]] = {}

    def add(self, declaration: Declaration) -> Declaration:
        """Add a declaration, unless there is one; return the one that is there."""
        kind, name = key = (declaration.kind, declaration.id)
        if isinstance(declaration.document, RowDocument):
            named = self.rows.setdefault(kind, {})
            return self.written.get(key) or named.setdefault(name, declaration)
        found = self.rows.get(kind, {}).get(name) if self.rows else None
        return found or self.written.setdefault(key, declaration)

    def drop(self, key: Key) -> None:
        """Take a declaration out."""
        if self.written.pop(key, None) is None:
            del self.rows[key[0]][key[1]]

    def __getitem__(self, key: Key) -> Declaration:
        found = self.written.get(key)
        return self.rows[key[0]][key[1]] if found is None else found

    def __contains__(self, key: object) -> bool:
        if key in self.written:
            return True
        kind, name = key if isinstance(key, tuple) else ("", "")
        return name in self.rows.get(kind, ())

    def __iter__(self) -> Iterator[Key]:
        yield from self.written
        for kind, named in self.rows.items():
            for name in named:
                yield kind, name

    def __len__(self) -> int:
        return len(self.written) + sum(map(len, self.rows.values()))


def of_kind(declared: Mapping[Key, Declaration], kind: str) -> Iterator[Declaration]:
    """Yield the declarations of a kind, by id."""
    written, rows = _parts(declared)
    named = rows.get(kind, {})
    names = [key[1] for key in written if key[0] == kind]
    for name in sorted([*names, *named]):
        yield declared[kind, name]


def ordered(declared: Mapping[Key, Declaration]) -> Iterator[Key]:
    """Yield kind and id of each declaration, in the order of these."""
    written, rows = _parts(declared)
    if not rows:
        yield from sorted(written)
        return
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in written:
        names[kind].append(name)
    for kind in sorted({*names, *rows}):
        for name in sorted([*names.get(kind, ()), *rows.get(kind, ())]):
            yield kind, name


def _parts(
    declared: Mapping[Key, Declaration],
) -> tuple[Mapping[Key, Declaration], dict[str, dict[str, Declaration]]]:
    if isinstance(declared, Index):
        return declared.written, declared.rows
    return declared, {}


class Keys(Collection[Key]):
    """The keys of several mappings that have none in common."""

    def __init__(self, *mappings: Mapping[Key, object]) -> None:
        self._mappings = mappings

    def __contains__(self, key: object) -> bool:
        return any(key in mapping for mapping in self._mappings)

    def __iter__(self) -> Iterator[Key]:
        for mapping in self._mappings:
            yield from mapping

    def __len__(self) -> int:
        return sum(map(len, self._mappings))


class Referrers(Mapping[Key, tuple[Referrer, ...]]):
    """The usable declarations that name a key.

    A row names two: its site its utility, and its meter its site.
    """

    def __init__(
        self,
        written: Mapping[Key, tuple[Referrer, ...]],
        usable: Index,
        unusable: Mapping[Key, tuple[Declaration, ...]],
    ) -> None:
        """Find the referrers among rows whenever they are asked for.

        Args:
            written: what declarations name that are written out.
            usable: all that can be used.
            unusable: all that cannot: its rows may have meters that can.
        """
        self._written = written
        self._usable = usable
        self._unusable = unusable

    def __getitem__(self, key: Key) -> tuple[Referrer, ...]:
        found = (*self._written.get(key, ()), *self._of_rows(key))
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[Key]:
        named = {
            each.document.names[1:]
            for rows in self._usable.rows.values()
            for each in rows.values()
            if isinstance(each.document, RowDocument)
        }
        return iter({*self._written, *named})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _of_rows(self, key: Key) -> Iterator[Referrer]:
        if key[0] == "site":
            usable = self._usable.get(key)
            sites = self._unusable.get(key, ()) if usable is None else (usable,)
            for site in sites:
                if isinstance(site.document, SiteDocument):
                    yield from self._meters(site.document)
        elif key[0] == "utility":
            for site in self._usable.rows.get("site", {}).values():
                if isinstance(site.document, SiteDocument):
                    pointer, *named = site.document.names
                    if tuple(named) == key:
                        yield site, pointer

    def _meters(self, site: SiteDocument) -> Iterator[Referrer]:
        """Yield the meters that are first named in a row of a site."""
        meters = self._usable.rows.get("meter", {})
        for row in site.rows:
            meter = meters.get(site.inventory.meter_of(row))
            if meter is None or not isinstance(meter.document, MeterDocument):
                continue
            its = meter.document
            if its.inventory is site.inventory and its.index == row:
                yield meter, its.names[0]
