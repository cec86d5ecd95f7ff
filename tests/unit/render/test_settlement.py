"""Settlement meter data: every interval of the day once, in UTC and Pacific time."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from checker.link.trade_hours import trade_hours, utc_text

Portfolio = Any

DOCUMENT = "settlement-meter-data"


def ends(day: str, minutes: int = 5) -> list[str]:
    return [
        utc_text(hour.start + timedelta(minutes=minutes * part))
        for hour in trade_hours(date.fromisoformat(day))
        for part in range(1, 60 // minutes + 1)
    ]


def readings(
    day: str,
    intervals: Iterable[str],
    value: float = -0.001,
    minutes: int = 5,
    quality: str = "ACTUAL",
) -> str:
    listed = "".join(
        f"  - {{interval_end: {end}, value: {value}, quality: {quality}}}\n"
        for end in intervals
    )
    return (
        f"dera: v1\nkind: meter_readings\nid: north-{day}\naggregation: north\n"
        f"trade_date: {day}\ninterval_minutes: {minutes}\nunit: MWh\n"
        f"measurement_type: GEN\nreadings:{' []' if not listed else ''}\n{listed}---\n"
    )


def made(
    portfolio: Portfolio, to: Path, declared: str
) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """Return the rows of the table, and what stands beside it."""
    material = portfolio.material(portfolio.good + declared)
    result = portfolio.render(material, to, documents=(DOCUMENT,))
    assert result.refused == ()
    (table,) = (to / "north").glob("*.csv")
    (meta,) = (to / "north").glob("*.meta.json")
    rows = list(csv.DictReader(io.StringIO(table.read_text()), strict=True))
    return rows, json.loads(meta.read_text())


@pytest.mark.parametrize(
    ("day", "count", "first", "last"),
    [
        ("2026-12-07", 288, "2026-12-07T08:05:00Z", "2026-12-08T08:00:00Z"),
        ("2026-03-08", 276, "2026-03-08T08:05:00Z", "2026-03-09T07:00:00Z"),
        ("2026-11-01", 300, "2026-11-01T07:05:00Z", "2026-11-02T08:00:00Z"),
        ("2024-02-29", 288, "2024-02-29T08:05:00Z", "2024-03-01T08:00:00Z"),
    ],
)
def test_each_interval_of_the_day_has_a_row(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio, tmp_path: Path, day: str, count: int, first: str, last: str
) -> None:
    rows, meta = made(portfolio, tmp_path, readings(day, ends(day)))
    assert len(rows) == meta["interval_count"] == count
    assert rows[0]["interval_end_utc"] == first
    assert rows[-1]["interval_end_utc"] == meta["end_utc"] == last
    assert [row["interval"] for row in rows] == [str(n + 1) for n in range(count)]
    assert meta["total"] == round(-0.001 * count, 9)


def test_the_repeated_hour_of_the_long_day_is_told_by_its_offset(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    rows, _ = made(portfolio, tmp_path, readings("2026-11-01", ends("2026-11-01")))
    local = [row["interval_end_pacific"] for row in rows]
    assert len(set(local)) == 300
    assert local[12:14] == ["2026-11-01T01:05:00-07:00", "2026-11-01T01:10:00-07:00"]
    assert local[24] == "2026-11-01T01:05:00-08:00"
    for row in rows:
        ended = datetime.fromisoformat(row["interval_end_pacific"])
        assert ended == datetime.fromisoformat(row["interval_end_utc"])


def test_the_table_has_the_columns_of_the_neutral_layout(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    rows, meta = made(portfolio, tmp_path, readings("2026-12-07", ends("2026-12-07")))
    assert list(rows[0])[:8] == [
        "resource_id",
        "scid",
        "measurement_type",
        "uom",
        "interval_length_min",
        "interval_end_utc",
        "value",
        "quality",
    ]
    shown = ("NORTH_7_DERA1", "CORD", "GEN", "MWh", "5", "-0.001", "ACTUAL")
    assert tuple(rows[0][name] for name in list(rows[0])[:8] if name[-3:] != "utc") == (
        shown
    )
    assert meta["profile"] == {"name": "sqmd-neutral/0", "status": "unverified"}
    assert "confirm with CAISO" in meta["sign_note"]


def test_estimates_are_counted(portfolio: Portfolio, tmp_path: Path) -> None:
    declared = readings("2026-12-07", ends("2026-12-07"), quality="ESTIMATED")
    assert made(portfolio, tmp_path, declared)[1]["estimated_count"] == 288


def test_rows_stand_in_the_order_of_time(portfolio: Portfolio, tmp_path: Path) -> None:
    backwards = readings("2026-12-07", reversed(ends("2026-12-07")))
    rows, _ = made(portfolio, tmp_path, backwards)
    assert [row["interval_end_utc"] for row in rows] == ends("2026-12-07")


def test_longer_intervals_are_counted_for_their_length(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    declared = readings("2026-11-01", ends("2026-11-01", 15), minutes=15)
    assert len(made(portfolio, tmp_path, declared)[0]) == 100


@pytest.mark.parametrize(
    ("day", "intervals", "says"),
    [
        ("2026-12-07", ends("2026-12-07")[:-1], "1 missing (2026-12-08T08:00:00Z)"),
        ("2026-12-07", ends("2026-12-07")[2:], "2 missing (2026-12-07T08:05:00Z the"),
        ("2026-12-07", [*ends("2026-12-07"), "2026-12-07T09:00:00Z"], "1 given twice"),
        ("2026-12-07", [*ends("2026-12-07"), "2026-12-07T08:00:00Z"], "1 of another"),
        ("2026-03-08", ends("2026-03-07"), "276 intervals"),
        ("2026-11-01", ends("2026-11-01")[:288], "300 intervals"),
        ("2026-12-07", [], "288 missing"),
    ],
)
def test_a_day_that_is_not_whole_is_refused_by_name(
    portfolio: Portfolio,
    tmp_path: Path,
    day: str,
    intervals: list[str],
    says: str,
) -> None:
    material = portfolio.material(portfolio.good + readings(day, intervals))
    result = portfolio.render(material, tmp_path, documents=(DOCUMENT,))
    messages = [reason.message for one in result.refused for reason in one.reasons]
    assert result.written == ()
    assert any(f"meter_readings `north-{day}`" in m and says in m for m in messages)


def test_an_interval_that_does_not_divide_the_hour_is_refused(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    declared = readings("2026-12-07", ends("2026-12-07"), minutes=7)
    material = portfolio.material(portfolio.good + declared)
    (refusal,) = portfolio.render(material, tmp_path, documents=(DOCUMENT,)).refused
    assert "intervals of 7 minutes" in refusal.reasons[0].message


def test_without_readings_there_is_nothing_to_hand_in(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    material = portfolio.material(portfolio.good)
    result = portfolio.render(material, tmp_path, documents=(DOCUMENT,))
    assert [one.why for one in result.unneeded] == ["no meter readings declared"]
