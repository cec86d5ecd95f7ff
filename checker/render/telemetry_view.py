"""The point list of each real-time link, point by point."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.master_file_view import resource_id
from checker.render.origin import computed, stated
from checker.render.rows import Row
from checker.render.shown import Shown
from checker.render.telemetry_points import POINTS, Point

__all__ = ["point_lists"]

_CONFIRM = "confirm with CAISO"
_STORAGE = frozenset({"battery", "ev_charger"})
_REGULATION = frozenset({"RU", "RD"})
_OBJECTS = {"analog": 30, "digital": 1, "set_point": 41}
"""DNP3 objects of static values; the variation of each is 2 (INTERFACES 6.1)."""
_VARIATION = 2

_ONE_OF = {
    "power_points": ("power", None),
    "status_points": ("connection", None),
    "quality_points": ("quality", None),
    "storage_points": ("stored energy", "storage"),
    "set_point_points": ("echo of the set point", "regulation"),
}
"""Parameters with the names of which a list needs one; what that is, and for whom."""


def point_lists(shown: Shown) -> Any:
    """Return the point list of each real-time link of the aggregation."""
    links = shown.values.get(shown.linked, "telemetry")
    if isinstance(links, Undefined):
        return links
    needs = _needs(shown)
    return [_point_list(shown, link, needs) for link in links]


def _needs(shown: Shown) -> Any:
    """Return what decides on the points: every resource, regulation, storage."""
    services = shown.values.get(shown.facts, "ancillary_services")
    ders = shown.values.get(shown.linked, "ders")
    for value in (services, ders):
        if isinstance(value, Undefined):
            return value
    needs = {"every resource"}
    if any(service in _REGULATION for service in services):
        needs.add("regulation")
    if any(der.get("technology") in _STORAGE for der in ders):
        needs.add("storage")
    return frozenset(needs)


def _point_list(shown: Shown, link: Record, needs: Any) -> Row:
    get = shown.values.get
    names = get(link, "points")
    for value in (needs, names):
        if isinstance(value, Undefined):
            return {**_link(shown, link), "points": value, "not_listed": value}
    lack = _lack(shown, link, names, needs)
    unit_rows = get(link, "scope") == "unit"
    not_listed = [
        stated(name, "template", "point")
        for name, point in POINTS.items()
        if point.need in needs and name not in names
    ]
    return {
        **_link(shown, link),
        "points": lack or list(_rows(shown, link, names, by_unit=unit_rows)),
        "not_listed": not_listed,
    }


def _link(shown: Shown, link: Record) -> Row:
    get = shown.values.get
    device = get(link, "device")
    return {
        "id": get(link, "id"),
        "protocol": get(link, "protocol"),
        "device": get(device, "id"),
        "device_type": get(device, "type"),
        "link": get(link, "link"),
        "scope": get(link, "scope"),
        "scan_seconds": get(link, "scan_seconds"),
        "in_service_on": shown.said(link, "in_service_on", "not yet"),
        "validated_on": shown.said(link, "validated_on", "not yet"),
    }


def _lack(shown: Shown, link: Record, names: Any, needs: Any) -> Undefined | None:
    """Return what is undefined when a kind of point is missing; TEL-005 only warns."""
    for parameter, (what, need) in _ONE_OF.items():
        known = shown.parameter(parameter)
        if isinstance(known, Undefined):
            return known
        if (need is None or need in needs) and not set(known) & set(names):
            fault = f"lists no point for {what} ({', '.join(known)}) in"
            return shown.values.lacking(link.place, ("points",), fault)
    return None


def _rows(shown: Shown, link: Record, names: Any, *, by_unit: bool) -> Iterator[Row]:
    """Yield a row for each point, and for each DER where it is one of units."""
    counted: Counter[int] = Counter()
    for name in names:
        point = POINTS.get(name)
        for unit in _units(shown, point, by_unit=by_unit):
            number: Any = _CONFIRM
            if point is not None and link["protocol"] == "DNP3":
                index = _OBJECTS[point.kind]
                number = counted[index]
                counted[index] += 1
            yield _row(shown, link, name, point, unit, number)


def _units(shown: Shown, point: Point | None, *, by_unit: bool) -> list[Any]:
    if point is None or not point.of_unit or not by_unit:
        return [None]
    return list(shown.values.get(shown.linked, "ders"))


def _row(  # noqa: PLR0913, PLR0917 # the parts of a row
    shown: Shown,
    link: Record,
    name: Any,
    point: Point | None,
    unit: Record | None,
    number: Any,
) -> Row:
    low, high = _range(shown, point)
    is_dnp3 = point is not None and link["protocol"] == "DNP3"
    return {
        "point_no": computed(number, "place among the points of its object", name),
        "dnp3_object": _known(_OBJECTS[point.kind], name)
        if point and is_dnp3
        else _open(name),
        "dnp3_variation": _known(_VARIATION, name) if is_dnp3 else _open(name),
        "direction": _known(_direction(point), name) if point else _open(name),
        "name": name,
        "unit": _unit(unit, name),
        "resource_id": resource_id(shown),
        "aggregate": computed(unit is None, "whether it is of no unit", name),
        "eu": _known(point.eu, name) if point else _open(name),
        "scale": _open(name),
        "deadband": _open(name),
        "low": low,
        "high": high,
        "source": computed("CAISO EMS", "a set point", name)
        if point and point.kind == "set_point"
        else shown.values.pick(link, "device", "id"),
        "needed_for": _known(point.need, name) if point else _open(name),
        "note": _known(point.note, name)
        if point
        else computed(f"not a name that this tool knows: {_CONFIRM}", "unknown", name),
    }


def _known(value: Any, name: Any) -> Any:
    return computed(value, "this tool's table of points", name)


def _open(name: Any) -> Any:
    return computed(_CONFIRM, "not known of the point", name)


def _direction(point: Point) -> str:
    return "output" if point.kind == "set_point" else "input"


def _unit(unit: Record | None, name: Any) -> Any:
    if unit is None:
        return computed("aggregate", "it is of no unit", name)
    return computed(f"{unit['site']}/{unit['id']}", "site and DER", unit)


def _range(shown: Shown, point: Point | None) -> tuple[Any, Any]:
    """Return the least and the greatest value that a point can have, where declared."""
    kind = point.range if point else ""
    if kind == "power":
        get, aggregation = shown.values.get, shown.aggregation
        return get(aggregation, "pmin_mw"), get(aggregation, "pmax_mw")
    if kind == "energy":
        return computed(0, "empty", shown.aggregation), _energy(shown)
    if kind == "switch":
        return computed(0, "off", point), computed(1, "on", point)
    return (computed(_CONFIRM, "not known of the point", shown.aggregation),) * 2


def _energy(shown: Shown) -> Any:
    """Return the greatest state of charge: the NGR's limit, else what is installed."""
    if shown.aggregation["model"] == "ngr":
        return shown.values.get(shown.aggregation, "soc_max_mwh")
    return shown.values.get(shown.facts, "energy_mwh")
