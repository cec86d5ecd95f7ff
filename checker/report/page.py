"""A page of explanation, apart from what it explains and from how it is shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

from checker.report.paint import Paint

__all__ = [
    "Block",
    "Code",
    "Items",
    "Page",
    "Paragraph",
    "Section",
    "as_markdown",
    "as_text",
]

_WIDTH = 84
_INDENT = "  "


class Paragraph(NamedTuple):
    """A text that is wrapped."""

    text: str


class Items(NamedTuple):
    """A list of texts."""

    texts: tuple[str, ...]


class Code(NamedTuple):
    """Lines that are shown as they are."""

    text: str
    language: str = "yaml"


Block = Paragraph | Items | Code


class Section(NamedTuple):
    """A heading with what stands beneath it; without blocks it is not shown."""

    label: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        head: what it is about: an identifier and a name.
        title: the same as a sentence.
        facts: short answers by label.
        sections: the rest, in the order in which it is read.
    """

    head: str
    title: str
    facts: Mapping[str, str]
    sections: tuple[Section, ...]


def as_text(page: Page, *, colour: bool = False) -> str:
    """Return a page for a terminal."""
    paint = Paint(colour)
    width = max(map(len, page.facts), default=0)
    lines = [f"{paint('strong', page.head)}: {page.title}", ""]
    lines += [f"{_INDENT}{label:<{width}}  {t}" for label, t in page.facts.items()]
    for section in page.sections:
        if section.blocks:
            lines += ["", paint("strong", section.label)]
            lines += [(_INDENT + line).rstrip() for line in _section(section)]
    return "\n".join(lines) + "\n"


def _section(section: Section) -> Iterable[str]:
    before: Block | None = None
    for block in section.blocks:
        if isinstance(before, Items) and isinstance(block, Paragraph):
            yield ""
        yield from _text_lines(block)
        before = block


def _text_lines(block: Block) -> Iterable[str]:
    if isinstance(block, Paragraph):
        return _wrapped(block.text)
    if isinstance(block, Code):
        return (_INDENT + line for line in block.text.rstrip("\n").split("\n"))
    return (line for text in block.texts for line in _wrapped(text, "- "))


def _wrapped(text: str, first: str = "") -> list[str]:
    return wrap(
        " ".join(text.split()),
        _WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_markdown(page: Page) -> str:
    """Return a page as Markdown."""
    lines = [f"# {page.head}", "", _escaped(page.title), "", "| | |", "|---|---|"]
    lines += [
        f"| {_escaped(label)} | {_escaped(t)} |" for label, t in page.facts.items()
    ]
    for section in page.sections:
        if section.blocks:
            lines += ["", f"## {section.label}"]
            for block in section.blocks:
                lines += ["", *_markdown_lines(block)]
    return "\n".join(lines) + "\n"


def _markdown_lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [_escaped(" ".join(block.text.split()))]
    if isinstance(block, Code):
        text = block.text.rstrip("\n")
        fence = "```"
        while fence in text:
            fence += "`"
        return [f"{fence}{block.language}", text, fence]
    return [f"- {_escaped(' '.join(text.split()))}" for text in block.texts]


def _escaped(text: str) -> str:
    """Keep what means something to Markdown from meaning it, except in code."""
    parts = text.split("`")
    balanced = len(parts) % 2 == 1
    for index in range(0, len(parts), 2 if balanced else 1):
        for char in "\\*_<>|[]":
            parts[index] = parts[index].replace(char, f"\\{char}")
    if balanced:
        for index in range(1, len(parts), 2):
            parts[index] = parts[index].replace("|", "\\|")
        return "`".join(parts)
    return "\\`".join(parts)
