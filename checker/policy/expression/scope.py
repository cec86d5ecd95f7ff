"""Where the interpreter finds names, and how it says that something is not there."""

from collections.abc import Callable, Mapping
from typing import Any

from checker.model.record import Record
from checker.policy.expression import syntax
from checker.policy.expression.faults import MissingValue
from checker.policy.expression.runtime import ABSENT

__all__ = ["Scope"]


class Scope:
    """The names of one evaluation.

    Args:
        bindings: the values of the names.
        text: gives the source of a node.
        scoped: whether an `Env` lists the names. Without one a binding may have a
            dotted name, as CEL's namespaces have; the longest one is meant.
    """

    def __init__(
        self,
        bindings: Mapping[str, Any],
        text: Callable[[syntax.Node], str],
        *,
        scoped: bool,
    ) -> None:
        self._bindings = bindings
        self._text = text
        self._dotted = not scoped and any("." in name for name in bindings)

    def has(self, node: syntax.Ident, variables: Mapping[str, Any]) -> bool:
        """Whether a name has a value."""
        local = not node.absolute and node.name in variables
        return local or node.name in self._bindings

    def named(self, node: syntax.Ident, variables: Mapping[str, Any]) -> Any:
        """Return the value of a name.

        Raises:
            MissingValue: it has none.
        """
        if not node.absolute and node.name in variables:
            return variables[node.name]
        if node.name not in self._bindings:
            raise self.missing(node, self._bindings, node.name)
        return self._bindings[node.name]

    def whole(self, node: syntax.Select, variables: Mapping[str, Any]) -> Any:
        """Return the value of a dotted path that is bound as a whole, or `ABSENT`."""
        path = syntax.path_of(node) if self._dotted else None
        root = syntax.root_of(node)
        if path is None or not isinstance(root, syntax.Ident):
            return ABSENT
        shadowed = not root.absolute and root.name in variables
        return ABSENT if shadowed else self._bindings.get(".".join(path), ABSENT)

    def missing(
        self, node: syntax.Node, owner: object = None, name: str = ""
    ) -> MissingValue:
        """Return the gap at a node: what its owner lacks, and why if that is known."""
        path = syntax.path_of(node)
        name = node.field if isinstance(node, syntax.Select) else name
        record = owner if isinstance(owner, Record) else None
        return MissingValue(
            ".".join(path) if path else self._text(node),
            record=record,
            name=name,
            reason=record.absent.get(name) if record is not None else None,
            offset=node.offset,
            length=node.length,
        )
