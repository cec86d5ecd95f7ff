"""What the operators do to values: once, for compiled code and for the interpreter.

Values are those of JSON: `None`, `bool`, `int`, `float`, `str`, lists and dicts.
Python's own operators are not enough: `True == 1` there, and `[] < []`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from checker.policy.expression.literals import INT_MAX, INT_MIN

__all__ = [
    "ABSENT",
    "ARITHMETIC",
    "NUMBERS",
    "ORDERINGS",
    "Charge",
    "WrongOperandError",
    "contains",
    "divide_numbers",
    "division",
    "element",
    "elements",
    "equal",
    "fit",
    "kind",
    "make_map",
    "negate",
]

Charge = Callable[[int], None]
"""Takes the cost of a step from the budget of an evaluation."""

ABSENT = object()
"""Stands for an element that is not there."""

NUMBERS = frozenset({int, float})
_DEEPEST = 100


class WrongOperandError(Exception):
    """An operation has no result for its operands; the message says why."""


def kind(value: object) -> str:
    """Return what the language calls the type of a value."""
    names = {bool: "bool", int: "int", float: "number", str: "string"}
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "map"
    if isinstance(value, list | tuple):
        return "list"
    return names.get(type(value), "no value of the language")


def equal(left: object, right: object, charge: Charge, depth: int = 0) -> bool:
    """Whether two values are equal; values of two types are not."""
    one, other = type(left), type(right)
    if one in NUMBERS:
        return other in NUMBERS and left == right
    if left is None or one is str or one is bool:
        return one is other and left == right
    if depth > _DEEPEST:
        raise WrongOperandError("these values are nested too deeply to compare")
    if isinstance(left, list | tuple):
        if not isinstance(right, list | tuple) or len(left) != len(right):
            return False
        charge(len(left))
        pairs = zip(left, right, strict=True)
        return all(equal(a, b, charge, depth + 1) for a, b in pairs)
    if isinstance(left, Mapping):
        if not isinstance(right, Mapping) or len(left) != len(right):
            return False
        charge(len(left))
        return all(
            (there := element(right, key)) is not ABSENT
            and equal(value, there, charge, depth + 1)
            for key, value in left.items()
        )
    raise WrongOperandError(f"{type(left).__name__} is {kind(left)}")


def _ordered(left: object, right: object) -> None:
    one, other = type(left), type(right)
    if not (one in NUMBERS and other in NUMBERS) and not (
        one is other and (one is str or one is bool)
    ):
        raise WrongOperandError(f"{kind(left)} and {kind(right)} have no order")


def _less(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left < right)


def _less_equal(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left <= right)


def _greater(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left > right)


def _greater_equal(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left >= right)


ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": _less,
    "<=": _less_equal,
    ">": _greater,
    ">=": _greater_equal,
}


def fit(value: Any) -> Any:
    """Return a number, refusing an integer of more than 64 bits."""
    if type(value) is int and not INT_MIN <= value <= INT_MAX:
        raise WrongOperandError("the result does not fit into 64 bits")
    return value


def _numbers(left: object, right: object, operator: str) -> bool:
    """Refuse what is no pair of numbers; say whether both are integers."""
    one, other = type(left), type(right)
    if one not in NUMBERS or other not in NUMBERS:
        raise WrongOperandError(
            f"`{operator}` has no meaning for {kind(left)} and {kind(right)}"
        )
    return one is int and other is int


def _double(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        raise WrongOperandError("this integer does not fit into 64 bits") from None


def _add(left: Any, right: Any, charge: Charge) -> Any:
    if type(left) is str and type(right) is str:
        charge(len(left) + len(right))
        return left + right
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        charge(len(left) + len(right))
        return [*left, *right]
    if _numbers(left, right, "+"):
        return fit(left + right)
    return _double(left) + _double(right)


def _subtract(left: Any, right: Any, _charge: Charge) -> Any:
    if _numbers(left, right, "-"):
        return fit(left - right)
    return _double(left) - _double(right)


def _multiply(left: Any, right: Any, _charge: Charge) -> Any:
    if _numbers(left, right, "*"):
        return fit(left * right)
    return _double(left) * _double(right)


def _refuse_integers(left: object, right: object) -> None:
    if _numbers(left, right, "/"):
        raise WrongOperandError(
            "two integers are not divided: write one of them as a number, 2.0"
        )


def _divide(left: Any, right: Any, charge: Charge) -> float:
    _refuse_integers(left, right)
    return divide_numbers(left, right, charge)


def divide_numbers(left: Any, right: Any, _charge: Charge) -> float:
    """Divide as doubles, also what is written without a fraction (IEEE 754)."""
    _numbers(left, right, "/")
    above, below = _double(left), _double(right)
    if below:
        return above / below
    # 1/0.0 is an infinity with the sign of both, 0/0.0 is not a number.
    return above * math.copysign(math.inf, below)


def _divide_scoped(left: Any, right: Any, charge: Charge) -> float:
    _numbers(left, right, "/")
    if right == 0:
        raise WrongOperandError("division by zero")
    return divide_numbers(left, right, charge)


def division(
    *, numbers: bool, scoped: bool
) -> Callable[[Any, Any, Charge], int | float]:
    """Return how two values are divided.

    Args:
        numbers: one of them is a number by its type, so that a value written without
            a fraction is one too.
        scoped: a division by zero is a fault, and no infinity passes a comparison.
    """
    if not numbers:
        return _divide_checked if scoped else _divide
    return _divide_scoped if scoped else divide_numbers


def _divide_checked(left: Any, right: Any, charge: Charge) -> float:
    _refuse_integers(left, right)
    return _divide_scoped(left, right, charge)


ARITHMETIC: dict[str, Callable[[Any, Any, Charge], Any]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
}


def negate(value: Any) -> Any:
    """Return `-value`."""
    if type(value) not in NUMBERS:
        raise WrongOperandError(f"`-` has no meaning for {kind(value)}")
    return fit(-value)


def element(operand: object, key: Any) -> Any:
    """Return `operand[key]`, or `ABSENT`."""
    if isinstance(operand, Mapping):
        return _entry(operand, key)
    if not isinstance(operand, list | tuple):
        raise WrongOperandError(f"{kind(operand)} has no elements")
    if type(key) not in NUMBERS or key != key // 1:
        raise WrongOperandError(f"a list is not indexed by {kind(key)}")
    return operand[int(key)] if 0 <= key < len(operand) else ABSENT


def _entry(operand: Mapping[Any, Any], key: Any) -> Any:
    if type(key) is str:
        return operand.get(key, ABSENT)
    if type(key) is not bool and type(key) not in NUMBERS:
        raise WrongOperandError(f"a map is not indexed by {kind(key)}")
    found = operand.get(key, ABSENT)
    if found is not ABSENT and key in (0, 1):
        # Python takes 1 and True for one key, the language does not.
        same = (type(k) is bool for k in operand if type(k) is not str and k == key)
        if (type(key) is bool) is not next(same):
            return ABSENT
    return found


def contains(item: object, operand: object, charge: Charge) -> bool:
    """Whether `item in operand`: an element of a list, or a key of a map."""
    if isinstance(operand, Mapping):
        return _entry(operand, item) is not ABSENT
    if not isinstance(operand, list | tuple):
        raise WrongOperandError(f"nothing is in {kind(operand)}")
    charge(len(operand))
    if type(item) is str:  # a text equals texts only: the list's own search is quick
        return item in operand
    return any(equal(item, other, charge) for other in operand)


def elements(operand: object, charge: Charge) -> Sequence[Any]:
    """Return what a macro visits: the elements of a list or the keys of a map."""
    if type(operand) is not list:
        if isinstance(operand, Mapping):
            operand = list(operand)
        elif not isinstance(operand, list | tuple):
            raise WrongOperandError(f"{kind(operand)} has no elements")
    charge(len(operand))
    return operand


def make_map(entries: Sequence[tuple[Any, Any]], charge: Charge) -> dict[Any, Any]:
    """Return a map, refusing a repeated key and one that is no key."""
    charge(len(entries))
    made: dict[Any, Any] = {}
    for key, value in entries:
        if type(key) not in (str, int, bool):
            raise WrongOperandError(f"{kind(key)} is no key of a map")
        if key in made:
            raise WrongOperandError(f"the key {key!r} is repeated")
        made[key] = value
    return made
