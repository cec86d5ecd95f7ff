"""The report for a person: findings with their code frames, then a line of totals."""

from enum import IntEnum

from checker.model.finding import Finding, Outcome, Severity
from checker.model.report import Report, Tally, UsedParameter
from checker.report.cells import one_line, visible
from checker.report.excused import baselined_block, waived_block
from checker.report.notes import Note, finding_notes, value_text
from checker.report.paint import Paint
from checker.report.since import since_block
from checker.report.snippet import Snippets
from checker.report.survey_text import survey_blocks

__all__ = ["Detail", "as_text", "conditions", "counted", "totals"]

_NEVER_DROPPED = ("because", "due")


class Detail(IntEnum):
    """How much to say."""

    QUIET = 0
    NORMAL = 1
    VERBOSE = 2


def as_text(
    report: Report,
    *,
    detail: Detail = Detail.NORMAL,
    colour: bool = False,
    below: str = "",
) -> str:
    """Return the report as text that ends in a line feed.

    Args:
        report: what to show.
        detail: QUIET leaves out warnings and notes; VERBOSE adds what passed, the
            dated values that were used and what `dera.yaml` overrides.
        colour: write ANSI colours; whether to is for the caller to know.
        below: what leads from where the reader stands to the portfolio's files.
    """
    paint = Paint(colour)
    blocks = _findings(report, detail, paint, below)
    if report.baselined and detail is not Detail.QUIET:
        listed = [finding for finding in report.findings if finding.baselined]
        blocks.append(baselined_block(listed, paint, below))
    if detail is Detail.VERBOSE:
        blocks += [*_policies(report, paint), *_parameters(report, paint)]
    if report.overrides and detail is not Detail.QUIET:
        title = paint("strong", "Overridden in dera.yaml:")
        rows = [f"  {one_line(override)}" for override in report.overrides]
        blocks.append("\n".join([title, *rows]))
    blocks += survey_blocks(report.survey, paint, below)
    blocks += since_block(report.since, paint, below, verbose=detail is Detail.VERBOSE)
    blocks.append(totals(report, paint))
    return "\n\n".join(blocks) + "\n"


def _findings(report: Report, detail: Detail, paint: Paint, below: str) -> list[str]:
    snippets = Snippets(report.findings, paint, below)
    blocks: list[str] = []
    before: Finding | None = None
    for finding in report.findings:
        if finding.baselined or (
            detail is Detail.QUIET and finding.severity is not Severity.ERROR
        ):
            continue
        if finding.waiver is not None:
            blocks.append(waived_block(finding, finding.waiver, paint, below))
            before = None
            continue
        if before is not None and _same_cause(before, finding):
            blocks[-1] += "\n" + _block(finding, before, snippets, paint)
        else:
            blocks.append(_block(finding, None, snippets, paint))
        before = finding
    return blocks


def _same_cause(before: Finding, finding: Finding) -> bool:
    """Tell whether a finding only repeats that the same thing cannot be judged."""
    return (
        finding.outcome is before.outcome is Outcome.UNDETERMINED
        and finding.location == before.location
        and finding.related == before.related
    )


def _block(
    finding: Finding, before: Finding | None, snippets: Snippets, paint: Paint
) -> str:
    """Return a finding.

    One that only repeats what the one before could not be judged for is a line, for
    the remedy lies there; its own remedy and sources are in `dera explain`.
    """
    name = f"{finding.severity}[{finding.policy} {finding.name}]"
    message = paint("strong", ": " + one_line(finding.message))
    lines = [paint.severity(finding.severity, name) + message]
    notes = finding_notes(finding)
    if before is None:
        lines += snippets.shown(finding)
    else:
        said = finding_notes(before)
        notes = [n for n in notes if n.label in _NEVER_DROPPED and n not in said]
    return "\n".join([*lines, *_noted(notes, snippets.gutter(finding), paint)])


def _noted(notes: list[Note], gutter: int, paint: Paint) -> list[str]:
    lines = []
    for label, text in notes:
        first, *rest = text.splitlines() or [""]
        head = " " * gutter + paint("gutter", " = ") + paint("strong", f"{label}: ")
        lines.append(head + visible(first))
        indent = " " * (gutter + len(f" = {label}: "))
        lines += [indent + visible(line) for line in rest]
    return lines


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 error`, `2 errors`, `3 policies`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("s"):
        return f"{number} {noun}es"
    return f"{number} {noun[:-1]}ies" if noun.endswith("y") else f"{number} {noun}s"


def totals(report: Report, paint: Paint) -> str:
    """Return the one line that ends a report."""
    judged = (
        f"{counted(report.declarations, 'declaration')},"
        f" {counted(report.aggregations, 'aggregation')},"
        f" {counted(len(report.tally), 'policy')} judged:"
        f" {counted(report.passes, 'pass')}"
    )
    found = [
        paint.severity(severity, text) if number else text
        for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)
        for number in (report.count(severity),)
        for text in (counted(number, severity.value),)
    ]
    if report.undetermined:
        found.append(f"{report.undetermined} undetermined")
    return f"{judged}, {', '.join(found)} ({', '.join(conditions(report))})"


def conditions(report: Report) -> list[str]:
    """Return under what a portfolio was judged: profile, day, overrides, waivers."""
    under = [f"profile {one_line(report.profile)}", f"as of {report.as_of.isoformat()}"]
    if report.gate:
        under.append(f"every aggregation at the {report.gate} gate")
    if report.simulated:
        under.append("simulated")
    if report.since:
        under.append(f"only what is new since {one_line(report.since.revision)}")
    if report.overrides:
        under.append(counted(len(report.overrides), "override"))
    if report.waived:
        under.append(f"{report.waived} waived")
    if report.baselined:
        under.append(f"{report.baselined} in the baseline")
    return under


def _policies(report: Report, paint: Paint) -> list[str]:
    lacking = {line.policy: line.lacking for line in report.verdicts if line.lacking}
    rows = [
        f"  {policy}  {_tallied(tally)}{_lacking(lacking.get(policy))}"
        for policy, tally in report.tally.items()
    ]
    return ["\n".join([paint("strong", "Policies:"), *rows])] if rows else []


def _lacking(why: str | None) -> str:
    return f" ({one_line(why)})" if why else ""


def _tallied(tally: Tally) -> str:
    counts = zip(
        ("passed", "failed", "undetermined", "not applicable", "waived"),
        (
            tally.passed,
            tally.failed,
            tally.undetermined,
            tally.not_applicable,
            tally.waived,
        ),
        strict=True,
    )
    return ", ".join(f"{number} {word}" for word, number in counts if number) or "-"


def _parameters(report: Report, paint: Paint) -> list[str]:
    rows = [f"  {_parameter(parameter)}" for parameter in report.parameters]
    return ["\n".join([paint("strong", "Dated values used:"), *rows])] if rows else []


def _parameter(parameter: UsedParameter) -> str:
    since = parameter.effective_from
    unit = "" if isinstance(parameter.value, bool) else f" {parameter.unit}".rstrip()
    parts = [
        f"{parameter.name} = {value_text(parameter.value)}{unit}",
        f"from {since.isoformat()}" if since and not parameter.overridden else "",
        f"({parameter.source}; {parameter.confidence})",
    ]
    return one_line(" ".join(part for part in parts if part))
