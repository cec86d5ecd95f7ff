"""What CAISO's published lists say of the names that an aggregation declares."""

from datetime import date
from difflib import get_close_matches

from checker.model.place import Place
from checker.model.record import Record
from checker.model.refdata import (
    REFERENCE_FILE,
    Period,
    Periods,
    ReferenceData,
    ReferenceSource,
)

__all__ = ["aggregation_listings", "source_facts"]

_WITHOUT = (
    "the portfolio holds no {report}: `dera refdata import FILES...` takes a download"
    " of it from OASIS"
)
_ALIKE = 0.75
_RESOURCE_LISTS = ("ATL_RESOURCE", "ATL_GEN_CAP_LST")


def aggregation_listings(
    aggregation: Record, day: date, reference: ReferenceData | None
) -> Record:
    """Compute what the lists say of an aggregation's PNodes and Resource ID on a day.

    A fact is absent, and the reason says how to get it, when the list that decides it
    was not imported.
    """
    facts = Record({})
    _state(facts, "pnode_listings", "ATL_PNODE", reference)
    _state(facts, "pnode_sub_laps", "ATL_LDF", reference)
    if reference is None or not any(map(reference.source, _RESOURCE_LISTS)):
        facts.absent["resource_listing"] = _without(" and no ".join(_RESOURCE_LISTS))
    elif "resource_id" not in aggregation:
        facts.absent["resource_listing"] = "the aggregation has no Resource ID"
    else:
        facts["resource_listing"] = _resource(aggregation, day.isoformat(), reference)
    if reference is None:
        return facts
    declared = aggregation.get("pnodes", [])
    text = day.isoformat()
    if "pnode_listings" in facts:
        facts["pnode_listings"] = [_pnode(p, text, reference) for p in declared]
    if "pnode_sub_laps" in facts:
        facts["pnode_sub_laps"] = [_mapped(p, text, reference) for p in declared]
    return facts


def source_facts(reference: ReferenceData | None) -> Record:
    """Return where the reference data come from, each report at its line."""
    if reference is None:
        why = _without("reference data")
        return Record({}, None, {"reference_sources": why})
    return Record({"reference_sources": [_source(s) for s in reference.sources]})


def _state(
    facts: Record, name: str, report: str, reference: ReferenceData | None
) -> None:
    if reference is None or reference.source(report) is None:
        facts.absent[name] = _without(report)
    else:
        facts[name] = []


def _without(report: str) -> str:
    return _WITHOUT.format(report=report)


def _source(source: ReferenceSource) -> Record:
    return Record(
        {
            "report": source.report,
            "file": REFERENCE_FILE,
            "retrieved_on": source.retrieved_on.isoformat(),
        },
        source.place,
    )


def _id_place(declared: Record) -> Place | None:
    """Point to the id within the entry: it is what the list is asked for."""
    place = declared.place
    return None if place is None else Place(place.document, (*place.pointer, "id"))


def _pnode(declared: Record, day: str, reference: ReferenceData) -> Record:
    name = declared["id"]
    periods = reference.pnodes.get(name, ())
    return Record(
        {
            "pnode": name,
            "listed": bool(periods),
            "in_force": _holds(periods, day),
            "periods": _in_words(periods),
            "alike": _alike(name, reference),
            "retrieved_on": _retrieved(reference, "ATL_PNODE"),
        },
        _id_place(declared),
    )


def _mapped(declared: Record, day: str, reference: ReferenceData) -> Record:
    name = declared["id"]
    entries = reference.sub_laps.get(name, ())
    return Record(
        {
            "pnode": name,
            "sub_laps": sorted(
                {code for code, period in entries if period.covers(day)}
            ),
            "retrieved_on": _retrieved(reference, "ATL_LDF"),
        },
        _id_place(declared),
    )


def _resource(aggregation: Record, day: str, reference: ReferenceData) -> Record:
    """Look a Resource ID up; the list of capacity has no periods and shows today."""
    name = aggregation["resource_id"]
    periods = reference.resources.get(name, ())
    generator = reference.generators.get(name)
    lists = [report for report in _RESOURCE_LISTS if reference.source(report)]
    place = aggregation.place
    listing = Record(
        {
            "resource_id": name,
            "lists": lists,
            "listed": bool(periods) or generator is not None,
            "in_force": _holds(periods, day) or (generator is not None and not periods),
            "periods": _in_words(periods),
        },
        None if place is None else Place(place.document, ("resource_id",)),
    )
    if generator is None or generator.capacity_mw is None:
        listing.absent["capacity_mw"] = "ATL_GEN_CAP_LST does not say its capacity"
    else:
        listing["capacity_mw"] = generator.capacity_mw
    return listing


def _holds(periods: Periods, day: str) -> bool:
    return any(period.covers(day) for period in periods)


def _in_words(periods: Periods) -> list[str]:
    return [str(period) for period in sorted(periods, key=Period.__str__)]


def _alike(name: str, reference: ReferenceData) -> list[str]:
    """Name a listed PNode that may be meant, when this one is not listed."""
    if name in reference.pnodes:
        return []
    wanted = name.upper()
    near = {
        one.upper(): one for one in reference.pnodes if one[:2].upper() == wanted[:2]
    }
    close = get_close_matches(wanted, near, n=1, cutoff=_ALIKE)
    return [near[one] for one in close]


def _retrieved(reference: ReferenceData, report: str) -> str:
    source = reference.source(report)
    return "" if source is None else source.retrieved_on.isoformat()
