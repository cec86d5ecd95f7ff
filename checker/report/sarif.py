"""The report as SARIF 2.1.0, within what GitHub code scanning takes.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. GitHub's limits:
https://docs.github.com/code-security/reference/code-scanning/sarif-support. What a
limit leaves out is said in a notification of the run.
"""

import json
from typing import Any, NamedTuple
from zlib import compress

from checker.model.finding import Finding
from checker.model.report import Report
from checker.report.ranking import numbered, worst_first
from checker.report.sarif_result import as_result, in_uri
from checker.report.sarif_rule import as_rule
from checker.report.since import compared
from checker.report.text import conditions, counted

__all__ = ["GITHUB", "Limits", "as_sarif"]

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)


class Limits(NamedTuple):
    """What a reader of SARIF takes.

    Attributes:
        results: results of a run; a file with more is rejected.
        shown: how many of them it shows, the worst.
        related: places of a result.
        size: bytes of the compressed file.
    """

    results: int = 25_000
    shown: int = 5_000
    related: int = 999
    size: int = 10_000_000


GITHUB = Limits()


def as_sarif(report: Report, *, below: str = "", limits: Limits = GITHUB) -> str:
    """Return the report as a SARIF log of one run that ends in a line feed.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
        limits: of the reader.
    """
    text = json.dumps(_log(report, below, limits), indent=1) + "\n"
    # What is short enough as it stands need not be compressed to know.
    if len(text) <= limits.size or len(compress(text.encode())) <= limits.size:
        return text
    fewer = min(limits.results, len(report.findings)) // 2
    if not fewer:
        return text
    return as_sarif(report, below=below, limits=limits._replace(results=fewer))


def _log(report: Report, below: str, limits: Limits) -> dict[str, Any]:
    places = {rule.id: index for index, rule in enumerate(report.rules)}
    kept = set(map(id, worst_first(report.findings)[: limits.results]))
    state = {} if report.since is None else {"baselineState": "new"}
    results = [
        as_result(
            finding,
            identity=identity,
            rule=places.get(finding.policy),
            below=below,
            most_related=limits.related,
        )
        | state
        for finding, identity in zip(
            report.findings, numbered(report.findings), strict=True
        )
        if id(finding) in kept
    ]
    run = {
        "tool": {
            "driver": {
                "name": "dera",
                "version": report.tool_version,
                "semanticVersion": report.tool_version,
                "rules": [as_rule(rule) for rule in report.rules],
            }
        },
        # A later upload replaces the alerts of an earlier one with the same id: each
        # portfolio of a repository, and each profile, has alerts of its own.
        "automationDetails": {"id": f"dera/{in_uri(below)}{report.profile}/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The top of the repository."}}
        },
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": _notifications(report, limits),
            }
        ],
        "results": results,
        "properties": _properties(report),
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _properties(report: Report) -> dict[str, Any]:
    return {
        "asOf": report.as_of.isoformat(),
        "simulated": report.simulated,
        "profile": report.profile,
        "declarations": report.declarations,
        "aggregations": report.aggregations,
        "passes": report.passes,
        "undetermined": report.undetermined,
        "waived": report.waived,
        "overrides": list(report.overrides),
        "policiesSha256": report.policies_sha256,
    }


def _notifications(report: Report, limits: Limits) -> list[dict[str, Any]]:
    """Return under what was judged, and what is not shown."""
    said = [_notification("conditions", "note", f"{', '.join(conditions(report))}.")]
    if report.since is not None:
        said += [_notification("base", "note", text) for text in compared(report.since)]
    said += [_notification("override", "warning", text) for text in report.overrides]
    said += [
        _notification("limit", "warning", text)
        for text in _left_out(report.findings, limits)
    ]
    return said


def _left_out(findings: tuple[Finding, ...], limits: Limits) -> list[str]:
    said = []
    if len(findings) > limits.results:
        left = counted(len(findings) - limits.results, "finding")
        said.append(
            f"{left} of {len(findings)} left out, the least grave ones: a SARIF file"
            " may hold no more. `dera check -o json=FILE` writes all of them."
        )
    if min(len(findings), limits.results) > limits.shown:
        said.append(
            f"GitHub shows {counted(limits.shown, 'result')} of a run, the worst first."
        )
    crowded = sum(len(finding.related) > limits.related for finding in findings)
    if crowded:
        said.append(
            f"{counted(crowded, 'finding')} with more than {limits.related} related"
            " places: the further ones are left out."
        )
    return said


def _notification(name: str, level: str, text: str) -> dict[str, Any]:
    return {
        "descriptor": {"id": f"dera/{name}"},
        "level": level,
        "message": {"text": text},
    }
