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

from jinja2 import StrictUndefined, nodes
from jinja2 import TemplateError as JinjaError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from checker.errors import TemplateError
from checker.render.arrangement import arranged, contents_of, title_of
from checker.render.budget import BUDGET, COUNTED, Budget, bounded

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

    Raises:
        TemplateError: one of them is missing or broken.
    """

    def __init__(self, root: Traversable) -> None:
        frame, sheet = _partial(root, _FRAME), _partial(root, _SHEET)
        digest = b64encode(sha256(sheet.encode()).digest()).decode()
        self._environment = _Environment()
        try:
            self._frame = self._environment.from_string(frame)
        except (JinjaError, RecursionError, SyntaxError) as fault:
            raise TemplateError(
                str(fault), file=f"templates/_partials/{_FRAME}"
            ) from fault
        self._sheet = {"text": Markup(sheet), "digest": f"sha256-{digest}"}  # noqa: S704 # our own sheet
        self._reader = markdown_reader()

    def page(self, markdown: str, marks: PageMarks) -> str:
        """Return the page of a document.

        Args:
            markdown: the document as it was rendered.
            marks: what its frame says.

        Raises:
            TemplateError: the frame is broken.
        """
        tokens = arranged(self._reader.parse(markdown))
        contents = contents_of(tokens)
        body = self._reader.renderer.render(tokens, self._reader.options, {})
        self._environment.budget.renew()
        try:
            return self._frame.render(
                marks=marks,
                sheet=self._sheet,
                title=title_of(tokens) or marks.document,
                contents=contents if len(contents) >= _LISTED_FROM else [],
                body=Markup(body),  # noqa: S704 # every text in it is escaped
            )
        except JinjaError as fault:
            raise TemplateError(
                str(fault), file=f"templates/_partials/{_FRAME}"
            ) from fault


def _partial(root: Traversable, name: str) -> str:
    try:
        return (root / "_partials" / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise TemplateError(
            f"cannot be read: {fault}", file=f"templates/_partials/{name}"
        ) from fault


class _Environment(ImmutableSandboxedEnvironment):
    """What the frame may use: fields, conditions and loops, within a budget."""

    def __init__(self) -> None:
        super().__init__(
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.budget = Budget(BUDGET)
        self.filters = {COUNTED: self.budget.counted}
        self.globals = {}

    def _parse(
        self, source: str, name: str | None, filename: str | None
    ) -> nodes.Template:
        return bounded(super()._parse(source, name, filename))
