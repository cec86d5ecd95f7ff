"""The comparisons of an expression, for tests that change them."""

from collections.abc import Iterator
from typing import NamedTuple

from checker.policy.expression.check import check
from checker.policy.expression.environment import Env
from checker.policy.expression.parser import parse
from checker.policy.expression.syntax import Binary, Node, children
from checker.policy.expression.types import DYN, NULL, Type

__all__ = ["ComparisonOperator", "comparison_operators"]

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})


class ComparisonOperator(NamedTuple):
    """A comparison in the source; `operand_kind` is the name of its operands' type."""

    offset: int
    length: int
    operator: str
    operand_kind: str


def comparison_operators(
    source: str, env: Env | None = None
) -> list[ComparisonOperator]:
    """Return the comparisons of an expression in the order of the source.

    Raises:
        ExpressionError: the expression is wrong.
    """
    checked = check(parse(source), env, source)
    found = [
        ComparisonOperator(
            node.operator_offset,
            len(node.operator),
            node.operator,
            _kind(checked.types[node.left], checked.types[node.right]),
        )
        for node in _walk(checked.root)
        if isinstance(node, Binary) and node.operator in _COMPARISONS
    ]
    return sorted(found)


def _kind(left: Type, right: Type) -> str:
    known = left if left not in (DYN, NULL) else right
    return "number" if known.name == "int" else known.name


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for part in children(node):
        yield from _walk(part)
