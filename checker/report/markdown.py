"""The report as Markdown, for a comment on a pull request and for a job summary.

What a declaration says stands in `<pre>` and `<code>` only, escaped for HTML: there no
renderer reads Markdown, turns a name into a mention or an address into a link. No block
has an empty line, for that would end it and begin Markdown.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote

from checker.model.finding import Finding, Severity
from checker.model.report import Report
from checker.report.excused import waiver_text
from checker.report.notes import finding_notes
from checker.report.paint import Paint
from checker.report.ranking import clipped, worst_first
from checker.report.since import compared
from checker.report.text import counted, totals

__all__ = ["COMMENT", "as_markdown"]

COMMENT = 65_536
"""How much a comment holds; in characters, of which none has less than a byte."""

_CLOSING = 512
_LINE = 1_000


def as_markdown(report: Report, *, below: str = "", limit: int = COMMENT) -> str:
    """Return the report, the worst first, with a statement of what is left out.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
        limit: how many bytes the text may have in UTF-8. The headline and the
            statement are there however small it is.
    """
    head = [_headline(report, below), *_overrides(report, limit // 4)]
    findings = worst_first(report.findings)
    room = limit - sum(map(_size, head)) - _CLOSING
    blocks: list[str] = []
    for finding in findings:
        block = _block(finding, below)
        room -= _size(block)
        if room < 0:
            break
        blocks.append(block)
    left = findings[len(blocks) :]
    return "\n".join([*head, *blocks, *_left_out(left, len(findings))])


def _size(block: str) -> int:
    return len(block.encode()) + 1


def _headline(report: Report, below: str) -> str:
    found = [
        counted(report.count(severity), severity.value)
        for severity in reversed(Severity)
        if report.count(severity)
    ]
    # A bot finds its earlier comment by the first line.
    mark = quote(f"{below}{report.profile}", errors="surrogateescape")
    return (
        f"<!-- dera report {mark} -->\n"
        f"<h3>dera: {', '.join(found) or 'no open findings'}</h3>\n"
        f"<p>{escape(totals(report, Paint(on=False)))}</p>\n{_compared(report)}"
    )


def _compared(report: Report) -> str:
    if report.since is None:
        return ""
    return f"<p>{escape(clipped(' '.join(compared(report.since)), _LINE))}</p>\n"


def _overrides(report: Report, room: int) -> list[str]:
    if not report.overrides:
        return []
    rows: list[str] = []
    for text in report.overrides:
        room -= _size(_row(text))
        if room < 0:
            rows.append(f"and {len(report.overrides) - len(rows)} more")
            break
        rows.append(text)
    return [_details("Overridden in dera.yaml", rows)]


def _block(finding: Finding, below: str) -> str:
    """Return a finding as a block of its own that a reader opens."""
    span = finding.location.span
    place = _code(f"{below}{finding.location.file}:{span.line}")
    name = f"<b>{escape(finding.policy)}</b> {escape(finding.name)}"
    summary = f"{_state(finding)} {name} {place} {_code(finding.message)}"
    notes = [f"{note.label}: {note.text}" for note in finding_notes(finding)]
    if finding.waiver is not None:
        notes.insert(0, f"waived: {waiver_text(finding.waiver)}")
    for _, location, note in finding.related:
        where = f"{below}{location.file}:{location.span.line}"
        notes.append(f"see: {where} {note}")
    lines = [line for text in notes for line in text.splitlines()]
    return _details(summary, lines)


def _state(finding: Finding) -> str:
    if finding.waiver is not None:
        return "waived"
    return "baselined" if finding.baselined else finding.severity.value


def _details(summary: str, lines: Iterable[str]) -> str:
    body = "\n".join(row for row in map(_row, lines) if row)
    return f"<details><summary>{summary}</summary>\n<pre>{body}</pre>\n</details>\n"


def _row(text: str) -> str:
    return escape(clipped(text, _LINE))


def _code(text: str) -> str:
    return f"<code>{_row(text)}</code>"


def _left_out(left: Sequence[Finding], every: int) -> list[str]:
    if not left:
        return []
    weights = Counter(map(_state, left))
    named = ", ".join(f"{number} {name}" for name, number in weights.items())
    statement = (
        f"Left out for want of room: {len(left)} of {every} findings ({named})."
        " <code>dera check -o json=FILE</code> writes all of them."
    )
    return [f"<p>{statement}</p>\n"]
