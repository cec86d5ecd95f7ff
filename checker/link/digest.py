"""One short text that changes whenever a utility would have to look again.

A utility concurs with a list of DERs. Adding, removing or changing one re-opens its
review, so the concurrence and Attachment A carry the digest of the list they are for.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from checker.model.document import Document
from checker.model.record import Record

__all__ = ["REVIEWED_DER_FIELDS", "REVIEWED_SITE_FIELDS", "Entries", "der_list_digest"]

Entries = dict[Document, tuple[str, bytes]]
"""What is reviewed of a site that was digested before, by its declaration."""

REVIEWED_SITE_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "names the site in the package and in every later notice",
        "service_account": "is how the utility finds the customer; twice is refused",
        "service_address": "is where on its system the utility looks",
        "utility": "decides who reviews",
        "pnode": "decides which part of the grid the aggregation moves",
    }
)
"""The fields of a site that are in the digest, and why; paths as in a declaration."""

REVIEWED_DER_FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "names the DER on Attachment A",
        "technology": "decides how it behaves towards the distribution system",
        "rated_kw": "bounds what it can do there",
        "energy_kwh": "bounds for how long",
        "export_kw": "bounds what it sends to the distribution system",
        "import_kw": "bounds what it draws from it",
        "exports": "tells a resource that sends power from one that only draws less",
        "demand_curtailment": "overlaps with a demand response resource",
        "interconnection.tariff": "tells under which rules it was studied",
        "interconnection.reference": "names the agreement that permits its operation",
        "interconnection.capacity_kw": "is what was studied",
        "interconnection.export_allowed": "is what was permitted",
        "net_metering": "may bar it from the wholesale market",
        "programs": "may pay twice for the same service",
        "other_caiso_registrations": "may place it in the market a second time",
    }
)
"""The fields of a DER that are in the digest, and why; paths as in a declaration.

A name, an annotation or the progress of an interconnection is not reviewed. A change
of this list changes every digest and re-opens every concurrence.
"""

_PROVIDERS_OWN = "double_compensation_resolution"
"""Settles who pays, within a programme: the provider's affair and not the utility's."""


_Paths = tuple[tuple[str, str, tuple[str, ...]], ...]
"""Each path, its first step and the further ones."""


def _paths(fields: Iterable[str]) -> _Paths:
    split = ((path, path.split(".")) for path in fields)
    return tuple((path, first, tuple(more)) for path, (first, *more) in split)


_SITE_PATHS = _paths(REVIEWED_SITE_FIELDS)
_DER_PATHS = _paths(REVIEWED_DER_FIELDS)
_ENCODER = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
)
_SIMPLE = frozenset((str, int, bool))
_MANY = (list, dict)


def der_list_digest(
    sites: Iterable[Mapping[str, Any]], entries: Entries | None = None
) -> str:
    """Return `sha256:` and the hex digest of the sites' reviewed fields.

    Digested is canonical JSON (UTF-8, sorted keys, no spaces): the sites by `id`, in
    each its `ders` by `id`, in both the reviewed fields under their dotted paths.
    The order of lists does not count, nor does 5 against 5.0, nor a value that says
    nothing: null, an empty list or an empty mapping.

    Args:
        sites: sites as declared, each with its `id` and its `ders`.
        entries: what other lists of the same portfolio needed; it is added to.

    Raises:
        ValueError: a number is infinite or not a number.
    """
    known: Entries = {} if entries is None else entries
    # The whole entry breaks a tie, so that even a repeated id has one order.
    listed = sorted(_site_entry(site, known) for site in sites)
    joined = b",".join(entry for _, entry in listed)
    return "sha256:" + hashlib.sha256(b"[" + joined + b"]").hexdigest()


def _site_entry(site: Mapping[str, Any], known: Entries) -> tuple[str, bytes]:
    """Return the id of a site and its reviewed fields in canonical JSON."""
    place = site.place if isinstance(site, Record) else None
    if place is not None and place.document in known:
        return known[place.document]
    ders = [_reviewed(der, _DER_PATHS) for der in site["ders"]]
    if len(ders) > 1:
        ders.sort(key=lambda der: (der["id"], _canonical(der)))
    reviewed = _reviewed(site, _SITE_PATHS) | {"ders": ders}
    entry = (reviewed["id"], _canonical(reviewed))
    if place is not None:
        known[place.document] = entry
    return entry


def _reviewed(declared: Mapping[str, Any], paths: _Paths) -> dict[str, Any]:
    """Return the reviewed fields that say something, by their dotted path."""
    found = {}
    for path, first, more in paths:
        value: object = declared.get(first)
        for step in more:
            value = value.get(step) if isinstance(value, dict) else None
        if value.__class__ in _SIMPLE:
            found[path] = value
        elif not _is_silent(value) and not _is_silent(plain := _plain(value)):
            found[path] = plain
    return found


def _plain(value: object) -> object:
    """Return the one form of a value that stands for all ways to write it."""
    if isinstance(value, Mapping):
        plain = {k: _plain(v) for k, v in value.items() if k != _PROVIDERS_OWN}
        return {key: item for key, item in plain.items() if not _is_silent(item)}
    if isinstance(value, list | tuple):
        items = [item for item in map(_plain, value) if not _is_silent(item)]
        return sorted(items, key=_canonical)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _is_silent(value: object) -> bool:
    return value is None or (not value and isinstance(value, _MANY))


def _canonical(value: object) -> bytes:
    text = _ENCODER.encode(value)
    # YAML's "\ud800" is half a character that UTF-8 has no bytes for.
    return text.encode("utf-8", "surrogatepass")
