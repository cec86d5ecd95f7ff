"""An expression cannot reach Python, nor take more than its budget."""

from typing import Any

import pytest

from checker.errors import ExpressionError
from checker.policy.expression import BudgetExceeded, EvaluationFault, MissingValue
from checker.policy.expression import compile as compile_expression


class Secret:
    """A Python object that no expression may look into."""

    token = "not for you"  # noqa: S105 # the bait of this test


@pytest.mark.parametrize(
    "source",
    [
        "a.__class__",
        "a.__class__.__mro__",
        "a.__dict__",
        "a.__init__.__globals__",
        "a.keys",
        "a.items",
        "a['__class__']",
        "__builtins__",
        "__import__",
        "k1",
        "t1",
        "bindings",
        "context",
        "charge",
        "equal",
        "program",
    ],
)
def test_a_name_of_python_is_only_a_name(source: str) -> None:
    with pytest.raises(MissingValue):
        compile_expression(source)({"a": {"b": 1}})


@pytest.mark.parametrize(
    "source",
    [
        "''.__class__",
        "[].__class__",
        "(1).__class__",
        "''.join(['a'])",
        "'{0.__class__}'.format(1)",
        "'%s' % 1",
        "f'{1}'",
        "__import__('os')",
        "eval('1')",
        "exec('1')",
        "open('x')",
        "print(1)",
        "getattr(a, 'b')",
        "a.__class__()",
        "a.keys()",
        "lambda x: x",
        "(x := 1)",
        "a\\b",
        "x = 1",
        "import os",
    ],
)
def test_what_python_could_do_is_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        compile_expression(source)


@pytest.mark.parametrize(
    "source",
    ["s.token", "s['token']", "s.__class__", "s + 1", "s == s", "size(s)", "s < s"],
)
def test_an_object_of_python_is_no_value(source: str) -> None:
    with pytest.raises(EvaluationFault):
        compile_expression(source)({"s": Secret()})


def test_the_attributes_of_a_text_are_not_its_fields() -> None:
    with pytest.raises(EvaluationFault):
        compile_expression("s.upper")({"s": "a"})


@pytest.mark.parametrize(
    "text",
    ["'); raise SystemExit  #", '"""', "{x}", "%s", "\\N{DIGIT ONE}", "k1", "\n", "\0"],
)
def test_a_text_stays_a_text(text: str) -> None:
    literal = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    assert compile_expression(f"'{literal}'")({}) == text
    program = compile_expression(f"{{'{literal}': 1}}['{literal}'] == 1")
    assert program({}) is True


NESTED = [
    "(" * 9_000 + "1" + ")" * 9_000,
    "(" * 65 + "1" + ")" * 65,
    "[" * 5_000 + "]" * 5_000,
    "{1:" * 4_000 + "1" + "}" * 4_000,
    "!" * 5_000 + "true",
    "-" * 5_000 + "a",
    "a" + ".b" * 5_000,
    "a" + "[0]" * 5_000,
    "1" + "+1" * 5_000,
    "true?1:" * 2_500 + "2",
    "size(" * 3_000 + "[]" + ")" * 3_000,
    "a.all(x," * 2_000 + "true" + ")" * 2_000,
    "a" + ".map(x,x)" * 2_000,
    "1" + "==1" * 5_000,
    "((((" * 2_000,
]


@pytest.mark.parametrize("source", NESTED, ids=range(len(NESTED)))
def test_deep_nesting_is_refused_without_a_crash(source: str) -> None:
    with pytest.raises(ExpressionError, match=r"nested deeper than 64|so large"):
        compile_expression(source)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1" + " " * 20_000, "more than 20000 characters"),
        ("[" + "1," * 5_000 + "]", "so large"),
        ("a" + "&&a" * 5_000, "so large"),
        ("9" * 19_000, "64 bits"),
        ("1." + "0" * 100 + "e99999", "larger than any double"),
    ],
)
def test_a_huge_expression_is_refused(source: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        compile_expression(source)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 60 + "1" + ")" * 60,
        "!" * 60 + "true",
        "a" + "[0]" * 60,
        "1" + "+1" * 60,
        "true && " * 1_000 + "true",
        "true ? 1 : " * 60 + "2",
        "[" * 60 + "]" * 60,
        "size(" + "[[" * 29 + "1" + "]]" * 29 + ")",
    ],
)
def test_what_nests_within_the_bound_compiles(source: str) -> None:
    assert compile_expression(source).source == source


def test_macros_nested_to_the_bound_run() -> None:
    source = "".join(f"[1].all(x{n}, " for n in range(60)) + "x0 == 1" + ")" * 60
    assert compile_expression(source)({}) is True


TEN = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]"


@pytest.mark.parametrize(
    "source",
    [
        f"{TEN}.all(a, {TEN}.all(b, {TEN}.all(c, {TEN}.all(d, a < 99))))",
        f"{TEN}.exists(a, {TEN}.exists(b, {TEN}.exists(c, {TEN}.exists(d, a > 99))))",
        f"{TEN}.map(a, {TEN}.map(b, {TEN}.map(c, {TEN}.map(d, a))))",
        f"{TEN}.map(a, {TEN}.map(b, {TEN}.map(c, [a, a, a, a, a, a, a, a, a])))",
        f"{TEN}.map(a, {TEN}.map(b, {TEN}.map(c, {{1: a, 2: a, 3: a, 4: a, 5: a}})))",
        f"{TEN}.all(a, {TEN}.all(b, {TEN}.all(c, 10 in {TEN} || true)))",
        f"{TEN}.all(a, {TEN}.all(b, {TEN}.all(c, [a] + {TEN} == [1] || true)))",
        f"{TEN}.all(a, {TEN}.all(b, {TEN}.all(c, sum({TEN}) > 1)))",
        "['abcdefgh']" + ".map(s, s + s)" * 20,
        "[[1]]" + ".map(s, s + s)" * 20,
        "absent || [['a']]" + ".map(s, s + s)" * 20 + "[0][0] == 'b'",
    ],
)
def test_an_evaluation_ends_with_its_budget(source: str) -> None:
    program = compile_expression(source, budget=5_000)
    with pytest.raises(BudgetExceeded):
        program({})


def test_nothing_absorbs_an_exceeded_budget() -> None:
    program = compile_expression(f"{TEN}.all(a, {TEN}.all(b, true)) || true", budget=50)
    with pytest.raises(BudgetExceeded):
        program({})


def test_what_one_call_gives_is_not_what_the_next_one_gives() -> None:
    program = compile_expression("[1, 2]")
    program({}).append(3)
    assert program({}) == [1, 2]


def test_each_call_has_the_whole_budget() -> None:
    program = compile_expression(f"{TEN}.all(a, a < 99)", budget=25)
    assert [program({}) for _ in range(5)] == [True] * 5


def test_values_nested_beyond_reason_are_a_fault() -> None:
    deep: list[Any] = []
    for _ in range(5_000):
        deep = [deep]
    other: list[Any] = []
    for _ in range(5_000):
        other = [other]
    for source in ("a == b", "a in [b]", "unique([a, b])"):
        with pytest.raises(EvaluationFault):
            compile_expression(source)({"a": deep, "b": other})


def test_a_pattern_that_backtracks_elsewhere_runs_in_linear_time() -> None:
    program = compile_expression("text.matches('^(a+)+$')")
    assert program({"text": "a" * 100_000 + "b"}) is False


def test_text_that_is_no_unicode_is_a_fault() -> None:
    with pytest.raises(EvaluationFault):
        compile_expression("text.matches('a')")({"text": "\ud800"})
