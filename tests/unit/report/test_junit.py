"""JUnit XML, read by a parser of others."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from checker.model.finding import Finding, Gate, Outcome, Severity, Subject
from checker.model.place import Location, Span
from checker.model.report import Report, Rule, VerdictLine
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.junit import REST, as_junit

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

BAY = Subject("aggregation", "bayview-storage")
OTHER = Subject("aggregation", "alameda")
SCHEDULE = Subject("schedule", "bay-1")
RULE = Rule(
    "UDC-001", "no-concurrence", "T", "utility", Severity.ERROR, "market", "", "", ()
)
MESSAGE = "0.4 MW is below the minimum of 0.5 MW"
MARK = WaiverMark(
    WaiverKind.DECLARED,
    "agreed",
    "Ana",
    "OPS-1",
    date(2027, 1, 31),
    Location("waivers.yaml", Span(1, 1, 1, 2)),
)


def read(report: Report, **options: Any) -> Any:
    return JUnitXml.fromstring(as_junit(report, **options).encode())


def only(report: Report, **options: Any) -> Any:
    """Return the only case of a report."""
    ((case,),) = read(report, **options)
    return case


def test_each_aggregation_has_a_suite_and_the_rest_one(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(
        make_finding(policy="READ-001", subject=Subject("file", "a.yaml")),
        verdicts=(
            VerdictLine("UDC-001", BAY, Outcome.PASS),
            VerdictLine("UDC-001", OTHER, Outcome.PASS),
            VerdictLine("SCH-001", SCHEDULE, Outcome.PASS),
        ),
        rules=(RULE,),
    )
    suites = read(report)
    assert [(suite.name, [case.name for case in suite]) for suite in suites] == [
        ("aggregation alameda", ["UDC-001 no-concurrence"]),
        ("aggregation bayview-storage", ["UDC-001 no-concurrence"]),
        (REST, ["SCH-001", "READ-001 minimum-capacity"]),
    ]


def test_a_pass_is_a_case_without_result(make_report: MakeReport) -> None:
    case = only(make_report(verdicts=(VerdictLine("UDC-001", BAY, Outcome.PASS),)))
    assert case.is_passed
    assert case.classname == "aggregation.bayview-storage"


def test_what_does_not_apply_is_skipped_with_its_reason(
    make_report: MakeReport,
) -> None:
    verdict = VerdictLine("UDC-001", BAY, Outcome.NOT_APPLICABLE, "`x` is false")
    (result,) = only(make_report(verdicts=(verdict,))).result
    assert isinstance(result, Skipped)
    assert result.message == "not applicable: `x` is false"


@pytest.mark.parametrize(
    ("outcome", "kind", "said"),
    [
        (Outcome.FAIL, Failure, "error"),
        (Outcome.UNDETERMINED, Error, "UNDETERMINED"),
    ],
)
def test_a_finding_that_fails_the_run_fails_its_case(
    make_finding: MakeFinding,
    make_report: MakeReport,
    outcome: Outcome,
    kind: type[Failure | Error],
    said: str,
) -> None:
    finding = make_finding(outcome=outcome)
    verdict = VerdictLine("SIZE-001", BAY, outcome)
    case = only(make_report(finding, verdicts=(verdict,)), below="fleet/")
    (result,) = case.result
    assert isinstance(result, kind)
    assert (result.message, result.type) == (finding.message, said)
    assert result.text.startswith(
        "fleet/aggregations/bayview.yaml:3:5: error: 0.4 MW is below"
    )
    assert "  help: " in result.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        (
            {"severity": Severity.NOTE, "due_later": True, "gate": Gate.market},
            "note, due at the market gate: 0.4 MW is below the minimum of 0.5 MW",
        ),
        (
            {"severity": Severity.WARNING},
            "warning: 0.4 MW is below the minimum of 0.5 MW",
        ),
        (
            {"waiver": MARK},
            "waived until 2027-01-31 by Ana (OPS-1): agreed: " + MESSAGE,
        ),
        (
            {"baselined": True},
            "in the baseline: 0.4 MW is below the minimum of 0.5 MW",
        ),
    ],
    ids=["due later", "warning", "waived", "baselined"],
)
def test_a_finding_that_does_not_fail_the_run_is_skipped_and_says_why(
    make_finding: MakeFinding,
    make_report: MakeReport,
    fields: dict[str, Any],
    message: str,
) -> None:
    (result,) = only(make_report(make_finding(**fields))).result
    assert isinstance(result, Skipped)
    assert result.message == message


def test_the_threshold_is_the_one_of_the_run(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding(severity=Severity.WARNING))
    (result,) = only(report, fail_on=Severity.WARNING).result
    assert isinstance(result, Failure)


def test_a_case_with_several_findings_tells_all_of_them_and_weighs_the_worst(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    unjudged = make_finding(outcome=Outcome.UNDETERMINED, message="unjudged")
    waived = make_finding(waiver=MARK, message="waived one")
    failed = make_finding(message="failed")
    (result,) = only(make_report(waived, unjudged, failed)).result
    assert isinstance(result, Failure)
    assert result.message == "failed"
    assert "unjudged" in result.text
    assert "waived one" in result.text


def test_a_verdict_whose_findings_are_not_shown_is_no_pass(
    make_report: MakeReport,
) -> None:
    verdict = VerdictLine("UDC-001", BAY, Outcome.FAIL)
    (result,) = only(make_report(verdicts=(verdict,))).result
    assert isinstance(result, Skipped)
    assert result.message == "FAIL, and this report shows no finding of it"


def test_the_counts_are_those_of_the_cases(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(
        make_finding(),
        make_finding(policy="A-001", outcome=Outcome.UNDETERMINED),
        verdicts=(
            VerdictLine("UDC-001", BAY, Outcome.PASS),
            VerdictLine("UDC-002", OTHER, Outcome.NOT_APPLICABLE, "x"),
        ),
    )
    suites = read(report)
    counts = suites.tests, suites.failures, suites.errors, suites.skipped
    assert counts == (4, 1, 1, 1)
    assert [suite.tests for suite in suites] == [1, 3]


def test_the_conditions_are_a_property_of_each_suite(make_report: MakeReport) -> None:
    verdict = VerdictLine("UDC-001", BAY, Outcome.PASS)
    (suite,) = read(make_report(verdicts=(verdict,), simulated=True))
    (judged,) = suite.properties()
    assert judged.value == "profile conservative, as of 2026-12-08, simulated"


@pytest.mark.parametrize(
    "evil", ["\x00\x1b\x0b", "\ufffe\uffff", "\ud800", "]]><x/>", '"&<>', "a\nb"]
)
def test_any_text_makes_well_formed_xml(
    make_finding: MakeFinding, make_report: MakeReport, evil: str
) -> None:
    finding = make_finding(
        message=evil, remedy=evil, file=evil, subject=Subject(evil, evil)
    )
    case = only(make_report(finding))
    assert len(case.result) == 1


def test_nothing_judged_is_an_empty_document(make_report: MakeReport) -> None:
    assert list(read(make_report())) == []
