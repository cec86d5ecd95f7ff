"""The limits that a requirement holds to, with what is measured against each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checker.policy.expression import syntax
from checker.policy.expression.interpret import ABSORBED, Evaluation

__all__ = ["Margin", "margins"]

_UPPER = frozenset({"<", "<="})
_LOWER = frozenset({">", ">="})


@dataclass(frozen=True, slots=True)
class Margin:
    """A limit that a requirement depends on, and that holds.

    Attributes:
        text: the comparison as it is written.
        measured: the number that is bounded.
        limit: the number that bounds it.
        elements: the elements of the macros around it, outermost first.
    """

    text: str
    measured: float
    limit: float
    elements: tuple[Any, ...] = ()


def margins(root: syntax.Node, evaluation: Evaluation) -> Iterator[Margin]:
    """Yield the comparisons of numbers that must hold for an expression to be true.

    A side of `||` counts only where every other one is false, and the condition of
    `exists` only where a single element fulfils it: else the limit decides nothing.
    What is compared with a constant is no limit that changes, and is left out.

    Args:
        root: an expression that is true.
        evaluation: how its parts are evaluated.
    """
    yield from _Walk(evaluation).of(root, ())


class _Walk:
    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation

    def of(self, node: syntax.Node, elements: tuple[Any, ...]) -> Iterator[Margin]:
        match node:
            case syntax.Logic(operator="&&", operands=operands):
                for operand in operands:
                    yield from self.of(operand, elements)
            case syntax.Logic(operands=operands):
                true = [each for each in operands if self._holds(each)]
                if len(true) == 1:
                    yield from self.of(true[0], elements)
            case syntax.Conditional(condition=condition):
                chosen = node.then if self._holds(condition) else node.otherwise
                yield from self.of(chosen, elements)
            case syntax.Macro(name="all" | "exists", condition=condition) if condition:
                yield from self._each(node, condition, elements)
            case syntax.Binary(operator=operator) if operator in _UPPER | _LOWER:
                yield from self._compared(node, elements)

    def _each(
        self, node: syntax.Macro, condition: syntax.Node, elements: tuple[Any, ...]
    ) -> Iterator[Margin]:
        evaluation = self._evaluation
        outer = evaluation.variables
        try:
            items = list(evaluation.each(node))
            true = [item for item in items if self._holds_for(node, condition, item)]
            if node.name == "exists" and len(true) > 1:
                return
            for item in true:
                evaluation.variables = {**outer, node.variable: item}
                yield from self.of(condition, (*elements, item))
        finally:
            evaluation.variables = outer

    def _holds_for(
        self, node: syntax.Macro, condition: syntax.Node, item: object
    ) -> bool:
        outer = self._evaluation.variables
        self._evaluation.variables = {**outer, node.variable: item}
        try:
            return self._holds(condition)
        finally:
            self._evaluation.variables = outer

    def _holds(self, node: syntax.Node) -> bool:
        try:
            return self._evaluation.boolean(node)
        except ABSORBED:
            return False

    def _compared(
        self, node: syntax.Binary, elements: tuple[Any, ...]
    ) -> Iterator[Margin]:
        sides = (node.left, node.right)
        if any(isinstance(side, syntax.Literal) for side in sides):
            return
        left, right = (self._evaluation.value(side) for side in sides)
        if not (_is_number(left) and _is_number(right)):
            return
        if _is_limit(node.left) and not _is_limit(node.right):
            left, right = right, left
        yield Margin(self._evaluation.text(node), left, right, elements)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_limit(node: syntax.Node) -> bool:
    """Tell whether a side is a dated value, wherever it is written."""
    path = syntax.path_of(node)
    return path is not None and path[0] == "params"
