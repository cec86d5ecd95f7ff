"""A YAML syntax error in the author's words."""

import re
import unicodedata
from typing import Any, NamedTuple

from yaml import MarkedYAMLError, YAMLError

from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Place

__all__ = ["syntax_finding"]


class _Wording(NamedTuple):
    """What to say for a problem, and how to mend it.

    `{text}` stands for the character at the place.
    """

    problem: str
    message: str
    remedy: str
    at_context: bool = False


# The first entry whose `problem` is found in "context; problem" of the parser, be it
# libyaml or PyYAML's own, is used.
_WORDINGS = (
    _Wording(
        r"found character '?(\\t|.)?'? ?that cannot start any token",
        "{text} cannot begin a value",
        "Quote the value.",
    ),
    _Wording(
        r"mapping values are not allowed",
        "a `key: value` cannot stand here",
        "Quote a text that contains `: `; otherwise correct the indentation or the"
        " line above, which may lack its colon.",
    ),
    _Wording(
        r"sequence entries are not allowed",
        "a list item cannot begin here",
        "Begin the list on a line of its own, or quote a text that begins with `- `.",
    ),
    _Wording(
        r"quoted scalar.*(unexpected end of stream|unexpected document)",
        "the quoted text that begins here is never closed",
        "Close the quotation mark.",
        at_context=True,
    ),
    _Wording(
        r"flow sequence.*expected ',' or '\]'",
        "the list that begins here with `[` is not closed, or lacks a comma",
        "Close it with `]`, and put a comma between its items.",
        at_context=True,
    ),
    _Wording(
        r"flow mapping.*expected ',' or '}'",
        "the mapping that begins here with `{` is not closed, or lacks a comma",
        "Close it with `}`, and put a comma between its fields.",
        at_context=True,
    ),
    _Wording(
        r"block mapping.*(expected key|expected <block end>)",
        "this does not continue the mapping above",
        "Indent it like the keys beside it; inside single quotes, double an"
        " apostrophe.",
    ),
    _Wording(
        r"block collection.*expected|block sequence.*expected",
        "this does not continue the list above",
        "Begin each item with `- ` at the same indentation.",
    ),
    _Wording(
        r"could not find expected ':'",
        "this line is no `key: value`",
        "Add the colon and a space after the key, or indent the line to continue the"
        " text above.",
        at_context=True,
    ),
    _Wording(
        r"unknown escape|Unicode character escape|expected escape|hexadecimal numbers",
        "this escape is not known inside double quotes",
        "Double the backslash, or use single quotes.",
    ),
    _Wording(
        r"tab character|found character '\\t'",
        "a tab is used for indentation",
        "Indent with spaces; YAML does not allow tabs.",
    ),
    _Wording(
        r"<document start>",
        "this does not continue the document above",
        "Correct the indentation, or begin another document with a line `---`.",
    ),
    _Wording(
        r"scanning an? (alias|anchor)|expected alphabetic or numeric",
        "a name is expected after `*` or `&`",
        "Quote a text that begins with `*` or `&`.",
    ),
    _Wording(
        r"directive|incompatible YAML",
        "this directive is not understood",
        "Remove the line that begins with `%`.",
    ),
    _Wording(
        r"tag",
        "a tag stands here",
        "Remove it; quote a text that begins with `!`.",
    ),
    _Wording(
        r"expected node content|expected the node content",
        "a value is expected here",
        "Write the value, or close the bracket.",
    ),
)

_CONFLICT = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
_ODD_INDENT = re.compile(r"^ *([^\S \t\n])")


def syntax_finding(source: SourceText, error: YAMLError) -> Finding:
    """Return the finding for what the YAML parser could not read."""
    if not isinstance(error, MarkedYAMLError):
        return engine_finding("READ-003", locate_text(source, 1, 1), str(error))
    mark = error.problem_mark or error.context_mark
    told = _conflict(source) or (_hidden_cause(source, mark) if mark else None)
    if told is not None:
        return told
    problem = f"{error.context or ''}; {error.problem or ''}"
    place, text = _place(source, mark)
    if text == "\t":
        problem = "tab character"
    for wording in _WORDINGS:
        if re.search(wording.problem, problem):
            if wording.at_context and error.context_mark:
                place, text = _place(source, error.context_mark)
            message = wording.message.replace("{text}", _quoted(text))
            return engine_finding("READ-003", place, message, remedy=wording.remedy)
    return engine_finding("READ-003", place, error.problem or "not well-formed YAML")


def _conflict(source: SourceText) -> Finding | None:
    """Find the first marker that git left where two versions met."""
    found = _CONFLICT.search(source.text)
    if found is None:
        return None
    return engine_finding(
        "READ-003",
        locate_text(source, source.text.count("\n", 0, found.start()) + 1, 1),
        "a merge conflict is not resolved here",
        remedy="Keep one of the two versions, and remove the lines of git's markers.",
    )


def _hidden_cause(source: SourceText, mark: Any) -> Finding | None:
    """Find what led the parser astray where its own place would not show it."""
    lines = source.text.split("\n")
    line = lines[mark.line] if mark.line < len(lines) else ""
    odd = _ODD_INDENT.match(line)
    if odd is not None:
        name = unicodedata.name(odd[1], "no name").lower()
        message = f"the character U+{ord(odd[1]):04X} ({name}) is used for indentation"
        place = locate_text(source, mark.line + 1, odd.start(1) + 1)
        remedy = "Indent with ordinary spaces."
        return engine_finding("READ-003", place, message, remedy=remedy)
    before = line[: mark.column].rstrip()
    quote = before[-1:]
    if quote not in ("'", '"') or before.count(quote) % 2 == 0:
        return None
    return _runaway(source, lines, mark.line, quote)


def _runaway(
    source: SourceText, lines: list[str], closed: int, quote: str
) -> Finding | None:
    """Find the quotation mark above that is closed by one that was to open a text."""
    above = (number for number in range(closed - 1, -1, -1) if quote in lines[number])
    opened = next(above, None)
    if opened is None:
        return None
    column = lines[opened].rfind(quote)
    if not re.search(r"(?:^|[\s\[{,])$", lines[opened][:column]):
        return None
    return engine_finding(
        "READ-003",
        locate_text(source, opened + 1, column + 1),
        f"the quoted text that begins here runs on to line {closed + 1}",
        remedy="Close the quotation mark.",
    )


def _place(source: SourceText, mark: Any) -> tuple[Place, str]:
    """Return the place of a parser's mark, and the character there.

    A mark behind the end of the text is moved to its last line that says something.
    """
    lines = source.text.split("\n")
    line, column = (mark.line, mark.column) if mark else (0, 0)
    line = min(line, len(lines) - 1)
    if line and column >= len(lines[line]) and not lines[line].strip():
        while line and not lines[line].strip():
            line -= 1
        column = max(len(lines[line].rstrip()) - 1, 0)
    text = lines[line][column : column + 1]
    return locate_text(source, line + 1, column + 1), text


def _quoted(text: str) -> str:
    return "a backtick" if text == "`" else f"`{text}`"
