"""A document's header says which declaration it is."""

from collections.abc import Collection
from difflib import get_close_matches

from checker.load.faults import short
from checker.load.foreign import foreign
from checker.load.read import Reading
from checker.model.declaration import Declaration
from checker.model.document import Document
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Place

__all__ = ["declarations_of"]

_HEADER = ("dera", "kind", "id")
_VERSION = "v1"
_SETTINGS = ("dera.yaml", "dera.yml")
_ONLY_AT_ROOT = (
    "Settings are read from the file `dera.yaml` at the portfolio's root only."
)


def declarations_of(
    reading: Reading, kinds: Collection[str]
) -> tuple[tuple[Declaration, ...], tuple[Finding, ...]]:
    """Tell the documents of a file that are declarations from those that are not.

    Args:
        reading: the file.
        kinds: every kind that has a schema.

    Returns:
        The declarations, and a finding for each other document.
    """
    declarations: list[Declaration] = []
    findings: list[Finding] = []
    for document in reading.documents:
        found = _header(document, kinds)
        if isinstance(found, Declaration):
            declarations.append(found)
        else:
            findings.append(found)
    return tuple(declarations), tuple(findings)


def _header(document: Document, kinds: Collection[str]) -> Declaration | Finding:
    data = document.data
    if not isinstance(data, dict):
        return _no_header(document, "it is no mapping")
    lacking = [f"`{name}`" for name in _HEADER if data.get(name) is None]
    if lacking:
        return _no_header(document, f"it lacks {_listed(lacking)}")
    for name in ("kind", "id"):
        if not isinstance(data[name], str):
            return _no_header(document, f"its `{name}` is not text", name)
    if data["dera"] != _VERSION:
        message = f"`dera:` must be `{_VERSION}`, the only version of the format so far"
        place = Place(document, ("dera",))
        return _unknown(document, place, message, f"Write `dera: {_VERSION}`.")
    if data["kind"] not in kinds:
        return _unknown_kind(document, kinds)
    return Declaration(data["kind"], data["id"], document)


def _no_header(document: Document, why: str, at: str = "") -> Finding:
    """Report a document without a header, at its first key or the field at fault."""
    place = Place(document)
    misplaced = document.source.file.rpartition("/")[2] in _SETTINGS
    remedy = _ONLY_AT_ROOT if misplaced else None
    if at:
        place = Place(document, (at,))
        remedy = "Quote the value."
    elif isinstance(document.data, dict) and document.data:
        place = Place(document, (next(iter(document.data)),), on_key=True)
    message = f"this document is not a declaration: {why}"
    keys = document.data if isinstance(document.data, dict) else ()
    odd = next((key for key in keys if not key.isascii()), "")
    if odd:
        message += f"{foreign(odd)} in the key `{short(odd)}`"
    path = f"document {document.index}"
    return engine_finding("READ-007", place, message, path=path, remedy=remedy)


def _unknown(
    document: Document, place: Place, message: str, remedy: str | None
) -> Finding:
    path = f"document {document.index}"
    return engine_finding("READ-008", place, message, path=path, remedy=remedy)


def _unknown_kind(document: Document, kinds: Collection[str]) -> Finding:
    kind = document.data["kind"]
    shown = kind if len(kind) <= 40 else f"{kind[:40]}..."  # noqa: PLR2004 # a line
    message = f"`{shown}` is not a kind"
    close = get_close_matches(kind[:64], sorted(kinds), 1)
    if close:
        message += f"; did you mean `{close[0]}`?"
    message += foreign(kind)
    return _unknown(document, Place(document, ("kind",)), message, None)


def _listed(words: list[str]) -> str:
    """Join words as a sentence does."""
    if len(words) == 1:
        return words[0]
    return f"{', '.join(words[:-1])} and {words[-1]}"
