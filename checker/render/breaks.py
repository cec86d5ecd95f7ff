"""Where a long word on a page may break, without a hyphen that nobody declared."""

import re

from markupsafe import escape

__all__ = ["breakable", "code_words"]

_JOINT = re.compile(r"(?<=[-_./:@;,])(?=\S)")
_RUN = re.compile(r"\S+")
_WHEN = re.compile(r"\d{4}-\d{2}-\d{2}(?:T[\d:]+Z)?")
_LONG = 20
"""Characters that a narrow column can hold."""
_PIECE = 8
"""Characters between two places at which a run without joints may break."""


def breakable(text: str) -> str:
    """Return a text as HTML: long words may break, a date or an instant may not."""
    if len(text) <= _LONG and "-" not in text:
        return str(escape(text))
    parts: list[str] = []
    last = 0
    for match in _RUN.finditer(text):
        word = match.group()
        if _WHEN.match(word):
            shown = f'<span class="whole">{escape(word)}</span>'
        elif len(word) > _LONG:
            shown = _broken(word)
        else:
            continue
        parts += (str(escape(text[last : match.start()])), shown)
        last = match.end()
    return "".join((*parts, str(escape(text[last:]))))


def code_words(text: str) -> str:
    """Return an identifier as HTML: a short one whole, a long one with breaks."""
    if len(text) <= _LONG:
        return f'<code class="whole">{escape(text)}</code>'
    kind = "long" if len(text) > 2 * _LONG else "part"
    return f'<code class="{kind}">{_broken(text)}</code>'


def _broken(word: str) -> str:
    """Offer breaks after each joint, and inside of what is still too long."""
    pieces: list[str] = []
    for part in _JOINT.split(word):
        if len(part) <= _LONG:
            pieces.append(part)
        else:
            pieces += (part[i : i + _PIECE] for i in range(0, len(part), _PIECE))
    return "<wbr>".join(str(escape(piece)) for piece in pieces)
