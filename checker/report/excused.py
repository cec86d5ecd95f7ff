"""Findings that do not count, in short: waived ones, and those of the baseline."""

from collections.abc import Sequence

from checker.model.finding import Finding
from checker.model.place import Location
from checker.model.waiver import WaiverMark
from checker.report.cells import one_line
from checker.report.notes import Note, subject_text
from checker.report.paint import Paint

__all__ = ["baselined_block", "waived_block", "waiver_text"]


def waived_block(finding: Finding, mark: WaiverMark, paint: Paint, below: str) -> str:
    """Return a waived finding: what it says, its place, and who excused it why.

    Args:
        finding: what is waived.
        mark: its waiver.
        paint: the colours.
        below: what leads from where the reader stands to the portfolio's files.
    """
    head = paint("waived", f"waived[{finding.policy} {finding.name}]")
    notes = [
        Note("subject", subject_text(finding)),
        Note("severity", finding.severity.value),
        Note("waived", waiver_text(mark)),
        Note("waiver", _where(mark.location, below)),
    ]
    return "\n".join(
        [
            head + paint("strong", f": {one_line(finding.message)}"),
            f" {paint('gutter', '-->')} {_where(finding.location, below)}",
            *(
                f" {paint('gutter', ' =')} {paint('strong', f'{label}:')} {text}"
                for label, text in notes
            ),
        ]
    )


def waiver_text(mark: WaiverMark) -> str:
    """Return until when, by whom and why a finding is waived, on one line."""
    by = (
        f"by {mark.approved_by} ({mark.ticket})" if mark.approved_by else "in a comment"
    )
    return one_line(f"until {mark.expires_on.isoformat()} {by}: {mark.reason}")


def baselined_block(findings: Sequence[Finding], paint: Paint, below: str) -> str:
    """Return the findings of the baseline, a line each."""
    rows = [
        f"  {finding.severity}[{finding.policy} {finding.name}]"
        f" {_where(finding.location, below)}: {one_line(finding.message)}"
        for finding in findings
    ]
    return "\n".join([paint("strong", "In the baseline:"), *rows])


def _where(location: Location, below: str) -> str:
    span = location.span
    return f"{one_line(below + location.file)}:{span.line}:{span.column}"
