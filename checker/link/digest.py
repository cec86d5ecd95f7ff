"""One short text that changes whenever a utility would have to look again.

A utility concurs with a list of DERs. Adding, removing or changing one re-opens its
review, so the concurrence and Attachment A carry the digest of the list they are for.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

__all__ = ["REVIEWED_DER_FIELDS", "REVIEWED_SITE_FIELDS", "der_list_digest"]

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


def der_list_digest(sites: Iterable[Mapping[str, Any]]) -> str:
    """Return `sha256:` and the hex digest of the sites' reviewed fields.

    Digested is canonical JSON (UTF-8, sorted keys, no spaces): the sites by `id`, in
    each its `ders` by `id`, in both the reviewed fields under their dotted paths.
    The order of lists does not count, nor does 5 against 5.0, nor a value that says
    nothing: null, an empty list or an empty mapping.

    Args:
        sites: sites as declared, each with its `id` and its `ders`.

    Raises:
        ValueError: a number is infinite or not a number.
    """
    entries = [_site_entry(site) for site in sites]
    return "sha256:" + hashlib.sha256(_canonical(_by_id(entries))).hexdigest()


def _site_entry(site: Mapping[str, Any]) -> dict[str, Any]:
    ders = [_reviewed(der, REVIEWED_DER_FIELDS) for der in site["ders"]]
    return _reviewed(site, REVIEWED_SITE_FIELDS) | {"ders": _by_id(ders)}


def _by_id(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    # The whole entry breaks a tie, so that even a repeated id has one order.
    return sorted(entries, key=lambda entry: (entry["id"], _canonical(entry)))


def _reviewed(declared: Mapping[str, Any], fields: Iterable[str]) -> dict[str, Any]:
    """Return the reviewed fields that say something, by their dotted path."""
    found = {field: _plain(_at(declared, field)) for field in fields}
    return {field: value for field, value in found.items() if not _is_silent(value)}


def _at(declared: Mapping[str, Any], path: str) -> object:
    value: object = declared
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


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
    return value is None or value in ([], {})


def _canonical(value: object) -> bytes:
    text = json.dumps(
        value,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    # YAML's "\ud800" is half a character that UTF-8 has no bytes for.
    return text.encode("utf-8", "surrogatepass")
