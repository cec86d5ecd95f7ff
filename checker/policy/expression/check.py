"""Types, names and constants of an expression, judged before it runs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

from checker.errors import ExpressionError
from checker.policy.expression import patterns, syntax
from checker.policy.expression.environment import Env
from checker.policy.expression.signatures import CALENDAR, OUTSIDE, SIGNATURES
from checker.policy.expression.types import (
    BOOL,
    DATE,
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
    comparable,
    is_number,
    join,
    orderable,
)

__all__ = ["Checked", "check"]

_TYPE_NAMES = frozenset(
    {"bool", "bytes", "double", "int", "list", "map", "null_type", "string", "uint"}
)


@dataclass(frozen=True, slots=True)
class Checked:
    """A syntax tree with what is known of it.

    Attributes:
        root: the tree.
        types: the type of every node.
        paths: the dotted paths that it reads, from the names in scope.
        scoped: whether it was checked against an `Env`.
    """

    root: syntax.Node
    types: Mapping[syntax.Node, Type]
    paths: frozenset[str]
    scoped: bool


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
    ) -> NoReturn:
        """Refuse the node, or the name at an offset within it."""
        offset, length = (name[0], len(name[1])) if name else (node.offset, node.length)
        raise ExpressionError(message, source=self.source, offset=offset, length=length)

    def type_of(self, node: syntax.Node) -> Type:
        kind = _RULES[type(node)](self, node)
        self.types[node] = kind
        return kind

    def text(self, node: syntax.Node) -> str:
        return self.source[node.offset : node.offset + node.length]

    def require_bool(self, node: syntax.Node, where: str) -> None:
        kind = self.type_of(node)
        if kind not in (BOOL, DYN):
            self.fail(f"{where} must be true or false, and this is {kind}", node)

    # ---- names and fields

    def ident(self, node: syntax.Ident) -> Type:
        if not node.absolute and node.name in self._variables:
            return self._variables[node.name]
        self._read(node)
        names = self.env.names if self.env else {}
        if node.name in names:
            return names[node.name]
        if node.name in _TYPE_NAMES:
            self.fail(
                "outside the subset of CEL that is read here: types as values"
                f" (`{node.name}`)",
                node,
            )
        if self.env is None:
            return DYN
        known = [*names, *self._variables]
        self.fail(f"there is no `{node.name}` here{_hint(node.name, known)}", node)

    def _read(self, node: syntax.Node) -> None:
        path = syntax.path_of(node)
        if path and node not in self._inner:
            self.paths.add(".".join(path))

    def _is_variable(self, node: syntax.Node) -> bool:
        root = syntax.root_of(node)
        return (
            isinstance(root, syntax.Ident)
            and not root.absolute
            and root.name in self._variables
        )

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
        self.fail(
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
        self.fail(
            f"`{node.field}` is not a field of {whole}"
            + _hint(node.field, list(owner.fields)),
            node,
            (node.field_offset, node.field),
        )

    def has(self, node: syntax.Has) -> Type:
        self.type_of(node.operand)
        return BOOL

    def index(self, node: syntax.Index) -> Type:
        operand, key = self.type_of(node.operand), self.type_of(node.index)
        if isinstance(operand, ListOf):
            if key is not DYN and not is_number(key):
                self.fail(f"a list is indexed by an integer, not {key}", node.index)
            return operand.element
        if isinstance(operand, ObjectOf):
            return self._key(operand, node)
        if isinstance(operand, MapOf):
            if not comparable(operand.key, key) or key in (NULL, DATE):
                self.fail(f"this map has no key that is {key}", node.index)
            return operand.value
        if operand is not DYN:
            self.fail(f"{operand} has no elements", node)
        return DYN

    def _key(self, owner: ObjectOf, node: syntax.Index) -> Type:
        if not isinstance(node.index, syntax.Literal):
            return DYN
        name = node.index.value
        if isinstance(name, str) and name in owner.fields:
            return owner.fields[name]
        if owner.closed:
            self.fail(
                f"`{name}` is not a field of {owner.name}"
                + _hint(str(name), list(owner.fields)),
                node.index,
            )
        return DYN

    # ---- literals

    def literal(self, node: syntax.Literal) -> Type:
        kinds = {bool: BOOL, int: INT, float: DOUBLE, str: STRING}
        return kinds.get(type(node.value), NULL)

    def list_of(self, node: syntax.ListOfNodes) -> Type:
        return ListOf(_joined([self.type_of(item) for item in node.items]))

    def map_of(self, node: syntax.MapOfNodes) -> Type:
        seen: set[object] = set()
        for key, _ in node.entries:
            kind = self.type_of(key)
            if kind not in (INT, BOOL, DYN) and not isinstance(kind, StringType):
                self.fail(f"a map has no keys that are {kind}", key)
            if isinstance(key, syntax.Literal):
                if key.value in seen:
                    self.fail(f"the key {self.text(key)} is repeated", key)
                seen.add(key.value)
        values = [self.type_of(value) for _, value in node.entries]
        return MapOf(_joined(values), _joined([self.types[k] for k, _ in node.entries]))

    # ---- operators

    def unary(self, node: syntax.Unary) -> Type:
        if node.operator == "!":
            self.require_bool(node.operand, "the operand of `!`")
            return BOOL
        kind = self.type_of(node.operand)
        if kind is not DYN and not is_number(kind):
            self.fail(f"`-` takes a number, and this is {kind}", node.operand)
        return kind

    def logic(self, node: syntax.Logic) -> Type:
        for operand in node.operands:
            self.require_bool(operand, f"each side of `{node.operator}`")
        return BOOL

    def conditional(self, node: syntax.Conditional) -> Type:
        self.require_bool(node.condition, "the condition of `?`")
        return join(self.type_of(node.then), self.type_of(node.otherwise))

    def binary(self, node: syntax.Binary) -> Type:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if node.operator == "in":
            return self._in(node, left, right)
        if node.operator in {"+", "-", "*", "/"}:
            return self._arithmetic(node, left, right)
        fits = comparable if node.operator in {"==", "!="} else orderable
        if not fits(left, right):
            self._mismatch(node, left, right)
        self._constants(node.left, right)
        self._constants(node.right, left)
        return BOOL

    def _mismatch(self, node: syntax.Binary, left: Type, right: Type) -> NoReturn:
        hint = ""
        if {left, right} == {DATE, STRING}:
            hint = '; write a date as date("2026-01-31")'
        self.fail(f"`{node.operator}` cannot compare {left} with {right}{hint}", node)

    def _constants(self, written: syntax.Node, kind: Type) -> None:
        """Refuse a text that an enumeration does not have."""
        if not isinstance(kind, StringType) or kind.values is None:
            return
        if isinstance(written, syntax.Literal) and isinstance(written.value, str):
            if written.value not in kind.values:
                known = ", ".join(kind.values)
                self.fail(
                    f'"{written.value}" is none of its values'
                    + (_hint(written.value, kind.values) or f": {known}"),
                    written,
                )

    def _in(self, node: syntax.Binary, left: Type, right: Type) -> Type:
        element = DYN
        if isinstance(right, ListOf):
            element = right.element
        elif isinstance(right, MapOf | ObjectOf):
            element = right.key if isinstance(right, MapOf) else STRING
        elif right is not DYN:
            self.fail(f"`in` asks a list or a map, and this is {right}", node.right)
        if not comparable(left, element):
            self._mismatch(node, left, element)
        self._constants(node.left, element)
        if isinstance(node.right, syntax.ListOfNodes):
            for item in node.right.items:
                self._constants(item, left)
        return BOOL

    def _arithmetic(self, node: syntax.Binary, left: Type, right: Type) -> Type:
        if node.operator == "+":
            if isinstance(left, StringType) and isinstance(
                right, StringType | type(DYN)
            ):
                if right is DYN or isinstance(right, StringType):
                    return STRING
            if isinstance(left, ListOf) and isinstance(right, ListOf):
                return ListOf(join(left.element, right.element))
        return self._numeric(node, left, right)

    def _numeric(self, node: syntax.Binary, left: Type, right: Type) -> Type:
        plus = node.operator == "+"
        for kind in (left, right):
            container = plus and isinstance(kind, ListOf | StringType)
            if kind is not DYN and not is_number(kind) and not container:
                hint = "; use `add_business_days` or `days_between`"
                self.fail(
                    f"`{node.operator}` has no meaning for {left} and {right}"
                    + (hint if DATE in (left, right) else ""),
                    node,
                )
        if DYN in (left, right):
            return DYN
        if not (is_number(left) and is_number(right)):
            self.fail(f"`{node.operator}` has no meaning for {left} and {right}", node)
        if left == right == INT:
            if node.operator == "/":
                self.fail(
                    "two integers are not divided here, since CEL would cut the"
                    " fraction off: write one of them as a number, 2.0",
                    node,
                )
            return INT
        return DOUBLE

    # ---- calls and macros

    def call(self, node: syntax.Call) -> Type:
        form = "method" if node.target else "function"
        name = (node.name_offset, node.name)
        signature = SIGNATURES.get(node.name)
        if signature is None:
            if node.name in OUTSIDE:
                self.fail(
                    f"outside the subset of CEL that is read here: `{node.name}`",
                    node,
                    name,
                )
            hint = _hint(node.name, [*SIGNATURES, "has", "all", "exists", "filter"])
            self.fail(f"there is no function `{node.name}`{hint}", node, name)
        if form not in signature.forms:
            right = "x.{}(...)" if form == "function" else "{}(x, ...)"
            self.fail(f"write `{right.format(node.name)}`", node, name)
        self._calendar(node)
        arguments = tuple(self.type_of(operand) for operand in node.operands)
        for overload in signature.overloads:
            if overload.accepts(arguments):
                self._pattern(node)
                return overload.result(*arguments)
        ways = " or ".join(
            ", ".join(parameter.wanted for parameter in overload.parameters)
            for overload in signature.overloads
        )
        given = ", ".join(map(str, arguments)) or "nothing"
        self.fail(f"`{node.name}` takes {ways}, and this is {given}", node)

    def _calendar(self, node: syntax.Call) -> None:
        if node.name in CALENDAR and not (self.env and self.env.calendar):
            self.fail(
                f"`{node.name}` needs a calendar, and there is none here",
                node,
                (node.name_offset, node.name),
            )

    def _pattern(self, node: syntax.Call) -> None:
        pattern = node.operands[-1]
        if node.name == "matches" and isinstance(pattern, syntax.Literal):
            wrong = patterns.refusal(str(pattern.value))
            if wrong is not None:
                self.fail(f"this regular expression is wrong: {wrong}", pattern)

    def macro(self, node: syntax.Macro) -> Type:
        source = self.type_of(node.source)
        element = DYN
        if isinstance(source, ListOf):
            element = source.element
        elif isinstance(source, MapOf | ObjectOf):
            element = source.key if isinstance(source, MapOf) else STRING
        elif source is not DYN:
            self.fail(
                f"`{node.name}` visits a list or a map, not {source}", node.source
            )
        outer = self._variables
        self._variables = {**outer, node.variable: element}
        if node.condition:
            self.require_bool(node.condition, f"the condition of `{node.name}`")
        body = self.type_of(node.body) if node.body else element
        self._variables = outer
        return ListOf(body) if node.name in {"map", "filter"} else BOOL


def _joined(kinds: list[Type]) -> Type:
    if not kinds:
        return DYN
    whole = kinds[0]
    for kind in kinds[1:]:
        whole = join(whole, kind)
    return whole


def _hint(name: str, known: Any) -> str:
    close = get_close_matches(name, known, n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


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
