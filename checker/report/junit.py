"""The report as JUnit XML: what a pipeline's page of tests shows.

A case is one policy on one subject. A case fails exactly when it makes the run fail,
so that the page and the exit code never disagree: a finding below the threshold, a
waived one and one that is due later are skipped, with what they say.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree as ET

from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.report import Report, VerdictLine
from checker.report.excused import waiver_text
from checker.report.notes import finding_notes
from checker.report.ranking import clipped, worst_first
from checker.report.text import conditions

__all__ = ["REST", "as_junit"]

REST = "everything else"
"""The suite of what is judged apart from an aggregation: schedules, files, all."""

_LENGTH = 2_000
_NOT_XML = str.maketrans(dict.fromkeys("\ufffe\uffff", "\ufffd"))


class _Case(NamedTuple):
    """One policy, or rule of the engine, on one subject."""

    policy: str
    name: str
    subject: Subject
    verdict: VerdictLine | None
    findings: list[Finding]


class _Result(NamedTuple):
    """The element of a case that did not simply pass, and what it says."""

    tag: str
    message: str
    type: str = ""


def as_junit(
    report: Report, *, below: str = "", fail_on: Severity = Severity.ERROR
) -> str:
    """Return the report as JUnit XML that ends in a line feed.

    Args:
        report: what to show.
        below: what leads from the top of the repository to the portfolio's files.
        fail_on: the severity from which on a finding fails the run.
    """
    root = ET.Element("testsuites", name="dera")
    for name, cases in _suites(report).items():
        suite = ET.SubElement(root, "testsuite", name=_plain(name))
        properties = ET.SubElement(suite, "properties")
        judged = ", ".join(conditions(report))
        ET.SubElement(properties, "property", name="judged", value=judged)
        suite.extend(_element(case, below, fail_on) for case in cases)
        _count(suite)
    _count(root)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suites(report: Report) -> dict[str, list[_Case]]:
    """Return the cases of each aggregation, by its id, then those of the rest."""
    aggregations: dict[str, list[_Case]] = {}
    rest: list[_Case] = []
    for case in _cases(report):
        kind, name = case.subject
        if kind == "aggregation":
            aggregations.setdefault(f"aggregation {name}", []).append(case)
        else:
            rest.append(case)
    return {**dict(sorted(aggregations.items())), **({REST: rest} if rest else {})}


def _cases(report: Report) -> Iterator[_Case]:
    """Yield a case for each verdict, then for each finding of the engine's rules."""
    names = {rule.id: rule.name for rule in report.rules}
    found: dict[tuple[str, Subject], list[Finding]] = {}
    for finding in worst_first(report.findings):
        found.setdefault((finding.policy, finding.subject), []).append(finding)
    for verdict in report.verdicts:
        policy, subject = verdict.policy, verdict.subject
        findings = found.pop((policy, subject), [])
        yield _Case(policy, names.get(policy, ""), subject, verdict, findings)
    for (policy, subject), findings in sorted(found.items(), key=lambda item: item[0]):
        yield _Case(policy, findings[0].name, subject, None, findings)


def _element(case: _Case, below: str, fail_on: Severity) -> ET.Element:
    element = ET.Element(
        "testcase",
        classname=_plain(".".join(case.subject)),
        name=f"{case.policy} {case.name}".rstrip(),
    )
    if case.findings:
        location = case.findings[0].location
        element.set("file", _plain(below + location.file))
        element.set("line", str(location.span.line))
    result = _result(case, fail_on)
    if result is not None:
        child = ET.SubElement(element, result.tag, message=_plain(result.message))
        if result.type:
            child.set("type", result.type)
        child.text = "\n".join(_told(finding, below) for finding in case.findings)
    return element


def _result(case: _Case, fail_on: Severity) -> _Result | None:
    """Return what came of a case; None when it passed."""
    if case.findings:
        worst = case.findings[0]
        if not worst.is_open or worst.severity.rank < fail_on.rank:
            return _Result("skipped", f"{_state(worst)}: {worst.message}")
        unjudged = worst.outcome is Outcome.UNDETERMINED
        tag = "error" if unjudged else "failure"
        kind = worst.outcome.value if unjudged else worst.severity.value
        return _Result(tag, worst.message, kind)
    verdict = case.verdict
    if verdict is None or verdict.outcome is Outcome.PASS:
        return None
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        return _Result("skipped", f"not applicable: {verdict.reason}")
    # Only some paths or new findings were asked for, or the policy broke and POLICY-001
    # says so.
    outcome = verdict.outcome.value
    return _Result("skipped", f"{outcome}, and this report shows no finding of it")


def _state(finding: Finding) -> str:
    """Return why a finding does not fail the run."""
    if finding.waiver is not None:
        return f"waived {waiver_text(finding.waiver)}"
    if finding.baselined:
        return "in the baseline"
    if finding.due_later and finding.gate is not None:
        return f"{finding.severity.value}, due at the {finding.gate.name} gate"
    return finding.severity.value


def _told(finding: Finding, below: str) -> str:
    span = finding.location.span
    where = f"{below}{finding.location.file}:{span.line}:{span.column}"
    head = f"{where}: {finding.severity.value}: {finding.message}"
    notes = (f"{note.label}: {note.text}" for note in finding_notes(finding))
    return "\n  ".join(_plain(line) for line in (head, *notes))


def _count(element: ET.Element) -> None:
    """Write how many cases there are below an element, and of which kind."""
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    for name, tag in (
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        number = sum(case.find(tag) is not None for case in cases)
        element.set(name, str(number))


def _plain(text: str) -> str:
    """Return a text as XML can hold it: on one line, every character visible."""
    return clipped(text, _LENGTH).translate(_NOT_XML)
