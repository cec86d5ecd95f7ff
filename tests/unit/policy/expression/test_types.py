"""Names, fields and constants are checked against types before anything runs."""

from typing import Any

import pytest

from checker.errors import ExpressionError
from checker.policy.expression import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    Env,
    EvaluationFault,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
    type_of_schema,
)
from checker.policy.expression import compile as compile_expression

MODEL = StringType(values=("generator", "ngr"))
SITE = ObjectOf("site", {"id": STRING, "rated_kw": DOUBLE, "since": DATE})
ENV = Env(
    {
        "aggregation": ObjectOf(
            "aggregation",
            {
                "id": STRING,
                "model": MODEL,
                "services": ListOf(StringType(values=("energy", "RU", "RD"))),
                "market_date": DATE,
                "notes": MapOf(DYN, STRING),
            },
        ),
        "facts": ObjectOf("facts", {"capacity_mw": DOUBLE, "hour_count": INT}),
        "linked": ObjectOf("linked", {"sites": ListOf(SITE)}),
        "params": ObjectOf("params", {"minimum_capacity_mw": DOUBLE}),
        "open": ObjectOf("open", {"known": INT}, closed=False),
        "as_of": DATE,
        "any": DYN,
    }
)


@pytest.mark.parametrize(
    ("source", "message", "at"),
    [
        (
            "facts.capcity_mw >= 1",
            "`capcity_mw` is not a field of facts; did you mean `capacity_mw`?",
            "capcity_mw",
        ),
        ("fact.capacity_mw >= 1", "there is no `fact` here; did you mean", "fact"),
        ("facts.qqq > 1", "`qqq` is not a field of facts", "qqq"),
        ("has(facts.qqq)", "`qqq` is not a field of facts", "qqq"),
        (
            "linked.sites.all(s, s.rated_mw > 1)",
            "`rated_mw` is not a field of s; did you mean `rated_kw`?",
            "rated_mw",
        ),
        ("linked.sites.rated_kw > 1", "has no fields; ask for", "rated_kw"),
        ("linked.sites[0].kw > 1", "is not a field of site", "kw"),
        ("facts['capcity_mw'] > 1", "did you mean `capacity_mw`?", "'capcity_mw'"),
        ("s.rated_kw > 1", "there is no `s` here", "s"),
        (
            "linked.sites.all(s, true) && s.id == 'a'",
            "there is no `s` here",
            "s",
        ),
        ('aggregation.model == "ngrr"', "did you mean `ngr`?", '"ngrr"'),
        ('"ngrr" != aggregation.model', "is none of its values", '"ngrr"'),
        (
            'aggregation.model == "x"',
            '"x" is none of its values: generator, ngr',
            '"x"',
        ),
        ('aggregation.model in ["ngr", "gen"]', "is none of its values", '"gen"'),
        ('"ru" in aggregation.services', "is none of its values", '"ru"'),
        ('aggregation.services.all(s, s == "RX")', "none of its values", '"RX"'),
        ("facts.capacity_mw == 'a'", "cannot compare number with string", None),
        ("facts.capacity_mw > aggregation.id", "cannot compare number", None),
        ("facts.hour_count / 2 > 1", "two integers are not divided", None),
        ("as_of >= '2026-01-01'", 'write a date as date("2026-01-31")', None),
        ("as_of == 1", "cannot compare date with int", None),
        ("as_of + 1 > as_of", "use `add_business_days`", "as_of + 1"),
        ("as_of.startsWith('2026')", "`startsWith` takes a string", None),
        ("size(as_of) > 1", "`size` takes", "size(as_of)"),
        ("facts.capacity_mw && true", "must be true or false", "facts.capacity_mw"),
        ("facts < facts", "cannot compare facts with facts", "facts < facts"),
        ("facts == 1", "cannot compare facts with int", "facts == 1"),
        ("facts.capacity_mw.x", "is number and has no fields", "x"),
        ("sum(linked.sites) > 1", "`sum` takes a list of numbers", None),
        ("linked.sites.map(s, s.id) == 1", "list of string", None),
        ("1 in aggregation.notes", "cannot compare int with string", None),
    ],
)
def test_what_can_never_fit_is_refused_at_its_place(
    source: str, message: str, at: str | None
) -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source, ENV)
    error = caught.value
    assert message in error.message
    found = source[error.offset : error.offset + error.length]
    assert found in source if at is None else found == at


