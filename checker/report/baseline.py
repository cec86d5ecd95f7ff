"""A baseline as JSON: `schemas/baseline.schema.json` describes every key."""

import json
from collections.abc import Iterable

from checker.model.finding import Finding
from checker.report.cells import one_line

__all__ = ["as_baseline"]

_VERSION = 1


def as_baseline(findings: Iterable[Finding], tool_version: str) -> str:
    """Return a baseline that lists findings, a line each, in an order of their own.

    Where something stands is left out, so that an edit elsewhere changes no line.
    """
    rows = sorted(
        (
            finding.policy,
            finding.subject,
            one_line(finding.message),
            finding.fingerprint,
            finding.severity.value,
            finding.outcome.value,
        )
        for finding in findings
    )
    lines = [
        "    "
        + json.dumps(
            {
                "fingerprint": fingerprint,
                "policy": policy,
                "subject": subject._asdict(),
                "severity": severity,
                "outcome": outcome,
                "message": message,
            },
            ensure_ascii=False,
        )
        for policy, subject, message, fingerprint, severity, outcome in rows
    ]
    tool = json.dumps({"name": "dera", "version": tool_version})
    body = "\n" + ",\n".join(lines) + "\n  " if lines else ""
    return (
        f'{{\n  "version": {_VERSION},\n  "tool": {tool},\n  "findings": [{body}]\n}}\n'
    )
