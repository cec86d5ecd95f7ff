"""What an expression may name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from checker.policy.expression.functions import Calendar
from checker.policy.expression.types import Type

__all__ = ["Env"]


@dataclass(frozen=True, slots=True)
class Env:
    """The names in scope with their types, and the calendar where there is one.

    With an `Env`, null is a gap like a missing field, and dividing by zero a fault.
    """

    names: Mapping[str, Type] = field(default_factory=dict)
    calendar: Calendar | None = None

    def extended(self, name: str, kind: Type) -> "Env":
        """Return this environment with one more name."""
        return Env({**self.names, name: kind}, self.calendar)
