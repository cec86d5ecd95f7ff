"""Facts of a schedule, on ordinary, short and long days."""

from collections.abc import Mapping, Sequence

import pytest

from checker.link.schedule_facts import schedule_facts
from checker.model.record import Record


def schedule(trade_date: str, hours: Sequence[Mapping[str, object]]) -> Record:
    return Record(
        {"trade_date": trade_date, "hours": [Record(dict(hour)) for hour in hours]}
    )


@pytest.mark.parametrize(
    ("trade_date", "count", "close"),
    [
        ("2026-12-10", 24, "2026-12-09T18:00:00Z"),
        ("2027-03-14", 23, "2027-03-13T18:00:00Z"),
        ("2027-11-07", 25, "2027-11-06T17:00:00Z"),
        ("2026-07-14", 24, "2026-07-13T17:00:00Z"),
    ],
)
def test_the_calendar_gives_the_hours_and_the_close(
    trade_date: str, count: int, close: str
) -> None:
    facts = schedule_facts(schedule(trade_date, []), "sequential")
    assert facts["hour_count"] == count
    assert len(facts["hour_labels"]) == count
    assert facts["market_closes_at"] == close


@pytest.mark.parametrize(
    "text", ["2026-02-30", "20261210", "2026-W50-4", "tomorrow", "0001-01-01", ""]
)
def test_what_is_no_market_date_has_no_hours(text: str) -> None:
    facts = schedule_facts(schedule(text, []), "sequential")
    assert facts["trade_date_is_calendar_date"] is False
    assert "hour_count" not in facts
    assert text in facts.absent["hours"]


def test_declared_hours_get_their_instants_and_their_energy() -> None:
    hours = [{"hour_ending": 1, "mw": 0.1}, {"hour_ending": 4, "mw": 0.2}]
    facts = schedule_facts(schedule("2027-03-14", hours), "sequential")
    assert [hour["start_utc"] for hour in facts["hours"]] == [
        "2027-03-14T08:00:00Z",
        "2027-03-14T10:00:00Z",
    ]
    assert facts["total_mwh"] == 0.3


@pytest.mark.parametrize(
    ("start", "matches"),
    [
        ("2026-12-10T08:00:00Z", True),
        ("2026-12-10T00:00:00-08:00", True),
        ("2026-12-10T00:00:00", False),
        ("2026-12-10T00:00:00Z", False),
        ("midnight", False),
    ],
)
def test_a_declared_start_is_held_against_the_hour(start: str, matches: bool) -> None:
    hours = [{"hour_ending": 1, "mw": 0, "start": start}]
    facts = schedule_facts(schedule("2026-12-10", hours), "sequential")
    assert facts["hours"][0]["start_matches"] is matches


def test_a_label_that_the_day_does_not_have_is_left_out_of_the_hours() -> None:
    hours = [{"hour_ending": 3, "mw": 1}]
    facts = schedule_facts(schedule("2027-03-14", hours), "sequential")
    assert facts["hours"] == []
    assert facts["declared_labels"] == [3]


def test_energy_and_ramps_follow_the_clock_whatever_the_order() -> None:
    hours = [{"hour_ending": 2, "mw": 1}, {"hour_ending": 1, "mw": -1}]
    facts = schedule_facts(schedule("2026-12-10", hours), "sequential")
    assert [hour["hour_ending"] for hour in facts["energy_by_hour"]] == [1, 2]
    assert [ramp["from_mw"] for ramp in facts["ramps"]] == [-1]


def test_an_hour_says_how_long_before_it_the_schedule_was_submitted() -> None:
    declared = schedule("2026-12-10", [{"hour_ending": 14, "mw": 0}])
    (hour,) = schedule_facts(declared, "sequential")["hours"]
    assert "submitted_at" in hour.absent["ahead_minutes"]
    declared["submitted_at"] = "2026-12-10T19:45:00Z"
    facts = schedule_facts(declared, "sequential")
    assert facts["hours"][0]["ahead_minutes"] == 75
    assert facts["submitted_pacific"] == "2026-12-10T11:45:00"
