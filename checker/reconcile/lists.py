"""The Resource ID, the PNodes and the sub-LAP in CAISO's public lists."""

from collections.abc import Iterator

from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Severity
from checker.model.place import Location, Place
from checker.model.reconciliation import Comparison
from checker.model.record import Record
from checker.model.refdata import ReferenceData

__all__ = ["list_comparisons", "location_of"]

_LAG = (
    "the lists lag behind the Master File, and whether aggregations of DERs are"
    " published there was not confirmed (MF-005)"
)


def list_comparisons(
    dossier: Dossier, reference: ReferenceData | None
) -> tuple[Comparison, ...]:
    """Look up what an aggregation names in the lists that the portfolio holds."""
    return (
        _resource(dossier),
        *_pnodes(dossier),
        *_sub_lap(dossier, reference),
    )


def location_of(record: Record, *steps: str | int) -> Location | None:
    """Return where a field of a declared record stands."""
    if record.place is None:
        return None
    document, pointer = record.place.document, record.place.pointer
    return locate(Place(document, (*pointer, *steps)))


def _resource(dossier: Dossier) -> Comparison:
    aggregation = dossier.record
    declared = str(aggregation.get("resource_id", ""))
    where = location_of(aggregation, "resource_id")
    what = "Resource ID in the list of resources"
    listing = dossier.facts.get("resource_listing")
    if listing is None:
        why = dossier.facts.absent["resource_listing"]
        return Comparison(what, declared, "", "", Severity.NOTE, why, where)
    lists = " and ".join(listing["lists"])
    if listing["in_force"]:
        periods = ", ".join(listing["periods"])
        return Comparison(what, declared, f"in {lists} {periods}".rstrip(), "")
    held = f"not in force in {lists}" if listing["listed"] else f"not in {lists}"
    return Comparison(what, declared, held, "", Severity.WARNING, _LAG, where)


def _pnodes(dossier: Dossier) -> Iterator[Comparison]:
    listings = dossier.facts.get("pnode_listings")
    if listings is None:
        why = dossier.facts.absent["pnode_listings"]
        yield Comparison("PNodes in the list of PNodes", "", "", "", Severity.NOTE, why)
        return
    for listing in listings:
        what, name = "PNode in the list of PNodes", listing["pnode"]
        periods = ", ".join(listing["periods"])
        if listing["in_force"]:
            yield Comparison(what, name, f"in ATL_PNODE {periods}")
            continue
        held = f"in ATL_PNODE {periods}" if periods else "not in ATL_PNODE"
        where = None if listing.place is None else locate(listing.place)
        why = f"it is not in force on {dossier.day} (LOC-008)"
        yield Comparison(what, name, held, "", Severity.ERROR, why, where)


def _sub_lap(dossier: Dossier, reference: ReferenceData | None) -> Iterator[Comparison]:
    code = dossier.record.get("sub_lap")
    if reference is None or reference.source("ATL_APNODE") is None or code is None:
        return
    what, name = "sub-LAP in the list of APNodes", f"SLAP_{code}-APND"
    periods = reference.apnodes.get(name, ())
    if any(period.covers(dossier.day.isoformat()) for period in periods):
        yield Comparison(what, code, f"{name} in ATL_APNODE")
        return
    where = location_of(dossier.record, "sub_lap")
    why = f"{name} is not in force on {dossier.day}; compare with CAISO's list"
    yield Comparison(what, code, "not in ATL_APNODE", "", Severity.WARNING, why, where)
