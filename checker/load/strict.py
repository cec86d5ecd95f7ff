"""What YAML 1.2 refuses, or reads otherwise, and libyaml lets pass.

The text is parsed a second time, and only when something in it could be of that kind.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from yaml import events

from checker.load.comment_starts import comment_starts
from checker.load.events import event_parser
from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding

__all__ = ["needs_strictness", "strict_findings"]

_MOST = 20
# Each begins with the character that makes it rare, and then looks back: to search for
# one character is thirty times quicker than for one of many. They say yes too often.
_GLUED = re.compile(r"#(?<=[]\[{},:?\"'|>0-9+-]#)")
_QUESTION = re.compile(r"\?(?<![^\s\[{,]\?)\S")
_DASH = re.compile(r"-(?<=[\[,\s]-)\s*[\],]")
_ANCHOR = re.compile(r"&(?<!\w&)[\w-]+[^\w\s,\]}-]")
_ALIAS = re.compile(r"\*(?<!\w\*)[\w-]+[^\w\s,\]}-]")
_HINTS = (_GLUED, _QUESTION, _DASH, _ANCHOR, _ALIAS)
_EMPTY_BLOCK = re.compile(r"[|>][-+]?[ \t]*(?: #[^\n]*)?\n(?:[ ]*\n)*[ ]+#")
_NAME = re.compile(r"[&*][\w-]+")
_AFTER_NAME = frozenset(" \t\n,]}")

_Found = tuple[int, int, str, str]  # line and column from 0, message, remedy


def needs_strictness(text: str) -> bool:
    """Tell whether a text holds anything that has to be looked at once more."""
    if any(hint.search(text) for hint in _HINTS):
        return True
    return ("|" in text or ">" in text) and bool(_EMPTY_BLOCK.search(text))


def strict_findings(source: SourceText) -> list[Finding]:
    """Return what is wrong in a text that the parser reads without complaint."""
    lines = source.text.split("\n")
    found = [*_comments(source.text, lines), *_Walk(source.text, lines).found()]
    return [
        engine_finding(
            "READ-003",
            locate_text(source, line + 1, column + 1),
            message,
            path=f"{line}:{column}",
            remedy=remedy,
        )
        for line, column, message, remedy in sorted(set(found))[:_MOST]
    ]


def _comments(text: str, lines: list[str]) -> Iterator[_Found]:
    """Find comments that stick to what is before them."""
    for number, column in comment_starts(text):
        if column and lines[number - 1][column - 1] not in " \t":
            message = "the `#` sticks to what is before it"
            remedy = "Put a space before a comment; quote a text with `#` in it."
            yield number - 1, column, message, remedy


class _Frame(NamedTuple):
    """A list or mapping that is open: in brackets or not, and its indentation."""

    flow: bool
    indent: int
    line: int


class _Walk:
    """One walk over the events of a text."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self._parser = event_parser(text)
        self._lines = lines
        self._frames: list[_Frame] = []
        self._awaits_key: Any = None  # an anchored block mapping without its first key
        self._before = (0, 0)

    def found(self) -> Iterator[_Found]:
        """Yield each fault."""
        event = self._parser.get_event()
        while not isinstance(event, events.StreamEndEvent):
            if isinstance(event, events.NodeEvent):
                yield from self._node(event)
            elif isinstance(event, events.CollectionEndEvent):
                yield from self._end(event)
            mark = event.end_mark
            self._before = (mark.line, mark.column)
            event = self._parser.get_event()

    def _node(self, event: Any) -> Iterator[_Found]:
        start = event.start_mark
        if self._awaits_key is not None:
            self._frames[-1] = _Frame(flow=False, indent=start.column, line=start.line)
            self._awaits_key = None
        yield from self._between(start.line, start.column)
        if event.anchor is not None:
            yield from self._name(start.line, start.column)
        if isinstance(event, events.CollectionStartEvent):
            self._begin(event)
            key = self._lines[start.line][start.column : start.column + 2]
            if event.flow_style and key[:1] == "?" and key[1:].strip():
                yield _question(start.line, start.column)
        elif isinstance(event, events.ScalarEvent):
            yield from self._scalar(event)

    def _begin(self, event: Any) -> None:
        start = event.start_mark
        column = start.column
        if not event.flow_style and event.anchor is not None:
            if isinstance(event, events.MappingStartEvent):
                self._awaits_key = event
            else:
                column = self._dash(start.line)
        self._frames.append(
            _Frame(flow=bool(event.flow_style), indent=column, line=start.line)
        )

    def _dash(self, line: int) -> int:
        """Return the column of the first `-` below the line with an anchor."""
        for text in self._lines[line + 1 :]:
            if text.lstrip(" ").startswith("-"):
                return len(text) - len(text.lstrip(" "))
        return 0

    def _end(self, event: Any) -> Iterator[_Found]:
        self._awaits_key = None
        yield from self._between(event.start_mark.line, event.start_mark.column)
        frame = self._frames.pop()
        if frame.flow and not (self._frames and self._frames[-1].flow):
            yield from self._indented(frame.line, event.end_mark, comments=True)

    def _between(self, line: int, column: int) -> Iterator[_Found]:
        """Look at what stands between two events, on the line of the second."""
        from_line, from_column = self._before
        start = from_column if from_line == line else 0
        before = self._lines[line][start:column] if line < len(self._lines) else ""
        if before.endswith("?"):
            yield _question(line, column - 1)

    def _scalar(self, event: Any) -> Iterator[_Found]:
        start, end = event.start_mark, event.end_mark
        in_flow = bool(self._frames) and self._frames[-1].flow
        if event.style in ("'", '"'):
            yield from self._indented(start.line, end, comments=False)
        elif event.style in ("|", ">"):
            yield from self._block(event)
        elif in_flow and event.value == "-":
            message = "a `-` stands for nothing here"
            yield (
                start.line,
                start.column,
                message,
                "Quote it when it is meant as text.",
            )

    def _indented(self, first: int, end: Any, *, comments: bool) -> Iterator[_Found]:
        """Find lines that are not indented deeper than what they belong to."""
        blocks = [frame.indent for frame in self._frames if not frame.flow]
        least = blocks[-1] + 1 if blocks else 0
        for number in range(first + 1, end.line + 1):
            line = self._lines[number]
            text = line.strip(" \t")
            at = len(line) - len(line.lstrip(" "))
            if at < least and text and not (comments and text.startswith("#")):
                message = "this line continues one above and is not indented enough"
                remedy = f"Indent it by at least {least} spaces, without tabs."
                yield number, at, message, remedy.replace("1 spaces", "1 space")

    def _block(self, event: Any) -> Iterator[_Found]:
        """Find an empty block text whose blank lines hide what comes behind them."""
        if event.value.strip("\n"):
            return
        widest = 0
        for number in range(event.start_mark.line + 1, len(self._lines)):
            line = self._lines[number]
            if line.strip(" "):
                at = len(line) - len(line.lstrip(" "))
                if line.lstrip(" ").startswith("#") and 0 < at < widest:
                    message = "the blank lines above are indented deeper than this one"
                    yield number, at, message, "Remove the blanks on empty lines."
                return
            widest = max(widest, len(line))

    def _name(self, line: int, column: int) -> Iterator[_Found]:
        """Find a name of an anchor or an alias that goes on after its end."""
        name = _NAME.match(self._lines[line], column)
        if name is None:
            return
        behind = self._lines[line][name.end() : name.end() + 1] or "\n"
        if behind not in _AFTER_NAME:
            message = f"`{name[0]}` is followed by `{behind}` without a space"
            remedy = "Use letters, digits, `-` and `_` for the name of an anchor."
            yield line, column, message, remedy


def _question(line: int, column: int) -> _Found:
    message = "a `?` sticks to what is behind it"
    return line, column, message, "Quote a text that begins with `?`."
