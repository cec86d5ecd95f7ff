"""From a checked expression to a Python function: the fast way to its value.

The function gives exactly what `interpret` gives, or gives up: it raises, and the
interpreter says what the result is. So every shortcut below may be wrong about
gaps and odd operands only by raising, and must never be wrong about a value.

Nothing that the author wrote becomes Python text: names, fields and constants are
`k0, k1, ...` in the function's globals, variables and intermediate values are
`v0, ...` and `t0, ...`, and the globals hold no builtins.
"""

from collections.abc import Callable, Mapping
from typing import Any

from checker.policy.expression import runtime, syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.functions import Context
from checker.policy.expression.runtime import NUMBERS
from checker.policy.expression.shortcuts import ARITHMETIC, GLOBALS, ORDERINGS
from checker.policy.expression.types import DATE, DOUBLE

__all__ = ["Compiled", "generate"]

Compiled = Callable[[Mapping[str, Any], Context], Any]

_DEEPEST = 24
"""Nesting above which Python's own compiler is not burdened."""

_TRUTHS = frozenset({"all", "exists", "exists_one"})
_PREDICATES = frozenset({"startsWith", "endsWith", "contains", "matches"})


def generate(checked: Checked) -> Compiled | None:
    """Return the compiled expression, or `None` where only the interpreter will do."""
    if _depth([checked.root]) > _DEEPEST:
        return None
    writer = _Writer(checked)
    body = writer.write(checked.root)
    lines = [
        "def program(bindings, context):",
        "    charge = context.charge",
        *writer.lines,
        f"    return {body}",
    ]
    scope = {**GLOBALS, **writer.constants}
    code = compile("\n".join(lines), "<expression>", "exec")
    exec(code, scope)  # noqa: S102 # our own text; the author's is in the constants
    compiled: Compiled = scope["program"]
    return compiled


def _depth(level: list[syntax.Node]) -> int:
    below = [part for node in level for part in syntax.children(node)]
    return 1 + (_depth(below) if below else 0)


