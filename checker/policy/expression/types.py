"""The types that an expression is checked against before it ever runs.

`DOUBLE` is JSON Schema's `number`: a value that may be written without a fraction.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = [
    "BOOL",
    "DATE",
    "DOUBLE",
    "DYN",
    "INT",
    "NULL",
    "NUMBER",
    "STRING",
    "ListOf",
    "MapOf",
    "ObjectOf",
    "StringType",
    "Type",
    "comparable",
    "is_number",
    "join",
    "orderable",
]


@dataclass(frozen=True, slots=True)
class Type:
    """What a value can be; `name` is how messages call it."""

    name: str = field(default="any", kw_only=True)

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class StringType(Type):
    """A text; `values` are the only ones it may have, where they are known."""

    name: str = field(default="string", kw_only=True)
    values: tuple[str, ...] | None = None


NULL: Final = Type(name="null")
BOOL: Final = Type(name="bool")
INT: Final = Type(name="int")
DOUBLE: Final = Type(name="number")
NUMBER: Final = DOUBLE
STRING: Final = StringType()
DATE: Final = Type(name="date")
DYN: Final = Type(name="any")


@dataclass(frozen=True, slots=True)
class ListOf(Type):
    """A list of elements of one type."""

    name: str = field(default="list", kw_only=True)
    element: Type = DYN

    def __str__(self) -> str:
        return "list" if self.element is DYN else f"list of {self.element}"


@dataclass(frozen=True, slots=True)
class MapOf(Type):
    """A map with any keys, as a map literal or free-form data is."""

    name: str = field(default="map", kw_only=True)
    value: Type = DYN
    key: Type = DYN


@dataclass(frozen=True, slots=True)
class ObjectOf(Type):
    """An object with known fields; an open one may have others too."""

    name: str = "object"
    fields: Mapping[str, Type] = field(default_factory=dict, hash=False)
    closed: bool = True

    def renamed(self, name: str) -> "ObjectOf":
        """Return the same object under another name."""
        return ObjectOf(name, self.fields, self.closed)


def is_number(kind: Type) -> bool:
    """Whether a value of this type is certainly a number."""
    return kind in (INT, DOUBLE)


def join(left: Type, right: Type) -> Type:
    """Return the narrowest type that has the values of both."""
    if left == right:
        return left
    if is_number(left) and is_number(right):
        return DOUBLE
    if isinstance(left, StringType) and isinstance(right, StringType):
        known = left.values is not None and right.values is not None
        both = dict.fromkeys((left.values or ()) + (right.values or ()))
        return StringType(values=tuple(both) if known else None)
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        return ListOf(join(left.element, right.element))
    return DYN


def comparable(left: Type, right: Type) -> bool:
    """Whether `==` of the two can ever be true, as far as the types tell."""
    if DYN in (left, right) or NULL in (left, right):
        return True
    if isinstance(left, ListOf) and isinstance(right, ListOf):
        return comparable(left.element, right.element)
    maps = MapOf | ObjectOf
    if isinstance(left, maps) or isinstance(right, maps):
        return isinstance(left, maps) and isinstance(right, maps)
    return _family(left) == _family(right)


def orderable(left: Type, right: Type) -> bool:
    """Whether one of the two may come before the other."""
    return (
        comparable(left, right)
        and NULL not in (left, right)
        and not isinstance(left, ListOf | MapOf | ObjectOf)
        and not isinstance(right, ListOf | MapOf | ObjectOf)
    )


def _family(kind: Type) -> str:
    return "number" if is_number(kind) else kind.name
