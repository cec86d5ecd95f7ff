"""What the schemas say about a kind that a comparison needs to know."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from checker.validate.schemas import SchemaSet

__all__ = ["ITEM", "Shape", "patterns", "shape_of"]

ITEM = "[]"
"""What stands in a path pattern for any element of a list: `members[].site`."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A node of a schema.

    Attributes:
        fields: the fields of an object, in the order of the schema.
        items: the elements of a list.
        key: the fields that tell the elements of a list apart (`x-key`); none where
            they are plain values, which tell themselves apart.
        opaque: free-form notes: compared as a whole.
        references: the kind that a value names, if it does.
        schema: the schema itself, its references resolved.
    """

    fields: Mapping[str, "Shape"] = field(default_factory=dict)
    items: "Shape | None" = None
    key: tuple[str, ...] = ()
    opaque: bool = False
    references: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict, repr=False)


def shape_of(schemas: SchemaSet, kind: str) -> Shape:
    """Read what a schema says of a kind.

    Raises:
        SchemaError: there is no such schema, or a reference in it leads nowhere.
    """
    return _shape(schemas.schema(kind), schemas.resolve)


def _shape(schema: Mapping[str, Any], resolve: Callable[[str], Any]) -> Shape:
    while "$ref" in schema:
        own = {name: value for name, value in schema.items() if name != "$ref"}
        schema = {**resolve(schema["$ref"]), **own}
    return Shape(
        fields={
            name: _shape(each, resolve)
            for name, each in schema.get("properties", {}).items()
        },
        items=_shape(schema["items"], resolve) if "items" in schema else None,
        key=tuple(schema.get("x-key", ())),
        opaque="x-free-form" in schema,
        references=schema.get("x-reference", ""),
        schema=schema,
    )


def patterns(shape: Shape, above: str = "") -> Iterator[tuple[str, Shape]]:
    """Yield each path at which a change can be: of objects, elements and values.

    A list itself is none: what is added to it or removed from it is its elements.
    """
    for name, each in shape.fields.items():
        path = f"{above}.{name}" if above else name
        while each.items is not None:
            path, each = f"{path}{ITEM}", each.items  # noqa: PLW2901 # the same field
        yield path, each
        yield from patterns(each, path)
