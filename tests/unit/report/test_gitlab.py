import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.model.finding import Finding, Gate, Outcome, Severity
from checker.model.place import Location, Span
from checker.model.report import Report
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.gitlab import as_gitlab

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

MARK = WaiverMark(
    WaiverKind.DECLARED,
    "agreed",
    "Ana",
    "OPS-1",
    date(2027, 1, 31),
    Location("waivers.yaml", Span(1, 1, 1, 2)),
)


def test_a_finding_has_every_field_that_gitlab_needs(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    (row,) = json.loads(as_gitlab(make_report(make_finding()), below="fleet/"))
    assert len(row.pop("fingerprint")) == 32
    assert row == {
        "description": "0.4 MW is below the minimum of 0.5 MW",
        "check_name": "SIZE-001",
        "severity": "critical",
        "location": {
            "path": "fleet/aggregations/bayview.yaml",
            "lines": {"begin": 3, "end": 3},
        },
    }


@pytest.mark.parametrize(
    ("fields", "severity", "begins"),
    [
        ({"severity": Severity.WARNING}, "minor", "0.4 MW"),
        (
            {"severity": Severity.NOTE, "due_later": True, "gate": Gate.market},
            "info",
            "due at market: 0.4 MW",
        ),
        ({"outcome": Outcome.UNDETERMINED}, "critical", "UNDETERMINED: 0.4 MW"),
        (
            {"waiver": MARK},
            "info",
            "waived until 2027-01-31 by Ana (OPS-1): agreed: 0.4 MW",
        ),
        ({"baselined": True}, "info", "in the baseline: 0.4 MW"),
    ],
    ids=["warning", "due later", "undetermined", "waived", "baselined"],
)
def test_a_finding_says_its_state_and_weight(
    make_finding: MakeFinding,
    make_report: MakeReport,
    fields: dict[str, Any],
    severity: str,
    begins: str,
) -> None:
    (row,) = json.loads(as_gitlab(make_report(make_finding(**fields))))
    assert row["severity"] == severity
    assert row["description"].startswith(begins)


def test_equal_findings_and_equal_portfolios_have_fingerprints_of_their_own(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding(), make_finding())
    here, there = (json.loads(as_gitlab(report, below=b)) for b in ("a/", "b/"))
    fingerprints = {row["fingerprint"] for row in (*here, *there)}
    assert len(fingerprints) == 4


def test_a_fingerprint_stays_when_the_line_moves(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    before, after = (
        json.loads(as_gitlab(make_report(make_finding(span))))
        for span in ((3, 5, 3, 20), (9, 5, 9, 20))
    )
    assert before[0]["fingerprint"] == after[0]["fingerprint"]


def test_nothing_found_is_an_empty_list(make_report: MakeReport) -> None:
    assert as_gitlab(make_report()) == "[]\n"
