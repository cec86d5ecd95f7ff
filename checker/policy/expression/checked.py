"""A syntax tree with what is known of it before it runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from checker.policy.expression.syntax import Node
from checker.policy.expression.types import Type

__all__ = ["Checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A syntax tree with what is known of it.

    Attributes:
        root: the tree.
        types: the type of every node.
        paths: the dotted paths that it reads, from the names in scope.
        scoped: whether it was checked against an `Env`.
    """

    root: Node
    types: Mapping[Node, Type]
    paths: frozenset[str]
    scoped: bool
