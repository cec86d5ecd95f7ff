"""Gather what belongs to an aggregation on a day: its `linked` objects."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from checker.link.portfolio import Key, Portfolio
from checker.model.place import Place
from checker.model.record import Record

__all__ = ["JOINS", "active_members", "assemble", "forward_references"]


class _Reverse(NamedTuple):
    """A list of those declarations of a kind that name one of some anchors."""

    name: str
    kind: str
    anchors: tuple[str, ...]


_REVERSE = (
    _Reverse("agreements", "agreement", ("provider", "scheduling_coordinator")),
    _Reverse("concurrences", "concurrence", ("aggregation",)),
    _Reverse("metering_plans", "metering_plan", ("scheduling_coordinator",)),
    _Reverse("telemetry", "telemetry", ("aggregation",)),
    _Reverse(
        "ancillary_service_certifications",
        "ancillary_service_certification",
        ("aggregation",),
    ),
    _Reverse("credentials", "credential", ("provider", "scheduling_coordinator")),
    _Reverse("nri_projects", "nri_project", ("aggregation",)),
    _Reverse("change_notices", "change_notice", ("aggregation",)),
    _Reverse("master_file_extracts", "master_file_extract", ("aggregation",)),
    _Reverse("schedules", "schedule", ("aggregation",)),
    _Reverse("monitoring", "monitoring", ("aggregation",)),
    _Reverse("meter_readings", "meter_readings", ("aggregation",)),
)


JOINS = frozenset(
    (
        ("meter", "site"),
        *((each.kind, anchor) for each in _REVERSE for anchor in each.anchors),
    )
)
"""Kinds whose declarations belong to what rests on the one they name; and its kind."""


def active_members(aggregation: Record, day: date) -> Iterator[Record]:
    """Yield the members that belong to an aggregation on a day (both ends count)."""
    text = day.isoformat()
    for member in aggregation["members"]:
        if member["from"] <= text <= member.get("until", text):
            yield member


def assemble(
    portfolio: Portfolio, aggregation: Record, members: Sequence[Record]
) -> Record:
    """Return the objects that belong to an aggregation while it has some members.

    A list is left out, with the reason in `Record.absent`, when something that would
    belong to it is unreadable, invalid, ambiguous or not declared.
    """
    linked = forward_references(
        portfolio, aggregation, ("provider", "scheduling_coordinator")
    )
    _gather(linked, "sites", lambda: _sites(portfolio, members))
    _derive(linked, "ders", _ders)
    _derive(
        linked,
        "meters",
        lambda sites: _reverse(
            portfolio, "meter", [("site", site["id"]) for site in sites]
        ),
    )
    if "sites" in linked:
        _add_meters(linked["sites"], linked)
    _derive(linked, "utilities", lambda sites: _utilities(portfolio, sites))
    for reverse in _REVERSE:
        keys = _anchors(aggregation, reverse.anchors)
        build = partial(_reverse, portfolio, reverse.kind, keys)
        _gather(linked, reverse.name, build)
    return linked


def forward_references(
    portfolio: Portfolio, record: Record, fields: Iterable[str]
) -> Record:
    """Resolve the single references of a declaration, under the fields' own names."""
    linked = Record({})
    for field in fields:
        name = record.get(field)
        if not isinstance(name, str):
            continue
        target = portfolio.records.get((field, name))
        if target is None:
            linked.absent[field] = portfolio.why_missing(field, name)
        else:
            linked[field] = target
    return linked


class _Unusable(Exception):  # noqa: N818 # control flow inside this module only
    """A list cannot be given, and why."""


def _gather(linked: Record, name: str, build: Callable[[], list[Record]]) -> None:
    try:
        linked[name] = build()
    except _Unusable as reason:
        linked.absent[name] = str(reason)


def _derive(
    linked: Record, name: str, build: Callable[[list[Record]], list[Record]]
) -> None:
    """Gather a list that follows from the sites; without them it is missing too."""
    if "sites" in linked:
        _gather(linked, name, lambda: build(linked["sites"]))
    else:
        linked.absent[name] = linked.absent["sites"]


def _anchors(aggregation: Record, fields: tuple[str, ...]) -> list[Key]:
    if fields == ("aggregation",):
        return [("aggregation", aggregation["id"])]
    return [(field, aggregation[field]) for field in fields if field in aggregation]


def _resolve(portfolio: Portfolio, kind: str, name: str) -> Record:
    record = portfolio.records.get((kind, name))
    if record is None:
        raise _Unusable(portfolio.why_missing(kind, name))
    return record


def _sites(portfolio: Portfolio, members: Iterable[Record]) -> list[Record]:
    sites = []
    for member in members:
        site = _resolve(portfolio, "site", member["site"])
        its = Record(site, site.place, None, _brought(member))
        its["member_from"] = member["from"]
        if "until" in member:
            its["member_until"] = member["until"]
        sites.append(its)
    return sorted(sites, key=lambda site: str(site["id"]))


def _brought(member: Record) -> dict[str, Place]:
    """Return where the dates of a membership are declared, by their name at a site."""
    if member.place is None:
        return {}
    document, pointer = member.place.document, member.place.pointer
    return {
        f"member_{name}": Place(document, (*pointer, name))
        for name in ("from", "until")
        if name in member
    }


def _ders(sites: list[Record]) -> list[Record]:
    ders = []
    for site in sites:
        of_site = {"site": site["id"]}
        of_site |= {k: site[k] for k in ("utility", "pnode", "sub_lap") if k in site}
        for der in site["ders"]:
            its = Record(der, der.place)
            its.update(of_site)
            ders.append(its)
    return ders


def _add_meters(sites: list[Record], linked: Record) -> None:
    """Give each site its own meters, so that no policy has to search all of them."""
    if "meters" not in linked:
        for site in sites:
            site.absent["meters"] = linked.absent["meters"]
        return
    own: dict[str, list[Record]] = {site["id"]: [] for site in sites}
    for meter in linked["meters"]:
        own[meter["site"]].append(meter)
    for site in sites:
        site["meters"] = own[site["id"]]


def _utilities(portfolio: Portfolio, sites: list[Record]) -> list[Record]:
    names = sorted({site["utility"] for site in sites})
    return [_resolve(portfolio, "utility", name) for name in names]


def _reverse(portfolio: Portfolio, kind: str, anchors: list[Key]) -> list[Record]:
    """List the declarations of a kind that name an anchor in a field of their own."""
    for reason in filter(None, (portfolio.unread, *portfolio.adrift.get(kind, ()))):
        raise _Unusable(reason)
    found = {}
    for anchor in anchors:
        if anchor not in portfolio.records:
            raise _Unusable(portfolio.why_missing(*anchor))
        for broken_kind, reason in portfolio.broken_referrers.get(anchor, ()):
            if broken_kind == kind:
                raise _Unusable(reason)
        for declaration, pointer in portfolio.referrers.get(anchor, ()):
            if declaration.kind == kind and len(pointer) == 1:
                found[declaration.id] = portfolio.records[kind, declaration.id]
    return [found[name] for name in sorted(found)]
