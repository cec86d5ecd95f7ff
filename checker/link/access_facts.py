"""Who asks CAISO for access, and what is submitted to which system."""

from checker.model.place import Place
from checker.model.record import Record

__all__ = ["organisations", "submissions"]

_SYSTEMS = {
    "schedules": "SIBR",
    "meter_readings": "MRI_S",
    "master_file_extracts": "MASTER_FILE",
    "nri_projects": "RIMS",
}
"""The CAISO system that takes each list of declarations."""

_PARTIES = ("provider", "scheduling_coordinator")


def organisations(linked: Record) -> list[Record] | str:
    """Return the market participants of an aggregation with their administrators.

    Returns:
        The provider and the Scheduling Coordinator, as far as they are declared, each
        as `{kind, id, legal_name, user_access_administrators}`; or why there is no
        such list.
    """
    for party in _PARTIES:
        if party in linked.absent:
            return linked.absent[party]
    return [_organisation(name, linked[name]) for name in _PARTIES if name in linked]


def _organisation(kind: str, party: Record) -> Record:
    fields = ("id", "legal_name", "user_access_administrators")
    return Record(
        {"kind": kind, **{name: party[name] for name in fields if name in party}},
        _place_of(party, "user_access_administrators"),
    )


def submissions(linked: Record) -> list[Record] | str:
    """Return what is submitted to CAISO for an aggregation, and in which environment.

    Returns:
        Each declaration as `{kind, id, system, environment}`, where a declaration that
        names no environment is meant for production; or why there is no such list.
    """
    found = []
    for name, system in _SYSTEMS.items():
        if name not in linked:
            return linked.absent[name]
        found += [_submission(declared, system) for declared in linked[name]]
    return found


def _submission(declared: Record, system: str) -> Record:
    kind = declared.place.document.data["kind"] if declared.place else ""
    return Record(
        {
            "kind": kind,
            "id": declared["id"],
            "system": system,
            "environment": declared.get("environment", "PROD"),
        },
        _place_of(declared, "environment"),
    )


def _place_of(declared: Record, field: str) -> Place | None:
    """Point at a field, or at the declaration when it does not have it."""
    if declared.place is None:
        return None
    name = field if field in declared else "id"
    return Place(declared.place.document, (name,))
