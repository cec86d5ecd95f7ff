"""A small set of schemas with everything that ours use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.finding import Finding
from checker.validate.declaration import validate
from checker.validate.schemas import SchemaSet

Judge = Callable[[str], list[Finding]]

COMMON: dict[str, Any] = {
    "$id": "common.schema.json",
    "$defs": {
        "id": {
            "type": "string",
            "pattern": "^[a-z0-9][a-z0-9-]{0,62}$",
            "not": {"pattern": "[\\n]"},
            "x-pattern-words": "lower-case letters, digits and dashes",
        },
        "date": {
            "type": "string",
            "format": "date",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            "x-pattern-words": "a date written YYYY-MM-DD",
        },
        "power": {"type": "number", "exclusiveMinimum": 0, "x-unit": "kW"},
        "line": {"$ref": "#/$defs/word"},
        "word": {"type": "string", "not": {"pattern": "[\\n]"}},
    },
}
PLANT: dict[str, Any] = {
    "$id": "plant.schema.json",
    "type": "object",
    "properties": {
        "dera": {"type": "string", "const": "v1"},
        "kind": {"type": "string", "const": "plant"},
        "id": {"$ref": "common.schema.json#/$defs/id"},
        "name": {"$ref": "common.schema.json#/$defs/line"},
        "zip": {
            "type": "string",
            "pattern": "^[0-9]{5}$",
            "description": "five digits",
        },
        "model": {"type": "string", "enum": ["generator", "ngr"]},
        "level": {"enum": [1, 2, True, None]},
        "version": {"const": 2},
        "opened_on": {"$ref": "common.schema.json#/$defs/date"},
        "at": {"type": "string", "format": "date-time"},
        "rated_kw": {"$ref": "common.schema.json#/$defs/power"},
        "soc_mwh": {"type": "number", "minimum": 0, "maximum": 10, "x-unit": "MWh"},
        "share": {"type": "number", "exclusiveMaximum": 1},
        "count": {"type": "integer"},
        "exports": {"type": "boolean"},
        "code": {"type": "string", "minLength": 2, "maxLength": 4},
        "value": {"type": ["number", "string"]},
        "services": {
            "type": "array",
            "items": {"type": "string", "enum": ["energy", "RU", "RD"]},
            "uniqueItems": True,
            "minItems": 1,
        },
        "ders": {"type": "array", "items": {"$ref": "#/$defs/der"}, "maxItems": 3},
        "address": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "zip": {"type": "string"}},
            "required": ["city"],
            "additionalProperties": False,
        },
        "limits": {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]+$", "x-pattern-words": "letters"},
            "additionalProperties": {"type": "number"},
            "minProperties": 1,
        },
        "file": {"type": "string"},
        "rows": {"type": "array"},
        "owner": {"type": "string"},
        "annotations": {"type": "object"},
    },
    "required": ["dera", "kind", "id", "name"],
    "additionalProperties": False,
    "allOf": [
        {
            "if": {
                "properties": {"model": {"const": "ngr"}},
                "required": ["model"],
            },
            "then": {"required": ["soc_mwh"]},
        },
        {
            "if": {"required": ["file"]},
            "then": {"not": {"required": ["rows"]}},
        },
        {
            "if": {"not": {"required": ["owner"]}},
            "then": {"required": ["rated_kw"]},
        },
    ],
    "$defs": {
        "der": {
            "type": "object",
            "properties": {
                "id": {"type": "string"},
                "rated_kw": {"$ref": "common.schema.json#/$defs/power"},
                "programs": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["id", "rated_kw"],
            "additionalProperties": False,
        }
    },
}
SETTING: dict[str, Any] = {
    "type": "object",
    "properties": {"profile": {"type": "string"}, "depth": {"type": "integer"}},
    "additionalProperties": False,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the schemas `common`, `plant` and `setting`."""
    schemas = {"common": COMMON, "plant": PLANT, "setting": SETTING}
    for name, schema in schemas.items():
        text = json.dumps(schema)
        (tmp_path / f"{name}.schema.json").write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("no schema", encoding="utf-8")
    return tmp_path


@pytest.fixture
def schemas(folder: Path) -> SchemaSet:
    return SchemaSet.load(folder)


@pytest.fixture
def judge(schemas: SchemaSet) -> Judge:
    """Validate the text of one declaration."""

    def findings_of(text: str) -> list[Finding]:
        reading = read_text("plants/p.yaml", text.encode())
        (declaration,), findings = declarations_of(reading, schemas.kinds)
        assert findings == ()
        return list(validate(declaration, schemas))

    return findings_of
