"""When a schedule was submitted, as the market's clock shows it (RULEBOOK 14.4)."""

from datetime import UTC, date, datetime

import pytest

from checker.link.market_window import minutes_ahead, window_facts
from checker.link.trade_hours import trade_hours
from checker.model.record import Record

TRADE_DATE = date(2026, 12, 10)


@pytest.mark.parametrize(
    ("submitted_at", "pacific"),
    [
        ("2026-12-09T18:00:00Z", "2026-12-09T10:00:00"),
        ("2026-12-09T10:00:00-08:00", "2026-12-09T10:00:00"),
        ("2026-12-09T18:00:01Z", "2026-12-09T10:00:01"),
        ("2026-12-03T08:00:00Z", "2026-12-03T00:00:00"),
        ("2026-12-03T07:59:59Z", "2026-12-02T23:59:59"),
        ("2026-07-14T17:00:00Z", "2026-07-14T10:00:00"),
    ],
)
def test_a_submission_is_read_off_the_pacific_clock(
    submitted_at: str, pacific: str
) -> None:
    facts = window_facts(Record({"submitted_at": submitted_at}), TRADE_DATE)
    assert facts["submitted_pacific"] == pacific
    assert facts["submitted_day"] == pacific[:10]
    assert facts["day_before"] == "2026-12-09"


def test_a_schedule_that_is_not_submitted_has_no_such_time() -> None:
    facts = window_facts(Record({}), TRADE_DATE)
    assert facts == {"day_before": "2026-12-09"}
    assert set(facts.absent) == {"submitted_day", "submitted_pacific"}
    assert minutes_ahead(Record({}), datetime(2026, 12, 10, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("submitted_at", "minutes"),
    [
        ("2026-12-10T19:45:00Z", 75),
        ("2026-12-10T11:45:00-08:00", 75),
        ("2026-12-10T11:45:01-08:00", 74.983333),
        ("2026-12-10T21:05:00Z", -5),
    ],
)
def test_hour_ending_14_closes_at_11_45_pacific(
    submitted_at: str, minutes: float
) -> None:
    hour = next(h for h in trade_hours(TRADE_DATE) if h.hour_ending == 14)
    assert hour.start == datetime(2026, 12, 10, 21, tzinfo=UTC)
    assert minutes_ahead(Record({"submitted_at": submitted_at}), hour.start) == minutes
