"""Why a requirement does not hold, step by step if wanted."""

from typing import Any

import pytest

from checker.model.record import Record
from checker.policy.expression import (
    EvaluationFault,
    Explanation,
    MissingValue,
)
from checker.policy.expression import compile as compile_expression

SITES = [
    Record({"id": "s1", "kw": 5, "ders": [Record({"id": "d1", "kw": 5})]}),
    Record({"id": "s2", "kw": 0, "ders": [Record({"id": "d2", "kw": 0})]}),
    Record({"id": "s3", "kw": -1, "ders": [Record({"id": "d3", "kw": 1})]}),
]
BINDINGS: dict[str, Any] = {
    "facts": {"mw": 0.4, "name": "bay", "tags": ["a"], "ok": False},
    "params": {"minimum": 0.5},
    "sites": SITES,
}


def explained(source: str) -> Explanation:
    return compile_expression(source).explain(BINDINGS)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("facts.mw >= params.minimum", "facts.mw >= params.minimum"),
        ("1 < 2 && facts.mw >= params.minimum", "facts.mw >= params.minimum"),
        ("1 < 2 && (2 < 3 && facts.mw > 1) && 4 < 3", "facts.mw > 1"),
        ("facts.mw > 1 || facts.ok", "facts.mw > 1 || facts.ok"),
        ("!(facts.mw < 1 && 1 < 2)", "!(facts.mw < 1 && 1 < 2)"),
        ("1 < 2 && facts.ok", "facts.ok"),
        ("1 < 2 ? facts.mw > 1 && true : false", "facts.mw > 1"),
        ("1 > 2 ? true : facts.mw > 1", "facts.mw > 1"),
        ("sites.all(s, s.kw > 0)", "s.kw > 0"),
        ("sites.all(s, s.id != 'x' && s.kw >= 0)", "s.kw >= 0"),
        ("true && sites.all(s, 1 < 2 && s.kw > 0)", "s.kw > 0"),
        ("sites.exists(s, s.kw > 9)", "sites.exists(s, s.kw > 9)"),
        ("absent && facts.mw > 1", "facts.mw > 1"),
        ("facts.name.startsWith('x')", "facts.name.startsWith('x')"),
    ],
)
def test_the_deepest_part_that_is_false_is_named(source: str, text: str) -> None:
    found = explained(source)
    assert found.text == text
    assert source[found.offset : found.offset + found.length] == text
    assert not found.holds


def test_a_comparison_gives_what_was_measured_and_its_limit() -> None:
    found = explained("facts.mw >= params.minimum")
    assert (found.measured, found.limit) == (0.4, 0.5)
    assert found.operands == (("facts.mw", 0.4), ("params.minimum", 0.5))


def test_a_literal_is_a_limit_and_no_operand() -> None:
    found = explained("facts.mw + 0.1 > 1")
    assert (found.measured, found.limit) == (0.5, 1)
    assert found.operands == (("facts.mw + 0.1", 0.5),)


@pytest.mark.parametrize(
    ("source", "operands"),
    [
        ("'b' in facts.tags", (("facts.tags", ["a"]),)),
        ("facts.tags == ['b']", (("facts.tags", ["a"]), ("['b']", ["b"]))),
        ("facts.name.startsWith('x')", (("facts.name", "bay"),)),
        ("!(facts.mw < 1)", (("facts.mw", 0.4),)),
        ("facts.mw > 1 || facts.ok", (("facts.mw", 0.4), ("facts.ok", False))),
        ("facts.mw > 1 || facts.mw > 2", (("facts.mw", 0.4),)),
        ("has(facts.zz)", ()),
        ("absent && facts.ok", (("facts.ok", False),)),
        ("size(facts.tags) >= 2", (("size(facts.tags)", 1),)),
    ],
)
def test_the_operands_are_what_the_part_reads(
    source: str, operands: tuple[tuple[str, object], ...]
) -> None:
    assert explained(source).operands == operands


def test_lists_are_neither_measured_nor_a_limit() -> None:
    found = explained("facts.tags == ['b']")
    assert (found.measured, found.limit) == (None, None)


def test_every_element_that_fails_is_given_itself() -> None:
    found = explained("sites.all(s, s.kw > 0)")
    assert [id(element) for element in found.elements] == [
        id(SITES[1]),
        id(SITES[2]),
    ]
    assert (found.measured, found.limit) == (0, 0)
    assert found.operands == (("s.kw", 0),)


def test_of_nested_collections_the_innermost_elements_are_given() -> None:
    found = explained("sites.all(s, s.ders.all(d, d.kw > s.kw - 1))")
    assert found.elements == ()
    found = explained("sites.all(s, s.ders.all(d, d.kw > 0))")
    assert [element["id"] for element in found.elements] == ["d2"]


def test_an_element_with_a_gap_is_not_one_that_fails() -> None:
    program = compile_expression("xs.all(x, x.kw > 0)")
    found = program.explain({"xs": [{}, {"kw": 0}]})
    assert found.elements == ({"kw": 0},)


def test_what_holds_is_said_to_hold() -> None:
    found = explained("facts.mw < 1")
    assert found.holds
    assert (found.text, found.measured, found.limit) == ("facts.mw < 1", 0.4, 1)


def test_a_gap_is_raised_instead_of_explained() -> None:
    with pytest.raises(MissingValue):
        explained("facts.zz > 1")


def test_only_what_is_true_or_false_can_be_explained() -> None:
    with pytest.raises(EvaluationFault):
        explained("facts.mw + 1")


def test_a_trace_has_every_part_that_was_evaluated() -> None:
    source = "facts.mw > 1 || 1 < 2"
    steps = compile_expression(source).trace(BINDINGS)
    assert [(text, value) for _, _, text, value in steps] == [
        ("facts", BINDINGS["facts"]),
        ("facts.mw", 0.4),
        ("1", 1),
        ("facts.mw > 1", False),
        ("1", 1),
        ("2", 2),
        ("1 < 2", True),
        (source, True),
    ]
    assert all(source[at : at + length] == text for at, length, text, _ in steps)


def test_a_trace_ends_with_what_stopped_it() -> None:
    steps = compile_expression("1 + facts.zz").trace(BINDINGS)
    assert [type(step[3]) for step in steps[-2:]] == [MissingValue, MissingValue]
