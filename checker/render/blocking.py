"""Which findings keep a package from being rendered."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.link.dossiers import member_keys
from checker.link.portfolio import Key
from checker.model.dossier import Dossier
from checker.model.engine import ENGINE_RULES
from checker.model.finding import Finding, Severity
from checker.render.material import Reason

__all__ = [
    "binding_findings",
    "blocking_findings",
    "broken_aggregations",
    "concerns",
    "keys_of",
    "reason_of",
    "reasons_of",
]

_OWN = frozenset(
    {"aggregation", "provider", "scheduling_coordinator", "site", "utility"}
)
"""Kinds that belong to nobody: an aggregation names them, not the reverse."""

_OWNERS = ("aggregation", "site", "provider", "scheduling_coordinator")


def blocking_findings(
    findings: Iterable[Finding],
    areas_by_policy: Mapping[str, str],
    areas: Iterable[str],
) -> tuple[Finding, ...]:
    """Return the errors of some policy areas, and every error of the engine itself.

    A waived finding does not block; what a baseline lists does, as ever.
    """
    return tuple(
        finding
        for finding in binding_findings(findings, areas_by_policy, areas)
        if finding.severity is Severity.ERROR and finding.waiver is None
    )


def binding_findings(
    findings: Iterable[Finding],
    areas_by_policy: Mapping[str, str],
    areas: Iterable[str],
) -> tuple[Finding, ...]:
    """Return the findings of some policy areas, and all of the engine itself.

    A finding that is only due at a later gate does not bind. A policy of which no
    area is known does: it cannot be told that it does not matter.
    """
    wanted = frozenset(areas)
    return tuple(
        finding
        for finding in findings
        if not finding.due_later
        and (
            finding.policy in ENGINE_RULES
            or areas_by_policy.get(finding.policy) in {None, *wanted}
        )
    )


def keys_of(dossiers: Iterable[Dossier]) -> frozenset[Key]:
    """Return kind and id of every declaration that dossiers rest on or name."""
    keys: set[Key] = set()
    for dossier in dossiers:
        keys |= member_keys(dossier)
        record = dossier.record
        # What is named and broken is not linked; it still belongs to the dossier.
        for field in ("provider", "scheduling_coordinator", "aggregation"):
            if isinstance(record.get(field), str):
                keys.add((field, record[field]))
        keys.update(("site", member["site"]) for member in record.get("members", ()))
        keys.update(
            ("utility", site["utility"]) for site in dossier.linked.get("sites", ())
        )
    return frozenset(keys)


def concerns(finding: Finding, keys: frozenset[Key]) -> bool:
    """Tell whether a finding concerns one of some declarations.

    A finding that names no declaration, such as an unreadable file, concerns all: it
    could hold anything. So does one on the portfolio as a whole.
    """
    if finding.subject.kind == "portfolio":
        return True
    key = declared_key(finding)
    if key is None or key in keys:
        return True
    if key[0] in _OWN:
        return False
    owners = _owners(finding)
    if not owners:
        # Whose it would be once it is mended, nobody knows.
        return finding.policy in ENGINE_RULES
    return bool(owners & keys)


def declared_key(finding: Finding) -> Key | None:
    """Return kind and id of the declaration that a finding is about."""
    if finding.subject.kind != "file":
        return finding.subject.kind, finding.subject.id
    data = finding.place.document.data
    if isinstance(data, dict) and all(
        isinstance(data.get(k), str) for k in ("kind", "id")
    ):
        return data["kind"], data["id"]
    return None


def _owners(finding: Finding) -> frozenset[Key]:
    """Return whom a declaration belongs to, the nearest owner that it names."""
    data: Any = finding.place.document.data
    if not isinstance(data, dict):
        return frozenset()
    of_waiver = data.get("subject")
    if isinstance(of_waiver, dict):
        return frozenset({(str(of_waiver.get("kind")), str(of_waiver.get("id")))})
    named = [(f, data[f]) for f in _OWNERS if isinstance(data.get(f), str)]
    nearest = [key for key in named if key[0] in {"aggregation", "site"}]
    return frozenset(nearest[:1] or named)


def broken_aggregations(
    findings: Iterable[Finding], usable: frozenset[str]
) -> dict[str, list[Finding]]:
    """Return the findings of aggregations that are declared and cannot be used."""
    broken: dict[str, list[Finding]] = {}
    for finding in findings:
        key = declared_key(finding)
        if key is not None and key[0] == "aggregation" and key[1] not in usable:
            broken.setdefault(key[1], []).append(finding)
    return broken


def reasons_of(findings: Iterable[Finding], keys: frozenset[Key]) -> Iterator[Reason]:
    """Yield a reason for each finding that concerns some declarations."""
    return (reason_of(finding) for finding in findings if concerns(finding, keys))


def reason_of(finding: Finding) -> Reason:
    """Return a finding as a reason to refuse."""
    return Reason(finding.message, finding.location, finding.subject, finding.policy)
