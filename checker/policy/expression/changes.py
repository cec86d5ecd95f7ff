"""The small mistakes that an expression may hold: one changed token each.

Whoever tests a rule can apply them one by one and ask whether a test notices.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from checker.policy.expression.check import check
from checker.policy.expression.checked import Checked
from checker.policy.expression.environment import Env
from checker.policy.expression.lexer import tokens
from checker.policy.expression.parser import parse
from checker.policy.expression.syntax import (
    Binary,
    Call,
    Has,
    Index,
    ListOfNodes,
    Literal,
    Logic,
    Macro,
    Node,
    Unary,
    children,
)
from checker.policy.expression.types import DYN, NULL, StringType

__all__ = ["Change", "changes"]

_ORDERINGS = ("==", "!=", "<", "<=", ">", ">=")
_OPPOSITES = {"==": "!=", "!=": "=="}
_ORDERED = frozenset({"number", "int", "date", "any", "null"})
_CONNECTIVES = {"&&": "||", "||": "&&"}
_ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*"}
_QUANTIFIERS = {"all": "exists", "exists": "all"}


def _days_around(value: Any) -> list[str]:
    day = date.fromisoformat(value)
    return [(day + timedelta(days)).isoformat() for days in (-1, 1)]


_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "date": _days_around,
    "matches": lambda _: ["a^", ""],  # nothing begins after an a; everything is empty
    # Rounding takes the noise out of sums: no rule has a boundary at its last digit.
    "round": lambda digits: [0 if digits else 1],
}
"""What the last argument of a function is changed to."""


class Change(NamedTuple):
    """One token of an expression, and what is written in its place.

    Attributes:
        offset: where it begins, in code points from 0.
        length: how many code points it has.
        replacement: what stands there instead.
        kind: comparison, connective, negation, quantifier, arithmetic or constant.
    """

    offset: int
    length: int
    replacement: str
    kind: str

    def applied(self, source: str) -> str:
        """Return the changed expression."""
        return (
            source[: self.offset]
            + self.replacement
            + source[self.offset + self.length :]
        )

    def shown(self, source: str) -> str:
        """Return the change with a few words around it, on one line."""
        before, after = source[: self.offset], source[self.offset + self.length :]
        token = source[self.offset : self.offset + self.length]
        text = f"...{before[-30:]}[{token} -> {self.replacement or 'nothing'}]"
        return " ".join(f"{text}{after[:30]}...".split())


def changes(source: str, env: Env | None = None) -> list[Change]:
    """Return the changes of an expression in the order of the source.

    Comparisons become every other one where their operands have an order, else the
    opposite; `&&` and `||`, `all` and `exists`, `+` and `-`, `*` and `/` each become
    the other; a `!` is dropped, and a `has` gets one; a number becomes its neighbours,
    a date the days around it, a text another one (of its enumeration, where it has
    one), a regular expression one that matches nothing and one that matches everything;
    and `round` rounds to whole numbers.

    Raises:
        ExpressionError: the expression is wrong.
    """
    finder = _Finder(source, check(parse(source), env, source))
    return sorted(finder.of(finder.checked.root))


class _Finder:
    def __init__(self, source: str, checked: Checked) -> None:
        self.source = source
        self.checked = checked
        self._signs = [
            (token.offset, token.kind)
            for token in tokens(source)
            if token.kind in _CONNECTIVES
        ]
        self._settled: set[Node] = set()
        self._enumerations: dict[Node, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def of(self, node: Node) -> Iterator[Change]:
        rule = _RULES.get(type(node))
        if rule is not None:
            yield from rule(self, node)
        for part in children(node):
            yield from self.of(part)

    def binary(self, node: Binary) -> Iterator[Change]:
        others: Iterable[str] = ()
        kind = "comparison"
        if node.operator in _ARITHMETIC:
            others, kind = self._sums(node), "arithmetic"
        elif node.operator in _ORDERINGS:
            others = self._comparisons(node)
        for other in others:
            yield Change(node.operator_offset, len(node.operator), other, kind)
        self._enumerated(node)

    def _comparisons(self, node: Binary) -> Iterable[str]:
        types = self.checked.types
        left, right = types[node.left], types[node.right]
        known = left if left not in (DYN, NULL) else right
        if known.name not in _ORDERED and node.operator in _OPPOSITES:
            return (_OPPOSITES[node.operator],)
        if NULL in (left, right):
            return (_OPPOSITES[node.operator],)
        return (other for other in _ORDERINGS if other != node.operator)

    def _sums(self, node: Binary) -> Iterable[str]:
        """Join lists and texts as they are: nothing else joins them."""
        name = self.checked.types[node].name
        return () if name in {"string", "list"} else (_ARITHMETIC[node.operator],)

    def logic(self, node: Logic) -> Iterator[Change]:
        other = _CONNECTIVES[node.operator]
        for left, right in zip(node.operands, node.operands[1:], strict=False):
            low, high = left.offset + left.length, right.offset
            for offset, sign in self._signs:
                if low <= offset < high and sign == node.operator:
                    yield Change(offset, len(sign), other, "connective")

    def unary(self, node: Unary) -> Iterator[Change]:
        if node.operator == "!":
            self._settled.add(node.operand)  # two negations are none
            yield Change(node.offset, 1, "", "negation")

    def has(self, node: Has) -> Iterator[Change]:
        if node not in self._settled:
            yield Change(node.offset, 0, "!", "negation")

    def macro(self, node: Macro) -> Iterator[Change]:
        if node.name in _QUANTIFIERS:
            offset = self._name_of(node)
            other = _QUANTIFIERS[node.name]
            yield Change(offset, len(node.name), other, "quantifier")

    def _name_of(self, node: Macro) -> int:
        end = node.source.offset + node.source.length
        return self.source.index(node.name, end)

    def call(self, node: Call) -> Iterator[Change]:
        last = node.operands[-1]
        rule = _ARGUMENTS.get(node.name)
        alone = last is node.operands[0] and node.name == "round"
        if rule is not None and isinstance(last, Literal) and not alone:
            self._settled.add(last)
            for other in rule(last.value):
                yield self._constant(last, json.dumps(other, ensure_ascii=False))

    def index(self, node: Index) -> Iterator[Change]:
        """Leave the names of fields alone: another one is refused, or never there."""
        if _text_of(node.index) is not None:
            self._settled.add(node.index)
        yield from ()

    def literal(self, node: Literal) -> Iterator[Change]:
        value = node.value
        if node in self._settled:
            return
        if isinstance(value, bool):
            yield self._constant(node, "false" if value else "true")
        elif isinstance(value, int | float):
            for neighbour in (value - 1, value + 1):
                yield self._constant(node, repr(neighbour))
        elif isinstance(value, str):
            yield self._text(node, self._other(node, value))

    def _other(self, node: Node, value: str) -> str:
        """Return another text: one that the field may have and no neighbour is."""
        values, taken = self._enumerations.get(node, ((), ()))
        free = [each for each in values if each not in taken]
        others = free or [each for each in values if each != value]
        return others[0] if others else f"{value}~"

    def _enumerated(self, node: Binary) -> None:
        """Note which values a text may have where it is held against a field."""
        for written, read in ((node.left, node.right), (node.right, node.left)):
            kind = self.checked.types[read]
            values = kind.values if isinstance(kind, StringType) else None
            items = written.items if isinstance(written, ListOfNodes) else (written,)
            taken = tuple(
                text for item in items if (text := _text_of(item)) is not None
            )
            for item in items:
                self._enumerations[item] = (values or (), taken)

    def _text(self, node: Node, text: str) -> Change:
        return self._constant(node, json.dumps(text, ensure_ascii=False))

    def _constant(self, node: Node, text: str) -> Change:
        return Change(node.offset, node.length, text, "constant")


def _text_of(node: Node) -> str | None:
    value = node.value if isinstance(node, Literal) else None
    return value if isinstance(value, str) else None


_RULES: dict[type, Callable[[_Finder, Any], Iterator[Change]]] = {
    Binary: _Finder.binary,
    Call: _Finder.call,
    Has: _Finder.has,
    Index: _Finder.index,
    Literal: _Finder.literal,
    Logic: _Finder.logic,
    Macro: _Finder.macro,
    Unary: _Finder.unary,
}
