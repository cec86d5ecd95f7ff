"""The exact evaluation of an expression: every gap and fault, with its place.

Compiled code (`generate`) runs first. It gives up whenever something is out of the
ordinary, and then this evaluation says what the result is, or why there is none.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from checker.policy.expression import runtime, syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.conversions import day
from checker.policy.expression.faults import MissingValue, OperationFault
from checker.policy.expression.functions import IMPLEMENTATIONS, Context
from checker.policy.expression.loops import having, key_of
from checker.policy.expression.runtime import ABSENT, WrongOperandError
from checker.policy.expression.scope import Scope
from checker.policy.expression.types import DATE, DOUBLE

__all__ = ["ABSORBED", "Evaluation", "Step"]

ABSORBED = (MissingValue, OperationFault)
"""What `&&`, `||`, `all` and `exists` may absorb."""

Step = tuple[int, int, str, object]
"""Offset, length and text of a part, and its value or the exception it raised."""

_MOST_STEPS = 10_000


class Evaluation:
    """One evaluation of one expression.

    Args:
        checked: the expression.
        source: its text.
        bindings: the values of the names in scope.
        context: the budget and the calendar.
        steps: collects what every part evaluates to, if given.
    """

    def __init__(
        self,
        checked: Checked,
        source: str,
        bindings: Mapping[str, Any],
        context: Context,
        steps: list[Step] | None = None,
    ) -> None:
        self._types = checked.types
        self._scoped = checked.scoped
        self._source = source
        self._scope = Scope(bindings, self.text, scoped=checked.scoped)
        self._context = context
        self._steps = steps
        self.variables: dict[str, Any] = {}

    def text(self, node: syntax.Node) -> str:
        """Return the source of a node."""
        return self._source[node.offset : node.offset + node.length]

    def value(self, node: syntax.Node) -> Any:
        """Return the value of a node.

        Raises:
            MissingValue: a value that it needs is not there.
            EvaluationFault: it has no result.
        """
        try:
            result = self._VISITORS[type(node)](self, node)
        except WrongOperandError as wrong:
            fault = OperationFault(str(wrong), offset=node.offset, length=node.length)
            self._note(node, fault)
            raise fault from None
        except (MissingValue, OperationFault) as gap:
            self._note(node, gap)
            raise
        self._note(node, result)
        return result

    def _note(self, node: syntax.Node, result: object) -> None:
        if self._steps is not None and len(self._steps) < _MOST_STEPS:
            self._steps.append((node.offset, node.length, self.text(node), result))

    def required(self, node: syntax.Node) -> Any:
        """Return the value of a node that must not be null."""
        result = self.value(node)
        if result is None:
            raise self._null(node)
        return result

    def boolean(self, node: syntax.Node) -> bool:
        """Return the value of a node that must be true or false."""
        result = self.required(node)
        if type(result) is not bool:
            raise OperationFault(
                f"{runtime.kind(result)} is neither true nor false",
                offset=node.offset,
                length=node.length,
            )
        return result

    def each(self, node: syntax.Macro) -> Iterator[Any]:
        """Yield the elements that a macro visits, its variable bound to each.

        The caller restores `variables`, whatever happens.
        """
        yield from self._bound(node, self._elements(node))

    def _elements(self, node: syntax.Macro) -> Sequence[Any]:
        return runtime.elements(self.required(node.source), self._context.charge)

    def _bound(self, node: syntax.Macro, items: Iterable[Any]) -> Iterator[Any]:
        outer = self.variables
        for item in items:
            self.variables = {**outer, node.variable: item}
            yield item

    def _candidates(self, node: syntax.Macro) -> Iterator[Any]:
        """Yield those for which no part of the condition is false: that decides it."""
        items = self._elements(node)
        key = key_of(node) if self._scoped and self._steps is None else None
        if key is not None and self._types[key.value] != DATE:
            with suppress(*ABSORBED):
                items = having(items, key.field, self.value(key.value))
        yield from self._bound(node, items)

    def _null(self, node: syntax.Node) -> MissingValue:
        owner = self.value(node.operand) if isinstance(node, syntax.Select) else None
        return self._scope.missing(node, owner)

    # ---- names, fields and literals

    def _literal(self, node: syntax.Literal) -> Any:
        return node.value

    def _list(self, node: syntax.ListOfNodes) -> Any:
        self._context.charge(len(node.items))
        return [self.value(item) for item in node.items]

    def _map(self, node: syntax.MapOfNodes) -> Any:
        entries = [(self.value(key), self.value(item)) for key, item in node.entries]
        return runtime.make_map(entries, self._context.charge)

    def _ident(self, node: syntax.Ident) -> Any:
        return self._scope.named(node, self.variables)

    def _select(self, node: syntax.Select) -> Any:
        whole = self._scope.whole(node, self.variables)
        if whole is not ABSENT:
            return whole
        operand = self.required(node.operand)
        if not isinstance(operand, Mapping):
            raise WrongOperandError(f"{runtime.kind(operand)} has no fields")
        result = operand.get(node.field, ABSENT)
        if result is ABSENT:
            raise self._scope.missing(node, operand)
        return result

    def _index(self, node: syntax.Index) -> Any:
        operand, key = self.required(node.operand), self.required(node.index)
        result = runtime.element(operand, key)
        if result is ABSENT:
            raise self._scope.missing(node, operand, str(key))
        return result

    def _has(self, node: syntax.Has) -> bool:
        return self._there(node.operand) is not ABSENT

    def _there(self, node: syntax.Node) -> Any:
        """Return the value at a path, or `ABSENT` when a step is not there."""
        if isinstance(node, syntax.Select):
            whole = self._scope.whole(node, self.variables)
            if whole is not ABSENT:
                return whole
        match node:
            case syntax.Select(operand=part, field=key):
                owner = self._there(part)
            case syntax.Index(operand=part, index=index):
                owner, key = self._there(part), self.required(index)
            case syntax.Ident() if not self._scope.has(node, self.variables):
                return ABSENT
            case _:
                return self.value(node)
        if owner is ABSENT or owner is None:
            return ABSENT
        if isinstance(node, syntax.Select) and not isinstance(owner, Mapping):
            raise WrongOperandError(f"{runtime.kind(owner)} has no fields")
        found = runtime.element(owner, key)
        return ABSENT if found is None and self._scoped else found

    # ---- operators

    def _unary(self, node: syntax.Unary) -> Any:
        if node.operator == "!":
            return not self.boolean(node.operand)
        return runtime.negate(self.required(node.operand))

    def _absorb(self, truths: Iterable[Callable[[], bool]], *, decisive: bool) -> bool:
        """Fold truths; one that decides makes gaps and faults of others harmless."""
        pending: Exception | None = None
        for truth in truths:
            try:
                if truth() is decisive:
                    return decisive
            except ABSORBED as gap:
                pending = pending or gap
        if pending is not None:
            raise pending
        return not decisive

    def _logic(self, node: syntax.Logic) -> bool:
        truths = (lambda part=part: self.boolean(part) for part in node.operands)
        return self._absorb(truths, decisive=node.operator == "||")

    def _conditional(self, node: syntax.Conditional) -> Any:
        chosen = node.then if self.boolean(node.condition) else node.otherwise
        return self.value(chosen)

    def _binary(self, node: syntax.Binary) -> Any:
        if node.operator in {"==", "!="}:
            return self._equality(node)
        if node.operator == "in":
            return self._in(node)
        left, right = self.required(node.left), self.required(node.right)
        if node.operator in runtime.ORDERINGS:
            self._dates(node, left, right)
            return runtime.ORDERINGS[node.operator](left, right)
        if node.operator == "/":
            kinds = self._types[node.left], self._types[node.right]
            divide = runtime.division(numbers=DOUBLE in kinds, scoped=self._scoped)
            return divide(left, right, self._context.charge)
        return runtime.ARITHMETIC[node.operator](left, right, self._context.charge)

    def _equality(self, node: syntax.Binary) -> bool:
        left, right = self.value(node.left), self.value(node.right)
        nulls = [part for part in (node.left, node.right) if syntax.is_null(part)]
        if self._scoped and not nulls:
            for part, found in ((node.left, left), (node.right, right)):
                if found is None:
                    raise self._null(part)
        if left is not None and right is not None:
            self._dates(node, left, right)
        same = runtime.equal(left, right, self._context.charge)
        return same is (node.operator == "==")

    def _in(self, node: syntax.Binary) -> bool:
        item, operand = self.value(node.left), self.required(node.right)
        if item is None and self._scoped and not syntax.is_null(node.left):
            raise self._null(node.left)
        if self._types[node.left] == DATE:
            day(item)
        return runtime.contains(item, operand, self._context.charge)

    def _dates(self, node: syntax.Binary, left: object, right: object) -> None:
        if DATE in (self._types[node.left], self._types[node.right]):
            day(left)
            day(right)

    # ---- calls and macros

    def _call(self, node: syntax.Call) -> Any:
        values = [self.required(operand) for operand in node.operands]
        return IMPLEMENTATIONS[node.name](self._context, *values)

    def _macro(self, node: syntax.Macro) -> Any:
        outer = self.variables
        try:
            if node.name in {"all", "exists"}:
                truths = (lambda: self._holds(node) for _ in self._candidates(node))
                return self._absorb(truths, decisive=node.name == "exists")
            kept = [
                self.value(node.body) if node.body else item
                for item in self._candidates(node)
                if self._holds(node)
            ]
            return len(kept) == 1 if node.name == "exists_one" else kept
        finally:
            self.variables = outer

    def _holds(self, node: syntax.Macro) -> bool:
        return node.condition is None or self.boolean(node.condition)

    _VISITORS: ClassVar[dict[type, Callable[[Any, Any], Any]]] = {
        syntax.Literal: _literal,
        syntax.ListOfNodes: _list,
        syntax.MapOfNodes: _map,
        syntax.Ident: _ident,
        syntax.Select: _select,
        syntax.Index: _index,
        syntax.Unary: _unary,
        syntax.Binary: _binary,
        syntax.Logic: _logic,
        syntax.Conditional: _conditional,
        syntax.Call: _call,
        syntax.Has: _has,
        syntax.Macro: _macro,
    }