class _Writer:
    """Writes one function; a macro becomes a function inside it."""

    def __init__(self, checked: Checked) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self._checked = checked
        self._variables: dict[str, str] = {}
        self._indent = "    "
        self._count = 0

    def write(self, node: syntax.Node) -> str:
        return _RULES[type(node)](self, node)

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def _constant(self, value: object) -> str:
        name = self._fresh("k")
        self.constants[name] = value
        return name

    def _is_date(self, *nodes: syntax.Node) -> bool:
        return any(self._checked.types[node] == DATE for node in nodes)

    # ---- names, fields and literals

    def literal(self, node: syntax.Literal) -> str:
        if node.value is None or isinstance(node.value, bool):
            return str(node.value)
        return self._constant(node.value)

    def list_of(self, node: syntax.ListOfNodes) -> str:
        items = ", ".join(map(self.write, node.items))
        return f"elements([{items}], charge)"

    def _asked(self, node: syntax.Node) -> str:
        """Write what `in` asks: a list of constants is made once."""
        if not isinstance(node, syntax.ListOfNodes):
            return self.write(node)
        literals = [item for item in node.items if isinstance(item, syntax.Literal)]
        if len(literals) < len(node.items):
            return self.write(node)
        return self._constant([item.value for item in literals])

    def map_of(self, node: syntax.MapOfNodes) -> str:
        pairs = ", ".join(
            f"({self.write(key)}, {self.write(value)})" for key, value in node.entries
        )
        return f"make_map([{pairs}], charge)"

    def ident(self, node: syntax.Ident) -> str:
        if not node.absolute and node.name in self._variables:
            return self._variables[node.name]
        return f"bindings[{self._constant(node.name)}]"

    def select(self, node: syntax.Select) -> str:
        return f"{self._grouped(node.operand)}[{self._constant(node.field)}]"

    def _grouped(self, node: syntax.Node) -> str:
        text = self.write(node)
        simple = isinstance(node, syntax.Select | syntax.Ident)
        return text if simple else f"present({text})"

    def index(self, node: syntax.Index) -> str:
        return f"indexed({self.write(node.operand)}, {self.write(node.index)})"

    def has(self, node: syntax.Has) -> str:
        steps: list[str] = []
        part: syntax.Node = node.operand
        while isinstance(part, syntax.Select):
            steps.insert(0, part.field)
            part = part.operand
        if not isinstance(part, syntax.Ident):
            return "give_up()"
        path = self._constant(tuple(steps))
        return f"has({self.write(part)}, {path}, scoped={self._checked.scoped})"

    # ---- operators

    def _boolean(self, node: syntax.Node) -> str:
        text = self.write(node)
        return text if _is_certainly_bool(node) else f"truth({text})"

    def unary(self, node: syntax.Unary) -> str:
        if node.operator == "!":
            return f"(not {self._boolean(node.operand)})"
        return f"negate({self.write(node.operand)})"

    def logic(self, node: syntax.Logic) -> str:
        word = " and " if node.operator == "&&" else " or "
        return f"({word.join(map(self._boolean, node.operands))})"

    def conditional(self, node: syntax.Conditional) -> str:
        then, otherwise = self.write(node.then), self.write(node.otherwise)
        return f"({then} if {self._boolean(node.condition)} else {otherwise})"

    def binary(self, node: syntax.Binary) -> str:
        if node.operator in {"==", "!="}:
            return self._equality(node)
        if node.operator in ORDERINGS:
            return self._ordering(node)
        if node.operator == "in":
            item = self._item(node, self.write(node.left))
            return f"contains({item}, {self._asked(node.right)}, charge)"
        left, right = self.write(node.left), self.write(node.right)
        if node.operator != "/":
            return f"{ARITHMETIC[node.operator]}({left}, {right}, charge)"
        kinds = self._checked.types[node.left], self._checked.types[node.right]
        division = runtime.division(
            numbers=DOUBLE in kinds, scoped=self._checked.scoped
        )
        return f"{self._constant(division)}({left}, {right}, charge)"

    def _item(self, node: syntax.Binary, item: str) -> str:
        if self._is_date(node.left):
            return f"day({item})"
        nullable = self._checked.scoped and not syntax.is_null(node.left)
        return f"present({item})" if nullable else item

    def _ordering(self, node: syntax.Binary) -> str:
        left, right = self.write(node.left), self.write(node.right)
        name = ORDERINGS[node.operator]
        if self._is_date(node.left, node.right):
            return f"{name}(day({left}), day({right}))"
        if _is_number(node.right):
            value = self._fresh("t")
            return (
                f"({value} {node.operator} {right}"
                f" if type({value} := {left}) in NUMBERS else give_up())"
            )
        return f"{name}({left}, {right})"

    def _equality(self, node: syntax.Binary) -> str:
        negated = "not " if node.operator == "!=" else ""
        return f"({negated}{self._equal(node)})"

    def _equal(self, node: syntax.Binary) -> str:
        if syntax.is_null(node.right):
            return f"({self.write(node.left)} is None)"
        if syntax.is_null(node.left):
            return f"({self.write(node.right)} is None)"
        left, right = self.write(node.left), self.write(node.right)
        if self._is_date(node.left, node.right):
            return f"(day({left}) == day({right}))"
        if isinstance(node.right, syntax.Literal) and type(node.right.value) is str:
            return self._equal_text(left, right)
        value = self._fresh("t")
        if _is_number(node.right):
            test = f"type({value} := {left}) in NUMBERS"
            other = f"equal({self._some(value)}, {right}, charge)"
            return f"({value} == {right} if {test} else {other})"
        return f"equal({self._some(left)}, {self._some(right)}, charge)"

    def _equal_text(self, left: str, right: str) -> str:
        # Python's == with a text is the language's, whatever the other side is.
        if not self._checked.scoped:
            return f"({left} == {right})"
        value = self._fresh("t")
        test = f"({value} := {left}) is not None"
        return f"({value} == {right} if {test} else give_up())"

    def _some(self, text: str) -> str:
        return f"present({text})" if self._checked.scoped else text

    # ---- calls and macros

    def call(self, node: syntax.Call) -> str:
        values = ", ".join(map(self.write, node.operands))
        return f"call_{node.name}(context, {values})"

    def macro(self, node: syntax.Macro) -> str:
        items = f"elements({self.write(node.source)}, charge)"
        name, variable = self._fresh("f"), self._fresh("v")
        outer = self.lines, self._indent, self._variables
        self._indent += "        "
        self._variables = {**self._variables, node.variable: variable}
        self.lines = []
        condition = self._boolean(node.condition) if node.condition else "True"
        body = self.write(node.body) if node.body else variable
        inner = self.lines
        self.lines, self._indent, self._variables = outer
        start, step, end = _LOOPS[node.name]
        self.lines += [
            f"{self._indent}def {name}(items):",
            f"{self._indent}    {start}",
            f"{self._indent}    for {variable} in items:",
            *inner,
            f"{self._indent}        {step.format(condition=condition, body=body)}",
            f"{self._indent}    {end}",
        ]
        return f"{name}({items})"


_COLLECT = ("kept = []", "if {condition}: kept += [{body}]", "return kept")
_LOOPS = {
    "all": ("pass", "if not {condition}: return False", "return True"),
    "exists": ("pass", "if {condition}: return True", "return False"),
    "exists_one": ("found = 0", "found += {condition}", "return found == 1"),
    "filter": _COLLECT,
    "map": _COLLECT,
}


def _is_number(node: syntax.Node) -> bool:
    return isinstance(node, syntax.Literal) and type(node.value) in NUMBERS


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


_RULES: dict[type, Callable[[_Writer, Any], str]] = {
    syntax.Literal: _Writer.literal,
    syntax.ListOfNodes: _Writer.list_of,
    syntax.MapOfNodes: _Writer.map_of,
    syntax.Ident: _Writer.ident,
    syntax.Select: _Writer.select,
    syntax.Index: _Writer.index,
    syntax.Unary: _Writer.unary,
    syntax.Binary: _Writer.binary,
    syntax.Logic: _Writer.logic,
    syntax.Conditional: _Writer.conditional,
    syntax.Call: _Writer.call,
    syntax.Has: _Writer.has,
    syntax.Macro: _Writer.macro,
}
