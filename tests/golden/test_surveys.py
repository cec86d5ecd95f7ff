"""What `check` is asked besides what is wrong, over the example portfolios."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.cli.entry import run
from checker.model.finding import Outcome
from checker.model.survey import Questions, Survey
from checker.pipeline import Options, check
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
BAY_AREA = EXAMPLES / "bay-area"
AS_OF = date(2026, 12, 8)
DAY = ("--as-of", AS_OF.isoformat())


@cache
def surveyed(portfolio: Path, as_of: date = AS_OF, **questions: Any) -> Survey:
    asked = Options(as_of=as_of, today=as_of, questions=Questions(**questions))
    return check((portfolio,), asked).report.survey


def test_nothing_is_answered_that_is_not_asked() -> None:
    assert surveyed(BAY_AREA) == Survey()


def test_a_trace_names_every_subject_of_a_policy() -> None:
    trace = surveyed(BAY_AREA, trace=("SIZE-001", "udc-003")).trace
    assert trace is not None
    assert {(t.policy, t.subject.id, t.outcome) for t in trace} == {
        *(
            ("SIZE-001", name, Outcome.PASS)
            for name in ("bayview-storage", "delta-solar-storage", "peninsula-ev")
        ),
        ("UDC-003", "bayview-storage", Outcome.PASS),
        ("UDC-003", "delta-solar-storage", Outcome.PASS),
        ("UDC-003", "peninsula-ev", Outcome.NOT_APPLICABLE),
    }


def test_the_sweep_names_the_day_on_which_a_site_joins_without_concurrence() -> None:
    future = surveyed(BAY_AREA, sweep=True).future
    assert future is not None
    assert ("UDC-005", date(2027, 2, 1), "", "error") in {
        (c.policy, c.day, c.before, c.after) for c in future.changes
    }
    assert all(change.day > AS_OF for change in future.changes)


def test_the_sweep_finds_the_end_of_a_window_that_no_date_names() -> None:
    future = surveyed(BAY_AREA, sweep=True).future
    assert future is not None
    (change,) = (c for c in future.changes if c.policy == "UDC-007")
    assert change.day == date(2027, 1, 8)  # 30 business days after 2026-11-20
    assert change.day not in future.days


def test_the_change_of_a_dated_value_is_a_change_of_verdicts() -> None:
    options = Options(
        as_of=date(2024, 10, 1),
        today=date(2024, 10, 1),
        profile="tariff",
        select=("SIZE-001",),
        questions=Questions(sweep=True),
    )
    future = check((EXAMPLES / "bad" / "SIZE-001",), options).report.survey.future
    assert future is not None
    (change,) = future.changes
    assert (change.day, change.before, change.after) == (date(2024, 11, 1), "error", "")


def test_coverage_names_what_was_not_looked_at() -> None:
    coverage = surveyed(BAY_AREA, coverage=True).coverage
    assert coverage is not None
    unread = {f"{field.kind}.{field.path}" for field in coverage.unread}
    assert "provider.contact.phone" in unread
    assert "concurrence.concerns.description" in unread
    for read in (
        "site.ders.rated_kw",  # by a fact
        "meter.serial_number",  # by a document
        "telemetry.points",  # by a policy
        "monitoring.requests.enddatetime",  # by a fact that a policy reads
        "site.service_address.street",  # as part of what is taken whole
        "aggregation.members.site",  # by linking
    ):
        assert read not in unread
    assert coverage.unreferenced == ()


def test_coverage_names_a_declaration_that_nothing_needs(tmp_path: Path) -> None:
    text = (EXAMPLES / "minimal" / "portfolio.yaml").read_text(encoding="utf-8")
    lonely = (
        "dera: v1\nkind: provider\nid: lonely\nlegal_name: Lonely LLC\n"
        "contact: {name: A, email: a@lonely.example.com}\n"
    )
    (tmp_path / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(f"{text}---\n{lonely}", encoding="utf-8")
    coverage = surveyed(tmp_path, coverage=True).coverage
    assert coverage is not None
    assert [each.subject.id for each in coverage.unreferenced] == ["lonely"]


def test_headroom_lists_the_least_capacity_of_the_minimal_portfolio() -> None:
    headroom = surveyed(EXAMPLES / "minimal", headroom=0.0).headroom
    assert headroom is not None
    percent, narrow = headroom
    assert percent == 0.0
    assert ("SIZE-001", 0.5, 0.5) in {(n.policy, n.measured, n.limit) for n in narrow}
    assert all(each.margin == 0 for each in narrow)


QUESTIONS = (
    *("--trace", "SIZE-001,MTR-003", "--sweep"),
    *("--coverage", "--headroom", "10%"),
)


def test_the_json_report_has_the_answers_and_follows_its_schema(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["check", str(EXAMPLES / "minimal"), *DAY, "-o", "json", *QUESTIONS])
    report = json.loads(capsys.readouterr().out)
    assert {"trace", "future", "coverage", "headroom"} <= report.keys()
    assert SchemaSet.load(data_dir("schemas")).accepts("report", report)


def test_the_text_report_has_the_answers_before_its_totals(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["check", str(EXAMPLES / "minimal"), *DAY, *QUESTIONS])
    text = capsys.readouterr().out
    titles = (
        "trace[SIZE-001 minimum-capacity]: aggregation harbor-storage: PASS",
        "params.minimum_capacity_mw = 0.5 (MW, from 2016-06-03, confirmed)",
        "Changes to come:",
        "Not looked at:",
        "Limits with 10% or less to spare:",
        "declarations, 1 aggregation",
    )
    places = [text.index(title) for title in titles]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--trace", "SIZE-01"), "did you mean `SIZE-001`?"),
        (("--headroom", "much"), "`much` is no percentage"),
        (("--headroom", "-1%"), "is no percentage"),
        (("--headroom", "nan"), "is no percentage"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(["check", str(EXAMPLES / "minimal"), *DAY, *arguments]) == 2
    assert words in capsys.readouterr().err
