"""Texts in declarations that should not be there: secrets and outdated citations."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from checker.model.declaration import Declaration
from checker.model.document import Document
from checker.model.place import Place, Pointer, pointer_text
from checker.model.record import Record
from checker.model.row_document import RowDocument
from checker.model.table import Table

__all__ = ["is_plain", "outdated_citations", "suspected_secrets"]

_SECRET_TEXTS = (
    ("a private key", re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")),
    ("a PKCS #12 or DER key store", re.compile(r"\bMI[IJK][A-Za-z0-9+/=\s]{200,}")),
    ("a JSON web token", re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")),
    ("an access key", re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b")),
    ("an access token", re.compile(r"\b(?:gh[pousr]_|glpat-|xox[abp]-)[\w-]{16,}")),
    (
        "a password in an address",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@]+:[^\s/@]+@"),
    ),
    (
        "a password",
        re.compile(r"(?i)\b(?:password|passphrase|passwd|pwd|secret)\s*[:=]\s*\S+"),
    ),
)
_SECRET_KEYS = re.compile(
    r"(?i)^(?:.*[_-])?(?:password|passphrase|passwd|pwd|secret|token|api_?key"
    r"|private_?key|pin)$"
)
_REFERENCE = re.compile(r"^[a-z][a-z0-9+.-]*://[^\s@]*$|^$")
_SECTION_4_14 = re.compile(
    r"(?i)(?:\b(?:section|sect?\.?|tariff)|§)\s*4\.14(?![0-9])|^4\.14(?:\.[0-9]+)*$"
)


_SECRETS_HOLD = ("PRIVATE KEY", "MI", "eyJ", "AKIA", "ASIA", "://", "xox", "glpat-")
_TOKENS_HOLD = ("ghp_", "gho_", "ghu_", "ghs_", "ghr_")
_PASSWORDS_HOLD = ("pass", "pwd", "secret")
_MARKS = (*_SECRETS_HOLD, *_TOKENS_HOLD)
"""A text in which no pattern's own letters stand need not be searched for it."""


def is_plain(document: Document) -> bool:
    """Tell, at little cost, that nothing in a document can be one or the other.

    False says nothing.
    """
    texts: list[str] = []
    keys: set[str] = set()
    _gather(document.data, texts, keys)
    said = "\n".join(texts)
    return not ("4.14" in said or _may_be_secret(said) or _holds_secret_key(keys))


def suspected_secrets(declarations: Iterable[Declaration]) -> list[Record]:
    """List the texts that look like secret material (rule CRED-008).

    A reference such as `vault://path` is what a declaration should hold and is passed.
    """
    return [
        _entry(declaration, pointer, {"looks_like": looks_like})
        for declaration in _without_quiet_tables(declarations, _holds_no_secrets)
        if _may_hold_secrets(declaration.document)
        for pointer, text in _texts(declaration.document.data, ())
        if (looks_like := _looks_like_secret(pointer, text)) is not None
    ]


def outdated_citations(declarations: Iterable[Declaration]) -> list[Record]:
    """List the texts that cite tariff section 4.14 for DERs (RULEBOOK C1)."""
    return [
        _entry(declaration, pointer, {"text": text[:80]})
        for declaration in _without_quiet_tables(declarations, _cites_nothing)
        if "4.14" in _said(declaration.document)
        for pointer, text in _texts(declaration.document.data, ())
        if _SECTION_4_14.search(text)
    ]


def _without_quiet_tables(
    declarations: Iterable[Declaration], is_quiet: Callable[[Table], bool]
) -> Iterator[Declaration]:
    """Pass over the rows of tables in which there is nothing to look for."""
    quiet: dict[int, bool] = {}
    for declaration in declarations:
        document = declaration.document
        if isinstance(document, RowDocument):
            table = document.inventory.table
            if id(table) not in quiet:
                quiet[id(table)] = is_quiet(table)
            if quiet[id(table)]:
                continue
        yield declaration


def _holds_no_secrets(table: Table) -> bool:
    return table.holds_none(_MARKS) and table.holds_none(_PASSWORDS_HOLD, folded=True)


def _cites_nothing(table: Table) -> bool:
    return table.holds_none(("4.14",))


def _may_hold_secrets(document: Document) -> bool:
    if isinstance(document, RowDocument):  # its fields are those of its schema
        return _may_be_secret(document.said())
    texts: list[str] = []
    keys: set[str] = set()
    _gather(document.data, texts, keys)
    return _may_be_secret("\n".join(texts)) or _holds_secret_key(keys)


def _may_be_secret(said: str) -> bool:
    for mark in _MARKS:
        if mark in said:
            return True
    folded = said.casefold()
    return any(mark in folded for mark in _PASSWORDS_HOLD)


def _holds_secret_key(keys: Iterable[str]) -> bool:
    return any(map(_is_secret_key, keys))


def _said(document: Document) -> str:
    """Return all texts of a document, one to a line.

    What is the same in each row of a table is said where the table is declared.
    """
    if isinstance(document, RowDocument):
        return document.said()
    texts: list[str] = []
    _gather(document.data, texts, set())
    return "\n".join(texts)


def _gather(value: Any, texts: list[str], keys: set[str]) -> None:
    """Add the texts and the keys of a value; most of it are scalars, passed quickly."""
    if isinstance(value, dict):
        keys.update(value)
        items: Iterable[Any] = value.values()
    else:
        items = value if isinstance(value, list) else (value,)
    for item in items:
        kind = item.__class__
        if kind is str:
            texts.append(item)
        elif kind is dict or kind is list:
            _gather(item, texts, keys)


@lru_cache(1024)
def _is_secret_key(key: str) -> bool:
    return _SECRET_KEYS.match(key) is not None


def _looks_like_secret(pointer: Pointer, text: str) -> str | None:
    for looks_like, pattern in _SECRET_TEXTS:
        if pattern.search(text):
            return looks_like
    key = next((step for step in reversed(pointer) if isinstance(step, str)), "")
    if _is_secret_key(key) and not _REFERENCE.match(text):
        return f"the value of a `{key}`"
    return None


def _entry(declaration: Declaration, pointer: Pointer, more: dict[str, str]) -> Record:
    return Record(
        {
            "kind": declaration.kind,
            "id": declaration.id,
            "path": pointer_text(pointer),
            **more,
        },
        Place(declaration.document, pointer),
    )


def _texts(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*pointer, index))
