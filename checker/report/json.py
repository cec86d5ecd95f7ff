"""The report as JSON: `schemas/report.schema.json` describes every key.

It is written in ASCII: a terminal, a log and a pipe of any encoding carry it, and
nothing that a declaration says reaches a terminal as a control character.
"""

import json
from datetime import date
from math import isfinite
from typing import Any

from checker.model.finding import Finding, Severity
from checker.model.place import Location
from checker.model.report import Report, UsedParameter
from checker.model.waiver import WaiverMark

__all__ = ["as_data", "as_json"]

_VERSION = 1


def as_json(report: Report) -> str:
    """Return the report as a JSON text that ends in a line feed."""
    return json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    """Return the report as plain data, with every key of the schema in its order."""
    return {
        "version": _VERSION,
        "tool": {"name": "dera", "version": report.tool_version},
        "as_of": report.as_of.isoformat(),
        "simulated": report.simulated,
        "profile": report.profile,
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
        "location": _location(finding.location),
        "related": [
            {**_location(location), "note": note}
            for _, location, note in finding.related
        ],
        "message": finding.message,
        "explanation": finding.explanation,
        "remedy": finding.remedy,
        "measured": _plain(finding.measured),
        "limit": _plain(finding.limit),
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
        "location": _location(mark.location),
    }


def _location(location: Location) -> dict[str, Any]:
    span = location.span
    return {
        "file": location.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "pointer": location.pointer,
    }


def _parameter(parameter: UsedParameter) -> dict[str, Any]:
    start = None if parameter.overridden else parameter.effective_from
    return {
        "name": parameter.name,
        "value": _plain(parameter.value),
        "unit": parameter.unit,
        "from": None if start is None else start.isoformat(),
        "source": parameter.source,
        "confidence": parameter.confidence,
        "overridden": parameter.overridden,
    }


def _plain(value: Any) -> Any:
    """Return a measured value as JSON has it; what JSON lacks becomes its text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        # No declaration holds an infinity, but a sum may reach one.
        return value if isfinite(value) else str(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else str(value)
