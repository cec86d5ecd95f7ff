"""How a place in a document is named and quoted for its author."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.load.faults import short
from checker.model.document import Document, locate
from checker.model.path import item_name
from checker.model.place import Place, Pointer
from checker.validate.schemas import SchemaSet

__all__ = ["TYPE_WORDS", "Words", "listed", "type_word"]

TYPE_WORDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "array": "a list",
    "object": "a mapping",
    "boolean": "true or false",
    "null": "nothing",
}
_ANCHOR = re.compile(r"&\S+\s+")


def type_word(value: Any) -> str:
    """Return what a value is, in the words of YAML."""
    for types, name in (
        (bool, "boolean"),
        (str, "string"),
        (int, "integer"),
        (float, "number"),
        (list, "array"),
        (dict, "object"),
    ):
        if isinstance(value, types):
            return "a number" if name == "integer" else TYPE_WORDS[name]
    return TYPE_WORDS["null"]


def listed(words: list[str], last: str = "or") -> str:
    """Join words as a sentence does."""
    if len(words) < 2:  # noqa: PLR2004 # nothing to join
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


class Words(NamedTuple):
    """Names places of one document.

    Attributes:
        document: the document.
        noun: what it is: `site`, `policy`.
        schema: name of its schema.
        schemas: every schema.
    """

    document: Document
    noun: str
    schema: str
    schemas: SchemaSet

    def value(self, pointer: Pointer) -> Any:
        """Return what stands at a path."""
        found = self.document.data
        for step in pointer:
            found = found[step]
        return found

    def owner(self, pointer: Pointer) -> str:
        """Name a mapping or list: `site.ders[b1]`."""
        name = self.noun
        value = self.document.data
        for step in pointer:
            value = value[step]
            if isinstance(step, int):
                name += f"[{short(item_name(value)) or step + 1}]"
            else:
                name += f".{short(step)}"
        return name

    def field(self, pointer: Pointer) -> str:
        """Name a value by its key, or by the list that it stands in."""
        if not pointer:
            return f"this {self.noun}"
        if isinstance(pointer[-1], str):
            return f"`{short(pointer[-1])}` of {self.owner(pointer[:-1])}"
        if len(pointer) > 1 and isinstance(pointer[-2], str):
            return f"an item of {self.field(pointer[:-1])}"
        return f"an item of {self.owner(pointer[:-1])}"

    def written(self, pointer: Pointer) -> str:
        """Quote a scalar as its author wrote it."""
        span = locate(Place(self.document, pointer)).span
        lines = self.document.source.text.split("\n")[span.line - 1 : span.end_line]
        if len(lines) == 1:
            text = lines[0][span.column - 1 : span.end_column - 1]
        else:
            text = lines[0][span.column - 1 :] + "..."
        return short(_ANCHOR.sub("", text, count=1))

    def heading(self, pointer: Pointer) -> Place:
        """Return where to point for a whole mapping or list: one line of it."""
        value = self.value(pointer)
        if isinstance(value, dict) and "id" in value:
            return Place(self.document, (*pointer, "id"))
        if pointer and isinstance(pointer[-1], str):
            return Place(self.document, pointer, on_key=True)
        if isinstance(value, dict) and value:
            return Place(self.document, (*pointer, next(iter(value))), on_key=True)
        return Place(self.document, pointer)

    def place(self, pointer: Pointer) -> Place:
        """Return where to point for a value: itself, or the key of a large one."""
        if not isinstance(self.value(pointer), dict | list | None):
            return Place(self.document, pointer)
        if pointer and isinstance(pointer[-1], str):
            return Place(self.document, pointer, on_key=True)
        return self.heading(pointer)

    def field_schema(self, pointer: Pointer) -> Mapping[str, Any]:
        """Return what the schema says of a field; references are followed."""
        found = self._expanded(self.schemas.schema(self.schema))
        for step in pointer:
            if isinstance(step, int):
                inner = found.get("items", {})
            else:
                inner = found.get("properties", {}).get(step)
                inner = found.get("additionalProperties") if inner is None else inner
            found = self._expanded(inner if isinstance(inner, dict) else {})
        return found

    def _expanded(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in schema:
            return schema
        return {**self._expanded(self.schemas.resolve(schema["$ref"])), **schema}