def test_the_caret_stands_under_the_unknown_field() -> None:
    with pytest.raises(ExpressionError) as caught:
        compile_expression("1 < 2 && facts.capcity_mw >= 1", ENV)
    assert caught.value.frame() == (
        "1 < 2 && facts.capcity_mw >= 1\n               ^^^^^^^^^^"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("facts.capacity_mw >= params.minimum_capacity_mw", BOOL),
        ("facts.capacity_mw", DOUBLE),
        ("facts.hour_count", INT),
        ("facts.hour_count + 1", INT),
        ("facts.hour_count * 0.5", DOUBLE),
        ("facts.capacity_mw / 2", DOUBLE),
        ("any / 2", DYN),
        ("any / 2.0", DOUBLE),
        ("any + any", DYN),
        ("aggregation.id + 'a'", STRING),
        ("aggregation.model", MODEL),
        ("aggregation.notes.anything", DYN),
        ("aggregation.notes", MapOf(DYN, STRING)),
        ("open.known", INT),
        ("open.unknown", DYN),
        ("linked.sites", ListOf(SITE)),
        ("linked.sites[0]", SITE),
        ("linked.sites.map(s, s.rated_kw)", ListOf(DOUBLE)),
        ("linked.sites.filter(s, s.rated_kw > 1)", ListOf(SITE)),
        ("sum(linked.sites.map(s, s.rated_kw))", DOUBLE),
        ("max(linked.sites.map(s, s.since))", DATE),
        ("min(1, 2)", INT),
        ("min(1, 2.0)", DOUBLE),
        ("unique(linked.sites.map(s, s.id))", ListOf(STRING)),
        ("date('2026-01-01')", DATE),
        ("days_between(as_of, as_of)", INT),
        ("true ? as_of : aggregation.market_date", DATE),
        ("true ? 1 : 'a'", DYN),
        ("[1, 2.0]", ListOf(DOUBLE)),
        ("[1, 'a']", ListOf(DYN)),
        ("[]", ListOf(DYN)),
        ("{'a': 1}", MapOf(INT, STRING)),
        ("null", NULL),
        ("size(linked.sites)", INT),
        ("round(facts.capacity_mw, 1)", DOUBLE),
        ("string(1)", STRING),
        ("has(facts.capacity_mw)", BOOL),
        ("aggregation.id == null", BOOL),
        ("any == 1 && any == 'a'", BOOL),
        ('aggregation.model in ["ngr"]', BOOL),
        ("linked.sites == []", BOOL),
    ],
)
def test_the_type_of_the_result_is_known(source: str, expected: Type) -> None:
    assert compile_expression(source, ENV).result_type == expected


@pytest.mark.parametrize(
    ("source", "paths"),
    [
        ("facts.a > params.b", {"facts.a", "params.b"}),
        ("a.b.c[0].d", {"a.b.c"}),
        ("has(a.b)", {"a.b"}),
        ("a", {"a"}),
        ("s.all(x, x.y > p.q)", {"s", "p.q"}),
        ("s.all(x, .x.y > 1)", {"s", "x.y"}),
        ("a['b'].c", {"a"}),
        ("f.x.size() == size(g.y)", {"f.x", "g.y"}),
        ("1 + 1", set()),
    ],
)
def test_the_paths_that_an_expression_reads_are_known(
    source: str, paths: set[str]
) -> None:
    assert compile_expression(source).paths == paths


def test_an_environment_can_be_extended_by_a_variable() -> None:
    extended = ENV.extended("site", SITE)
    assert compile_expression("site.rated_kw > 1", extended).result_type == BOOL
    assert "site" not in ENV.names


def test_a_number_is_divided_as_one_however_it_is_written() -> None:
    program = compile_expression("facts.capacity_mw / 4", ENV)
    assert program({"facts": {"capacity_mw": 10}}) == 2.5


@pytest.mark.parametrize("divisor", [0, 0.0, -0.0])
def test_with_an_environment_a_division_by_zero_is_a_fault(divisor: float) -> None:
    program = compile_expression("facts.capacity_mw / any > 1", ENV)
    with pytest.raises(EvaluationFault, match="division by zero"):
        program({"facts": {"capacity_mw": 1}, "any": divisor})


