"""Every shipped schema keeps the house's rules for schemas."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from checker.resources import data_dir

Schema = dict[str, Any]

SCHEMAS: dict[str, Schema] = {
    file.name: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted(data_dir("schemas").iterdir(), key=lambda file: file.name)
}
KINDS: tuple[str, ...] = tuple(SCHEMAS["common.schema.json"]["$defs"]["kind"]["enum"])
TOOLS = (
    "baseline",
    "columns",
    "common",
    "config",
    "consequence",
    "document",
    "dossier",
    "effects",
    "grdt_columns",
    "lifecycle",
    "parameters",
    "plan",
    "policy",
    "profile",
    "provenance",
    "reconciliation",
    "refdata",
    "report",
    "timeline",
)
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
)
RUST_REGISTRY = jsonschema_rs.Registry(list(SCHEMAS.items()))

NAMED = ("properties", "$defs")
SINGLE = ("items", "additionalProperties", "propertyNames")
CONDITIONS = ("if", "then", "else", "not")
"""Keywords whose schemas say when, not what."""

UNITS = re.compile(
    r"_(kw|kwh|mw|mwh|minutes?|seconds|days|years|percent|factor|bytes)$"
)
NUMBERS_WITHOUT_UNIT = {
    "mw": "the name is the unit",
    "percent": "likewise",
    "left_out": "a count of days",
    "gdf": "a share between 0 and 1",
    "gdf_total": "a sum of shares",
    "value": "its unit stands beside it",
    "annual_mwh_previous_fiscal_year": "the unit stands inside the name",
    "hour_ending": "a label",
    "hour_count": "a count of hours",
    "interval_count": "a count of intervals",
    "segment_count": "a count of segments",
    "number": "an ordinal",
    "entry": "an ordinal",
    "count": "its unit stands beside it",
    "version": "an ordinal",
    "depth": "a count of levels",
    "aliases": "a count of nodes",
    "inventory_rows": "a count of rows",
    "line": "an ordinal",
    "column": "an ordinal",
    "end_line": "an ordinal",
    "end_column": "an ordinal",
    **dict.fromkeys(
        SCHEMAS["report.schema.json"]["properties"]["summary"]["properties"], "a count"
    ),
    **dict.fromkeys(("pass", "fail", "not_applicable"), "a count"),
    **dict.fromkeys(("changes", "unjudged", "approved"), "a count"),
    **dict.fromkeys(("unknown", "restart_review", "resubmit"), "a count"),
    **dict.fromkeys(("document", "note", "none"), "a count"),
    **dict.fromkeys(("rows", "engine_findings", "new", "unchanged"), "a count"),
}
TEXT_DATES = {
    ("schedule.schema.json", "trade_date"): "SCH-001 judges its form",
    ("lifecycle.schema.json", "on"): "the expression of a date",
}
OPEN_OBJECTS = {
    "common.schema.json": {"annotations"},
    "consequence.schema.json": {"before", "after"},
    "policy.schema.json": {*KINDS, "portfolio", "linked", "facts", "params"},
}


class Node(NamedTuple):
    """A schema inside a file: where, the schema, and the name of its property."""

    file: str
    path: tuple[str, ...]
    schema: Schema
    name: str | None
    asserts: bool

    def __str__(self) -> str:
        return f"{self.file}#/{'/'.join(self.path)}"


def below(node: Node) -> Iterator[Node]:
    yield node
    file, path, schema, _, asserts = node
    for keyword in NAMED:
        for name, child in schema.get(keyword, {}).items():
            own = name if keyword == "properties" else None
            yield from below(Node(file, (*path, keyword, name), child, own, asserts))
    for keyword in (*SINGLE, *CONDITIONS):
        child = schema.get(keyword)
        if isinstance(child, dict):
            means = asserts and keyword not in (*CONDITIONS, "propertyNames")
            yield from below(Node(file, (*path, keyword), child, None, means))
    for index, child in enumerate(schema.get("allOf", [])):
        condition = Node(file, (*path, "allOf", str(index)), child, None, asserts=False)
        yield from below(condition)


NODES = tuple(
    node
    for name, schema in SCHEMAS.items()
    for node in below(Node(name, (), schema, None, asserts=True))
)
FIELDS = tuple(node for node in NODES if node.name is not None and node.asserts)
DEFINITIONS = tuple(node for node in NODES if node.path[-2:-1] == ("$defs",))


def target(node: Node) -> Schema:
    """Return what a node's chain of references ends at."""
    schema, resolver = node.schema, REGISTRY.resolver(node.file)
    while "$ref" in schema:
        resolved = resolver.lookup(schema["$ref"])
        schema, resolver = resolved.contents, resolved.resolver
    return schema


def types(node: Node) -> set[str]:
    found = target(node).get("type", [])
    return {found} if isinstance(found, str) else set(found)


def offenders(found: Iterator[Node]) -> list[str]:
    return sorted(str(node) for node in found)


