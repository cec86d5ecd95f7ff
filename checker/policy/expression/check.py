"""Types, names and constants of an expression, judged before it runs."""

from collections.abc import Callable
from typing import Any

from checker.errors import ExpressionError
from checker.policy.expression import operands, patterns, signatures, syntax
from checker.policy.expression.checked import Checked
from checker.policy.expression.environment import Env
from checker.policy.expression.operands import MisfitError, hint
from checker.policy.expression.types import (
    BOOL,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
    join,
)

__all__ = ["check"]

_TYPE_NAMES = frozenset(
    {
        *("bool", "bytes", "double", "google", "int", "list", "map"),
        *("null_type", "string", "type", "uint"),
    }
)


def check(root: syntax.Node, env: Env | None, source: str) -> Checked:
    """Check a syntax tree.

    Raises:
        ExpressionError: an unknown name, field or function, or operands that can
            never fit; it points at what is wrong.
    """
    checker = _Checker(env, source)
    checker.type_of(root)
    return Checked(root, checker.types, frozenset(checker.paths), env is not None)


class _Checker:
    def __init__(self, env: Env | None, source: str) -> None:
        self.env = env
        self.source = source
        self.types: dict[syntax.Node, Type] = {}
        self.paths: set[str] = set()
        self._variables: dict[str, Type] = {}
        self._inner: set[syntax.Node] = set()

    def fail(
        self, message: str, node: syntax.Node, name: tuple[int, str] | None = None
    ) -> ExpressionError:
        """Return the refusal of a node, or of the name at an offset within it."""
        offset, length = (name[0], len(name[1])) if name else (node.offset, node.length)
        return ExpressionError(
            message, source=self.source, offset=offset, length=length
        )

    def type_of(self, node: syntax.Node) -> Type:
        try:
            kind = _RULES[type(node)](self, node)
        except MisfitError as misfit:
            raise self.fail(str(misfit), node) from None
        self.types[node] = kind
        return kind

    def text(self, node: syntax.Node) -> str:
        return self.source[node.offset : node.offset + node.length]

    def require_bool(self, node: syntax.Node, where: str) -> None:
        kind = self.type_of(node)
        if kind not in (BOOL, DYN):
            raise self.fail(f"{where} must be true or false, and this is {kind}", node)

    # ---- names and fields

    def ident(self, node: syntax.Ident) -> Type:
        if not node.absolute and node.name in self._variables:
            return self._variables[node.name]
        self._read(node)
        names = self.env.names if self.env else {}
        if node.name in names:
            return names[node.name]
        if self.env is None and node.name not in _TYPE_NAMES:
            return DYN
        if node.name in _TYPE_NAMES:
            raise MisfitError(
                "outside the subset of CEL that is read here: types as values"
                f" (`{node.name}`)"
            )
        known = [*names, *self._variables]
        raise self.fail(f"there is no `{node.name}` here{hint(node.name, known)}", node)

    def _read(self, node: syntax.Node) -> None:
        path = syntax.path_of(node)
        if path and node not in self._inner:
            self.paths.add(".".join(path))

    def _is_variable(self, node: syntax.Node) -> bool:
        root = syntax.root_of(node)
        if not isinstance(root, syntax.Ident) or root.absolute:
            return False
        return root.name in self._variables

    def select(self, node: syntax.Select) -> Type:
        self._inner.add(node.operand)
        operand = self.type_of(node.operand)
        if not self._is_variable(node):
            self._read(node)
        if isinstance(operand, ObjectOf):
            return self._field(operand, node)
        if isinstance(operand, MapOf):
            return operand.value
        if operand is DYN:
            return DYN
        hint = ""
        if isinstance(operand, ListOf):
            hint = "; ask for its elements with `all`, `exists` or `map`"
        raise self.fail(
            f"`{self.text(node.operand)}` is {operand} and has no fields{hint}",
            node,
            (node.field_offset, node.field),
        )

    def _field(self, owner: ObjectOf, node: syntax.Select) -> Type:
        if node.field in owner.fields:
            return owner.fields[node.field]
        if not owner.closed:
            return DYN
        path = syntax.path_of(node.operand)
        whole = ".".join(path) if path else owner.name
        raise self.fail(
            f"`{node.field}` is not a field of {whole}"
            + hint(node.field, list(owner.fields)),
            node,
            (node.field_offset, node.field),
        )

    def has(self, node: syntax.Has) -> Type:
        self.type_of(node.operand)
        return BOOL

    def index(self, node: syntax.Index) -> Type:
        operand, key = self.type_of(node.operand), self.type_of(node.index)
        if isinstance(operand, ObjectOf):
            return self._key(operand, node)
        return operands.index(operand, key)

    def _key(self, owner: ObjectOf, node: syntax.Index) -> Type:
        name = node.index.value if isinstance(node.index, syntax.Literal) else None
        if isinstance(name, str) and name in owner.fields:
            return owner.fields[name]
        if owner.closed and isinstance(node.index, syntax.Literal):
            near = hint(str(name), owner.fields)
            raise self.fail(
                f"`{name}` is not a field of {owner.name}{near}", node.index
            )
        return DYN

    # ---- literals

    def literal(self, node: syntax.Literal) -> Type:
        kinds = {bool: BOOL, int: INT, float: DOUBLE, str: STRING}
        return kinds.get(type(node.value), NULL)

    def list_of(self, node: syntax.ListOfNodes) -> Type:
        return ListOf(operands.joined([self.type_of(item) for item in node.items]))

    def map_of(self, node: syntax.MapOfNodes) -> Type:
        seen: set[object] = set()
        for key, _ in node.entries:
            kind = self.type_of(key)
            if kind not in (INT, BOOL, DYN) and not isinstance(kind, StringType):
                raise self.fail(f"a map has no keys that are {kind}", key)
            if isinstance(key, syntax.Literal):
                if key.value in seen:
                    raise self.fail(f"the key {self.text(key)} is repeated", key)
                seen.add(key.value)
        values = [self.type_of(value) for _, value in node.entries]
        return MapOf(
            operands.joined(values),
            operands.joined([self.types[k] for k, _ in node.entries]),
        )

    # ---- operators

    def unary(self, node: syntax.Unary) -> Type:
        if node.operator == "!":
            self.require_bool(node.operand, "the operand of `!`")
            return BOOL
        return operands.negation(self.type_of(node.operand))

    def logic(self, node: syntax.Logic) -> Type:
        for operand in node.operands:
            self.require_bool(operand, f"each side of `{node.operator}`")
        return BOOL

    def conditional(self, node: syntax.Conditional) -> Type:
        self.require_bool(node.condition, "the condition of `?`")
        return join(self.type_of(node.then), self.type_of(node.otherwise))

    def binary(self, node: syntax.Binary) -> Type:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if node.operator in {"+", "-", "*", "/"}:
            return operands.arithmetic(node.operator, left, right)
        if node.operator == "in":
            result = operands.member(left, right)
            self._constants(node.left, operands.visited(right, "in"))
            if isinstance(node.right, syntax.ListOfNodes):
                for item in node.right.items:
                    self._constants(item, left)
            return result
        result = operands.comparison(node.operator, left, right)
        self._constants(node.left, right)
        self._constants(node.right, left)
        return result

    def _constants(self, written: syntax.Node, kind: Type) -> None:
        """Refuse a text that an enumeration does not have."""
        values = kind.values if isinstance(kind, StringType) else None
        text = written.value if isinstance(written, syntax.Literal) else None
        if values is None or not isinstance(text, str) or text in values:
            return
        tail = hint(text, values) or f": {', '.join(values)}"
        raise self.fail(f'"{text}" is none of its values{tail}', written)

    # ---- calls and macros

    def call(self, node: syntax.Call) -> Type:
        try:
            signature = signatures.named(node.name, method=node.target is not None)
        except MisfitError as misfit:
            raise self.fail(str(misfit), node, (node.name_offset, node.name)) from None
        self._calendar(node)
        arguments = tuple(self.type_of(operand) for operand in node.operands)
        result = signature.result(node.name, arguments)
        self._pattern(node)
        return result

    def _calendar(self, node: syntax.Call) -> None:
        if node.name in signatures.CALENDAR and not (self.env and self.env.calendar):
            raise self.fail(
                f"`{node.name}` needs a calendar, and there is none here",
                node,
                (node.name_offset, node.name),
            )

    def _pattern(self, node: syntax.Call) -> None:
        pattern = node.operands[-1]
        if node.name == "matches" and isinstance(pattern, syntax.Literal):
            wrong = patterns.refusal(str(pattern.value))
            if wrong is not None:
                raise self.fail(f"this regular expression is wrong: {wrong}", pattern)

    def macro(self, node: syntax.Macro) -> Type:
        element = operands.visited(self.type_of(node.source), node.name)
        outer = self._variables
        self._variables = {**outer, node.variable: element}
        if node.condition:
            self.require_bool(node.condition, f"the condition of `{node.name}`")
        body = self.type_of(node.body) if node.body else element
        self._variables = outer
        return ListOf(body) if node.name in {"map", "filter"} else BOOL


_RULES: dict[type, Callable[[_Checker, Any], Type]] = {
    syntax.Literal: _Checker.literal,
    syntax.ListOfNodes: _Checker.list_of,
    syntax.MapOfNodes: _Checker.map_of,
    syntax.Ident: _Checker.ident,
    syntax.Select: _Checker.select,
    syntax.Index: _Checker.index,
    syntax.Unary: _Checker.unary,
    syntax.Binary: _Checker.binary,
    syntax.Logic: _Checker.logic,
    syntax.Conditional: _Checker.conditional,
    syntax.Call: _Checker.call,
    syntax.Has: _Checker.has,
    syntax.Macro: _Checker.macro,
}
