"""The values of number and string literals."""

import math
import re

from checker.errors import ExpressionError

__all__ = ["INT_MAX", "INT_MIN", "integer", "number", "unescape"]

INT_MAX = 2**63 - 1
INT_MIN = -(2**63)

_LONGEST_INTEGER = 32  # digits; no 64-bit integer is longer, whatever its base
_PLAIN = dict(zip("abfnrtv\\?\"'`", "\a\b\f\n\r\t\v\\?\"'`", strict=True))
_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[abfnrtv\\?\"'`])"
    r"|[xX](?P<byte>[0-9a-fA-F]{2})"
    r"|u(?P<short>[0-9a-fA-F]{4})"
    r"|U(?P<long>[0-9a-fA-F]{8})"
    r"|(?P<octal>[0-3][0-7]{2}))"
)


def integer(text: str, *, negative: bool, source: str, offset: int) -> int:
    """Return the value of a decimal or hexadecimal literal.

    Raises:
        ExpressionError: it does not fit into 64 bits.
    """
    digits = text.lower().removeprefix("0x").lstrip("0") or "0"
    base = 16 if text[:2] in {"0x", "0X"} else 10
    value = int(digits, base) if len(digits) <= _LONGEST_INTEGER else INT_MAX + 2
    value = -value if negative else value
    if not INT_MIN <= value <= INT_MAX:
        raise ExpressionError(
            "this integer does not fit into 64 bits",
            source=source,
            offset=offset,
            length=len(text),
        )
    return value


def number(text: str, *, source: str, offset: int) -> float:
    """Return the value of a floating-point literal.

    Raises:
        ExpressionError: it is larger than any double.
    """
    value = float(text)
    if math.isinf(value):
        raise ExpressionError(
            "this number is larger than any double",
            source=source,
            offset=offset,
            length=len(text),
        )
    return value


def unescape(body: str, *, source: str, offset: int) -> str:
    """Return the text of a string literal's body; `offset` is where that begins.

    Raises:
        ExpressionError: an escape sequence that the language does not have.
    """
    parts: list[str] = []
    at = 0
    while (slash := body.find("\\", at)) >= 0:
        parts.append(body[at:slash])
        found = _ESCAPE.match(body, slash)
        character = _character(found) if found else None
        if found is None or character is None:
            raise ExpressionError(
                f"`{body[slash : slash + 2]}` begins no escape sequence for a"
                " character; write `\\\\` for a backslash",
                source=source,
                offset=offset + slash,
                length=len(found.group()) if found else 2,
            )
        parts.append(character)
        at = found.end()
    return "".join((*parts, body[at:]))


def _character(escape: re.Match[str]) -> str | None:
    if plain := escape["plain"]:
        return _PLAIN[plain]
    if octal := escape["octal"]:
        return chr(int(octal, 8))
    code = int(escape["byte"] or escape["short"] or escape["long"], 16)
    surrogate = 0xD800 <= code <= 0xDFFF  # noqa: PLR2004 # Unicode's own bounds
    return None if surrogate or code > 0x10FFFF else chr(code)  # noqa: PLR2004 # same
