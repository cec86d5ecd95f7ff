"""A program that is made once something asks for more than its text."""

from collections.abc import Callable
from typing import Any

from checker.policy.expression.program import Program

__all__ = ["DeferredProgram"]


class DeferredProgram(Program):
    """A program of which it is known that it compiles, and what it reads."""

    __slots__ = ("_make",)

    def __init__(
        self, source: str, make: Callable[[], Program], *, paths: frozenset[str]
    ) -> None:
        """Remember how it is made.

        Args:
            source: its text.
            make: gives the program itself.
            paths: what it reads; see `Program`.
        """
        self.source = source
        self.paths = paths
        self._make = make

    def __getattr__(self, name: str) -> Any:
        """Make it: what is asked for is not there yet."""
        if name not in Program.__slots__:
            raise AttributeError(name)
        program = self._make()
        for slot in Program.__slots__:
            setattr(self, slot, getattr(program, slot))
        return getattr(program, name)
