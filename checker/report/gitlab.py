"""The report as GitLab Code Quality: what a merge request shows beside its lines.

Its keys and severities: https://docs.gitlab.com/ci/testing/code_quality/ ("Implement a
custom tool").
"""

import json
from hashlib import sha256
from typing import Any

from checker.model.finding import Finding, Outcome, Severity
from checker.model.report import Report
from checker.report.excused import waiver_text
from checker.report.ranking import clipped, numbered

__all__ = ["as_gitlab"]

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "minor",
    Severity.NOTE: "info",
}
_EXCUSED = "info"
_DESCRIPTION = 2_000


def as_gitlab(report: Report, *, below: str = "") -> str:
    """Return the report as a JSON array that ends in a line feed.

    GitLab knows no exceptions: a waived finding is there as `info`, and says so.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
    """
    rows = [
        _row(finding, identity, below)
        for finding, identity in zip(
            report.findings, numbered(report.findings), strict=True
        )
    ]
    return json.dumps(rows, indent=2) + "\n"


def _row(finding: Finding, identity: str, below: str) -> dict[str, Any]:
    # GitLab drops equal fingerprints: two portfolios of one repository may hold
    # declarations of the same name.
    unique = sha256(f"{below}\0{identity}".encode(errors="surrogateescape"))
    span = finding.location.span
    return {
        "description": clipped(f"{_state(finding)}{finding.message}", _DESCRIPTION),
        "check_name": finding.policy,
        "fingerprint": unique.hexdigest()[:32],
        "severity": _SEVERITIES[finding.severity] if finding.is_open else _EXCUSED,
        "location": {
            "path": below + finding.location.file,
            "lines": {"begin": span.line, "end": max(span.line, span.end_line)},
        },
    }


def _state(finding: Finding) -> str:
    if finding.waiver is not None:
        return f"waived {waiver_text(finding.waiver)}: "
    if finding.baselined:
        return "in the baseline: "
    if finding.outcome is Outcome.UNDETERMINED:
        return "UNDETERMINED: "
    if finding.due_later and finding.gate is not None:
        return f"due at {finding.gate.name}: "
    return ""
