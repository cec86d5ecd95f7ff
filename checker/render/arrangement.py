"""What a page adds to the Markdown it shows: sections, stamps and tables' headers.

All of it follows from the tokens of the Markdown; no word is added or taken away.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Literal

from markdown_it.token import Token
from markupsafe import escape

from checker.render.breaks import breakable, code_words

__all__ = ["arranged", "contents_of", "title_of"]

_STAMP = re.compile(r"\*\*(DRAFT|SIMULATED|OVERRIDDEN|WAIVED)\b")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_WORDS = {"text": breakable, "code_inline": code_words}
_SECTIONS = {"h2": 2, "h3": 3}
_WIDE_FROM = 8
"""Columns from which a table wants a page across."""
_SHORT_TO = 8
"""Rows to which a table is kept on one sheet of paper."""
_WIDE = "wide-table"
_PAIR = 2


def arranged(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a page, from those of its Markdown."""
    caption = ""
    numbers = count(1)
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            caption = token.meta["text"] = _text(tokens[index + 1])
            token.attrSet("id", f"{next(numbers)}-{_slug(caption)}")
        elif token.type == "blockquote_open":
            _stamp(token, tokens[index + 2])
        elif token.type == "table_open":
            _table(_until_close(tokens, index), caption)
    _unescape(tokens)
    return [shown for token in [*_sections(tokens)] for shown in _worded(token)]


def title_of(tokens: Sequence[Token]) -> str:
    """Return the text of the first heading."""
    return next((text for tag, _, text in _headings(tokens) if tag == "h1"), "")


def contents_of(tokens: Sequence[Token]) -> list[dict[str, Any]]:
    """Return name and text of each section of the second level."""
    return [
        {"id": name, "text": text}
        for tag, name, text in _headings(tokens)
        if tag == "h2"
    ]


def _headings(tokens: Sequence[Token]) -> Iterator[tuple[str, str, str]]:
    for token in tokens:
        if token.type == "heading_open":
            yield token.tag, str(token.attrGet("id")), token.meta["text"]


def _text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or ())


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _unescape(tokens: Sequence[Token]) -> None:
    """Take the backslash off pipes in identifiers, which only a table has done."""
    inside = False
    for token in tokens:
        inside = token.type == "table_open" or (inside and token.type != "table_close")
        for child in token.children or () if not inside else ():
            if child.type == "code_inline":
                child.content = child.content.replace("\\|", "|")


def _stamp(quote: Token, inline: Token) -> None:
    """Mark a block quote that says what the document must not be taken for."""
    found = _STAMP.match(inline.content)
    if found is not None:
        quote.attrSet("class", f"stamp stamp-{found[1].lower()}")
        quote.attrSet("role", "note")


def _until_close(tokens: Sequence[Token], start: int) -> list[Token]:
    end = start
    while tokens[end].type != "table_close":
        end += 1
    return list(tokens[start : end + 1])


def _table(tokens: list[Token], caption: str) -> None:
    """Give a table its caption, its cells their scope and numbers their alignment."""
    rows = _rows(tokens)
    header, body = rows[0], rows[1:]
    numeric = [
        bool(body) and all(_is_number(row[column][1]) for row in body)
        for column in range(len(header))
    ]
    for row in rows:
        for (cell, _), number in zip(row, numeric, strict=True):
            cell.attrs = {"class": "number"} if number else {}
    for cell, _ in header:
        cell.attrSet("scope", "col")
    for row in body:
        row[0][0].tag = "th"
        row[0][0].attrSet("scope", "row")
    for index, token in enumerate(tokens):  # the end of a cell is that of its tag
        if token.type == "td_open" and token.tag == "th":
            tokens[index + 2].tag = "th"
    tokens[0].meta = {
        "caption": caption,
        "class": _class(len(header)),
        "short": len(body) <= _SHORT_TO,
    }


def _class(columns: int) -> str:
    if columns == _PAIR:
        return "pairs"
    return _WIDE if columns >= _WIDE_FROM else "plain"


def _rows(tokens: list[Token]) -> list[list[tuple[Token, Token]]]:
    """Return the cells of each row: the token that opens it, and what is in it."""
    rows: list[list[tuple[Token, Token]]] = []
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        elif token.type in {"th_open", "td_open"}:
            rows[-1].append((token, tokens[index + 1]))
    return rows


def _is_number(inline: Token) -> bool:
    return _NUMBER.fullmatch(inline.content) is not None


def _sections(tokens: Sequence[Token]) -> Iterator[Token]:
    """Put each heading of the second and third level into a section with its text.

    A section with a wide table is marked, so that paper can be turned for it; and so is
    one with a single short table, so that it is kept on one sheet.
    """
    opened: list[tuple[int, Token]] = []
    for token in tokens:
        level = _SECTIONS.get(token.tag, 0) if token.type == "heading_open" else 0
        while level and opened and opened[-1][0] >= level:
            opened.pop()
            yield _section(-1)
        if level:
            section = _section(1)
            section.attrSet("aria-labelledby", str(token.attrGet("id")))
            section.meta = {"tables": [], "nested": False}
            for _, around in opened:
                around.meta["nested"] = True
            opened.append((level, section))
            yield section
        if token.type == "table_open" and opened:
            opened[-1][1].meta["tables"].append(token.meta)
        yield token
    for _ in opened:
        yield _section(-1)


def _marks(section: Token) -> Iterator[str]:
    tables = section.meta["tables"]
    if any(table["class"] == _WIDE for table in tables):
        yield "wide"
    if len(tables) == 1 and tables[0]["short"] and not section.meta["nested"]:
        yield "brief"


def _section(nesting: Literal[1, -1]) -> Token:
    return Token("section", "section", nesting, block=True)


def _worded(token: Token) -> Iterator[Token]:
    """Write texts as HTML here, where they get places to break; frame the tables."""
    if token.type == "section" and token.nesting == 1:
        marks = " ".join(_marks(token))
        if marks:
            token.attrSet("class", marks)
    if token.type == "table_open":
        name, caption = token.meta["class"], token.meta["caption"]
        token.attrSet("class", name)
        label = f'role="region" tabindex="0" aria-label="{escape(caption)}"'
        kept = f"{name} short" if token.meta["short"] else name
        yield _html(f'<div class="table {kept}" {label}>\n')
        yield token
        yield _html(f"<caption>{escape(caption)}</caption>\n")
        return
    for child in token.children or ():
        if child.type in _WORDS:
            child.content = _WORDS[child.type](child.content)
            child.type = "html_inline"  # which is shown as it is
    yield token
    if token.type == "table_close":
        yield _html("</div>\n")


def _html(text: str) -> Token:
    return Token("html_block", "", 0, content=text)
