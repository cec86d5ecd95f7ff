"""What each computed fact says, in the words of `dossier.schema.json`."""

from collections.abc import Iterator
from typing import Any

from checker.validate.schemas import SchemaSet

__all__ = ["meanings_of"]


def meanings_of(schemas: SchemaSet) -> dict[tuple[str, str], str]:
    """Return the description of each fact by the kind that it is about and its name.

    A field of a fact's entries has the words of its own schema, unless a fact of the
    same name has others.
    """
    meanings: dict[tuple[str, str], str] = {}
    for kind, schema in schemas.schema("dossier")["$defs"].items():
        facts = schema.get("properties", {}).get("facts", {}).get("properties", {})
        for name, description in (*_described(facts), *_inside(facts)):
            meanings.setdefault((kind, name), description)
    return meanings


def _described(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, schema in properties.items():
        if "description" in schema:
            yield name, schema["description"]


def _inside(properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for schema in properties.values():
        yield from _described(schema.get("items", {}).get("properties", {}))
