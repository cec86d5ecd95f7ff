"""Letters that look like others: which character of a name is not ASCII."""

import unicodedata

__all__ = ["foreign"]


def foreign(text: str) -> str:
    """Return a clause about the first character of a text that is not ASCII.

    A Cyrillic, Greek or full-width letter looks like one that is expected; whoever
    reads only that a name is unknown will not see why. Empty when all is ASCII.
    """
    if text.isascii():
        return ""
    at = next(at for at, each in enumerate(text) if not each.isascii())
    name = unicodedata.name(text[at], "no name").lower()
    return f"; character {at + 1} is U+{ord(text[at]):04X} ({name})"
