"""The reference implementation of CEL agrees, but for the deviations that are stated.

Stated: integers and doubles mix, and `has` is false when a step before the last is
absent. The order in which CEL visits the keys of a map is not defined.
"""

import math
from collections.abc import Mapping
from typing import Any

from cel_expr_python import cel
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from checker.errors import ExpressionError
from checker.policy.expression import MissingValue, OperationFault
from checker.policy.expression import compile as compile_expression

FAILED = "no value"
MIXED = ("(double, int64)", "(int64, double)")


def plain(value: Any) -> object:
    """Return a value that can be compared: with its type, and NaN equal to NaN."""
    if isinstance(value, float) and math.isnan(value):
        return "nan"
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return sorted(
            ((repr(plain(key)), plain(item)) for key, item in value.items()), key=repr
        )
    return (type(value).__name__, value)


def reference(source: str, bindings: Mapping[str, Any]) -> tuple[object, str]:
    env = cel.NewEnv(variables=dict.fromkeys(bindings, cel.Type.DYN))
    try:
        value = env.compile(source, disable_check=True).eval(data=dict(bindings))
    except RuntimeError as error:
        return FAILED, str(error)
    if str(value.type()) in {"ERROR", "UNKNOWN"}:
        return FAILED, str(value.plain_value())
    return plain(value.plain_value()), ""


def test_the_reference_implementation_agrees(
    expressions: st.SearchStrategy[str], bindings: Mapping[str, Any]
) -> None:
    @settings(
        max_examples=200,
        deadline=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
        derandomize=True,
    )
    @given(expressions)
    def agree(source: str) -> None:
        try:
            program = compile_expression(source)
        except ExpressionError:
            assume(False)  # noqa: FBT003 # hypothesis' own way to discard an example
            raise
        expected, reason = reference(source, bindings)
        assume(not any(mixed in reason for mixed in MIXED))
        try:
            found = plain(program(bindings))
        except (MissingValue, OperationFault):
            found = FAILED
        assert found == expected

    agree()


def test_every_value_of_the_table_of_constants_agrees() -> None:
    sources = [
        *("string(1e6)", "string(123456789.0)", "string(-4.5e-3)", "string(1e-5)"),
        *("int(-7.9)", "int('-12')", "double('1e3')", "size('πέντε')"),
        *(r"'\a\b\f\n\r\t\v\\\?\`'", r"'\x41\u00e9\U0001F62C\101'", r"r'\d'"),
        *("-9223372036854775808", "0x7fffffffffffffff", "1.0 / 0.0", "-1.0 / 0.0"),
        *("{2: 'a', 'b': 2, true: 3}", "[1, 'a', [2.5]]", "'a\\u0301' == 'á'"),
    ]
    for source in sources:
        assert plain(compile_expression(source)({})) == reference(source, {})[0], source
