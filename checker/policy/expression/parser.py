"""From tokens to the syntax tree, after the grammar of the CEL specification."""

from checker.errors import ExpressionError
from checker.policy.expression.lexer import KEYWORDS, RESERVED, Token, tokens
from checker.policy.expression.literals import integer, number
from checker.policy.expression.macros import expand
from checker.policy.expression.syntax import (
    Binary,
    Call,
    Conditional,
    Ident,
    Index,
    ListOfNodes,
    Literal,
    Logic,
    MapOfNodes,
    Node,
    Select,
    Unary,
    children,
)

__all__ = ["MAX_DEPTH", "MAX_NODES", "parse"]

MAX_DEPTH = 64
"""How deep an expression may nest; the specification asks for 32 at most."""

MAX_NODES = 4_000
"""How many nodes a syntax tree may have."""

_LEVELS = (
    frozenset({"<", "<=", ">=", ">", "==", "!=", "in"}),
    frozenset({"+", "-"}),
    frozenset({"*", "/"}),
)
_CONSTANTS = {"true": True, "false": False, "null": None}
_NUMBERS = frozenset({"int", "float"})


def parse(source: str) -> Node:
    """Return the syntax tree of an expression.

    Raises:
        ExpressionError: it is no expression of the subset, or too large a one.
    """
    parser = _Parser(source)
    node = parser.expression()
    parser.expect("end", "an operator or the end")
    _bound(node, source)
    return node


