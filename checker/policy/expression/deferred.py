"""A program that is compiled once something asks for more than its text."""

from collections.abc import Callable
from typing import Any

from checker.policy.expression.program import Program

__all__ = ["DeferredProgram"]


class DeferredProgram(Program):
    """A program of which it is known that it compiles."""

    __slots__ = ("_compile",)

    def __init__(self, source: str, compile_it: Callable[[], Program]) -> None:
        """Remember how it is made.

        Args:
            source: its text.
            compile_it: gives the program itself.
        """
        self.source = source
        self._compile = compile_it

    def __getattr__(self, name: str) -> Any:
        """Compile it: what is asked for is not there yet."""
        if name not in Program.__slots__:
            raise AttributeError(name)
        program = self._compile()
        for slot in Program.__slots__:
            setattr(self, slot, getattr(program, slot))
        return getattr(program, name)
