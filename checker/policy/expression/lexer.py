"""From text to tokens, after the lexis of the CEL specification."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from checker.errors import ExpressionError
from checker.policy.expression.literals import unescape

__all__ = ["KEYWORDS", "MAX_SOURCE", "RESERVED", "Token", "tokens"]

MAX_SOURCE = 20_000
"""How long an expression may be, in code points."""

KEYWORDS = frozenset({"false", "in", "null", "true"})
RESERVED = frozenset(
    {
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    }
)

_TOKEN = re.compile(
    r"""
    (?P<space>[\t\n\f\r ]+|//[^\n]*)
  | (?P<prefix>[rRbB]{0,2})(?P<quote>\"{3}|'{3}|\"|')
  | (?P<float>[0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+)
  | (?P<int>0x[0-9a-fA-F]+|[0-9]+)(?P<unsigned>[uU]?)
  | (?P<name>[_a-zA-Z][_a-zA-Z0-9]*)
  | `(?P<quoted>[-_./\ a-zA-Z0-9]+)`
  | (?P<sign>&&|\|\||==|!=|<=|>=|\.\?|\[\?|[-+*/%!<>?:.,()\[\]{}])
    """,
    re.VERBOSE,
)
_ENDS = {
    ("", "'"): r"(?P<body>(?:\\.|[^\\'\n\r])*)'",
    ("", '"'): r'(?P<body>(?:\\.|[^\\"\n\r])*)"',
    ("", "'''"): r"(?P<body>(?:\\.|[^\\])*?)'''",
    ("", '"""'): r'(?P<body>(?:\\.|[^\\])*?)"""',
    ("r", "'"): r"(?P<body>[^'\n\r]*)'",
    ("r", '"'): r'(?P<body>[^"\n\r]*)"',
    ("r", "'''"): r"(?P<body>.*?)'''",
    ("r", '"""'): r'(?P<body>.*?)"""',
}
_STRINGS = {key: re.compile(end, re.DOTALL) for key, end in _ENDS.items()}
_OUTSIDE = {
    "%": "`%` (the remainder)",
    ".?": "`.?` (optional selection)",
    "[?": "`[?` (optional indexing)",
}


class Token(NamedTuple):
    """A word of the language.

    `kind` is `int`, `float`, `string`, `name`, `quoted`, `end`, or the sign or
    keyword itself. `text` is what was written, of a string what it means.
    """

    kind: str
    text: str
    offset: int
    length: int


def tokens(source: str) -> Iterator[Token]:
    """Yield the tokens of an expression, the last one of kind `end`.

    Raises:
        ExpressionError: something is no token, or a token outside the subset.
    """
    if len(source) > MAX_SOURCE:
        raise ExpressionError(
            f"an expression of more than {MAX_SOURCE} characters is refused",
            source=source,
            offset=MAX_SOURCE,
        )
    at = 0
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise ExpressionError(
                f"`{source[at]}` has no meaning here", source=source, offset=at
            )
        token = _token(found, source)
        at = token.offset + token.length
        if token.kind != "space":
            yield token
    yield Token("end", "", len(source), 0)


def _token(found: re.Match[str], source: str) -> Token:
    kind = str(found.lastgroup)
    offset, text = found.start(), found.group()
    if kind == "quote":
        return _string(found, source)
    if found["unsigned"]:
        raise _outside("unsigned integers (`u`)", source, offset, len(text))
    if kind == "unsigned":
        kind = "int"
    elif kind == "quoted":
        text = found["quoted"]
    elif kind == "sign" or text in KEYWORDS:
        if text in _OUTSIDE:
            raise _outside(_OUTSIDE[text], source, offset, len(text))
        kind = text
    return Token(kind, text, offset, len(found.group()))


def _string(found: re.Match[str], source: str) -> Token:
    prefix, quote, offset = found["prefix"].lower(), found["quote"], found.start()
    if "b" in prefix:
        raise _outside("bytes literals (`b`)", source, offset, len(found.group()))
    end = _STRINGS[prefix[:1], quote].match(source, found.end())
    if end is None or len(prefix) > 1:
        raise ExpressionError(
            "this string is not closed",
            source=source,
            offset=offset,
            length=len(found.group()),
        )
    body = end["body"]
    text = body if prefix else unescape(body, source=source, offset=found.end())
    return Token("string", text, offset, end.end() - offset)


def _outside(what: str, source: str, offset: int, length: int) -> ExpressionError:
    return ExpressionError(
        f"outside the subset of CEL that is read here: {what}",
        source=source,
        offset=offset,
        length=length,
    )
