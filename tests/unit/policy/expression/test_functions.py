"""The functions that this language adds to CEL."""

import math
from typing import Any

import pytest

from checker.policy.expression import DATE, DYN, INT, Env, EvaluationFault
from checker.policy.expression import compile as compile_expression


class Weekdays:
    """Counts every day as a business day, so that a test can follow it."""

    def add_business_days(self, date: str, n: int, /) -> str:
        return f"{date[:8]}{int(date[8:]) + n:02d}"

    def business_days_between(self, start: str, end: str, /) -> int:
        return int(end[8:]) - int(start[8:])


ENV = Env({"as_of": DATE, "n": INT, "values": DYN, "text": DYN}, Weekdays())


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("sum([])", 0),
        ("sum([1, 2, 3])", 6),
        ("sum([0.1, 0.2, 0.3, 0.4])", 1.0),
        ("sum([0.1] + [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])", 1.0),
        ("sum([1, 0.5])", 1.5),
        ("unique([])", []),
        ("unique([3, 1, 3, 2, 1])", [3, 1, 2]),
        ("unique(['b', 'a', 'b'])", ["b", "a"]),
        ("unique([1, 1.0, true, '1'])", [1, True, "1"]),
        ("unique([[1], [1.0], [2]])", [[1], [2]]),
        ("unique([{'a': 1}, {'a': 1}, {'b': 1}])", [{"a": 1}, {"b": 1}]),
        ("unique([null, null])", [None]),
        ("size(unique([[], {}]))", 2),
        ("abs(-5)", 5),
        ("abs(5)", 5),
        ("abs(-0.5)", 0.5),
        ("round(2.5)", 3.0),
        ("round(-2.5)", -3.0),
        ("round(2.4)", 2.0),
        ("round(0.5)", 1.0),
        ("round(1.5)", 2.0),
        ("round(2.675, 2)", 2.68),
        ("round(1.005, 2)", 1.01),
        ("round(-1.005, 2)", -1.01),
        ("round(0.1 + 0.2, 10)", 0.3),
        ("round(7)", 7),
        ("round(7, 2)", 7),
        ("round(1e300)", 1e300),
        ("round(1e15 + 0.5, 15)", 1e15 + 0.5),
        ("min(1, 2)", 1),
        ("max(1, 2)", 2),
        ("min([3, 1, 2])", 1),
        ("max([3, 1, 2])", 3),
        ("max([1])", 1),
        ("max(1, 1.5)", 1.5),
        ("min(['b', 'a'])", "a"),
        ("max('b', 'a')", "b"),
        ("date('2026-02-28')", "2026-02-28"),
        ("date('2028-02-29')", "2028-02-29"),
        ("date(date('2026-01-01'))", "2026-01-01"),
        ("min([date('2026-02-01'), date('2026-01-31')])", "2026-01-31"),
        ("string(date('2026-01-01')) + '!'", "2026-01-01!"),
        ("days_between(date('2026-01-01'), date('2026-01-31'))", 30),
        ("days_between(date('2026-03-01'), date('2026-02-28'))", -1),
        ("days_between(date('2028-02-28'), date('2028-03-01'))", 2),
        ("days_between(as_of, as_of)", 0),
        ("add_business_days(as_of, 3)", "2026-12-11"),
        ("add_business_days(as_of, -n)", "2026-12-06"),
        ("add_business_days(as_of, 1) > as_of", True),
        ("business_days_between(as_of, date('2026-12-18'))", 10),
    ],
)
def test_a_function_gives(source: str, expected: object) -> None:
    value = compile_expression(source, ENV)({"as_of": "2026-12-08", "n": 2})
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("sum(values)", [1, "a"]),
        ("sum(values)", [True]),
        ("sum(values)", [2**63 - 1, 1]),
        ("sum(values)", [math.inf, -math.inf]),
        ("sum(values)", {"a": 1}),
        ("unique(values)", "abc"),
        ("abs(values)", -(2**63)),
        ("abs(values)", True),
        ("round(values)", "1"),
        ("round(values)", True),
        ("round(1.5, values)", -1),
        ("round(1.5, values)", 16),
        ("round(1.5, values)", 1.0),
        ("min(values)", []),
        ("max(values)", []),
        ("max(values)", [1, "a"]),
        ("max(values)", [[1], [2]]),
        ("max(values, 1)", "a"),
        ("date(values)", "2026-02-30"),
        ("date(values)", 20260101),
        ("date(values)", "2026-01-01T00:00:00"),
        ("add_business_days(as_of, values)", 1.0),
        ("add_business_days(as_of, values)", True),
        ("add_business_days(as_of, values)", 10**9),
        ("add_business_days(values, 1)", "soon"),
        ("business_days_between(as_of, values)", "soon"),
        ("days_between(values, as_of)", "0000-01-01"),
        ("'abc'.matches(values)", "("),
    ],
)
def test_a_function_without_result_is_a_fault(source: str, values: Any) -> None:
    with pytest.raises(EvaluationFault):
        compile_expression(source, ENV)({"as_of": "2026-12-08", "values": values})


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_rounding_leaves_an_infinity_alone(value: float) -> None:
    assert compile_expression("round(values)", ENV)({"values": value}) == value


def test_every_nan_is_its_own() -> None:
    values = compile_expression("unique([0.0 / 0.0, 0.0 / 0.0])")({})
    assert len(values) == 2
