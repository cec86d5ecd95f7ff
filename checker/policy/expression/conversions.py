"""Exact conversions between numbers, texts and dates."""

import datetime
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Any

from checker.policy.expression.literals import INT_MAX, INT_MIN
from checker.policy.expression.runtime import NUMBERS, WrongOperandError, fit, kind

__all__ = ["day", "ordinal", "round_number", "to_double", "to_int", "to_string"]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,40}")
_DOUBLE = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_NAMED = re.compile(r"[+-]?(inf(inity)?|nan)", re.IGNORECASE)
_EXACT = 2.0**53  # doubles of this size have no fraction
_MOST_DIGITS = 15
_MOST_DAYS = 8192
_DECIMAL = Context(prec=60, rounding=ROUND_HALF_UP)
_PLAIN_EXPONENTS = range(-4, 6)  # written without an exponent, as `%g` does


@lru_cache(maxsize=_MOST_DAYS)
def ordinal(text: str) -> int | None:
    """Return the number of a calendar date `YYYY-MM-DD`, or `None` if it is none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return datetime.date.fromisoformat(text).toordinal()
    except ValueError:
        return None


def day(value: object) -> str:
    """Return the date that was given, having made sure that it is one."""
    if type(value) is not str:
        raise WrongOperandError(f"{kind(value)} is no date")
    if ordinal(value) is None:
        raise WrongOperandError(f"{value!r} is no calendar date YYYY-MM-DD")
    return value


class _Days(dict[Any, str]):
    """The dates that `day` was given lately, each as itself.

    A look-up costs a fraction of a call; what is no date is refused by `day`.
    """

    def __missing__(self, value: object) -> str:
        checked = day(value)
        if len(self) >= _MOST_DAYS:
            self.clear()
        self[checked] = checked
        return checked


DAYS = _Days()


def to_int(value: Any) -> int:
    """Convert as CEL's `int`: a fraction is cut off, a text is decimal."""
    if type(value) is int:
        return value
    if type(value) is float:
        if not INT_MIN < value < float(INT_MAX):
            raise WrongOperandError(f"{value} does not fit into 64 bits")
        return int(value)
    if type(value) is str and _INTEGER.fullmatch(value):
        return int(fit(int(value)))
    raise WrongOperandError(f"{_shown(value)} is no integer")


def to_double(value: Any) -> float:
    """Convert as CEL's `double`."""
    if type(value) in NUMBERS:
        return float(fit(value))
    if type(value) is str and (_DOUBLE.fullmatch(value) or _NAMED.fullmatch(value)):
        return float(value)
    raise WrongOperandError(f"{_shown(value)} is no number")


def to_string(value: Any) -> str:
    """Convert as CEL's `string`."""
    if type(value) is bool:
        return "true" if value else "false"
    if type(value) is float:
        return _double_text(value)
    if type(value) not in (int, str):
        raise WrongOperandError(f"{kind(value)} has no text")
    return str(value)


def _double_text(value: float) -> str:
    """Return the shortest text that reads back as the same double, as `%g` has it."""
    if not math.isfinite(value):
        raise WrongOperandError(f"{value} has no text")
    sign = "-" if math.copysign(1.0, value) < 0 else ""
    _, figures, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    digits = "".join(map(str, figures))
    leading = len(digits) - 1 + int(exponent) if value else 0
    if leading in _PLAIN_EXPONENTS:
        text = f"{Decimal(repr(abs(value))).normalize():f}" if value else "0"
        return sign + text
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{'-' if leading < 0 else '+'}{abs(leading):02d}"


def round_number(value: Any, digits: Any = 0) -> int | float:
    """Round half away from zero, on the digits as written: 2.675 to 2.68."""
    if type(value) not in NUMBERS:
        raise WrongOperandError(f"{kind(value)} cannot be rounded")
    if type(digits) is not int or not 0 <= digits <= _MOST_DIGITS:
        raise WrongOperandError(f"`round` takes 0 to {_MOST_DIGITS} digits")
    if type(value) is int or not abs(value) < _EXACT:
        return int(value) if type(value) is int else float(value)
    if value.is_integer():
        return float(value)
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(step, context=_DECIMAL))


def _shown(value: object) -> str:
    return repr(value) if type(value) is str else kind(value)
