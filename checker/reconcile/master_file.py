"""The Master File extract in force against the declaration, field by field (MF-003)."""

from collections.abc import Iterator
from typing import Any

from checker.model.dossier import Dossier
from checker.model.finding import Gate, Severity
from checker.model.reconciliation import Comparison
from checker.model.record import Record
from checker.reconcile.lists import location_of

__all__ = ["extract_in_force", "master_file_comparisons"]

_LIMITS = (("PMax", "pmax_mw"), ("PMin", "pmin_mw"))
_DIFFERS = "the Master File decides what CAISO takes: correct one of the two (MF-003)"
_NOT_SAID = "not said"


def extract_in_force(dossier: Dossier) -> Record | None:
    """Return the active extract that took effect last by the dossier's day."""
    day = dossier.day.isoformat()
    active = [
        extract
        for extract in dossier.linked.get("master_file_extracts", ())
        if extract["status"] == "active" and extract.get("effective_on", "9999") <= day
    ]
    return max(active, key=lambda one: str(one["effective_on"]), default=None)


def master_file_comparisons(
    dossier: Dossier, as_of: str
) -> tuple[str, tuple[Comparison, ...]]:
    """Compare an aggregation with what the Master File holds.

    Returns:
        The id of the extract, empty without one; and a comparison for each field that
        an extract can hold. Without an extract one comparison says so: an error once
        the aggregation claims to be in the market, before that a note.
    """
    absent = dossier.linked.absent.get("master_file_extracts")
    extract = None if absent else extract_in_force(dossier)
    if extract is None:
        missing = Severity.ERROR if dossier.gate >= Gate.market else Severity.NOTE
        why = absent or f"no extract is active on {dossier.day} (MF-003)"
        severity = Severity.ERROR if absent else missing
        where = location_of(dossier.record, "id")
        return "", (Comparison("Master File", "", "", "", severity, why, where),)
    aggregation = dossier.record
    rows = (
        _resource_id(aggregation, extract),
        *(_limit(aggregation, extract, *limit) for limit in _LIMITS),
        *_listed(aggregation, extract, "ramp_segments", "ramp segment", _segment),
        *_listed(aggregation, extract, "pnodes", "PNode and factor", _pnode),
        _services(dossier, extract, as_of),
    )
    return str(extract["id"]), rows


def _resource_id(aggregation: Record, extract: Record) -> Comparison:
    return _compared(
        "Resource ID",
        str(aggregation.get("resource_id", _NOT_SAID)),
        str(extract["resource_id"]),
        aggregation,
        "resource_id",
    )


def _limit(aggregation: Record, extract: Record, what: str, field: str) -> Comparison:
    declared, held = aggregation.get(field), extract[field]
    row = _compared(what, _said(declared), _said(held), aggregation, field)
    return row._replace(unit="MW")


def _said(value: Any) -> str:
    return _NOT_SAID if value is None else f"{value:g}"


def _segment(segment: Record) -> str:
    return (
        f"{segment['from_mw']:g} to {segment['to_mw']:g} MW:"
        f" up {segment['up_mw_per_minute']:g},"
        f" down {segment['down_mw_per_minute']:g} MW/min"
    )


def _pnode(pnode: Record) -> str:
    return f"{pnode['id']}: {pnode['gdf']:g}" if "gdf" in pnode else str(pnode["id"])


def _listed(
    aggregation: Record, extract: Record, field: str, what: str, word: Any
) -> Iterator[Comparison]:
    """Compare two lists whose order means nothing."""
    ours = [word(one) for one in aggregation.get(field, [])]
    theirs = [word(one) for one in extract.get(field, [])]
    for text in sorted({*ours, *theirs}):
        declared = text if text in ours else ""
        held = text if text in theirs else ""
        yield _compared(what, declared, held, aggregation, field)


def _services(dossier: Dossier, extract: Record, as_of: str) -> Comparison:
    """Compare the certified services; an extract that names none has none."""
    what, day = "certified ancillary services", dossier.day.isoformat()
    missing = dossier.linked.absent.get("ancillary_service_certifications")
    if missing:
        return Comparison(what, "", "", "", Severity.ERROR, missing)
    certified = {
        one["service"]
        for one in dossier.linked["ancillary_service_certifications"]
        if one.get("certified_on", "9999") <= as_of
        and day <= one.get("expires_on", "9999")
    }
    held = extract.get("ancillary_services", [])
    return _compared(
        what,
        ", ".join(sorted(certified)) or "none",
        ", ".join(sorted(held)) or "none",
        dossier.record,
        "services",
    )


def _compared(
    what: str, declared: str, held: str, aggregation: Record, field: str
) -> Comparison:
    if declared == held:
        return Comparison(what, declared, held)
    where = location_of(aggregation, field)
    return Comparison(what, declared, held, "", Severity.ERROR, _DIFFERS, where)
