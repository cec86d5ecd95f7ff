"""What operators and macros take and give, as far as types tell."""

from collections.abc import Iterable
from difflib import get_close_matches

from checker.policy.expression.types import (
    BOOL,
    DATE,
    DOUBLE,
    DYN,
    INT,
    NULL,
    STRING,
    ListOf,
    MapOf,
    ObjectOf,
    StringType,
    Type,
    comparable,
    is_number,
    join,
    orderable,
)

__all__ = [
    "MisfitError",
    "arithmetic",
    "comparison",
    "hint",
    "index",
    "joined",
    "member",
    "negation",
    "visited",
]


class MisfitError(Exception):
    """Operands of these types never fit; the message says why."""


def hint(name: str, known: Iterable[str]) -> str:
    """Return a question after the nearest known name, if one is near."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def joined(kinds: list[Type]) -> Type:
    """Return the narrowest type that has the values of all."""
    whole = kinds[0] if kinds else DYN
    for kind in kinds[1:]:
        whole = join(whole, kind)
    return whole


def comparison(operator: str, left: Type, right: Type) -> Type:
    """Return the type of `left == right`, `left < right` and their like."""
    fits = comparable if operator in {"==", "!="} else orderable
    if not fits(left, right):
        dates = DATE in (left, right) and isinstance(
            left if right == DATE else right, StringType
        )
        tail = '; write a date as date("2026-01-31")' if dates else ""
        raise MisfitError(f"`{operator}` cannot compare {left} with {right}{tail}")
    return BOOL


def visited(operand: Type, asked: str) -> Type:
    """Return the type of what a macro or `in` finds in a list or a map."""
    if isinstance(operand, ListOf):
        return operand.element
    if isinstance(operand, MapOf):
        return operand.key
    if operand is not DYN and not isinstance(operand, ObjectOf):
        raise MisfitError(f"`{asked}` takes a list or a map, and this is {operand}")
    return DYN if operand is DYN else STRING


def member(left: Type, right: Type) -> Type:
    """Return the type of `left in right`."""
    return comparison("==", left, visited(right, "in"))


def index(operand: Type, key: Type) -> Type:
    """Return the type of `operand[key]`, the operand being a list or a map."""
    if isinstance(operand, ListOf):
        if key is not DYN and not is_number(key):
            raise MisfitError(f"a list is indexed by an integer, not by {key}")
        return operand.element
    if isinstance(operand, MapOf):
        if not comparable(operand.key, key) or key in (NULL, DATE):
            raise MisfitError(f"this map has no key that is {key}")
        return operand.value
    if operand is not DYN:
        raise MisfitError(f"{operand} has no elements")
    return DYN


def negation(operand: Type) -> Type:
    """Return the type of `-operand`."""
    if operand is not DYN and not is_number(operand):
        raise MisfitError(f"`-` takes a number, and this is {operand}")
    return operand


def arithmetic(operator: str, left: Type, right: Type) -> Type:
    """Return the type of `left + right` and its like."""
    joins = operator == "+"
    if joins and isinstance(left, ListOf) and isinstance(right, ListOf):
        return ListOf(join(left.element, right.element))
    if joins and isinstance(left, StringType) and isinstance(right, StringType):
        return STRING
    known = [kind for kind in (left, right) if kind is not DYN]
    takes = _is_added if joins and DYN in (left, right) else is_number
    if not all(map(takes, known)):
        tail = "; use `add_business_days` or `days_between`" if DATE in known else ""
        raise MisfitError(f"`{operator}` has no meaning for {left} and {right}{tail}")
    if len(known) == 1:
        return DYN if not is_number(known[0]) or known[0] == INT else DOUBLE
    if not known:
        return DYN
    return _number(operator, left, right)


def _is_added(kind: Type) -> bool:
    return is_number(kind) or isinstance(kind, ListOf | StringType)


def _number(operator: str, left: Type, right: Type) -> Type:
    if DOUBLE in (left, right):
        return DOUBLE
    if operator == "/":
        raise MisfitError(
            "two integers are not divided here, since CEL would cut the fraction"
            " off: write one of them as a number, 2.0"
        )
    return INT