@pytest.mark.parametrize(
    ("source", "market_date", "expected"),
    [
        ("aggregation.market_date > as_of", "2026-12-09", True),
        ("aggregation.market_date > as_of", "2026-12-08", False),
        ("aggregation.market_date == as_of", "2026-12-08", True),
        ("aggregation.market_date != as_of", "2026-12-08", False),
        ("aggregation.market_date < date('2027-01-01')", "2026-12-31", True),
        ("aggregation.market_date in [as_of]", "2026-12-08", True),
        ("aggregation.market_date == any", "2026-12-31", True),
        ("aggregation.market_date != null", "2026-12-31", True),
    ],
)
def test_dates_compare_with_dates(
    source: str, market_date: str, expected: bool
) -> None:
    bindings: dict[str, Any] = {
        "aggregation": {"market_date": market_date},
        "as_of": "2026-12-08",
        "any": "2026-12-31",
    }
    assert compile_expression(source, ENV)(bindings) is expected


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-13-01", "2026-1-1", "20260101", "tomorrow", "", 5]
)
@pytest.mark.parametrize(
    "source",
    [
        "aggregation.market_date > as_of",
        "as_of == aggregation.market_date",
        "aggregation.market_date in [as_of]",
        "days_between(as_of, aggregation.market_date) > 1",
    ],
)
def test_a_date_that_is_none_is_a_fault(source: str, text: object) -> None:
    bindings = {"aggregation": {"market_date": text}, "as_of": "2026-12-08"}
    with pytest.raises(EvaluationFault, match=r"no calendar date|is no date"):
        compile_expression(source, ENV)(bindings)


# ---- JSON Schema

NODE: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string"},
        "children": {"type": "array", "items": {"$ref": "node"}},
    },
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "node": NODE,
    "day": {"type": "string", "format": "date", "pattern": "^[0-9-]+$"},
    "loop": {"$ref": "loop"},
}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string"}, STRING),
        ({"type": "integer"}, INT),
        ({"type": "number"}, DOUBLE),
        ({"type": "boolean"}, BOOL),
        ({"type": "null"}, NULL),
        ({}, DYN),
        ({"type": ["string", "null"]}, STRING),
        ({"type": ["integer", "number"]}, DOUBLE),
        ({"type": ["string", "integer"]}, DYN),
        ({"type": "string", "format": "date"}, DATE),
        ({"type": "string", "format": "date-time"}, STRING),
        ({"type": "string", "enum": ["a", "b"]}, StringType(values=("a", "b"))),
        ({"enum": ["a", "b", None]}, StringType(values=("a", "b"))),
        ({"enum": [1, 2]}, INT),
        ({"enum": [1, "a"]}, DYN),
        ({"const": "v1"}, StringType(values=("v1",))),
        ({"const": True}, BOOL),
        ({"type": "array"}, ListOf(DYN)),
        ({"type": "array", "items": {"type": "integer"}}, ListOf(INT)),
        ({"items": {"type": "integer"}}, ListOf(INT)),
        ({"type": "object"}, MapOf(DYN, STRING)),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            MapOf(INT, STRING),
        ),
        ({"$ref": "day"}, DATE),
        ({"$ref": "day", "description": "x"}, DATE),
        ({"allOf": [{"$ref": "day"}]}, DATE),
        ({"$ref": "loop"}, DYN),
    ],
)
def test_a_schema_has_the_type_of_its_values(
    schema: dict[str, Any], expected: Type
) -> None:
    assert type_of_schema(schema, SCHEMAS.__getitem__) == expected


def test_a_schema_may_refer_to_itself() -> None:
    env = Env({"tree": type_of_schema({"$ref": "node"}, SCHEMAS.__getitem__)})
    program = compile_expression("tree.children[0].children[0].name", env)
    assert program.result_type == STRING
    with pytest.raises(ExpressionError, match="did you mean `children`"):
        compile_expression("tree.children[0].childern", env)


def test_conditional_schemas_add_their_properties() -> None:
    schema = {
        "type": "object",
        "unevaluatedProperties": False,
        "properties": {"kind": {"enum": ["a", "b"]}},
        "allOf": [
            {"properties": {"also": {"type": "integer"}}},
            {
                "if": {"properties": {"kind": {"const": "a"}}},
                "then": {"properties": {"extra": {"type": "string"}}},
                "else": {"properties": {"other": {"type": "number"}}},
            },
        ],
    }
    found = type_of_schema(schema, SCHEMAS.__getitem__)
    assert isinstance(found, ObjectOf)
    assert dict(found.fields) == {
        "kind": StringType(values=("a", "b")),
        "also": INT,
        "extra": STRING,
        "other": DOUBLE,
    }
    assert found.closed


@pytest.mark.parametrize(("additional", "closed"), [(True, False), (False, True)])
def test_an_object_is_open_where_its_schema_lets_it(
    additional: bool, closed: bool
) -> None:
    schema = {"properties": {"a": {}}, "additionalProperties": additional}
    found = type_of_schema(schema, SCHEMAS.__getitem__)
    assert isinstance(found, ObjectOf)
    assert found.closed is closed


def test_an_object_can_be_renamed_for_messages() -> None:
    assert ObjectOf("object", {"a": INT}).renamed("facts").name == "facts"