def test_there_is_a_schema_for_each_kind_and_each_file_of_ours() -> None:
    expected = {f"{name}.schema.json" for name in (*KINDS, *TOOLS)}
    assert set(SCHEMAS) == expected


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_valid_2020_12_and_names_its_own_file(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    # A relative $id leaves references relative to wherever the file is: an editor
    # finds the neighbour on disk, a registry under its name, nobody asks a network.
    assert schema["$id"] == name


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_compiles_in_rust(name: str) -> None:
    jsonschema_rs.Draft202012Validator(SCHEMAS[name], registry=RUST_REGISTRY)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_written_in_ascii_or_plain_utf_8_with_two_spaces(name: str) -> None:
    text = (data_dir("schemas") / name).read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert "\t" not in text
    assert not re.search(r"^(?: {2})* \S", text, re.MULTILINE)


def test_every_reference_resolves() -> None:
    for node in NODES:
        target(node)


def test_no_schema_makes_an_author_guess_among_branches() -> None:
    branching = (n for n in NODES if {"oneOf", "anyOf"} & n.schema.keys())
    assert offenders(branching) == []


def test_every_kind_names_itself_and_its_version() -> None:
    for kind in KINDS:
        schema = SCHEMAS[f"{kind}.schema.json"]
        assert schema["properties"]["dera"]["const"] == "v1"
        assert schema["properties"]["kind"]["const"] == kind
        assert schema["required"][:3] == ["dera", "kind", "id"]
        assert schema["properties"]["id"]["examples"]
        assert "annotations" in schema["properties"]


def test_every_field_has_a_title_and_a_description() -> None:
    silent = (
        n
        for n in (*FIELDS, *DEFINITIONS)
        if not n.schema.get("title") or not n.schema.get("description")
    )
    assert offenders(silent) == []


def test_every_description_is_a_sentence() -> None:
    described = (n for n in NODES if "description" in n.schema and n.asserts)
    wrong = (n for n in described if not str(n.schema["description"]).endswith("."))
    assert offenders(wrong) == []


def test_titles_tell_schemas_and_neighbouring_fields_apart() -> None:
    titles = Counter(schema["title"] for schema in SCHEMAS.values())
    assert [title for title, count in titles.items() if count > 1] == []
    for node in NODES:
        fields = node.schema.get("properties", {}).values() if node.asserts else ()
        neighbours = Counter(field["title"] for field in fields)
        assert [t for t, count in neighbours.items() if count > 1] == [], str(node)


def test_every_object_is_closed_but_for_the_free_form_ones() -> None:
    found: dict[str, set[str]] = {}
    for node in NODES:
        schema = node.schema
        if not node.asserts or schema.get("type") != "object" or "x-extends" in schema:
            continue
        more = schema.get("additionalProperties")
        if more is True:
            assert schema["x-free-form"], str(node)
            found.setdefault(node.file, set()).add(node.path[-1])
        else:
            assert more is False or {"title", "$ref"} & set(more or ()), str(node)
    assert found == OPEN_OBJECTS


def test_every_field_name_is_snake_case() -> None:
    wrong = (n for n in FIELDS if not re.fullmatch(r"[a-z][a-z0-9_]*", n.name or ""))
    assert offenders(wrong) == []


def test_every_required_field_is_described() -> None:
    for node in (node for node in NODES if node.asserts):
        required = set(node.schema.get("required", []))
        assert required <= node.schema.get("properties", {}).keys(), str(node)


def test_every_reference_field_names_a_kind_and_holds_an_id() -> None:
    references = [node for node in NODES if "x-reference" in node.schema]
    assert {node.schema["x-reference"] for node in references} <= set(KINDS)
    for node in references:
        assert node.schema["$ref"] == "common.schema.json#/$defs/id", str(node)
        assert node.schema["title"], str(node)


def test_every_field_named_after_a_kind_is_a_reference() -> None:
    unmarked = (
        n
        for n in FIELDS
        if n.file.removesuffix(".schema.json") in KINDS
        and n.name in KINDS
        and types(n) == {"string"}
        and n.schema.get("x-reference") != n.name
    )
    assert offenders(unmarked) == []


def test_every_number_says_its_unit_in_its_name_and_to_the_editor() -> None:
    for node in FIELDS:
        if types(node) & {"number", "integer"} and "const" not in node.schema:
            assert UNITS.search(node.name or "") or node.name in NUMBERS_WITHOUT_UNIT
            if len(types(node)) == 1:
                assert target(node)["x-unit"], str(node)


def test_no_reason_is_kept_for_a_number_that_is_gone() -> None:
    numbers = {n.name for n in FIELDS if types(n) & {"number", "integer"}}
    assert set(NUMBERS_WITHOUT_UNIT) <= numbers


def test_every_date_has_the_format_of_a_date() -> None:
    named = re.compile(r"(^|_)(on|date|from|until|as_of|day)$")
    text_dates = {
        (node.file, node.name)
        for node in FIELDS
        if named.search(node.name or "")
        and "string" in types(node)
        and target(node).get("format") != "date"
    }
    assert text_dates == set(TEXT_DATES)


def test_every_instant_has_the_format_of_an_instant() -> None:
    named = re.compile(r"_(at|utc)$|^interval_end$")
    wrong = (
        n
        for n in FIELDS
        if named.search(n.name or "") and target(n).get("format") != "date-time"
    )
    assert offenders(wrong) == []


def test_the_dossier_of_the_portfolio_lists_every_kind() -> None:
    whole = SCHEMAS["dossier.schema.json"]["$defs"]["portfolio"]["properties"]
    listed = [
        field["items"]["$ref"] for field in whole["linked"]["properties"].values()
    ]
    assert listed == [f"{kind}.schema.json" for kind in KINDS]


def test_a_schedule_sees_all_that_its_aggregation_sees() -> None:
    views = SCHEMAS["dossier.schema.json"]["$defs"]
    for part in ("linked", "facts"):
        aggregation, schedule = (
            views[name]["properties"][part]["properties"]
            for name in ("aggregation", "schedule")
        )
        assert aggregation.items() <= schedule.items()
