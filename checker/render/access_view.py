"""Who holds access to which CAISO system, and whose access is still to be requested.

CAISO grants access system by system, at the request of a User Access Administrator
(RULEBOOK section 11). What is shown of a credential is where it is kept, never itself.
"""

from datetime import date
from typing import Any, NamedTuple

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.origin import computed, stated
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["access_rows", "organisation_rows"]

_PROVIDER = "provider"
_COORDINATOR = "scheduling_coordinator"
_NOT_BY_SCID = frozenset({"AIM", "EMS"})
_CODE = "registration_code"
_ENDED = "revoked"


class _System(NamedTuple):
    """A CAISO system: what it is for, and who has to be able to use it.

    `either` lets the access of the other party do.
    """

    name: str
    purpose: str
    parties: tuple[str, ...]
    either: bool = False


_SYSTEMS = (
    _System("RIMS", "registration and implementation", (_PROVIDER,), either=True),
    _System("MASTER_FILE", "resource data (GRDT)", (_COORDINATOR,)),
    _System("SIBR", "bids and self-schedules", (_COORDINATOR,)),
    _System("CMRI", "market results and awards", (_COORDINATOR,)),
    _System("ADS", "dispatch instructions", (_COORDINATOR,)),
    _System("MRI_S", "settlement quality meter data", (_COORDINATOR,)),
    _System("OMS", "outages", (_COORDINATOR,)),
    _System("CIDI", "inquiries and disputes", (_COORDINATOR,)),
    _System("AIM", "access of one's own users", (_PROVIDER, _COORDINATOR)),
)
_TELEMETRY = _System("EMS", "telemetry of the device", (_PROVIDER,), either=True)
_OTHERS = (
    _System("DRRS", "demand response registrations, for PDR and RDRR only", ()),
    _System("OASIS", "public data, without a credential", ()),
)


def organisation_rows(shown: Shown) -> Any:
    """Return the provider and the Scheduling Coordinator with their administrators."""
    found = []
    for kind, role in (
        (_PROVIDER, "Distributed Energy Resource Provider"),
        (_COORDINATOR, "Scheduling Coordinator"),
    ):
        party = shown.values.get(shown.linked, kind)
        people = shown.values.get(party, "user_access_administrators")
        if isinstance(people, list) and not people:
            people = shown.values.lacking(
                party.place, ("user_access_administrators",), "has nobody in"
            )
        found.append(
            {
                "role": stated(role, "document", "role"),
                "legal_name": shown.values.get(party, "legal_name"),
                "administrators": people
                if isinstance(people, Undefined)
                else [
                    {field: shown.values.get(one, field) for field in ("name", "email")}
                    for one in people
                ],
            }
        )
    return found


def access_rows(shown: Shown, telemetry: Any) -> Any:
    """Return a row for each system: the access held to it, and what is missing.

    Args:
        shown: the aggregation.
        telemetry: the telemetry that is mandatory, or what is undefined instead.
    """
    credentials = shown.values.get(shown.linked, "credentials")
    for value in (credentials, telemetry):
        if isinstance(value, Undefined):
            return value
    systems = (*_SYSTEMS, _TELEMETRY) if telemetry else _SYSTEMS
    held = {name for c in credentials for name in _names(c)}
    named = {system.name for system in systems}
    spare = (s for s in (_TELEMETRY, *_OTHERS) if s.name in held - named)
    rows = [_system(shown, system, credentials) for system in systems]
    return rows + [
        _system(shown, system._replace(parties=()), credentials) for system in spare
    ]


def _names(credential: Record) -> set[str]:
    return {entitlement["system"] for entitlement in credential["entitlements"]}


def _system(shown: Shown, system: _System, credentials: list[Record]) -> Row:
    entitlements = [
        _entitlement(shown, credential, entitlement)
        for credential in credentials
        for entitlement in credential["entitlements"]
        if entitlement["system"] == system.name
    ]
    return {
        "system": stated(system.name, "document", "system"),
        "purpose": stated(system.purpose, "document", "purpose"),
        "needed": bool(system.parties),
        "entitlements": entitlements,
        "parties": [
            _party(shown, system, party, entitlements) for party in system.parties
        ],
    }


def _party(shown: Shown, system: _System, party: str, entitlements: list[Row]) -> Row:
    """Return how a party stands towards a system in production."""
    states = [
        row["state"]
        for row in entitlements
        if row["environment"] == "PROD" and (system.either or party in row["owners"])
    ]
    order = ("held", "planned", "requested", "expired", _ENDED)
    found = next((state for state in order if state in states), "missing")
    return {
        "legal_name": shown.values.pick(shown.linked, party, "legal_name"),
        "state": computed(
            found, f"best entitlement in PROD on {shown.as_of}", shown.linked.get(party)
        ),
        "request": found in {"missing", "expired", _ENDED},
    }


def _entitlement(shown: Shown, credential: Record, entitlement: Record) -> Row:
    get = shown.values.get
    code = ""
    if credential["type"] == _CODE:
        code = computed("no certificate", "type of the credential", credential)
    by_scid = _COORDINATOR in credential and entitlement["system"] not in _NOT_BY_SCID
    return {
        "credential_id": get(credential, "id"),
        "holder": get(credential, "holder"),
        "owners": [name for name in (_PROVIDER, _COORDINATOR) if name in credential],
        "organisation": _organisation(shown, credential),
        "type": get(credential, "type"),
        "reference": get(credential, "reference"),
        "issuer": code or get(credential, "issuer"),
        "expires_on": code or get(credential, "expires_on"),
        "days_left": code or _days_left(shown, credential),
        "environment": get(entitlement, "environment"),
        "role": get(entitlement, "role"),
        "scids": get(entitlement, "scids") if by_scid else [],
        "granted_on": shown.said(entitlement, "granted_on", "requested"),
        "revoked_on": shown.said(entitlement, "revoked_on", "not revoked"),
        "state": computed(
            _state(shown, credential, entitlement),
            f"state on {shown.as_of}",
            credential,
            entitlement,
        ),
    }


def _organisation(shown: Shown, credential: Record) -> Any:
    """Return the legal name of a credential's owner among the two parties."""
    for party in (_COORDINATOR, _PROVIDER):
        owner = shown.values.get(shown.linked, party)
        if party in credential and isinstance(owner, Undefined):
            return owner
        if party in credential and credential[party] == owner["id"]:
            return shown.values.get(owner, "legal_name")
    return shown.values.lacking(credential.place, fault="names no owner")


def _days_left(shown: Shown, credential: Record) -> Any:
    expires_on = shown.values.get(credential, "expires_on")
    if isinstance(expires_on, Undefined):
        return expires_on
    days = (date.fromisoformat(expires_on) - shown.material.report.as_of).days
    return computed(days, "days from the day of the judgement", expires_on)


def _state(shown: Shown, credential: Record, entitlement: Record) -> str:
    """Return how an entitlement stands on the day of the judgement."""
    if entitlement.get("revoked_on", "9999-12-31") <= shown.as_of:
        return _ENDED
    if "granted_on" not in entitlement:
        return "requested"
    if entitlement["granted_on"] > shown.as_of:
        return "planned"
    last = credential.get("expires_on", "9999-12-31")
    expired = credential["type"] != _CODE and last < shown.as_of
    return "expired" if expired else "held"
