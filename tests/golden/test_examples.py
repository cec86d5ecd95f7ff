"""Every example is judged: the good ones pass, each bad one breaks what it is to."""

import json
from argparse import ArgumentParser
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.model.engine import ENGINE_RULES
from checker.model.finding import Finding, Severity
from checker.pipeline import Options, Run, check, rule_book

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = EXAMPLES / "bad"
CASES = sorted(path.parent.name for path in BAD.glob("*/expected.json"))

AS_OF = date(2026, 12, 8)

WITHOUT_EXAMPLE = {
    "READ-001": "a file that cannot be read is one in no checkout and no archive",
    "READ-010": "it takes more than a thousand rows with the same fault",
    "POLICY-001": "the shipped policies stay within their budget on any portfolio",
}


@cache
def judged(portfolio: Path, **options: Any) -> Run:
    """Judge an example on its day, as if that were today."""
    as_of = options.pop("as_of", AS_OF)
    return check((portfolio,), Options(as_of=as_of, today=as_of, **options))


def as_expected(finding: Finding) -> dict[str, Any]:
    """Return what `expected.json` says about a finding."""
    return {
        "policy": finding.policy,
        "outcome": finding.outcome.value,
        "severity": finding.severity.value,
        "subject": {"kind": finding.subject.kind, "id": finding.subject.id},
        "file": finding.location.file,
        "line": finding.location.span.line,
    }


def arguments_of(expected: dict[str, Any]) -> dict[str, Any]:
    """Read the options of `dera check` that the examples use."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity, default=Severity.ERROR)
    return vars(parser.parse_args(expected["arguments"]))


@pytest.mark.parametrize("case", CASES)
def test_a_bad_example_breaks_what_it_is_to_and_nothing_else(case: str) -> None:
    expected = json.loads((BAD / case / "expected.json").read_text(encoding="utf-8"))
    arguments = arguments_of(expected)
    fail_on = arguments.pop("fail_on")
    report = judged(BAD / case, **arguments).report
    assert [as_expected(finding) for finding in report.findings] == expected["findings"]
    assert int(report.worst_at_least(fail_on)) == expected["exit"] == 1
    assert case in {finding.policy for finding in report.findings}


def test_every_policy_and_every_rule_of_the_engine_has_a_bad_example() -> None:
    _, pack = rule_book()
    wanted = {*pack.policies, *ENGINE_RULES} - set(WITHOUT_EXAMPLE)
    assert set(CASES) == wanted


def test_every_folder_of_bad_examples_says_what_is_expected() -> None:
    assert sorted(path.name for path in BAD.iterdir()) == CASES


@pytest.mark.parametrize("case", CASES)
def test_a_bad_example_marks_what_is_wrong(case: str) -> None:
    texts = [path.read_bytes() for path in (BAD / case).glob("*.yaml")]
    marks = sum(text.count(b"# WRONG") for text in texts)
    assert marks == 1


def test_the_minimal_portfolio_is_in_the_market_without_a_finding() -> None:
    run = judged(EXAMPLES / "minimal")
    assert run.report.findings == ()
    gates = [dossier.gate.name for dossier in run.dossiers if _is_aggregation(dossier)]
    assert gates == ["market"]


def test_the_fleet_in_a_table_is_in_the_market_without_a_finding() -> None:
    run = judged(EXAMPLES / "fleet")
    assert run.report.findings == ()
    (aggregation,) = filter(_is_aggregation, run.dossiers)
    assert aggregation.gate.name == "market"
    ders = aggregation.linked["ders"]
    assert (len(aggregation.linked["sites"]), len(ders)) == (28, 30)


def test_the_waived_portfolio_has_nothing_left_that_counts() -> None:
    report = judged(EXAMPLES / "waived").report
    waived = {f.policy: f.waiver.kind.value for f in report.findings if f.waiver}
    assert waived == {"LOC-007": "inline", "SC-003": "declared"}
    assert not report.worst_at_least(Severity.WARNING)


def test_the_bay_area_has_no_errors_and_no_warnings() -> None:
    report = judged(EXAMPLES / "bay-area").report
    assert not report.worst_at_least(Severity.WARNING)


def test_the_bay_area_shows_three_aggregations_at_three_gates() -> None:
    dossiers = filter(_is_aggregation, judged(EXAMPLES / "bay-area").dossiers)
    gates = {dossier.subject.id: dossier.gate.name for dossier in dossiers}
    assert gates == {
        "bayview-storage": "market",
        "delta-solar-storage": "registration",
        "peninsula-ev": "concurrence",
    }


def test_what_the_bay_area_notes_is_refused_once_the_gate_is_raised() -> None:
    before = judged(EXAMPLES / "bay-area").report
    after = judged(EXAMPLES / "bay-area", gate="market").report
    raised = {finding.fingerprint for finding in after.findings}
    assert before.findings
    assert {finding.fingerprint for finding in before.findings} <= raised
    assert after.worst_at_least(Severity.ERROR)


@pytest.mark.parametrize("day", ["2026-12-10", "2027-03-14"])
def test_the_bay_area_schedules_an_ordinary_day_and_the_short_day(day: str) -> None:
    schedules = {
        dossier.record["trade_date"]: dossier
        for dossier in judged(EXAMPLES / "bay-area").dossiers
        if dossier.subject.kind == "schedule"
    }
    facts = schedules[day].facts
    assert facts["declared_labels"] == facts["hour_labels"]


def test_a_member_to_come_does_not_count_before_its_day() -> None:
    dossiers = {
        (dossier.subject.kind, dossier.subject.id): dossier
        for dossier in judged(EXAMPLES / "bay-area").dossiers
    }
    now = dossiers["aggregation", "bayview-storage"].facts["site_ids"]
    then = dossiers["schedule", "bayview-storage-2027-03-14"].facts["site_ids"]
    assert sorted({*then} - {*now}) == ["bayview-005"]


@pytest.mark.parametrize("folder", ["bay-area", "minimal", "waived", "fleet"])
def test_the_schema_that_an_editor_is_pointed_to_is_there(folder: str) -> None:
    pointed = {
        file: (file.parent / first.split("$schema=")[1]).resolve()
        for file in (EXAMPLES / folder).rglob("*.yaml")
        for first in (file.read_text(encoding="utf-8").splitlines()[0],)
        if "$schema=" in first
    }
    assert pointed
    assert [file for file, schema in pointed.items() if not schema.is_file()] == []


def test_every_file_of_the_bay_area_points_an_editor_to_its_schema() -> None:
    for file in (EXAMPLES / "bay-area").rglob("*.yaml"):
        first, *_ = file.read_text(encoding="utf-8").splitlines()
        assert first.startswith("# yaml-language-server: $schema="), file


def _is_aggregation(dossier: Any) -> bool:
    return bool(dossier.subject.kind == "aggregation")
