"""From bytes to text: UTF-8 alone, and no character that hides from its reader."""

import re
import unicodedata
from collections.abc import Iterator
from hashlib import sha256

from checker.model.configuration import Limits
from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding

__all__ = ["MOST_SHOWN", "PLAIN", "decode", "foreign_mark", "unshown", "unshown_in"]

MOST_SHOWN = 20
"""Characters of one file that are reported; more of them are no slips."""
_PLANES = range(0x10000, 0x110000, 0x10000)
PLAIN = bytes((9, 10, 13, *range(0x20, 0x7F)))
"""Bytes that need not be looked at any closer."""
# Control characters; line separators that YAML readers and editors disagree on; what
# turns the direction of writing, which shows a text that is not the one written; what
# is not seen at all (Unicode's default ignorable code points, and blank braille);
# byte-order marks and code points that are no characters.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in _PLANES)
    + "]"
)
_MARKS = (
    (b"\xff\xfe\0\0", "the file is UTF-32 text"),
    (b"\0\0\xfe\xff", "the file is UTF-32 text"),
    (b"\xff\xfe", "the file is UTF-16 text"),
    (b"\xfe\xff", "the file is UTF-16 text"),
    (b"\xef\xbb\xbf", "the file begins with a byte-order mark"),
)


def decode(file: str, raw: bytes, limits: Limits) -> tuple[SourceText, list[Finding]]:
    """Decode a file; its line breaks become line feeds.

    The text is empty when there are findings.
    """
    source = SourceText(file, "", sha256(raw).hexdigest())
    if len(raw) > limits.file_bytes:
        return source, [_too_large(source, limits)]
    message = foreign_mark(raw)
    if message:
        return source, [_finding(source, 1, 1, message)]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return source, [_not_utf8(source, raw, error.start)]
    text = _unified(text)
    if raw.translate(None, PLAIN):
        findings = _unshown_characters(source, text)
        if findings:
            return source, findings
    return SourceText(file, text, source.sha256), []


def _unified(text: str) -> str:
    """Return a text whose lines end with line feeds."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # Blanks at the very end are a line; libyaml counts them only with a line feed.
    return text + "\n" if text.endswith(" ") and not _last_line(text) else text


def _last_line(text: str) -> str:
    return text[text.rfind("\n") + 1 :].strip(" ")


def foreign_mark(raw: bytes) -> str:
    """Say what the first bytes of a file show it to be; empty for what is read."""
    return next((message for mark, message in _MARKS if raw.startswith(mark)), "")


def unshown(text: str) -> str:
    """Name the first character of `text` that must not be there; empty when none."""
    return next((name for _, name in unshown_in(text)), "")


def unshown_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield where each character stands that must not be there, and its name."""
    for found in _UNSHOWN.finditer(text):
        code = f"U+{ord(found[0]):04X}"
        name = unicodedata.name(found[0], "")
        yield found.start(), f"{code} ({name.lower()})" if name else code


def _finding(source: SourceText, line: int, column: int, message: str) -> Finding:
    return engine_finding("READ-002", locate_text(source, line, column), message)


def _too_large(source: SourceText, limits: Limits) -> Finding:
    message = f"the file has more than {limits.file_bytes} bytes"
    return engine_finding("READ-006", locate_text(source, 1, 1), message)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset in a text with any kind of line break."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _not_utf8(source: SourceText, raw: bytes, start: int) -> Finding:
    before = raw[:start].decode("utf-8")
    line, column = _place(before, len(before))
    message = f"byte 0x{raw[start]:02X} is not UTF-8"
    return _finding(source, line, column, message)


def _unshown_characters(source: SourceText, text: str) -> list[Finding]:
    """Report the characters that must not be there: each, up to a bound."""
    findings = []
    for number, line in enumerate(text.split("\n"), 1):
        for at, name in unshown_in(line):
            message = f"the character {name} stands in the file"
            findings.append(_finding(source, number, at + 1, message))
            if len(findings) == MOST_SHOWN:
                return findings
    return findings
