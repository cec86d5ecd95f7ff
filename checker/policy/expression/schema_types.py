"""From JSON Schema 2020-12 to the types of expressions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from checker.policy.expression.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
    join,
)

__all__ = ["Resolve", "type_of_schema"]

Schema = Mapping[str, Any]
Resolve = Callable[[str], dict[str, Any]]
"""Returns the schema that a `$ref` names; it must know those within it too."""

_MOST_REFERENCES = 32
_SCALARS = {"null": NULL, "boolean": BOOL, "integer": INT, "number": DOUBLE}
_UNEVALUATED = ("additionalProperties", "unevaluatedProperties")


def type_of_schema(schema: Schema, resolve: Resolve, name: str = "object") -> Type:
    """Return the type of the values that a schema allows.

    Fields of objects are worked out when they are asked for, so that a schema may
    refer to itself. `allOf`, `then` and `else` add their properties to the object's;
    what several schemas say of one property is taken from the first that says it.

    Args:
        schema: the schema; `True` or `{}` allows anything.
        resolve: gives the schema behind a `$ref`.
        name: what messages call an object that no path names.
    """
    parts = list(_parts(schema, resolve, 0))
    values = _first(parts, "enum")
    if values is None and (constant := _first(parts, "const")) is not None:
        values = [constant]
    if values is not None:
        return _of_values(values)
    kinds = _first(parts, "type")
    kinds = [kinds] if isinstance(kinds, str) else list(kinds or _implied(parts))
    found = [
        _of_kind(kind, parts, resolve, name) for kind in kinds if kind != "null"
    ] or [NULL if kinds else DYN]
    whole = found[0]
    for kind in found[1:]:
        whole = join(whole, kind)
    return whole


def _parts(schema: Any, resolve: Resolve, depth: int) -> Iterator[Schema]:
    """Yield a schema and those that speak of the same value, nearest first."""
    if isinstance(schema, bool) or depth > _MOST_REFERENCES:
        return
    yield schema
    if reference := schema.get("$ref"):
        yield from _parts(resolve(reference), resolve, depth + 1)
    for part in (*schema.get("allOf", ()), schema.get("then"), schema.get("else")):
        if part is not None:
            yield from _parts(part, resolve, depth + 1)


def _first(parts: list[Schema], keyword: str) -> Any:
    return next((part[keyword] for part in parts if keyword in part), None)


def _implied(parts: list[Schema]) -> list[str]:
    if _first(parts, "properties") is not None:
        return ["object"]
    return ["array"] if _first(parts, "items") is not None else []


def _of_values(values: list[Any]) -> Type:
    present = [value for value in values if value is not None]
    if present and all(isinstance(value, str) for value in present):
        return StringType(values=tuple(present))
    names = {bool: BOOL, int: INT, float: DOUBLE}
    kinds = {names.get(type(value), DYN) for value in present}
    return kinds.pop() if len(kinds) == 1 else DYN


def _of_kind(kind: str, parts: list[Schema], resolve: Resolve, name: str) -> Type:
    if kind == "string":
        return DATE if _first(parts, "format") == "date" else STRING
    if kind == "array":
        items = _first(parts, "items")
        return ListOf(type_of_schema(items, resolve, name) if items else DYN)
    if kind == "object":
        return _of_object(parts, resolve, name)
    return _SCALARS.get(kind, DYN)


def _of_object(parts: list[Schema], resolve: Resolve, name: str) -> Type:
    closed = any(part.get(word) is False for part in parts for word in _UNEVALUATED)
    properties: dict[str, list[Schema]] = {}
    for part in parts:
        for field, schema in part.get("properties", {}).items():
            properties.setdefault(field, []).append(schema)
    if properties or closed:
        return ObjectOf(name, _Fields(properties, resolve), closed)
    extra = _first(parts, "additionalProperties")
    value = type_of_schema(extra, resolve, name) if isinstance(extra, dict) else DYN
    return MapOf(value, STRING)


class _Fields(Mapping[str, Type]):
    """The fields of an object, typed when asked for: a schema may hold itself."""

    def __init__(self, properties: dict[str, list[Schema]], resolve: Resolve) -> None:
        self._properties = properties
        self._resolve = resolve
        self._known: dict[str, Type] = {}

    def __getitem__(self, name: str) -> Type:
        if name not in self._known:
            schemas = self._properties[name]
            whole = schemas[0] if len(schemas) == 1 else {"allOf": schemas}
            self._known[name] = type_of_schema(whole, self._resolve, name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._properties)

    def __len__(self) -> int:
        return len(self._properties)

    # Comparing field by field might never end.
    __eq__ = object.__eq__
    __hash__ = object.__hash__
