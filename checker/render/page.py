"""The web page of a document: its Markdown, read once more.

There is no second template for the words, so a page cannot say anything else than the
Markdown that was reviewed.
"""

import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from importlib.resources.abc import Traversable
from typing import NamedTuple

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from checker.render.arrangement import arranged, contents_of, title_of

__all__ = ["PageMarks", "PagePrinter", "markdown_reader"]

_FRAME = "page.html.j2"
_SHEET = "page.css"
_TEXT = re.compile(r"[^\\`*_&\n]*")
_CODE = re.compile(r"`([^` \n][^`\n]*)`")
_LISTED_FROM = 4
"""Sections from which a page gets a list of them."""


class PageMarks(NamedTuple):
    """What the frame of a page says about it.

    Attributes:
        document: the title of the document, which all of its kind have.
        status: `final`, or what it must not be taken for, on one line.
        draft: it is a draft.
        as_of: the day of the judgement.
        profile: the name of the profile.
        tool_version: the version that printed it.
    """

    document: str
    status: str
    draft: bool
    as_of: date
    profile: str
    tool_version: str


def markdown_reader() -> MarkdownIt:
    """Return a reader that knows no markup of HTML, no links and no pictures.

    A declared text is escaped when the Markdown is printed; what would slip through
    still cannot become anything that a browser follows or runs.
    """
    reader = MarkdownIt("commonmark", {"html": False})
    reader.enable("table")
    reader.core.ruler.at("inline", _inline)
    return reader.disable(
        ["link", "autolink", "image", "reference", "html_block", "html_inline"]
    )


def _inline(state: StateCore) -> None:
    """Parse what stands in a line; most cells of a long table need no parser."""
    for token in state.tokens:
        if token.type == "inline":
            plain = _plain(token.content)
            token.children = [] if plain is None else [plain]
            if plain is None:
                inline = state.md.inline
                inline.parse(token.content, state.md, state.env, token.children)


def _plain(text: str) -> Token | None:
    """Return the only token of a text without markup, or of one identifier."""
    if _TEXT.fullmatch(text):
        return Token("text", "", 0, content=text)
    found = _CODE.fullmatch(text)
    if found is None:
        return None
    return Token("code_inline", "code", 0, content=found[1], markup="`")


class PagePrinter:
    """Makes web pages of rendered Markdown.

    Args:
        root: the templates; the frame and the style sheet are among its partials.
    """

    def __init__(self, root: Traversable) -> None:
        partials = root / "_partials"
        frame = (partials / _FRAME).read_text(encoding="utf-8")
        sheet = (partials / _SHEET).read_text(encoding="utf-8")
        digest = b64encode(sha256(sheet.encode()).digest()).decode()
        self._frame = _environment().from_string(frame)
        self._sheet = {"text": Markup(sheet), "digest": f"sha256-{digest}"}  # noqa: S704 # our own sheet
        self._reader = markdown_reader()

    def page(self, markdown: str, marks: PageMarks) -> str:
        """Return the page of a document.

        Args:
            markdown: the document as it was rendered.
            marks: what its frame says.
        """
        tokens = arranged(self._reader.parse(markdown))
        contents = contents_of(tokens)
        body = self._reader.renderer.render(tokens, self._reader.options, {})
        return self._frame.render(
            marks=marks,
            sheet=self._sheet,
            title=title_of(tokens) or marks.document,
            contents=contents if len(contents) >= _LISTED_FROM else [],
            body=Markup(body),  # noqa: S704 # every text in it is escaped
        )


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
