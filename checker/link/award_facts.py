"""How fast an aggregation reaches the capacity of its ancillary services."""

from checker.link.ramps import longest_minutes
from checker.model.place import Place
from checker.model.record import Record

__all__ = ["awards"]


def awards(aggregation: Record, linked: Record) -> list[Record] | str:
    """Say of each certified capacity how long the aggregation takes to reach it.

    Returns:
        For each certification, held or under way, its id, its service, its capacity
        and the minutes that the ramp segments need for it from the least favourable
        output between PMin and PMax; or why there is no such list. The minutes are
        left out, with the reason, when they cannot be computed.
    """
    if "ancillary_service_certifications" not in linked:
        return linked.absent["ancillary_service_certifications"]
    return [
        _award(certification, aggregation)
        for certification in linked["ancillary_service_certifications"]
    ]


def _award(certification: Record, aggregation: Record) -> Record:
    place = certification.place
    award = Record(
        {
            "certification": certification["id"],
            "service": certification["service"],
            "capacity_mw": certification["capacity_mw"],
        },
        None if place is None else Place(place.document, ("capacity_mw",)),
    )
    minutes = _minutes(certification, aggregation)
    if isinstance(minutes, str):
        award.absent["needed_minutes"] = minutes
    else:
        award["needed_minutes"] = minutes
    return award


def _minutes(certification: Record, aggregation: Record) -> float | str:
    segments = aggregation.get("ramp_segments", ())
    if not segments:
        return "the aggregation declares no ramp_segments"
    for name in ("pmin_mw", "pmax_mw"):
        if name not in aggregation:
            return f"the aggregation declares no {name}"
    capacity = certification["capacity_mw"]
    change = -capacity if certification["service"] == "RD" else capacity
    low, high = aggregation["pmin_mw"], aggregation["pmax_mw"]
    minutes = longest_minutes(segments, low, high, change)
    if minutes is None:
        return f"{capacity} MW do not fit between PMin {low} and PMax {high} MW"
    return minutes
