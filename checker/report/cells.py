"""Text that others wrote, made safe for a terminal and measured in its cells.

A declaration is under review, so nothing in it may move the cursor, change a colour
or turn the writing direction of what a reviewer reads.
"""

from unicodedata import category, combining, east_asian_width

__all__ = ["cell", "one_line", "visible", "width"]

_TAB = "    "
_CONTROL_PICTURES = 0x2400
_DELETE = 0x7F
_DELETE_PICTURE = "\u2421"

# Controls, formats (writing direction, zero width), surrogates, line and paragraph
# separators: what a terminal acts on or hides, instead of showing it.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_ON_TOP = frozenset({"Mn", "Me"})


def cell(char: str) -> tuple[str, int]:
    """Return what stands for a character on a terminal, and how many cells it takes."""
    if " " <= char <= "~":
        return char, 1
    if char == "\t":
        return _TAB, len(_TAB)
    kind = category(char)
    if kind in _UNSEEN:
        picture = _picture(ord(char))
        return picture, len(picture)
    if kind in _ON_TOP or combining(char):
        return char, 0
    return char, 2 if east_asian_width(char) in "WF" else 1


def _picture(code: int) -> str:
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    return _DELETE_PICTURE if code == _DELETE else f"<U+{code:04X}>"


def visible(text: str) -> str:
    """Return a text in which every character shows itself and does nothing else.

    `##[` would begin a command to the runner of GitHub Actions, wherever it stands,
    and `::` where a line begins.
    """
    text = text.replace("##[", "## [")
    if text.lstrip().startswith("::"):
        text = text.replace("::", ": :", 1)
    if text.isascii() and text.isprintable():
        return text
    return "".join(cell(char)[0] for char in text)


def one_line(text: str) -> str:
    """Return a text on one line, with its white space folded, and visible."""
    return visible(" ".join(text.split()))


def width(text: str) -> int:
    """Count the terminal cells that a text takes once it is visible."""
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(cell(char)[1] for char in text)
