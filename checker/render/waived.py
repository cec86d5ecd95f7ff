"""The waivers that a package rests on: it says so on every page and in its manifest."""

from collections.abc import Iterable, Mapping
from typing import Any

from checker.model.dossier import Dossier
from checker.model.finding import Finding
from checker.model.place import Location
from checker.model.waiver import WaiverMark
from checker.render.blocking import binding_findings, concerns, keys_of
from checker.render.documents import DocumentSpec
from checker.render.material import Material
from checker.render.origin import Stated, traced

__all__ = ["waiver_rows", "waivers_in_words", "waiving_findings"]


def waiving_findings(
    material: Material, specs: Iterable[DocumentSpec], dossiers: Iterable[Dossier]
) -> tuple[Finding, ...]:
    """Return the waived findings that documents rest on, errors and warnings alike.

    They are those that would bear on the documents if they were not waived.

    Args:
        material: the judged portfolio.
        specs: the documents that are handed in together.
        dossiers: what they print.
    """
    areas = {area for spec in specs for area in spec.areas}
    keys = keys_of(dossiers)
    binding = binding_findings(material.report.findings, material.areas, areas)
    return tuple(
        finding
        for finding in binding
        if finding.waiver is not None and concerns(finding, keys)
    )


def waiver_rows(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return each waived finding with its waiver, as manifest and templates show it."""
    return [
        {
            **_stated(
                {
                    "policy": finding.policy,
                    "subject": " ".join(finding.subject),
                    "element": finding.element,
                    "severity": finding.severity.value,
                    "message": finding.message,
                    "location": _where(finding.location),
                },
                Stated("finding", finding.policy, location=finding.location),
            ),
            **_stated(
                {
                    "kind": mark.kind.value,
                    "reason": mark.reason,
                    "approved_by": mark.approved_by,
                    "ticket": mark.ticket,
                    "approval": _approval(mark),
                    "expires_on": mark.expires_on.isoformat(),
                    "declared_at": _where(mark.location),
                },
                Stated("waiver", finding.policy, location=mark.location),
            ),
        }
        for finding in findings
        if (mark := finding.waiver) is not None
    ]


def _stated(row: Mapping[str, str], by: Stated) -> dict[str, Any]:
    return {field: traced(text, by) for field, text in row.items()}


def waivers_in_words(findings: Iterable[Finding]) -> str:
    """Return the waivers on one line, for formats that have room for no more."""
    return ", ".join(
        f"{row['policy']} for {row['subject']} until {row['expires_on']}"
        for row in waiver_rows(findings)
    )


def _approval(mark: WaiverMark) -> str:
    if not mark.approved_by:
        return "accepted in a comment"
    return f"approved by {mark.approved_by} ({mark.ticket})"


def _where(location: Location) -> str:
    return f"{location.file}:{location.span.line}"
