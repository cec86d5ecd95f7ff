"""What compiled code may call: the runtime, and shortcuts that give up when unsure."""

from collections.abc import Mapping, Sequence
from typing import Any

from checker.policy.expression import runtime
from checker.policy.expression.conversions import DAYS
from checker.policy.expression.faults import BudgetExceeded
from checker.policy.expression.functions import IMPLEMENTATIONS
from checker.policy.expression.runtime import (
    ABSENT,
    NUMBERS,
    Charge,
    WrongOperandError,
)

__all__ = ["ARITHMETIC", "FEW", "GIVES_UP", "GLOBALS", "ORDERINGS"]

GIVES_UP = (
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    WrongOperandError,
)
"""What compiled code raises to hand over to the interpreter."""

_MOST_KEPT = 64
"""Lists whose indexes are kept at a time."""

FEW = 16
"""Below so many elements a search is quicker than an index."""

ORDERINGS = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal"}
ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply"}


def _give_up() -> Any:
    raise WrongOperandError("left to the interpreter")


def _present(value: Any) -> Any:
    return _give_up() if value is None else value


def _indexed(operand: Any, key: Any) -> Any:
    found = runtime.element(operand, key)
    return _give_up() if found is ABSENT else found


def _has(value: Any, steps: tuple[str, ...]) -> bool:
    """Whether a path is there in plain CEL, when every step is a map."""
    for step in steps:
        if not isinstance(value, Mapping):
            return bool(_give_up())
        value = value.get(step, ABSENT)
        if value is ABSENT:
            return False
    return True


Memo = dict[Any, Any] | None


def _member(item: Any, operand: Any, charge: Charge, memo: Memo) -> bool:
    """Whether an item is in a list that stands in the data: asked often, a set tells.

    A text equals texts only, so that the set has these alone.
    """
    if type(item) is not str or type(operand) is not list or memo is None:
        return runtime.contains(item, operand, charge)
    charge(len(operand))
    if len(operand) < FEW:
        return item in operand
    asked = memo.get(id(operand))
    if asked is None:
        _keep(memo, id(operand), operand)
        return item in operand
    if asked[1] is None:
        asked[1] = frozenset(value for value in operand if type(value) is str)
    return item in asked[1]


def _narrowed(items: Any, field: str, key: Any, memo: Memo) -> Sequence[Any]:
    """Return the elements of a list in the data whose field equals a key, in order.

    All of them when it is asked for the first time, or when the key, or this field of
    any element, is no text: then the condition itself must be asked.
    """
    if type(key) is not str or type(items) is not list or memo is None:
        return items  # type: ignore[no-any-return] # what `elements` gave
    asked = memo.get((id(items), field))
    if asked is None:
        _keep(memo, (id(items), field), items)
        return items
    if asked[1] is None:
        asked[1] = _indexed_by(items, field)
    index = asked[1]
    return index.get(key, ()) if index else items


def _keep(memo: dict[Any, Any], key: object, items: list[Any]) -> None:
    """Note that a list was asked; it is kept, so that its id stays its own."""
    if len(memo) >= _MOST_KEPT:
        del memo[next(iter(memo))]
    memo[key] = [items, None]


def _indexed_by(items: list[Any], field: str) -> dict[str, list[Any]]:
    """Return the elements by a field; nothing when it is no text in one of them."""
    index: dict[str, list[Any]] = {}
    for item in items:
        value = item.get(field) if isinstance(item, dict) else None
        if type(value) is not str:
            return {}
        index.setdefault(value, []).append(item)
    return index


GLOBALS: dict[str, Any] = {
    "__builtins__": {},
    "NUMBERS": NUMBERS,
    "DAYS": DAYS,
    "STOPS": (*GIVES_UP, BudgetExceeded),
    "elements": runtime.elements,
    "equal": runtime.equal,
    "contains": runtime.contains,
    "give_up": _give_up,
    "has": _has,
    "indexed": _indexed,
    "make_map": runtime.make_map,
    "negate": runtime.negate,
    "present": _present,
    "len": len,
    "list_type": list,
    "member": _member,
    "narrowed": _narrowed,
    "double": float,
    "text": str,
    "type": type,
    **{name: runtime.ORDERINGS[sign] for sign, name in ORDERINGS.items()},
    **{name: runtime.ARITHMETIC[sign] for sign, name in ARITHMETIC.items()},
    **{f"call_{name}": run for name, run in IMPLEMENTATIONS.items()},
}
