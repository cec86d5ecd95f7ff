"""Which fields an expression may read: paths from the names in scope, through macros.

Unlike `Program.paths` these follow the variables of macros: of
`linked.sites.all(s, s.pnode != "")` they are `linked.sites` and `linked.sites.pnode`.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from checker.policy.expression import syntax

__all__ = ["Reads", "reads_of"]

Paths = frozenset[tuple[str, ...]]
_NOTHING: Paths = frozenset()
_HANDS_ON = frozenset({"unique", "min", "max"})


class Reads(NamedTuple):
    """What an expression reads.

    Attributes:
        fields: every path that it may look at.
        whole: those that it compares with all that is below them.
        value: what it may itself be.
    """

    fields: Paths
    whole: Paths
    value: Paths


def reads_of(root: syntax.Node, variables: Mapping[str, Paths]) -> Reads:
    """Return what an expression reads.

    Args:
        root: the expression.
        variables: what names stand for that are not in scope by themselves.
    """
    reader = _Reader()
    value = reader.of(root, variables)
    return Reads(frozenset(reader.fields), frozenset(reader.whole), value)


class _Reader:
    def __init__(self) -> None:
        self.fields: set[tuple[str, ...]] = set()
        self.whole: set[tuple[str, ...]] = set()

    def of(self, node: syntax.Node, variables: Mapping[str, Paths]) -> Paths:
        rule = _RULES.get(type(node), _Reader.parts)
        value = rule(self, node, variables)
        self.fields |= value
        return value

    def parts(self, node: syntax.Node, variables: Mapping[str, Paths]) -> Paths:
        """Look at the parts of a node; its own value is nothing declared."""
        for part in syntax.children(node):
            self.of(part, variables)
        return _NOTHING

    def joined(self, node: syntax.Node, variables: Mapping[str, Paths]) -> Paths:
        """Look at the parts of a node, whose value may be any of them."""
        values = [self.of(part, variables) for part in syntax.children(node)]
        return frozenset().union(*values)

    def ident(self, node: syntax.Ident, variables: Mapping[str, Paths]) -> Paths:
        if not node.absolute and node.name in variables:
            return variables[node.name]
        return frozenset({(node.name,)})

    def select(self, node: syntax.Select, variables: Mapping[str, Paths]) -> Paths:
        owners = self.of(node.operand, variables)
        return frozenset((*path, node.field) for path in owners)

    def index(self, node: syntax.Index, variables: Mapping[str, Paths]) -> Paths:
        owners = self.of(node.operand, variables)
        self.of(node.index, variables)
        key = node.index.value if isinstance(node.index, syntax.Literal) else None
        if isinstance(key, str):
            return frozenset((*path, key) for path in owners)
        return owners

    def has(self, node: syntax.Has, variables: Mapping[str, Paths]) -> Paths:
        self.of(node.operand, variables)
        return _NOTHING

    def binary(self, node: syntax.Binary, variables: Mapping[str, Paths]) -> Paths:
        value = self.joined(node, variables)
        if node.operator in {"==", "!=", "in"}:
            self.whole |= value
        return value if node.operator == "+" else _NOTHING

    def conditional(
        self, node: syntax.Conditional, variables: Mapping[str, Paths]
    ) -> Paths:
        self.of(node.condition, variables)
        return self.of(node.then, variables) | self.of(node.otherwise, variables)

    def call(self, node: syntax.Call, variables: Mapping[str, Paths]) -> Paths:
        value = self.joined(node, variables)
        return value if node.name in _HANDS_ON else _NOTHING

    def macro(self, node: syntax.Macro, variables: Mapping[str, Paths]) -> Paths:
        source = self.of(node.source, variables)
        inner = {**variables, node.variable: source}
        if node.condition is not None:
            self.of(node.condition, inner)
        body = _NOTHING if node.body is None else self.of(node.body, inner)
        return {"filter": source, "map": body}.get(node.name, _NOTHING)


_RULES: dict[type, Callable[[_Reader, Any, Mapping[str, Paths]], Paths]] = {
    syntax.Binary: _Reader.binary,
    syntax.Call: _Reader.call,
    syntax.Conditional: _Reader.conditional,
    syntax.Has: _Reader.has,
    syntax.Ident: _Reader.ident,
    syntax.Index: _Reader.index,
    syntax.ListOfNodes: _Reader.joined,
    syntax.Macro: _Reader.macro,
    syntax.Select: _Reader.select,
}
