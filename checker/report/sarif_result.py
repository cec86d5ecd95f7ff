"""One finding as a result of a SARIF log."""

import re
from typing import Any
from urllib.parse import quote

from checker.model.finding import Finding, Related, Severity
from checker.model.place import Location
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.cells import one_line
from checker.report.excused import waiver_text
from checker.report.notes import finding_notes
from checker.report.ranking import clipped

__all__ = ["as_result", "in_uri"]

_MESSAGE = 4_000
_LINKED = 10
_SAID = frozenset({"outcome", "because", "help", "profile", "due"})
_BRACKETS = re.compile(r"[\\\[\]]")
_SUPPRESSIONS = {WaiverKind.DECLARED: "external", WaiverKind.INLINE: "inSource"}


def as_result(
    finding: Finding, *, identity: str, rule: int | None, below: str, most_related: int
) -> dict[str, Any]:
    """Return a finding as a SARIF `result`.

    A suppressed one is a note: GitHub does not read suppressions and would count it as
    an error. Its own severity is among its properties.

    Args:
        finding: what to show.
        identity: of the finding within the run, the same in every run.
        rule: index of its rule; None when the run does not describe it.
        below: what leads from the top of the repository to the portfolio's files.
        most_related: how many related places it may have.
    """
    level = finding.severity if finding.is_open else Severity.NOTE
    related = finding.related[:most_related]
    return {
        "ruleId": finding.policy,
        **({} if rule is None else {"ruleIndex": rule}),
        "level": level.value,
        "message": {"text": _message(finding, related)},
        "locations": [
            {
                **_location(finding.location, below),
                "logicalLocations": [_logical(finding)],
            }
        ],
        "relatedLocations": [
            {
                "id": number,
                **_location(other.location, below),
                "message": {"text": clipped(_unlinked(other.note), _MESSAGE)},
            }
            for number, other in enumerate(related, 1)
        ],
        "partialFingerprints": {"primaryLocationLineHash": identity},
        "suppressions": _suppressions(finding, below),
        "properties": {
            "outcome": finding.outcome.value,
            "severity": finding.severity.value,
            "gate": None if finding.gate is None else finding.gate.name,
            "dueLater": finding.due_later,
        },
    }


def _message(finding: Finding, related: tuple[Related, ...]) -> str:
    """Return what a finding says: GitHub shows no other field of it."""
    lines = [clipped(finding.message, _MESSAGE)]
    if finding.waiver is not None:
        lines.append(f"waived {waiver_text(finding.waiver)}")
    if finding.baselined:
        lines.append("in the baseline")
    lines += [
        f"{note.label}: {clipped(note.text, _MESSAGE)}"
        for note in finding_notes(finding)
        if note.label in _SAID
    ]
    text = _unlinked("\n".join(lines))
    if related:
        links = (
            f"[{_link_text(other.note or other.location.file)}]({number})"
            for number, other in enumerate(related[:_LINKED], 1)
        )
        text += f"\nsee: {', '.join(links)}"
    return text


def _unlinked(text: str) -> str:
    """Return a text in which no declaration can have put a link of its own."""
    return text.replace("](", r"\](")


def _link_text(text: str) -> str:
    return _BRACKETS.sub(r"\\\g<0>", one_line(text))


def _location(location: Location, below: str) -> dict[str, Any]:
    span = location.span
    return {
        "physicalLocation": {
            "artifactLocation": {
                "uri": in_uri(below + location.file),
                "uriBaseId": "%SRCROOT%",
            },
            "region": {
                "startLine": span.line,
                "startColumn": span.column,
                "endLine": span.end_line,
                "endColumn": span.end_column,
            },
        }
    }


def in_uri(path: str) -> str:
    """Return a relative path as a URI has it, whatever bytes it is made of."""
    return quote(path, errors="surrogateescape")


def _logical(finding: Finding) -> dict[str, str]:
    kind, name = (one_line(part) for part in finding.subject)
    pointer = one_line(finding.location.pointer)
    return {
        "name": name,
        "fullyQualifiedName": f"{kind}/{name}#{pointer}",
        "kind": "object",
    }


def _suppressions(finding: Finding, below: str) -> list[dict[str, Any]]:
    """Return what excuses a finding; an empty list says that nothing does."""
    if finding.waiver is not None:
        return [_suppression(finding.waiver, below)]
    if finding.baselined:
        said = "It is listed in the portfolio's baseline."
        return [{"kind": "external", "status": "accepted", "justification": said}]
    return []


def _suppression(mark: WaiverMark, below: str) -> dict[str, Any]:
    return {
        "kind": _SUPPRESSIONS[mark.kind],
        "status": "accepted",
        "justification": waiver_text(mark),
        "location": _location(mark.location, below),
    }
