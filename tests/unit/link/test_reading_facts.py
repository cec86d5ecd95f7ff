"""Meter readings held against the intervals of their trade date."""

from datetime import date, timedelta

import pytest

from checker.link.reading_facts import reading_facts
from checker.link.trade_hours import trade_hours, utc_text
from checker.model.record import Record


def ends(day: str, minutes: int) -> list[str]:
    hours = trade_hours(date.fromisoformat(day))
    per_hour = 60 // minutes
    return [
        utc_text(hour.start + timedelta(minutes=minutes * part))
        for hour in hours
        for part in range(1, per_hour + 1)
    ]


def readings(
    intervals: list[str],
    *,
    day: str = "2026-12-10",
    minutes: float = 5,
    unit: str = "kWh",
    value: float = 0,
) -> Record:
    return Record(
        {
            "trade_date": day,
            "interval_minutes": minutes,
            "unit": unit,
            "readings": [
                Record({"interval_end": end, "value": value}) for end in intervals
            ],
        }
    )


@pytest.mark.parametrize(
    ("day", "count"), [("2026-12-10", 288), ("2027-03-14", 276), ("2026-11-01", 300)]
)
def test_a_trade_date_has_its_own_number_of_intervals(day: str, count: int) -> None:
    facts = reading_facts(readings(ends(day, 5), day=day))
    assert facts["interval_count"] == count
    assert len(facts["intervals"]) == count
    for name in ("missing_intervals", "repeated_intervals", "foreign_intervals"):
        assert facts[name] == []


def test_a_day_begins_and_ends_at_midnight_pacific() -> None:
    facts = reading_facts(readings([]))
    missing = facts["missing_intervals"]
    assert missing[0] == "2026-12-10T08:05:00Z"
    assert missing[-1] == "2026-12-11T08:00:00Z"


def test_what_is_missing_repeated_or_foreign_is_named() -> None:
    there = ends("2026-12-10", 60)
    given = [*there[1:], there[1], "2026-12-10T08:00:00Z", "2026-12-10T08:30:00Z"]
    facts = reading_facts(readings(given, minutes=60))
    assert facts["missing_intervals"] == [there[0]]
    assert facts["repeated_intervals"] == [there[1]]
    assert facts["foreign_intervals"] == [
        "2026-12-10T08:00:00Z",
        "2026-12-10T08:30:00Z",
    ]


@pytest.mark.parametrize(
    ("unit", "minutes", "value", "mw"),
    [
        ("kWh", 5, 41.7, 0.5004),
        ("MWh", 5, 0.0417, 0.5004),
        ("kWh", 60, 500, 0.5),
        ("MWh", 15, -0.25, -1),
    ],
)
def test_energy_becomes_average_power(
    unit: str, minutes: float, value: float, mw: float
) -> None:
    one = readings(["2026-12-10T09:00:00Z"], unit=unit, minutes=minutes, value=value)
    (interval,) = reading_facts(one)["intervals"]
    assert interval["mw"] == mw


@pytest.mark.parametrize("minutes", [7, 0.5, 90, 8])
def test_intervals_that_do_not_divide_the_hour_are_not_counted(minutes: float) -> None:
    facts = reading_facts(readings([], minutes=minutes))
    assert facts == {"intervals": []}
    assert f"{minutes} minutes" in facts.absent["missing_intervals"]


def test_a_date_outside_the_market_has_no_intervals() -> None:
    facts = reading_facts(readings([], day="9999-12-31"))
    assert "9999-12-31" in facts.absent["interval_count"]


def test_readings_in_a_file_leave_every_fact_open() -> None:
    facts = reading_facts(Record({"file": "december.csv"}))
    assert facts == {}
    assert "december.csv" in facts.absent["intervals"]
    assert facts.absent.keys() >= {"missing_intervals", "foreign_intervals"}


def test_a_file_that_cannot_be_used_is_the_reason_of_every_absent_fact() -> None:
    record = Record({"file": "december.csv"}, None, {"readings": "it is a folder"})
    assert reading_facts(record).absent["interval_count"] == "it is a folder"
