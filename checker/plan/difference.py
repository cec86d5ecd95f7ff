"""What differs between two declarations: by field and element id, never by line.

The order of keys and of list elements, the file, the formatting and the comments are
no difference, nor is 5 against 5.0.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import zip_longest
from typing import Any, NamedTuple

from checker.model.declaration import Declaration
from checker.model.place import Place
from checker.model.record import Record
from checker.model.row_document import RowDocument
from checker.plan.shape import ITEM, Shape
from checker.plan.values import canonical, plain

__all__ = ["Change", "ChangeType", "Spotted", "compare"]

_HEADER = ("dera", "kind", "id")
_UNKNOWN = Shape(opaque=True)


class Spotted(NamedTuple):
    """A declaration, and a place in it or in the table that it names."""

    declaration: Declaration
    place: Place


class ChangeType(StrEnum):
    """What happened to a field, an element or a whole declaration."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """One difference, of the smallest part that has one.

    Attributes:
        type: what happened.
        kind: of the declaration.
        id: of the declaration.
        path: where, with elements by id: `/ders[id=bess-1]/rated_kw`; empty for the
            whole declaration.
        pattern: the same for any element: `ders[].rated_kw`.
        before: the value in the base; None where there is none.
        after: the value in the head; None where there is none.
        base: the declaration and place in the base, where it is declared there.
        head: the same in the head. A field that is not there any more is located
            where it would be.
    """

    type: ChangeType
    kind: str
    id: str
    path: str
    pattern: str
    before: Any
    after: Any
    base: Spotted | None
    head: Spotted | None

    @property
    def fingerprint(self) -> str:
        """Identity of the change: what, where and the values; never a line or file."""
        parts = (self.type.value, self.kind, self.id, self.path)
        values = (canonical(self.before), canonical(self.after))
        return sha256("\0".join((*parts, *values)).encode()).hexdigest()[:16]


class _Side(NamedTuple):
    """A value of one declaration, and where it stands in it."""

    value: Any
    place: Place

    def below(self, step: str | int) -> "_Side":
        """Return what stands at a step; a table's rows know where they are."""
        value = self.value[step]
        own = value.place if isinstance(value, Record) else None
        return _Side(value, own or self.spot(step))

    def spot(self, step: str | int) -> Place:
        """Return where a step leads, whether there is anything or not."""
        return Place(self.place.document, (*self.place.pointer, step))


class _Spot(NamedTuple):
    """Where a comparison has come to."""

    path: str
    pattern: str

    def field(self, name: str) -> "_Spot":
        pattern = f"{self.pattern}.{name}" if self.pattern else name
        return _Spot(f"{self.path}/{name}", pattern)

    def item(self, name: str) -> "_Spot":
        return _Spot(f"{self.path}[{name}]", f"{self.pattern}{ITEM}")


def compare(
    base: Declaration | None,
    head: Declaration | None,
    shape: Shape,
    contents: tuple[Any, Any] = (None, None),
) -> tuple[Change, ...]:
    """Return what differs between two states of one declaration.

    Args:
        base: the earlier state; None when it was not declared.
        head: the later state; None when it is not declared any more.
        shape: what the schema says of its kind.
        contents: what the two say, where it is more than their own text: a table that
            they name.
    """
    whole = _Spot("", "")
    comparison = _Comparison(base, head)
    declared = head or base
    if declared is None:
        return ()
    if base is None or head is None:
        side = _Side(contents[0] or contents[1] or declared.data, declared.place())
        return (comparison.one_sided(whole, side, added=base is None),)
    if _alike(base, head) and contents[0] == contents[1]:
        return ()
    sides = (
        _Side(contents[0] or base.data, base.place()),
        _Side(contents[1] or head.data, head.place()),
    )
    return tuple(comparison.fields(whole, *sides, shape))


def _alike(base: Declaration, head: Declaration) -> bool:
    """Tell whether two declarations are the same text: most of a portfolio is."""
    one, other = base.document, head.document
    if one.source.sha256 != other.source.sha256 or one.index != other.index:
        return False
    # The text of a table is not in memory, and its digest is of the whole table.
    return isinstance(one, RowDocument) or bool(one.source.text)


