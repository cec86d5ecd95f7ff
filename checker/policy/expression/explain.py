"""Why a requirement does not hold: the part that decides, with its values."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checker.policy.expression import syntax
from checker.policy.expression.interpret import ABSORBED, Evaluation

__all__ = ["Explanation", "explain"]

_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_SCALARS = (bool, int, float, str)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What decides a requirement.

    Attributes:
        holds: whether it holds; all else then speaks of the whole expression.
        text: the part that is false, as it is written.
        offset: where it begins, in code points from 0.
        length: how many code points it has.
        operands: what it reads, as written, with the values.
        measured: the left side, if the part compares two scalars.
        limit: the right side, likewise.
        elements: the elements for which an `all` is false, innermost, in order;
            `operands`, `measured` and `limit` are those of the first.
    """

    holds: bool
    text: str
    offset: int
    length: int
    operands: tuple[tuple[str, Any], ...] = ()
    measured: Any = None
    limit: Any = None
    elements: tuple[Any, ...] = ()


def explain(root: syntax.Node, evaluation: Evaluation) -> Explanation:
    """Explain the value of a boolean expression.

    Raises:
        MissingValue: it has no value, since something is missing.
        EvaluationFault: it has no value.
    """
    if evaluation.boolean(root):
        return _part(root, evaluation, holds=True)
    return _failing(root, evaluation)


def _failing(node: syntax.Node, evaluation: Evaluation) -> Explanation:
    match node:
        case syntax.Logic(operator="&&", operands=operands):
            for operand in operands:
                if _is_false(operand, evaluation):
                    return _failing(operand, evaluation)
        case syntax.Conditional(condition=condition):
            chosen = evaluation.boolean(condition)
            return _failing(node.then if chosen else node.otherwise, evaluation)
        case syntax.Macro(name="all", condition=condition) if condition:
            return _failing_elements(node, condition, evaluation)
    return _part(node, evaluation, holds=False)


def _failing_elements(
    node: syntax.Macro, condition: syntax.Node, evaluation: Evaluation
) -> Explanation:
    outer = evaluation.variables
    first: Explanation | None = None
    elements: list[Any] = []
    try:
        for element in evaluation.each(node):
            if _is_false(condition, evaluation):
                found = _failing(condition, evaluation)
                first = first or found
                elements += found.elements or (element,)
    finally:
        evaluation.variables = outer
    if first is None:
        return _part(node, evaluation, holds=False)
    return Explanation(
        holds=False,
        text=first.text,
        offset=first.offset,
        length=first.length,
        operands=first.operands,
        measured=first.measured,
        limit=first.limit,
        elements=tuple(elements),
    )


def _is_false(node: syntax.Node, evaluation: Evaluation) -> bool:
    try:
        return not evaluation.boolean(node)
    except ABSORBED:
        return False


def _part(node: syntax.Node, evaluation: Evaluation, *, holds: bool) -> Explanation:
    measured = limit = None
    if isinstance(node, syntax.Binary) and node.operator in _COMPARISONS:
        left, right = evaluation.value(node.left), evaluation.value(node.right)
        if type(left) in _SCALARS and type(right) in _SCALARS:
            measured, limit = left, right
    operands: dict[str, Any] = {}
    for part in _operands(node):
        try:
            operands.setdefault(evaluation.text(part), evaluation.value(part))
        except ABSORBED:
            continue
    return Explanation(
        holds=holds,
        text=evaluation.text(node),
        offset=node.offset,
        length=node.length,
        operands=tuple(operands.items()),
        measured=measured,
        limit=limit,
    )


def _operands(node: syntax.Node) -> Iterator[syntax.Node]:
    """Yield what a part reads: the sides of a comparison, else its paths."""
    if isinstance(node, syntax.Binary) and node.operator in {*_COMPARISONS, "in"}:
        sides = (node.left, node.right)
        yield from (side for side in sides if not isinstance(side, syntax.Literal))
    else:
        yield from _reads(node)


def _reads(node: syntax.Node) -> Iterator[syntax.Node]:
    if isinstance(node, syntax.Has) or syntax.path_of(node):
        yield node.operand if isinstance(node, syntax.Has) else node
    elif isinstance(node, syntax.Macro):
        yield from _reads(node.source)
    else:
        for part in syntax.children(node):
            yield from _reads(part)
