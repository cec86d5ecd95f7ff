"""What an unquoted YAML scalar means: the core schema of YAML 1.2 (section 10.3.2).

`no`, `on`, `12:30`, `1_000` and `2026-01-01` are text; `010` is ten.
"""

import math
import re
from functools import lru_cache
from sys import intern

__all__ = ["SHORT", "no_word", "plain_word", "resolve", "resolved"]

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMERIC_START = frozenset("-+.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NOT_ZERO = re.compile(r"[-+]?[0.]*[1-9]")

SHORT = 40
"""From so many characters on, a scalar is not remembered."""

_MOST_DIGITS = 22  # 64 bits in octal, the longest of the three
_INT64 = range(-(2**63), 2**63)


def resolve(text: str) -> Scalar:
    """Return the value of an unquoted scalar.

    Raises:
        ValueError: it is a number that no reader can hold exactly enough: infinite,
            not a number, or outside 64 bits. The message is a clause about the value.
    """
    if text and text[0] in _NUMERIC_START:
        return _number(text)
    return _WORDS.get(text, text)


resolved = lru_cache(8192)(resolve)
"""The same of a short text. Files of a portfolio have most of theirs in common."""


@lru_cache(4096)
def plain_word(text: str) -> str | None:
    """Return the one string that stands for a short unquoted key; None for none."""
    try:
        value = resolve(text)
    except ValueError:
        return None
    return intern(value) if isinstance(value, str) else None


def no_word(shown: str, value: Scalar) -> str:
    """Say what an unquoted key is instead of text.

    Args:
        shown: as it is written; empty when nothing is.
        value: what it means.
    """
    if not shown:
        return "a key is empty"
    what = "true or false" if isinstance(value, bool) else "a number"
    return f"the key `{shown}` is {'nothing' if value is None else what}, not text"


def _number(text: str) -> Scalar:
    """Return the number that `text` is, or `text`."""
    if _INTEGER.fullmatch(text):
        return _integer(text, 10)
    if _FLOAT.fullmatch(text):
        return _float(text)
    if _BASED.fullmatch(text):
        return _integer(text[2:], 8 if text[1] == "o" else 16)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError("is not a finite number")
    return text


def _integer(digits: str, base: int) -> int:
    """Return an integer of at most 64 bits, sign included."""
    # The length is looked at first: int() is quadratic, and refuses 4300 digits.
    significant = digits.lstrip("+-").lstrip("0")
    sign = -1 if digits.startswith("-") else 1
    if len(significant) <= _MOST_DIGITS:
        value = sign * int(significant or "0", base)
        if value in _INT64:
            return value
    raise ValueError("is a whole number that does not fit 64 bits")


def _float(text: str) -> float:
    """Return a finite float that is zero only when it is written as zero."""
    value = float(text)
    if math.isinf(value):
        raise ValueError("is too large for a number")
    if not value and _NOT_ZERO.match(text):
        raise ValueError("is too small for a number and would read as 0")
    return value
