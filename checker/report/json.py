"""The report as JSON: `schemas/report.schema.json` describes every key.

It is written in ASCII: a terminal, a log and a pipe of any encoding carry it, and
nothing that a declaration says reaches a terminal as a control character.
"""

import json
from typing import Any

from checker.model.finding import Finding, Severity
from checker.model.report import Report, UsedParameter
from checker.model.waiver import WaiverMark
from checker.report.plain import location_data, plain
from checker.report.since import since_data
from checker.report.survey_json import survey_data

__all__ = ["as_data", "as_json"]

_VERSION = 1


def as_json(report: Report) -> str:
    """Return the report as a JSON text that ends in a line feed."""
    return json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, with the keys of the schema in their order."""
    return {
        "version": _VERSION,
        "tool": {"name": "dera", "version": report.tool_version},
        "as_of": report.as_of.isoformat(),
        "simulated": report.simulated,
        "profile": report.profile,
        "gate": report.gate,
        "summary": _summary(report),
        "findings": [_finding(finding) for finding in report.findings],
        "tally": {
            policy: {
                "pass": tally.passed,
                "fail": tally.failed,
                "not_applicable": tally.not_applicable,
                "undetermined": tally.undetermined,
                "waived": tally.waived,
            }
            for policy, tally in report.tally.items()
        },
        "parameters": [_parameter(parameter) for parameter in report.parameters],
        "overrides": list(report.overrides),
        "inputs": [{"file": i.file, "sha256": i.sha256} for i in report.inputs],
        "policies_sha256": report.policies_sha256,
        **({} if report.since is None else {"since": since_data(report.since)}),
        **survey_data(report.survey),
    }


def _summary(report: Report) -> dict[str, int]:
    return {
        "declarations": report.declarations,
        "aggregations": report.aggregations,
        "policies": len(report.tally),
        "passes": report.passes,
        "errors": report.count(Severity.ERROR),
        "warnings": report.count(Severity.WARNING),
        "notes": report.count(Severity.NOTE),
        "undetermined": report.undetermined,
        "waived": report.waived,
        "baselined": report.baselined,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "policy": finding.policy,
        "name": finding.name,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "gate": None if finding.gate is None else finding.gate.name,
        "due_later": finding.due_later,
        "subject": {"kind": finding.subject.kind, "id": finding.subject.id},
        "element": finding.element,
        "location": location_data(finding.location),
        "related": [
            {**location_data(location), "note": note}
            for _, location, note in finding.related
        ],
        "message": finding.message,
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "measured": plain(finding.measured),
        "limit": plain(finding.limit),
        "sources": [source._asdict() for source in finding.sources],
        "other_profile": finding.other_profile,
        "fingerprint": finding.fingerprint,
        "waiver": None if finding.waiver is None else _waiver(finding.waiver),
        "baselined": finding.baselined,
    }


def _waiver(mark: WaiverMark) -> dict[str, Any]:
    return {
        "kind": mark.kind.value,
        "reason": mark.reason,
        "approved_by": mark.approved_by,
        "ticket": mark.ticket,
        "expires_on": mark.expires_on.isoformat(),
        "location": location_data(mark.location),
    }


def _parameter(parameter: UsedParameter) -> dict[str, Any]:
    start = None if parameter.overridden else parameter.effective_from
    return {
        "name": parameter.name,
        "value": plain(parameter.value),
        "unit": parameter.unit,
        "from": None if start is None else start.isoformat(),
        "source": parameter.source,
        "confidence": parameter.confidence,
        "overridden": parameter.overridden,
    }
