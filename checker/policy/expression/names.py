"""The names of generated code: constants, variables, and what is looked up once."""

from typing import Any

from checker.policy.expression import syntax

__all__ = ["Names"]


class Names:
    """Gives out names; nothing that an author wrote becomes Python text.

    Attributes:
        constants: what `k0, k1, ...` stand for.
        heads: lines that look up the names in scope, and fields of them, once.
    """

    def __init__(self) -> None:
        self.constants: dict[str, Any] = {}
        self.heads: list[str] = []
        self._variables: dict[str, str] = {}
        self._known: dict[tuple[str, ...], str] = {}
        self._count = 0

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def _constant(self, value: object) -> str:
        name = self._fresh("k")
        self.constants[name] = value
        return name

    def _is_variable(self, node: syntax.Ident) -> bool:
        return not node.absolute and node.name in self._variables

    def _root(self, name: str) -> str:
        """Return what holds the value of a name in scope; code gives up without."""
        if (name,) not in self._known:
            own = self._known[name,] = self._fresh("n")
            self.heads.append(f"{own} = bindings[{self._constant(name)}]")
        return self._known[name,]

    def _looked_up(self, name: str, field: str) -> str:
        """Return what holds a field of a name in scope, `None` when it is missing.

        Only for what is the same to a gap and to null.
        """
        if (name, field) not in self._known:
            root = self._root(name)
            own = self._known[name, field] = self._fresh("h")
            self.heads.append(f"{own} = {root}.get({self._constant(field)})")
        return self._known[name, field]
