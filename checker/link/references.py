"""Which fields name other declarations: read off the schemas (`x-reference`)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from checker.model.place import Pointer
from checker.validate.schemas import SchemaSet

__all__ = [
    "EVERY",
    "Reference",
    "ReferencePath",
    "read_references",
    "reference_paths",
    "references_of",
]

EVERY = "*"
"""The step of a path that stands for each item of a list."""


class ReferencePath(NamedTuple):
    """A field that holds an id: its path (`EVERY` for list items) and whose id."""

    steps: tuple[str, ...]
    kind: str


class Reference(NamedTuple):
    """An id that a declaration names: where, whose and which."""

    pointer: Pointer
    kind: str
    id: str


def reference_paths(
    schema: Mapping[str, Any], resolve: Callable[[str], Mapping[str, Any]]
) -> tuple[ReferencePath, ...]:
    """List the reference fields of a kind's schema."""
    return tuple(_walk(schema, resolve, ()))


def references_of(schemas: SchemaSet) -> dict[str, tuple[ReferencePath, ...]]:
    """List the reference fields of every kind."""
    return {
        kind: reference_paths(schemas.schema(kind), schemas.resolve)
        for kind in schemas.kinds
    }


def _walk(
    schema: Mapping[str, Any],
    resolve: Callable[[str], Mapping[str, Any]],
    steps: tuple[str, ...],
) -> Iterator[ReferencePath]:
    if "x-reference" in schema:
        yield ReferencePath(steps, schema["x-reference"])
    if "$ref" in schema:
        yield from _walk(resolve(schema["$ref"]), resolve, steps)
    for name, field in schema.get("properties", {}).items():
        yield from _walk(field, resolve, (*steps, name))
    if "items" in schema:
        yield from _walk(schema["items"], resolve, (*steps, EVERY))


def read_references(data: Any, paths: tuple[ReferencePath, ...]) -> Iterator[Reference]:
    """Yield the ids that a declaration names; whatever has another shape is passed."""
    for path in paths:
        for pointer, value in _values(data, path.steps, ()):
            if isinstance(value, str):
                yield Reference(pointer, path.kind, value)


def _values(
    data: Any, steps: tuple[str, ...], pointer: Pointer
) -> Iterator[tuple[Pointer, Any]]:
    if not steps:
        yield pointer, data
    elif steps[0] == EVERY and isinstance(data, list):
        for index, item in enumerate(data):
            yield from _values(item, steps[1:], (*pointer, index))
    elif isinstance(data, dict) and steps[0] in data:
        yield from _values(data[steps[0]], steps[1:], (*pointer, steps[0]))
