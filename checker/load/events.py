"""The YAML event parser: libyaml's, or PyYAML's own where libyaml is not built in."""

from typing import Any, Protocol

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

CParser: Any
try:
    from yaml._yaml import CParser
except ImportError:
    CParser = None

__all__ = ["EventParser", "PythonParser", "event_parser", "last_text"]


class EventParser(Protocol):
    """What both parsers offer. Marks count lines and columns from 0."""

    def get_event(self) -> Any:
        """Return the next event; raise `yaml.YAMLError` on what is not YAML."""


class PythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser: about fifteen times slower, with the same events."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def event_parser(text: str) -> EventParser:
    """Return a parser over `text`."""
    if CParser is None:
        return PythonParser(text)
    parser: EventParser = CParser(text)
    return parser


def last_text(lines: list[str], first: int, line: int, column: int) -> tuple[int, int]:
    """Return where a block scalar ends, without the blank lines behind it.

    Args:
        lines: the lines of the text.
        first: the line of its `|` or `>`, from 1.
        line: where the parser says that it ends, from 1.
        column: see `line`.
    """
    if column > 1 and lines[line - 1].strip():
        return line, column
    line -= 1
    while line > first and not lines[line - 1].strip():
        line -= 1
    return line, len(lines[line - 1]) + 1
