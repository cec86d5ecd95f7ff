"""The report as GitHub workflow commands: annotations on the lines of a change.

Syntax and escapes: https://docs.github.com/actions/reference/workflow-commands; the
escapes are those of the runner's own toolkit (actions/toolkit, command.ts).
"""

from checker.model.finding import Finding, Outcome, Severity
from checker.model.report import Report
from checker.report.cells import one_line, visible
from checker.report.notes import finding_notes
from checker.report.paint import Paint
from checker.report.ranking import clipped, worst_first
from checker.report.since import compared
from checker.report.text import counted, totals

__all__ = ["CAP", "as_github"]

CAP = 10
"""How many annotations of each level GitHub shows for one step."""

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_SAID = ("help", "due")
_LENGTH = 4_000


def as_github(report: Report, *, below: str = "") -> str:
    """Return commands, the worst first, and a line of totals that ends in a line feed.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
    """
    by_level: dict[Severity, list[Finding]] = {level: [] for level in _COMMANDS}
    for finding in worst_first(report.findings):
        if finding.is_open:
            by_level[finding.severity].append(finding)
    shown = [f for found in by_level.values() for f in found[:CAP]]
    left = [
        counted(len(found) - CAP, level.value)
        for level, found in by_level.items()
        if len(found) > CAP
    ]
    lines = [_command(finding, below) for finding in shown]
    if report.since is not None:
        lines += [f"dera: {sentence}" for sentence in compared(report.since)]
    lines.append(f"dera: {totals(report, Paint(on=False))}")
    if left:
        lines.append(
            f"dera: not annotated: {', '.join(left)}. GitHub shows {CAP} of each level"
            " for a step; the job summary has more."
        )
    return "\n".join(lines) + "\n"


def _command(finding: Finding, below: str) -> str:
    span = finding.location.span
    properties = {
        "file": visible(below + finding.location.file),
        "line": str(span.line),
        "endLine": str(max(span.line, span.end_line)),
    }
    if span.line == span.end_line:  # columns count within one line only
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = f"{finding.policy} {finding.name}"
    given = ",".join(f"{key}={_property(text)}" for key, text in properties.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    unjudged = finding.outcome is Outcome.UNDETERMINED
    said = [clipped(("UNDETERMINED: " if unjudged else "") + finding.message, _LENGTH)]
    said += [
        f"{note.label}: {one_line(note.text)}"
        for note in finding_notes(finding)
        if note.label in _SAID
    ]
    return "\n".join(said)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
