"""What compiled code may call: the runtime, and shortcuts that give up when unsure."""

from collections.abc import Mapping
from typing import Any

from checker.policy.expression import runtime
from checker.policy.expression.conversions import day
from checker.policy.expression.functions import IMPLEMENTATIONS
from checker.policy.expression.runtime import ABSENT, NUMBERS, WrongOperandError

__all__ = ["ARITHMETIC", "GIVES_UP", "GLOBALS", "ORDERINGS"]

GIVES_UP = (KeyError, TypeError, WrongOperandError)
"""What compiled code raises to hand over to the interpreter."""

ORDERINGS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply"}


def _give_up() -> Any:
    raise WrongOperandError("left to the interpreter")


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        _give_up()
    return bool(value)


def _present(value: Any) -> Any:
    return _give_up() if value is None else value


def _indexed(operand: Any, key: Any) -> Any:
    found = runtime.element(operand, key)
    return _give_up() if found is ABSENT else found


def _has(value: Any, steps: tuple[str, ...], *, scoped: bool) -> bool:
    """Whether a path is there: the fast case, where every step is a map."""
    for step in steps:
        if not isinstance(value, Mapping):
            return bool(_give_up())
        value = value.get(step, ABSENT)
        if value is ABSENT or (value is None and scoped):
            return False
    return True


GLOBALS: dict[str, Any] = {
    "__builtins__": {},
    "NUMBERS": NUMBERS,
    "day": day,
    "elements": runtime.elements,
    "equal": runtime.equal,
    "contains": runtime.contains,
    "give_up": _give_up,
    "has": _has,
    "indexed": _indexed,
    "make_map": runtime.make_map,
    "negate": runtime.negate,
    "present": _present,
    "truth": _truth,
    "type": type,
    **{name: runtime.ORDERINGS[sign] for sign, name in ORDERINGS.items()},
    **{name: runtime.ARITHMETIC[sign] for sign, name in ARITHMETIC.items()},
    **{f"call_{name}": run for name, run in IMPLEMENTATIONS.items()},
}
