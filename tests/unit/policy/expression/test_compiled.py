"""Compiled code and the interpreter give the same, always."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checker.errors import ExpressionError
from checker.policy.expression import (
    DOUBLE,
    DYN,
    STRING,
    Env,
    ListOf,
    MissingValue,
    ObjectOf,
    OperationFault,
    Program,
)
from checker.policy.expression import compile as compile_expression
from checker.policy.expression.check import check
from checker.policy.expression.functions import Context
from checker.policy.expression.generate import generate
from checker.policy.expression.interpret import Evaluation
from checker.policy.expression.parser import parse

SETTINGS = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    derandomize=True,
)


def outcome(run: Any, bindings: Mapping[str, Any]) -> str:
    try:
        return repr(run(bindings))
    except (MissingValue, OperationFault) as gap:
        return f"{type(gap).__name__} {gap}"


def interpreted(program: Program, env: Env | None, bindings: Mapping[str, Any]) -> str:
    checked = check(parse(program.source), env, program.source)
    context = Context(lambda _cost: None, None)
    evaluation = Evaluation(checked, program.source, bindings, context)
    return outcome(lambda _: evaluation.value(checked.root), bindings)


@pytest.mark.parametrize("scoped", [False, True])
def test_compiled_code_agrees_with_the_interpreter(
    expressions: st.SearchStrategy[str], bindings: Mapping[str, Any], scoped: bool
) -> None:
    env = Env(dict.fromkeys(bindings, DYN)) if scoped else None

    @SETTINGS
    @given(expressions)
    def agree(source: str) -> None:
        try:
            program = compile_expression(source, env)
        except ExpressionError:
            assume(False)  # noqa: FBT003 # hypothesis' own way to discard an example
            raise
        assert outcome(program, bindings) == interpreted(program, env, bindings)

    agree()


SITES = [{"rated_kw": 5, "x": "a"}, {"rated_kw": 2.5, "x": "a"}]
SITE = ObjectOf("site", {"rated_kw": DOUBLE, "x": STRING})


@pytest.mark.parametrize("env", [None, Env({"sites": ListOf(SITE)})])
@pytest.mark.parametrize(
    "source",
    [
        's.all(s, s.rated_kw > 0 && s.x == "a")'.replace("s.all", "sites.all", 1),
        'sites.exists(s, s.rated_kw <= 2.5 || s.x in ["b", "c"])',
        "sites.filter(s, has(s.x)).map(s, s.rated_kw * 2.0)[0] == 10",
        "size(sites) >= 1 ? sites[0].x : 'none'",
        "sites.all(s, sites.exists_one(t, t.rated_kw == s.rated_kw))",
    ],
)
def test_ordinary_expressions_never_need_the_interpreter(
    source: str, env: Env | None
) -> None:
    compiled = generate(check(parse(source), env, source))
    assert compiled is not None
    context = Context(lambda _cost: None, None)
    bindings = {"sites": SITES}
    assert compiled(bindings, context) == compile_expression(source, env)(bindings)
