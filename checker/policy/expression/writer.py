"""Writes the Python text of an expression; see `generate`."""

from collections.abc import Callable
from typing import Any, ClassVar

from checker.policy.expression import runtime, syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.comparisons import Comparisons
from checker.policy.expression.loops import LOOPS, key_of
from checker.policy.expression.shortcuts import ARITHMETIC, FEW, ORDERINGS
from checker.policy.expression.types import DOUBLE

__all__ = ["Writer"]

_TRUTHS = frozenset({"all", "exists", "exists_one"})
_SIGNS = {"max": ">", "min": "<"}
_MOST_DIGITS = 15
_PREDICATES = frozenset({"startsWith", "endsWith", "contains", "matches"})


class Writer(Comparisons):
    """Writes one function; a macro becomes a function inside it.

    Attributes:
        lines: the functions of macros, which come before what uses them.
    """

    def __init__(self, checked: Checked) -> None:
        super().__init__(checked)
        self.lines: list[str] = []

    def write(self, node: syntax.Node) -> str:
        """Return the Python text of a node."""
        return self._RULES[type(node)](self, node)

    def bind(self, variable: str) -> str:
        """Return what holds a variable from now on."""
        self._variables = {**self._variables, variable: self._fresh("v")}
        return self._variables[variable]

    # ---- names, fields and literals

    def _literal(self, node: syntax.Literal) -> str:
        if node.value is None or isinstance(node.value, bool):
            return str(node.value)
        return self._constant(node.value)

    def _list_of(self, node: syntax.ListOfNodes) -> str:
        items = ", ".join(map(self.write, node.items))
        return f"elements([{items}], charge)"

    def _map_of(self, node: syntax.MapOfNodes) -> str:
        pairs = ", ".join(
            f"({self.write(key)}, {self.write(value)})" for key, value in node.entries
        )
        return f"make_map([{pairs}], charge)"

    def _ident(self, node: syntax.Ident) -> str:
        if self._is_variable(node):
            return self._variables[node.name]
        return self._root(node.name)

    def _select(self, node: syntax.Select) -> str:
        return f"{self._grouped(node.operand)}[{self._constant(node.field)}]"

    def _grouped(self, node: syntax.Node) -> str:
        text = self.write(node)
        simple = isinstance(node, syntax.Select | syntax.Ident)
        return text if simple else f"present({text})"

    def _index(self, node: syntax.Index) -> str:
        return f"indexed({self.write(node.operand)}, {self.write(node.index)})"

    def _has(self, node: syntax.Has) -> str:
        steps: list[str] = []
        part: syntax.Node = node.operand
        while isinstance(part, syntax.Select):
            steps.insert(0, part.field)
            part = part.operand
        if not isinstance(part, syntax.Ident):
            return "give_up()"
        owner = self.write(part)
        if not self._checked.scoped:
            return f"has({owner}, {self._constant(tuple(steps))})"
        # Only maps have `get`; whatever else stands there is left to the interpreter.
        tests = []
        for step in steps[:-1]:
            value = self._fresh("t")
            found = f"{owner}.get({self._constant(step)})"
            tests.append(f"({value} := {found}) is not None")
            owner = value
        last = f"{owner}.get({self._constant(steps[-1])}) is not None"
        return f"({' and '.join([*tests, last])})"

    # ---- operators

    def boolean(self, node: syntax.Node) -> str:
        """Write what must be true or false."""
        text = self.write(node)
        if _is_certainly_bool(node):
            return text
        value = self._fresh("t")
        test = f"({value} := {text}) is True or {value} is False"
        return f"({value} if {test} else give_up())"

    def _unary(self, node: syntax.Unary) -> str:
        if node.operator == "!":
            return f"(not {self.boolean(node.operand)})"
        return f"negate({self.write(node.operand)})"

    def _logic(self, node: syntax.Logic) -> str:
        word = " and " if node.operator == "&&" else " or "
        return f"({word.join(map(self.boolean, node.operands))})"

    def _conditional(self, node: syntax.Conditional) -> str:
        then, otherwise = self.write(node.then), self.write(node.otherwise)
        return f"({then} if {self.boolean(node.condition)} else {otherwise})"

    def _binary(self, node: syntax.Binary) -> str:
        if node.operator in {"==", "!="}:
            return self.equality(node)
        if node.operator in ORDERINGS:
            return self.ordering(node)
        if node.operator == "in":
            return self.membership(node)
        left, right = self.write(node.left), self.write(node.right)
        if node.operator != "/":
            return f"{ARITHMETIC[node.operator]}({left}, {right}, charge)"
        return self._division(node, left, right)

    def _division(self, node: syntax.Binary, left: str, right: str) -> str:
        kinds = self._checked.types[node.left], self._checked.types[node.right]
        numbers = DOUBLE in kinds
        divide = runtime.division(numbers=numbers, scoped=self._checked.scoped)
        run = self._constant(divide)
        if not _is_double(node.left):
            return f"{run}({left}, {right}, charge)"
        value = self._fresh("t")
        test = f"type({value} := {right}) in NUMBERS and {value}"
        return f"({left} / {value} if {test} else {run}({left}, {value}, charge))"

    # ---- calls and macros

    def _call(self, node: syntax.Call) -> str:
        values = [self._operand(part) for part in node.operands]
        one, other = self._fresh("t"), self._fresh("t")
        text = ordinary = ""
        if node.name == "size":
            text = f"type({one} := {values[0]}) is list_type"
            ordinary, values = f"len({one})", [one]
        elif node.name == "round" and all(map(_is_digits, node.operands[1:])):
            text = f"type({one} := {values[0]}) is double and {one}.is_integer()"
            ordinary, values = one, [one, *values[1:]]
        elif node.name in _SIGNS and len(values) == len((one, other)):
            left, right = f"type({one} := {values[0]})", f"type({other} := {values[1]})"
            text = f"({left} is text) & ({right} is text)"
            sign = _SIGNS[node.name]
            ordinary = f"({other} if {other} {sign} {one} else {one})"
            values = [one, other]
        call = f"call_{node.name}(context, {', '.join(values)})"
        return f"({ordinary} if {text} else {call})" if text else call

    def _macro(self, node: syntax.Macro) -> str:
        items = f"elements({self._operand(node.source)}, charge)"
        items = self._narrowed(node, items)
        name = self._fresh("f")
        outer = self.lines, self._variables
        variable = self.bind(node.variable)
        self.lines = []
        condition = self.boolean(node.condition) if node.condition else "True"
        body = self.write(node.body) if node.body else variable
        inner = self.lines
        self.lines, self._variables = outer
        start, step, end = LOOPS[node.name]
        self.lines += [
            f"def {name}(items):",
            f"    {start}",
            f"    for {variable} in items:",
            *(f"        {line}" for line in inner),
            f"        {step.format(condition=condition, body=body)}",
            f"    {end}",
        ]
        return f"{name}({items})"

    def _narrowed(self, node: syntax.Macro, items: str) -> str:
        """Write the elements that a condition can hold for: found by their key.

        `sites.exists(s, s.id == d.site && ...)` is false for every other site, so that
        a long list that stands in the data is indexed once.
        """
        key = key_of(node)
        if key is None or self._is_date(key.value) or not self._checked.scoped:
            return items
        kept = self._fresh("t")
        value, field = self.write(key.value), self._constant(key.field)
        return (
            f"({kept} if len({kept} := {items}) < {FEW}"
            f" else narrowed({kept}, {field}, {value}, memo))"
        )

    _RULES: ClassVar[dict[type, Callable[[Any, Any], str]]] = {
        syntax.Literal: _literal,
        syntax.ListOfNodes: _list_of,
        syntax.MapOfNodes: _map_of,
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


def _is_double(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Literal) and type(node.value) is float


def _is_digits(node: syntax.Node) -> bool:
    """Whether a node is a number of digits that one may round to."""
    if not isinstance(node, syntax.Literal) or type(node.value) is not int:
        return False
    return 0 <= node.value <= _MOST_DIGITS


def _is_certainly_bool(node: syntax.Node) -> bool:
    match node:
        case syntax.Logic() | syntax.Has():
            certain = True
        case syntax.Literal(value=value):
            certain = isinstance(value, bool)
        case syntax.Unary(operator=sign):
            certain = sign == "!"
        case syntax.Binary(operator=sign):
            certain = sign != "/" and sign not in ARITHMETIC
        case syntax.Macro(name=name) | syntax.Call(name=name):
            certain = name in _TRUTHS | _PREDICATES
        case _:
            certain = False
    return certain
