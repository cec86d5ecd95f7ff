"""The fast validator and the one that words the errors decide alike."""

import copy
import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker.load.read import read_text
from checker.model.declaration import Declaration
from checker.model.place import Pointer
from checker.resources import data_dir
from checker.validate.declaration import validate
from checker.validate.messages import schema_errors
from checker.validate.schemas import SchemaSet

SHIPPED = SchemaSet.load(data_dir("schemas"))
TRAPS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 1.5, -0.0, 2**63 - 1, 1e300),
    *("", "x", "x\n", "\n", " ", "1", "true", "v1", "v1\n", "\u0661", "é", "🔋", "a/b"),
    *("2026-02-29", "2024-02-29", "2026-12-31\n", "20261231", "2026-W01-1"),
    *("2026-12-09T16:30:00Z", "2026-12-09T24:00:00Z", "2026-12-09T16:30:60Z"),
    *(
        [],
        {},
        [[]],
        [{}],
        ["x", "x"],
        [1, 1.0],
        [1, True],
        [0, False],
        [None],
        {"x": 1},
    ),
)
FREE = st.sampled_from(TRAPS)
DEEPEST = 12


def instances(schema: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """Draw what mostly follows a schema."""
    if "$ref" in schema:
        schema = {**SHIPPED.resolve(schema["$ref"]), **schema}
        schema.pop("$ref", None)
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    types = schema.get("type")
    kind = types[0] if isinstance(types, list) else types
    if kind == "object":
        return _objects(schema, depth)
    if kind == "array":
        # A schema may refer to itself.
        deep = depth > DEEPEST
        items = st.nothing() if deep else instances(schema.get("items", {}), depth + 1)
        most = 0 if deep else 3
        return st.lists(
            items, min_size=min(schema.get("minItems", 0), most), max_size=most
        )
    if kind == "string":
        return _texts(schema)
    return {
        "integer": st.integers(0, 100),
        "number": st.floats(-10, 1000, allow_nan=False) | st.integers(0, 100),
        "boolean": st.booleans(),
        "null": st.none(),
    }.get(kind or "", FREE)


def _objects(schema: Any, depth: int) -> st.SearchStrategy[Any]:
    fields = schema.get("properties", {})
    required = set(schema.get("required", ()))
    inner = {name: instances(field, depth + 1) for name, field in fields.items()}
    if depth > 4:
        inner = {name: inner[name] for name in inner if name in required}
    return st.fixed_dictionaries(
        {name: each for name, each in inner.items() if name in required},
        optional={name: each for name, each in inner.items() if name not in required},
    )


def _texts(schema: Any) -> st.SearchStrategy[str]:
    if "format" in schema:
        days = st.dates().map(str)
        return days if schema["format"] == "date" else days.map("{}T08:00:00Z".format)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"])
    return st.sampled_from(("x", "a b", "é"))


def places(value: Any, pointer: Pointer = ()) -> list[Pointer]:
    inner: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    if isinstance(value, list):
        inner = list(enumerate(value))
    return [pointer] + [p for k, v in inner for p in places(v, (*pointer, k))]


def changed(data: Any, pointer: Pointer, trap: Any, *, add: bool) -> Any:
    """Return `data` with one value replaced, or a field added beside it."""
    if not pointer:
        return trap
    data = copy.deepcopy(data)
    parent = data
    for step in pointer[:-1]:
        parent = parent[step]
    if add and isinstance(parent, dict):
        parent[f"{pointer[-1]}x"] = trap
    elif add:
        parent.append(trap)
    else:
        parent[pointer[-1]] = trap
    return data


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_both_validators_agree_on_every_shipped_schema(draw: st.DataObject) -> None:
    name = draw.draw(st.sampled_from(SHIPPED.names))
    data = draw.draw(instances(SHIPPED.schema(name)))
    for _ in range(draw.draw(st.integers(0, 2))):
        pointer = draw.draw(st.sampled_from(places(data)))
        data = changed(data, pointer, draw.draw(FREE), add=draw.draw(st.booleans()))
    errors = list(schema_errors(SHIPPED, name, data))
    assert SHIPPED.accepts(name, data) is not bool(errors)


@pytest.mark.parametrize("name", SHIPPED.names)
def test_both_validators_agree_on_every_trap(name: str) -> None:
    fields = SHIPPED.schema(name).get("properties", {})
    for trap in TRAPS:
        for data in (trap, *({field: trap} for field in fields)):
            errors = list(schema_errors(SHIPPED, name, data))
            assert SHIPPED.accepts(name, data) is not bool(errors), data


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_fault_has_a_place_and_words(draw: st.DataObject) -> None:
    kind = draw.draw(st.sampled_from(SHIPPED.kinds))
    data = draw.draw(instances(SHIPPED.schema(kind)))
    pointer = draw.draw(st.sampled_from([p for p in places(data) if p]))
    data = changed(data, pointer, draw.draw(FREE), add=draw.draw(st.booleans()))
    text = json.dumps(data, ensure_ascii=False)
    reading = read_text("x.yaml", text.encode(errors="replace"))
    assume(reading.documents)  # a control character is refused before
    (document,) = reading.documents
    assert document.data == data
    findings = validate(Declaration(kind, "x", document), SHIPPED)
    assert bool(findings) is not SHIPPED.accepts(kind, data)
    for finding in findings:
        assert finding.location.span.line >= 1
        assert "does not follow the schema" not in finding.message
        assert len(finding.message) < 600


def test_every_shipped_schema_compiles() -> None:
    for name in SHIPPED.names:
        SHIPPED.accepts(name, {})
    assert len(SHIPPED.kinds) == 20
