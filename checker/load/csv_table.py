"""The bytes of a CSV file to a table: checked as text and indexed by record."""

from array import array
from codecs import getincrementaldecoder
from hashlib import sha256

from checker.load.decode import decode, unshown
from checker.model.configuration import Limits
from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.table import Table

__all__ = ["MOST_RECORD_BYTES", "index_csv", "too_large"]

MOST_RECORD_BYTES = 64 * 1024
"""A longer record is no row of a fleet: more likely a quote was never closed."""

_BLOCK = 4 * 1024 * 1024
_PLAIN = bytes((9, 10, 13, *range(0x20, 0x7F)))


def index_csv(
    file: str, raw: bytes, delimiter: str, limits: Limits
) -> Table | list[Finding]:
    """Return the records of a CSV file, its header first; or what is wrong with it.

    Args:
        file: path relative to the portfolio root.
        raw: its content.
        delimiter: one character.
        limits: how large it may be.
    """
    if len(raw) > limits.inventory_bytes:
        return [too_large(file, raw, f"{limits.inventory_bytes} bytes", "bytes")]
    if not _is_plain(raw):
        bound = limits.model_copy(update={"file_bytes": len(raw)})
        findings = decode(file, raw, bound)[1]
        if findings:
            return findings
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    index = _quoted if b'"' in raw else _unquoted
    starts, lines = index(raw, limits.inventory_rows + 1)
    if len(starts) - 1 > limits.inventory_rows + 1:
        return [too_large(file, raw, f"{limits.inventory_rows} rows", "rows")]
    return Table(raw, starts, delimiter, lines)


def too_large(file: str, raw: bytes, bound: str, limit: str) -> Finding:
    """Return the finding for a table that exceeds a bound."""
    place = locate_text(SourceText(file, "", sha256(raw).hexdigest()), 1, 1)
    return engine_finding(
        "READ-006",
        place,
        f"the inventory has more than {bound}",
        remedy=f"Split it into several, or raise `limits.inventory_{limit}` in"
        " dera.yaml.",
    )


def _is_plain(raw: bytes) -> bool:
    """Tell whether all of a file is text that shows what it is."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(raw), _BLOCK):
            block = raw[at : at + _BLOCK]
            rest = block.translate(None, _PLAIN)
            text = decoder.decode(block) if rest or decoder.getstate()[0] else ""
            if rest and unshown(text):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unquoted(raw: bytes, most: int) -> tuple["array[int]", None]:
    """Index records that are lines; one more than the bound at most."""
    starts, at = array("Q"), 0
    while at < len(raw):
        starts.append(at)
        at = raw.find(b"\n", at) + 1
        if at == 0 or len(starts) > most + 1:
            break
    starts.append(at or len(raw))
    return starts, None


def _quoted(raw: bytes, most: int) -> tuple["array[int]", "array[int]"]:
    """Index records that may run over lines: while a quote is open, they go on."""
    starts, lines = array("Q"), array("I")
    at, line, is_open = 0, 0, False
    while at < len(raw) and len(starts) <= most + 1:
        line += 1
        end = raw.find(b"\n", at) + 1 or len(raw)
        if not is_open:
            starts.append(at)
            lines.append(line)
        is_open ^= raw.count(b'"', at, end) % 2 == 1
        at = end
    starts.append(at)
    return starts, lines
