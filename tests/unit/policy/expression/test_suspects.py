"""A condition asked of all elements at once gives what it gives for each of them."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from checker.errors import ExpressionError
from checker.policy.expression import (
    DATE,
    DOUBLE,
    DYN,
    STRING,
    Env,
    EvaluationFault,
    ListOf,
    MissingValue,
    ObjectOf,
    Program,
)
from checker.policy.expression import compile as compile_expression
from checker.policy.expression.check import check
from checker.policy.expression.functions import Context
from checker.policy.expression.interpret import Evaluation
from checker.policy.expression.parser import parse

SETTINGS = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    derandomize=True,
)
MANY = 20
"""Elements of a list that is searched by an index: it begins at 16."""

SITE = ObjectOf("site", {"id": STRING, "kw": DOUBLE, "from": DATE, "on": DYN})
KEYED = Env({"sites": ListOf(SITE), "keys": ListOf(STRING), "ids": ListOf(STRING)})


def holds(program: Program, bindings: Mapping[str, Any]) -> bool:
    try:
        return program(bindings) is True
    except (MissingValue, EvaluationFault):
        return False


def exactly(program: Program, bindings: Mapping[str, Any], *, traced: bool) -> str:
    """Interpret an expression; a trace looks at every element of a list."""
    checked = check(parse(program.source), KEYED, program.source)
    context = Context(lambda _cost: None, None)
    steps: list[Any] | None = [] if traced else None
    evaluation = Evaluation(checked, program.source, bindings, context, steps)
    try:
        return repr(evaluation.value(checked.root))
    except (MissingValue, EvaluationFault) as gap:
        return f"{type(gap).__name__} {gap}"


def quickly(program: Program, bindings: Mapping[str, Any]) -> str:
    try:
        return repr(program(bindings))
    except (MissingValue, EvaluationFault) as gap:
        return f"{type(gap).__name__} {gap}"


def test_for_whoever_is_no_suspect_the_condition_holds(
    expressions: st.SearchStrategy[str], bindings: Mapping[str, Any]
) -> None:
    elements = [*bindings.values(), {"a": "x"}, {"a": None}, "x", 1, 2.5, True] * 3
    env = Env({**dict.fromkeys(bindings, DYN), "v": DYN})

    @SETTINGS
    @given(expressions)
    @example("v in ls")
    @example("v == 'x' || has(v.a)")
    def agree(source: str) -> None:
        try:
            program = compile_expression(source, env)
        except ExpressionError:
            assume(False)  # noqa: FBT003 # hypothesis' own way to discard an example
            raise
        suspects = program.suspects("v", elements, bindings)
        for element in elements:
            if not any(element is suspect for suspect in suspects):
                assert holds(program, {**bindings, "v": element})

    agree()


IDS = st.sampled_from(["a", "b", "c", "d", "zz"])
ODD = st.sampled_from([1, None, True, 2.5])
KW = st.sampled_from([0, 1.5, 3, None, "text"])
DAYS = st.sampled_from(["2026-01-01", "2026-12-31", "2026-02-30", None, 5])
SITES = st.lists(
    st.fixed_dictionaries(
        {}, optional={"id": IDS, "kw": KW, "from": DAYS, "on": st.booleans()}
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    "source",
    [
        "keys.map(k, sites.exists(s, s.id == k && s.kw > 1.0))",
        "keys.map(k, sites.exists(s, s.kw > 1.0 && k == s.id))",
        "keys.map(k, size(sites.filter(s, s.id == k && s.on)))",
        "keys.map(k, sites.exists_one(s, s.id == k))",
        'keys.map(k, sites.exists(s, s.id == k && s.from <= date("2026-06-01")))',
        "keys.map(k, sites.map(s, s.id == k, s.kw))",
        "keys.map(k, sites.exists(s, s.kw > 1.0 && s.id == k && s.on))",
        "keys.map(k, k in ids)",
        "keys.all(k, k in ids)",
    ],
)
@SETTINGS
@given(
    odd=SITES,
    keys=st.lists(IDS | ODD, min_size=2, max_size=5),
    strange=st.lists(ODD, max_size=2),
)
def test_a_long_list_is_searched_by_an_index_as_it_is_by_looking_at_each(
    source: str, odd: list[dict[str, Any]], keys: list[Any], strange: list[Any]
) -> None:
    many: list[dict[str, Any]] = [
        {"id": "abcd"[n % 4], "kw": n / 4, "from": "2026-01-01", "on": n % 2 == 0}
        for n in range(MANY)
    ]
    program = compile_expression(source, KEYED)
    bindings = {
        "sites": [*many, *odd],
        "keys": keys,
        "ids": [
            *strange,
            *(f"{'abcd'[n % 4]}{n // 4}"[: 1 + n % 2] for n in range(MANY)),
        ],
    }
    plainly = exactly(program, bindings, traced=True)
    assert quickly(program, bindings) == plainly
    assert exactly(program, bindings, traced=False) == plainly


def test_each_element_has_the_whole_budget() -> None:
    numbers = list(range(40))
    env = Env({"numbers": ListOf(DOUBLE), "n": DOUBLE})
    source = "numbers.all(other, other < n + 100)"
    program = compile_expression(source, env, budget=50)
    assert not program.suspects("n", numbers, {"numbers": numbers})
    scarce = compile_expression(source, env, budget=30)
    assert list(scarce.suspects("n", numbers, {"numbers": numbers})) == numbers


def test_all_elements_are_suspects_where_a_name_has_no_value() -> None:
    env = Env({"limit": DOUBLE, "n": DOUBLE})
    program = compile_expression("n < limit", env)
    numbers = list(range(40))
    assert list(program.suspects("n", numbers, {})) == numbers
    assert list(program.suspects("n", numbers, {"limit": 38})) == [38, 39]


def test_an_index_that_is_kept_is_of_the_list_that_is_asked() -> None:
    program = compile_expression('ids.exists(i, i == "a") && "z" in ids', KEYED)
    members = compile_expression("sites.exists(s, s.id == keys[0])", KEYED)
    memo: dict[Any, Any] = {}
    for number in range(200):
        ids = ["a", "z" if number % 2 else "y", *("b" * 20)]
        assert program({"ids": ids}, memo) is (number % 2 == 1)
        sites = [{"id": name} for name in ids]
        for key in ("z", "y", "z"):
            bindings = {"sites": sites, "keys": [key]}
            assert members(bindings, memo) is (key in ids)
    assert len(memo) <= 64
