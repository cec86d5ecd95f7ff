"""The certifications of ancillary services, as a request for their tests shows them."""

from typing import Any

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["certification_rows"]

_SERVICES = {
    "RU": "Regulation Up",
    "RD": "Regulation Down",
    "SR": "Spinning Reserve",
    "NR": "Non-Spinning Reserve",
}


def certification_rows(shown: Shown) -> Any:
    """Return a row for each certification that is declared, held or asked for."""
    declared = shown.values.get(shown.linked, "ancillary_service_certifications")
    if isinstance(declared, Undefined):
        return declared
    minutes = _minutes(shown)
    return [_row(shown, one, minutes) for one in declared]


def _row(shown: Shown, certification: Record, minutes: Any) -> Row:
    get = shown.values.get
    service = get(certification, "service")
    needed = minutes
    if not isinstance(minutes, Undefined):
        needed = get(minutes[certification["id"]], "needed_minutes")
    return {
        "id": get(certification, "id"),
        "service": service,
        "service_name": service
        if isinstance(service, Undefined)
        else computed(_SERVICES[service], "name of the service", service),
        "capacity_mw": get(certification, "capacity_mw"),
        "needed_minutes": needed,
        "test_on": get(certification, "test_on"),
        "state": _state(shown, certification),
        "certified_on": shown.said(certification, "certified_on", "not yet"),
    }


def _minutes(shown: Shown) -> Any:
    """Return how long the ramp segments take for each certified capacity, by its id."""
    awards = shown.values.get(shown.facts, "awards")
    if isinstance(awards, Undefined):
        return awards
    return {award["certification"]: award for award in awards}


def _state(shown: Shown, certification: Record) -> Any:
    day = certification.get("certified_on", "9999-12-31")
    state = "certified" if day <= shown.as_of else "asked for"
    return computed(state, "by its day of certification", certification)
