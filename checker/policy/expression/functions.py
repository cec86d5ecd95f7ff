"""The functions of the language: what each takes, what it gives, what it does."""

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

from checker.policy.expression import conversions, patterns
from checker.policy.expression.runtime import (
    NUMBERS,
    ORDERINGS,
    Charge,
    WrongOperandError,
    fit,
    kind,
)

__all__ = ["IMPLEMENTATIONS", "Calendar", "Context"]

_MOST_DAYS = 100_000
_CHARACTERS_A_STEP = 16  # a text search is that much cheaper than visiting elements


class Calendar(Protocol):
    """Counts CAISO business days; dates are texts `YYYY-MM-DD`."""

    def add_business_days(self, date: str, n: int, /) -> str:
        """Return the date that is `n` business days after (before, if negative)."""

    def business_days_between(self, start: str, end: str, /) -> int:
        """Return how many business days lie between two dates."""


class Context(NamedTuple):
    """What a function may use besides its arguments.

    Attributes:
        memo: the indexes of long lists, for as long as the data stays as it is.
    """

    charge: Charge
    calendar: Calendar | None
    memo: dict[Any, Any] | None = None


def _text(value: object) -> str:
    if type(value) is not str:
        raise WrongOperandError(f"{kind(value)} is no string")
    return value


def _list(value: object, context: Context) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise WrongOperandError(f"{kind(value)} is no list")
    context.charge(len(value))
    return value


def _searched(value: object, context: Context) -> str:
    text = _text(value)
    context.charge(len(text) // _CHARACTERS_A_STEP)
    return text


def _size(_context: Context, value: Any) -> int:
    if type(value) is str or isinstance(value, list | tuple | Mapping):
        return len(value)
    raise WrongOperandError(f"{kind(value)} has no size")


def _starts_with(_context: Context, text: Any, start: Any) -> bool:
    return _text(text).startswith(_text(start))


def _ends_with(_context: Context, text: Any, end: Any) -> bool:
    return _text(text).endswith(_text(end))


def _contains(context: Context, text: Any, part: Any) -> bool:
    return _text(part) in _searched(text, context)


def _matches(context: Context, text: Any, pattern: Any) -> bool:
    try:
        return bool(patterns.compiled(_text(pattern)).search(_searched(text, context)))
    except ValueError as error:  # a bad pattern, or text that is no Unicode
        raise WrongOperandError(f"`matches`: {error}") from None


def _sum(context: Context, values: Any) -> int | float:
    numbers = _list(values, context)
    for value in numbers:
        if type(value) not in NUMBERS:
            raise WrongOperandError(f"`sum` adds numbers, not {kind(value)}")
    if all(type(value) is int for value in numbers):
        return int(fit(sum(numbers)))
    try:
        return math.fsum(numbers)
    except (OverflowError, ValueError):  # beyond any double, or inf - inf
        raise WrongOperandError("this sum is no number") from None


def _unique(context: Context, values: Any) -> list[Any]:
    seen: dict[object, Any] = {}
    for value in _list(values, context):
        seen.setdefault(_identity(value, context), value)
    return list(seen.values())


def _identity(value: Any, context: Context, depth: int = 0) -> object:
    """Return what is equal, and hashed the same, for equal values only."""
    if depth > _MOST_NESTED:
        raise WrongOperandError("these values are nested too deeply to compare")
    if type(value) in NUMBERS:
        return ("number", value)
    if isinstance(value, list | tuple):
        context.charge(len(value))
        return ("list", *(_identity(item, context, depth + 1) for item in value))
    if isinstance(value, Mapping):
        context.charge(len(value))
        return frozenset(
            (_identity(key, context), _identity(item, context, depth + 1))
            for key, item in value.items()
        )
    return (kind(value), value)


_MOST_NESTED = 100


def _abs(_context: Context, value: Any) -> int | float:
    if type(value) not in NUMBERS:
        raise WrongOperandError(f"`abs` takes a number, not {kind(value)}")
    result: int | float = fit(abs(value))
    return result


def _extreme(name: str, operator: str) -> Callable[..., Any]:
    before = ORDERINGS[operator]

    def extreme(context: Context, first: Any, *second: Any) -> Any:
        values = (first, *second) if second else _list(first, context)
        if not values:
            raise WrongOperandError(f"`{name}` of an empty list")
        best = values[0]
        for value in values:
            if before(value, best):
                best = value
        return best

    return extreme


def _date(_context: Context, value: Any) -> str:
    return conversions.day(value)


def _days_between(_context: Context, start: Any, end: Any) -> int:
    return _ordinal(end) - _ordinal(start)


def _ordinal(value: Any) -> int:
    return conversions.ordinal(conversions.day(value)) or 0


def _add_business_days(context: Context, start: Any, count: Any) -> str:
    if type(count) is not int or abs(count) > _MOST_DAYS:
        raise WrongOperandError(f"{count!r} is no count of business days")
    context.charge(abs(count))
    return str(_asked(context).add_business_days(conversions.day(start), count))


def _business_days_between(context: Context, start: Any, end: Any) -> int:
    context.charge(abs(_days_between(context, start, end)))
    return int(_asked(context).business_days_between(start, end))


def _asked(context: Context) -> Calendar:
    if context.calendar is None:
        raise WrongOperandError("there is no calendar of business days")
    return context.calendar


IMPLEMENTATIONS: dict[str, Callable[..., Any]] = {
    "abs": _abs,
    "add_business_days": _add_business_days,
    "business_days_between": _business_days_between,
    "contains": _contains,
    "date": _date,
    "days_between": _days_between,
    "double": lambda _, value: conversions.to_double(value),
    "endsWith": _ends_with,
    "int": lambda _, value: conversions.to_int(value),
    "matches": _matches,
    "max": _extreme("max", ">"),
    "min": _extreme("min", "<"),
    "round": lambda _, *values: conversions.round_number(*values),
    "size": _size,
    "startsWith": _starts_with,
    "string": lambda _, value: conversions.to_string(value),
    "sum": _sum,
    "unique": _unique,
}
"""Each takes the `Context` and the values, and raises `WrongOperandError`."""
