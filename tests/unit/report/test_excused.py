"""Findings that do not count, in the text report."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.model.finding import Finding, Outcome, Severity
from checker.model.place import Location, Span
from checker.model.report import Report
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.text import Detail, as_text

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

PLACE = Location("waivers/bay.yaml", Span(3, 5, 3, 8), "/id")
DECLARED = WaiverMark(
    WaiverKind.DECLARED, "CAISO agreed", "Head", "T-1", date(2027, 1, 31), PLACE
)
INLINE = WaiverMark(WaiverKind.INLINE, "known", "", "", date(2027, 1, 31), PLACE)

WHOLE = """\
waived[SIZE-001 minimum-capacity]: 0.4 MW is below the minimum of 0.5 MW
 --> x/aggregations/bayview.yaml:3:5
  = subject: aggregation bayview-storage, element s1
  = severity: error
  = waived: until 2027-01-31 by Head (T-1): CAISO agreed
  = waiver: x/waivers/bay.yaml:3:5

31 declarations, 3 aggregations, 2 policies judged: 5 passes, 0 errors, 0 warnings,\
 0 notes (profile conservative, as of 2026-12-08, 1 waived)
"""


def test_a_waived_finding_is_shown_with_its_waiver(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding(waiver=DECLARED, element="s1"))
    assert as_text(report, below="x/") == WHOLE


def test_a_waiver_in_a_comment_names_nobody(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(make_report(make_finding(waiver=INLINE)))
    assert "= waived: until 2027-01-31 in a comment: known\n" in text


def test_a_finding_of_the_baseline_takes_one_line(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = [make_finding(baselined=True, message=f"m{n}") for n in range(2)]
    text = as_text(make_report(*findings))
    assert text.startswith(
        "In the baseline:\n"
        "  error[SIZE-001 minimum-capacity] aggregations/bayview.yaml:3:5: m0\n"
        "  error[SIZE-001 minimum-capacity] aggregations/bayview.yaml:3:5: m1\n\n"
    )
    assert text.splitlines()[-1].endswith(
        "(profile conservative, as of 2026-12-08, 2 in the baseline)"
    )


@pytest.mark.parametrize("excuse", [{"waiver": DECLARED}, {"baselined": True}])
@pytest.mark.parametrize("outcome", [Outcome.FAIL, Outcome.UNDETERMINED])
def test_what_is_excused_counts_nowhere(
    make_finding: MakeFinding,
    make_report: MakeReport,
    excuse: dict[str, Any],
    outcome: Outcome,
) -> None:
    report = make_report(make_finding(outcome=outcome, **excuse))
    assert [report.count(severity) for severity in Severity] == [0, 0, 0]
    assert report.undetermined == 0
    assert not report.worst_at_least(Severity.NOTE)


def test_a_quiet_report_keeps_waived_errors_and_drops_the_baseline(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(
        make_report(
            make_finding(waiver=DECLARED, message="an error"),
            make_finding(waiver=INLINE, severity=Severity.WARNING, message="a warning"),
            make_finding(baselined=True, message="listed"),
        ),
        detail=Detail.QUIET,
    )
    assert "an error" in text
    assert "a warning" not in text
    assert "listed" not in text
    assert "2 waived, 1 in the baseline" in text


def test_no_escape_of_a_waiver_reaches_the_terminal(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    evil = "\x1b[2J\u202e\nerror"
    mark = DECLARED._replace(reason=evil, approved_by=evil, ticket=evil)
    text = as_text(make_report(make_finding(waiver=mark, element=evil)))
    assert text.replace("\n", "").isprintable()
    assert "\nerror" not in text