class _Comparison:
    """Compares the two states of one declaration."""

    def __init__(self, base: Declaration | None, head: Declaration | None) -> None:
        self._base = base
        self._head = head

    def fields(
        self, spot: _Spot, before: _Side, after: _Side, shape: Shape
    ) -> Iterator[Change]:
        """Compare two objects, field by field, in the order of the schema."""
        names = [n for n in shape.fields if n in before.value or n in after.value]
        unknown = sorted({*before.value, *after.value}.difference(names))
        for name in (*names, *unknown):
            if spot.path or name not in _HEADER:
                of_field = shape.fields.get(name, _UNKNOWN)
                yield from self._field(
                    spot.field(name), name, (before, after), of_field
                )

    def _field(
        self, spot: _Spot, name: str, sides: tuple[_Side, _Side], shape: Shape
    ) -> Iterator[Change]:
        before, after = (
            side.below(name)
            if name in side.value
            else _Side([] if shape.items else None, side.spot(name))
            for side in sides
        )
        if shape.items is not None or (
            name in sides[0].value and name in sides[1].value
        ):
            yield from self._values(spot, before, after, shape)
        elif name in sides[1].value:
            yield self._change(ChangeType.ADDED, spot, before, after)
        else:
            yield self._change(ChangeType.REMOVED, spot, before, after)

    def _values(
        self, spot: _Spot, before: _Side, after: _Side, shape: Shape
    ) -> Iterator[Change]:
        if _all(dict, before, after) and not shape.opaque:
            yield from self.fields(spot, before, after, shape)
        elif _all(list, before, after) and not shape.opaque:
            yield from self._elements(spot, before, after, shape)
        elif canonical(before.value) != canonical(after.value):
            yield self._change(ChangeType.CHANGED, spot, before, after)

    def _elements(
        self, spot: _Spot, before: _Side, after: _Side, shape: Shape
    ) -> Iterator[Change]:
        ours, theirs = _by_name(before, shape.key), _by_name(after, shape.key)
        for name in sorted({*ours, *theirs}):
            pairs = _paired(ours.get(name, []), theirs.get(name, []))
            for number, (one, other) in enumerate(pairs, 1):
                here = spot.item(name if number == 1 else f"{name}#{number}")
                if one is None or other is None:
                    yield self._lone(here, one, other, (before, after))
                elif shape.items is not None:
                    yield from self._values(here, one, other, shape.items)

    def _lone(
        self,
        spot: _Spot,
        one: _Side | None,
        other: _Side | None,
        lists: tuple[_Side, _Side],
    ) -> Change:
        """Return the change of an element that one side has: its list locates it."""
        if other is not None:
            return self._change(
                ChangeType.ADDED, spot, _Side(None, lists[0].place), other
            )
        assert one is not None  # noqa: S101 # a pair has at least one side
        return self._change(ChangeType.REMOVED, spot, one, _Side(None, lists[1].place))

    def one_sided(self, spot: _Spot, side: _Side, *, added: bool) -> Change:
        """Return the change of a declaration that only one side has."""
        nothing = _Side(None, side.place)
        if added:
            return self._change(ChangeType.ADDED, spot, nothing, side)
        return self._change(ChangeType.REMOVED, spot, side, nothing)

    def _change(
        self, what: ChangeType, spot: _Spot, before: _Side, after: _Side
    ) -> Change:
        declared = self._head or self._base
        assert declared is not None  # noqa: S101 # one side at least is declared
        return Change(
            type=what,
            kind=declared.kind,
            id=declared.id,
            path=spot.path,
            pattern=spot.pattern,
            before=before.value,
            after=after.value,
            base=None if self._base is None else Spotted(self._base, before.place),
            head=None if self._head is None else Spotted(self._head, after.place),
        )


def _all(kind: type, *sides: _Side) -> bool:
    return all(isinstance(side.value, kind) for side in sides)


def _by_name(side: _Side, key: Sequence[str]) -> Mapping[str, list[_Side]]:
    """Return the elements of a list by what tells them apart."""
    found: dict[str, list[_Side]] = defaultdict(list)
    for index, element in enumerate(side.value):
        found[_name(element, key)].append(side.below(index))
    return found


def _name(element: Any, key: Sequence[str]) -> str:
    if isinstance(element, dict):
        parts = [f"{k}={_text(element[k])}" for k in key if k in element]
        return ",".join(parts) or "?"
    return _text(element)


def _text(value: Any) -> str:
    value = plain(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _paired(
    ours: Sequence[_Side], theirs: Sequence[_Side]
) -> list[tuple[_Side | None, _Side | None]]:
    """Pair elements of one name: the equal ones first, and the others by content."""
    if len(ours) <= 1 and len(theirs) <= 1:
        return list(zip_longest(ours, theirs))
    ours = sorted(ours, key=lambda side: canonical(side.value))
    theirs = sorted(theirs, key=lambda side: canonical(side.value))
    common = Counter(canonical(side.value) for side in ours) & Counter(
        canonical(side.value) for side in theirs
    )
    return list(zip_longest(_beyond(ours, common), _beyond(theirs, common)))


def _beyond(sides: Sequence[_Side], common: Counter[str]) -> list[_Side]:
    """Leave out the elements that the other side has too."""
    left, rest = Counter(common), []
    for side in sides:
        text = canonical(side.value)
        if left[text]:
            left[text] -= 1
        else:
            rest.append(side)
    return rest
