"""The set of schemas, and what is broken about one."""

import json
import re
from pathlib import Path

import pytest

from checker.errors import SchemaError
from checker.validate.messages import schema_errors
from checker.validate.schemas import SchemaSet


def test_kinds_are_the_schemas_that_fix_their_own_kind(schemas: SchemaSet) -> None:
    assert schemas.kinds == ("plant",)
    assert schemas.names == ("common", "plant", "setting")


def test_a_reference_is_resolved_by_file_and_pointer(schemas: SchemaSet) -> None:
    assert schemas.resolve("common.schema.json#/$defs/power")["x-unit"] == "kW"
    assert schemas.resolve("common.schema.json")["$id"] == "common.schema.json"


def test_a_reference_within_a_file_names_the_file(schemas: SchemaSet) -> None:
    line = schemas.resolve("common.schema.json#/$defs/line")
    assert schemas.resolve(line["$ref"])["type"] == "string"


@pytest.mark.parametrize(
    "reference", ["absent.schema.json", "common.schema.json#/$defs/absent", "#/$defs/x"]
)
def test_a_reference_that_leads_nowhere_is_refused(
    schemas: SchemaSet, reference: str
) -> None:
    with pytest.raises(SchemaError):
        schemas.resolve(reference)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "Expecting property name"),
        ("[]", "this is no JSON object"),
        ("\xff", "cannot be read"),
    ],
)
def test_a_file_that_is_no_json_object_is_refused(
    folder: Path, text: str, message: str
) -> None:
    (folder / "bad.schema.json").write_text(text, encoding="latin-1")
    with pytest.raises(SchemaError, match=message) as caught:
        SchemaSet.load(folder)
    assert caught.value.file == "bad.schema.json"


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "strin"}',
        '{"pattern": "("}',
        '{"$ref": "absent.schema.json"}',
        '{"$ref": "common.schema.json#/$defs/absent"}',
    ],
)
def test_a_broken_schema_stops_the_run_naming_its_file(folder: Path, text: str) -> None:
    (folder / "bad.schema.json").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        SchemaSet.load(folder).accepts("bad", {})
    assert caught.value.file == "bad.schema.json"


def test_an_unknown_schema_is_refused(schemas: SchemaSet) -> None:
    with pytest.raises(SchemaError, match=r"there is no schema absent\.schema\.json"):
        schemas.accepts("absent", {})


def test_a_schema_that_is_no_schema_is_shown_on_its_line(tmp_path: Path) -> None:
    text = '{\n "type": "object",\n "properties": {"a": {"type": "objekt"}}\n}\n'
    (tmp_path / "x.schema.json").write_text(text, encoding="utf-8")
    with pytest.raises(SchemaError) as caught:
        SchemaSet.load(tmp_path).accepts("x", {})
    error = caught.value
    assert (error.file, error.line, error.column) == ("x.schema.json", 3, 31)
    assert '"objekt" cannot be `properties.a.type`' in error.message


@pytest.mark.parametrize(
    ("part", "why"),
    [
        ({"pattern": r"^(a+)\1$"}, "is refused"),
        ({"pattern": "^(?=a)"}, "is refused"),
        ({"pattern": "((a{100}){100}){100}"}, "is refused"),
        ({"patternProperties": {"^(a+)+$": {}}}, "`patternProperties` is not used"),
        ({"$dynamicRef": "#x"}, "`$dynamicRef` is not used"),
    ],
)
def test_a_schema_cannot_ask_for_unbounded_work(
    tmp_path: Path, part: dict[str, object], why: str
) -> None:
    schema = {"properties": {"name": {"type": "string", **part}}}
    (tmp_path / "a.schema.json").write_text(json.dumps(schema))
    with pytest.raises(SchemaError, match=re.escape(why)):
        SchemaSet.load(tmp_path)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "9" * 5_000])
def test_a_schema_nested_without_bound_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.schema.json").write_text(text)
    with pytest.raises(SchemaError):
        SchemaSet.load(tmp_path)


def test_a_pattern_that_makes_others_backtrack_is_linear(tmp_path: Path) -> None:
    schema = {"properties": {"name": {"type": "string", "pattern": "^(a|a?)+$"}}}
    (tmp_path / "a.schema.json").write_text(json.dumps(schema))
    schemas, data = SchemaSet.load(tmp_path), {"name": "a" * 50_000 + "!"}
    assert not schemas.accepts("a", data)
    (error,) = schema_errors(schemas, "a", data)
    assert error.validator == "pattern"


@pytest.mark.parametrize(
    "reference",
    ["https://example.org/a.json", "http://127.0.0.1/x", "file:///etc/passwd"],
)
def test_a_reference_is_never_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reference: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    (tmp_path / "a.schema.json").write_text(json.dumps({"$ref": reference}))
    schemas = SchemaSet.load(tmp_path)
    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("urllib.request.urlopen", refuse)
    with pytest.raises(SchemaError):
        schemas.accepts("a", {})
