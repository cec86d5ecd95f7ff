"""Gaps: what is not there, who lacks it and why, and what absorbs it."""

from typing import Any

import pytest

from checker.model.record import Record
from checker.policy.expression import (
    DYN,
    INT,
    STRING,
    Env,
    EvaluationFault,
    ListOf,
    MissingValue,
    ObjectOf,
)
from checker.policy.expression import compile as compile_expression

SITE = ObjectOf("site", {"id": STRING, "kw": INT, "pnode": STRING})
ENV = Env(
    {
        "aggregation": ObjectOf(
            "aggregation",
            {"id": STRING, "pmax_mw": INT, "name": STRING, "free": DYN},
        ),
        "linked": ObjectOf("linked", {"sites": ListOf(SITE), "provider": SITE}),
    }
)


def record(**absent: str) -> Record:
    return Record({"id": "a", "name": None}, absent=absent)


def gap(source: str, bindings: dict[str, Any], env: Env | None = ENV) -> MissingValue:
    with pytest.raises(MissingValue) as caught:
        compile_expression(source, env)(bindings)
    return caught.value


def test_a_gap_names_the_path_the_record_and_the_place() -> None:
    owner = record()
    found = gap("1 < 2 && aggregation.pmax_mw > 1", {"aggregation": owner})
    assert found.path == "aggregation.pmax_mw"
    assert found.name == "pmax_mw"
    assert found.record is owner
    assert found.reason is None
    assert (found.offset, found.length) == (9, len("aggregation.pmax_mw"))


def test_a_gap_gives_the_reason_that_the_record_knows() -> None:
    owner = record(pmax_mw="sites/a.yaml cannot be read")
    found = gap("aggregation.pmax_mw > 1", {"aggregation": owner})
    assert found.reason == "sites/a.yaml cannot be read"
    assert str(found) == ("aggregation.pmax_mw is missing: sites/a.yaml cannot be read")


def test_null_is_a_gap_of_the_record_that_has_it() -> None:
    owner = record(name="not declared")
    found = gap("aggregation.name.startsWith('a')", {"aggregation": owner})
    assert (found.path, found.record, found.reason) == (
        "aggregation.name",
        owner,
        "not declared",
    )


def test_a_gap_in_an_element_is_named_after_the_variable() -> None:
    site = Record({"id": "s1"}, absent={"kw": "why"})
    found = gap("linked.sites.all(s, s.kw > 1)", {"linked": {"sites": [site]}})
    assert (found.path, found.record, found.reason) == ("s.kw", site, "why")


def test_a_missing_collection_is_a_gap() -> None:
    linked = Record({}, absent={"sites": "sites/b.yaml is invalid"})
    found = gap("linked.sites.all(s, s.kw > 1)", {"linked": linked})
    assert (found.path, found.reason) == ("linked.sites", "sites/b.yaml is invalid")


def test_a_name_without_a_value_is_a_gap() -> None:
    found = gap("aggregation.id == 'a'", {})
    assert (found.path, found.record) == ("aggregation", None)


def test_bindings_may_know_why_a_name_has_no_value() -> None:
    bindings = Record({}, absent={"linked": "the portfolio cannot be read"})
    assert gap("size(linked.sites) >= 1", bindings).reason == (
        "the portfolio cannot be read"
    )


def test_an_index_out_of_range_is_a_gap_as_it_is_written() -> None:
    found = gap("linked.sites[0].id == 'a'", {"linked": {"sites": []}})
    assert found.path == "linked.sites[0]"


@pytest.mark.parametrize(
    "source",
    [
        "aggregation.name == 'a'",
        "aggregation.name != 'a'",
        "'a' == aggregation.name",
        "aggregation.name == aggregation.id",
        "aggregation.name in ['a']",
        "aggregation.name + 'a' == 'a'",
        "aggregation.free < 1",
        "-aggregation.free == 1",
        "size(aggregation.free) > 1",
        "aggregation.free && true",
        "aggregation.free ? true : false",
        "aggregation.free.all(x, true)",
        "aggregation.free.field == 1",
        "aggregation.free[0] == 1",
        "'a' in aggregation.free",
        "matches(aggregation.name, 'a')",
        "linked.sites.exists(s, s.pnode == 'x')",
    ],
)
def test_with_an_environment_null_is_a_gap_in_every_operation(source: str) -> None:
    bindings = {
        "aggregation": {"id": "a", "name": None, "free": None},
        "linked": {"sites": [{"pnode": None}]},
    }
    gap(source, bindings)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("aggregation.name == null", True),
        ("null == aggregation.name", True),
        ("aggregation.name != null", False),
        ("aggregation.id == null", False),
        ("aggregation.id != null", True),
        ("null == null", True),
        ("[aggregation.name] == [null]", True),
        ("null in [aggregation.name]", True),
        ("has(aggregation.name)", False),
        ("has(aggregation.id)", True),
        ("has(aggregation.pmax_mw)", False),
        ("has(linked.provider.id)", False),
        ("has(linked.sites)", False),
    ],
)
def test_null_written_out_asks_whether_a_value_is_null(
    source: str, expected: bool
) -> None:
    bindings = {"aggregation": {"id": "a", "name": None}, "linked": {"provider": None}}
    assert compile_expression(source, ENV)(bindings) is expected


def test_a_missing_field_compared_with_null_is_still_a_gap() -> None:
    gap("aggregation.pmax_mw == null", {"aggregation": {}})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("absent && false", False),
        ("false && absent", False),
        ("absent || true", True),
        ("true || absent", True),
        ("absent && absent && false", False),
        ("(true && absent) && false", False),
        ("!(absent && false)", True),
        ("absent == 1 && false", False),
        ("absent.all(x, x) && false", False),
        ("(absent ? true : false) || true", True),
        ("[1, 2].all(x, x > 1 && absent)", False),
        ("[2, 1].all(x, x > 1 && absent)", False),
        ("[1, 2].exists(x, x > 1 || absent)", True),
        ("[2, 1].exists(x, absent || x == 1)", True),
        ("true ? 1 : absent", 1),
        ("false ? absent : 2", 2),
        ("1 + one == 2 || text * 2 == 4", True),
        ("text * 2 == 4 || 1 + one == 2", True),
        ("has(absent.a.b.c)", False),
        ("!has(absent.a) || absent.a > 1", True),
        ("has(absent.a) && absent.a > 1", False),
    ],
)
def test_a_gap_that_decides_nothing_is_absorbed(source: str, expected: object) -> None:
    bindings = {"one": 1, "text": "a"}
    assert compile_expression(source)(bindings) == expected


@pytest.mark.parametrize(
    "source",
    [
        "absent && true",
        "true && absent",
        "absent || false",
        "false || absent",
        "!absent",
        "absent ? true : true",
        "[1, 2].all(x, x > 0 && absent)",
        "[1, 2].exists(x, x > 2 || absent)",
        "[1, 2].exists_one(x, x == 1 || absent)",
        "[1, 2].filter(x, absent)",
        "absent == absent",
        "absent && text * 2 == 4",
    ],
)
def test_a_gap_that_decides_is_raised(source: str) -> None:
    gap(source, {"text": "a"}, None)


def test_of_a_fault_and_a_gap_the_first_is_raised() -> None:
    with pytest.raises(EvaluationFault):
        compile_expression("text * 2 == 4 && absent")({"text": "a"})


def test_a_variable_is_forgotten_when_its_macro_fails() -> None:
    program = compile_expression("[7].map(x, x / zero)[0] == 1 || x == 1")
    assert program({"zero": 0, "x": 1}) is True