class _Parser:
    """A recursive descent; `MAX_DEPTH` keeps it within Python's own recursion."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._tokens = tokens(source)
        self._token = next(self._tokens)
        self._end = 0
        self._depth = 0

    def fail(self, message: str, token: Token | None = None) -> ExpressionError:
        at = token or self._token
        return ExpressionError(
            message, source=self.source, offset=at.offset, length=at.length
        )

    def advance(self) -> Token:
        token = self._token
        self._end = token.offset + token.length
        if token.kind != "end":
            self._token = next(self._tokens)
        return token

    def expect(self, kind: str, wanted: str = "") -> Token:
        if self._token.kind == kind:
            return self.advance()
        raise self.fail(
            f"{wanted or f'`{kind}`'} was expected here, not {self._found()}"
        )

    def accept(self, kind: str) -> bool:
        if self._token.kind == kind:
            self.advance()
            return True
        return False

    def _found(self) -> str:
        token = self._token
        if token.kind == "end":
            return "the end"
        return f"`{self.source[token.offset : token.offset + token.length]}`"

    def _span(self, start: int) -> tuple[int, int]:
        return start, self._end - start

    def expression(self) -> Node:
        start = self._token.offset
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.fail(f"an expression nested deeper than {MAX_DEPTH} is refused")
        node = self._logic("||")
        if self.accept("?"):
            then = self._logic("||")
            self.expect(":")
            otherwise = self.expression()
            node = Conditional(*self._span(start), node, then, otherwise)
        self._depth -= 1
        return node

    def _logic(self, operator: str) -> Node:
        start = self._token.offset
        operands = [self._below(operator)]
        while self.accept(operator):
            operands.append(self._below(operator))
        if len(operands) == 1:
            return operands[0]
        return Logic(*self._span(start), operator, tuple(operands))

    def _below(self, operator: str) -> Node:
        return self._logic("&&") if operator == "||" else self._binary(0)

    def _binary(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        start = self._token.offset
        node = self._binary(level + 1)
        while self._token.kind in _LEVELS[level]:
            sign = self.advance()
            right = self._binary(level + 1)
            node = Binary(*self._span(start), sign.kind, sign.offset, node, right)
        return node

    def _unary(self) -> Node:
        sign = self._token.kind
        if sign not in {"!", "-"}:
            return self._member()
        starts = []
        while self._token.kind == sign:
            starts.append(self.advance().offset)
        if sign == "-" and self._token.kind in _NUMBERS:
            node = self._member(negative_from=starts.pop())
        else:
            node = self._member()
        for start in reversed(starts):
            node = Unary(*self._span(start), sign, node)
        return node

    def _member(self, negative_from: int | None = None) -> Node:
        start = self._token.offset if negative_from is None else negative_from
        node = self._primary(negative_from)
        while True:
            if self.accept("."):
                node = self._selection(node, start)
            elif self._token.kind == "[":
                self.advance()
                index = self.expression()
                self.expect("]")
                node = Index(*self._span(start), node, index)
            elif self._token.kind == "{" and isinstance(node, Ident | Select):
                raise self.fail(
                    "outside the subset of CEL that is read here: the construction"
                    " of a message, `Name{...}`"
                )
            else:
                return node

    def _selection(self, operand: Node, start: int) -> Node:
        token = self._token
        if token.kind == "quoted":
            self.advance()
            return Select(*self._span(start), operand, token.text, token.offset)
        if token.kind in KEYWORDS:
            raise self.fail(f"`{token.text}` is a keyword and names no field")
        self.expect("name", "a name")
        if self._token.kind != "(":
            return Select(*self._span(start), operand, token.text, token.offset)
        arguments = self._arguments()
        span = self._span(start)
        return expand(
            Call(*span, token.text, token.offset, operand, arguments), self.source
        )

    def _arguments(self) -> tuple[Node, ...]:
        self.expect("(")
        if self.accept(")"):
            return ()
        arguments = [self.expression()]
        while self.accept(","):
            arguments.append(self.expression())
        self.expect(")")
        return tuple(arguments)

    def _primary(self, negative_from: int | None) -> Node:
        token = self._token
        start = token.offset if negative_from is None else negative_from
        if token.kind in {*_NUMBERS, "string"} or token.kind in _CONSTANTS:
            self.advance()
            value = self._value(token, negative=negative_from is not None)
            return Literal(*self._span(start), value)
        if token.kind in {".", "name"}:
            return self._name()
        if token.kind == "[":
            return self._list()
        if token.kind == "{":
            return self._map()
        self.expect("(", "a value")
        node = self.expression()
        self.expect(")")
        return node

    def _value(self, token: Token, *, negative: bool) -> bool | float | str | None:
        at = token.offset
        if token.kind == "int":
            return integer(token.text, negative=negative, source=self.source, offset=at)
        if token.kind == "float":
            value = number(token.text, source=self.source, offset=at)
            return -value if negative else value
        return token.text if token.kind == "string" else _CONSTANTS[token.kind]

    def _name(self) -> Node:
        start = self._token.offset
        absolute = self.accept(".")
        token = self.expect("name", "a name")
        if token.text in RESERVED:
            raise self.fail(f"`{token.text}` is a reserved word of CEL", token)
        if self._token.kind != "(":
            return Ident(*self._span(start), token.text, absolute)
        arguments = self._arguments()
        span = self._span(start)
        return expand(
            Call(*span, token.text, token.offset, None, arguments), self.source
        )

    def _list(self) -> Node:
        start = self.expect("[").offset
        items: list[Node] = []
        while self._token.kind != "]":
            items.append(self.expression())
            if not self.accept(","):
                break
        self.expect("]")
        return ListOfNodes(*self._span(start), tuple(items))

    def _map(self) -> Node:
        start = self.expect("{").offset
        entries: list[tuple[Node, Node]] = []
        while self._token.kind != "}":
            key = self.expression()
            self.expect(":")
            entries.append((key, self.expression()))
            if not self.accept(","):
                break
        self.expect("}")
        return MapOfNodes(*self._span(start), tuple(entries))


def _bound(root: Node, source: str) -> None:
    """Refuse a tree with too many nodes or too many levels, without recursion."""
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MAX_DEPTH or count > MAX_NODES:
            what = (
                f"nested deeper than {MAX_DEPTH}" if depth > MAX_DEPTH else "so large"
            )
            raise ExpressionError(
                f"an expression {what} is refused",
                source=source,
                offset=level[0].offset,
                length=level[0].length,
            )
        level = [part for node in level for part in children(node)]
