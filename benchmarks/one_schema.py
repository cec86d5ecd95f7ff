"""All schemas of declarations as one, for tools that take one schema.

    python -m benchmarks.one_schema FILE

The kinds are asked for one after the other, the most frequent first, so that a tool
that evaluates `if` costs itself one or two comparisons a document. References lead
within the file.
"""

import json
import sys
from pathlib import Path
from typing import Any

from checker.pipeline import rule_book
from checker.validate.schemas import SchemaSet

__all__ = ["one_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FREQUENT = ("meter", "site")


def one_schema(schemas: SchemaSet) -> dict[str, Any]:
    """Return a schema that dispatches on `kind` to the schema of each kind."""
    kinds = [*_FREQUENT, *(kind for kind in schemas.kinds if kind not in _FREQUENT)]
    chain: dict[str, Any] | bool = False
    for kind in reversed(kinds):
        chain = {
            "if": {"properties": {"kind": {"const": kind}}},
            "then": {"$ref": f"#/$defs/{kind}"},
            "else": chain,
        }
    used = {name: _within(schemas.schema(name)) for name in _reached(schemas, kinds)}
    return {"$schema": _DIALECT, "required": ["kind"], "allOf": [chain], "$defs": used}


def _reached(schemas: SchemaSet, names: list[str]) -> list[str]:
    found = list(names)
    for name in found:
        text = json.dumps(schemas.schema(name))
        found += (
            other
            for other in schemas.names
            if f'"{other}.schema.json#' in text and other not in found
        )
    return found


def _within(part: Any) -> Any:
    """Return a copy whose references lead to `$defs`; it has no base of its own."""
    if isinstance(part, list):
        return [_within(item) for item in part]
    if not isinstance(part, dict):
        return part
    copy = {key: _within(value) for key, value in part.items()}
    reference = copy.get("$ref")
    if isinstance(reference, str):
        file, _, pointer = reference.partition("#")
        copy["$ref"] = f"#/$defs/{file.removesuffix('.schema.json')}{pointer}"
    if "$schema" in copy:
        del copy["$schema"], copy["$id"]
    return copy


if __name__ == "__main__":
    schema = one_schema(rule_book()[0])
    Path(sys.argv[1]).write_text(json.dumps(schema), encoding="utf-8")
