"""The way to the market, as a plan prints it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from checker.model.finding import Subject
from checker.model.timeline import Deadline, DeadlineKind

Portfolio = Any


def made(portfolio: Portfolio, to: Path, **changes: Any) -> tuple[str, list[Any]]:
    """Return the plan in Markdown, and the rows of its steps."""
    material = portfolio.material(portfolio.good)
    timeline = replace(material.timelines["north"], **changes)
    material = replace(material, timelines={"north": timeline})
    result = portfolio.render(material, to, documents=("lifecycle-plan",))
    assert result.refused == ()
    table = (to / "north" / "lifecycle-plan.csv").read_text()
    text = (to / "north" / "lifecycle-plan.md").read_text()
    return text, list(csv.DictReader(io.StringIO(table)))


def test_the_plan_says_what_comes_next_and_by_when(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path)
    for said in (
        "| First trade date wanted | 2027-05-01 |",
        "| Earliest first trade date | 2027-05-08 |",
        "| Days between them | -7 |",
        "| Steps that set the earliest date | L08 |",
        "| utility | L08 Each utility has concurred | Answer. | 2027-01-15 | yes |",
        "| L01 | The DERs are known | provider | done | 2026-06-01 |",
        "waiting for the owner, late",
        "| `review` | 30 business days | A page | secondary |",
    ):
        assert said in text


def test_each_step_has_a_row(portfolio: Portfolio, tmp_path: Path) -> None:
    _, (first, second) = made(portfolio, tmp_path)
    assert (first["state"], first["done_on"], first["earliest_start"]) == (
        "done",
        "2026-06-01",
        "none",
    )
    shown = {
        "step": "L08",
        "owner": "utility",
        "earliest_finish": "2027-01-22",
        "latest_finish": "2027-01-15",
        "slack_days": "-7",
        "critical": "yes",
        "lead_time": "30 business days",
        "depends_on": "L01",
        "open_findings": "UDC-001",
    }
    assert second.items() >= shown.items()


def test_an_aggregation_in_the_market_has_no_first_date_to_wait_for(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path, live_since=date(2026, 10, 1), reopened=("L08",))
    assert "| In the market since | 2026-10-01 |" in text
    assert "| Steps that a change brings back | L08 |" in text
    assert "Earliest first trade date" not in text


def test_a_deadline_has_its_day_and_its_instant(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    deadline = Deadline(
        key="k",
        kind=DeadlineKind.MARKET_WINDOW,
        title="The market closes",
        reckoning="10:00 Pacific time",
        subject=Subject("schedule", "s"),
        on=date(2026, 12, 9),
        owner="scheduling_coordinator",
        at=datetime(2026, 12, 9, 18, tzinfo=UTC),
        overdue=True,
    )
    text, _ = made(portfolio, tmp_path, deadlines=(deadline,))
    assert (
        "| 2026-12-09 | 2026-12-09T18:00:00Z | The market closes | 10:00 Pacific time"
        " | Scheduling Coordinator | yes |"
    ) in text


def test_a_plan_with_nothing_to_do_says_so(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path, actions=(), assumptions=(), steps=())
    assert "| nobody | none | nothing is to be done | none | no |" in text


def test_a_way_that_leads_out_of_the_calendar_is_refused_by_name(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    material = replace(portfolio.material(portfolio.good), timelines={})
    result = portfolio.render(material, tmp_path, documents=("lifecycle-plan",))
    (reason,) = result.refused[0].reasons
    assert reason.message == (
        "aggregation `north` has no way to the market within the calendar"
    )
