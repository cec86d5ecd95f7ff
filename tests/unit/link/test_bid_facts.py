"""Bid curves and the capacity that ancillary services hold back."""

from collections.abc import Sequence

import pytest

from checker.link.bid_facts import ancillary_hours, bid_curves
from checker.model.record import Record


def schedule_with(*segments: tuple[float, float]) -> Record:
    points = [Record({"mw": mw, "price_per_mwh": price}) for mw, price in segments]
    return Record({"bids": [Record({"hour_ending": 18, "segments": points})]})


@pytest.mark.parametrize(
    ("segments", "rises", "never_falls"),
    [
        ([(0.5, 30)], True, True),
        ([(0.5, 30), (1, 30)], True, True),
        ([(0.5, 30), (0.5, 40)], False, True),
        ([(1, 30), (0.5, 40)], False, True),
        ([(0.5, 30), (1, 29.99)], True, False),
        ([(0.5, 30), (1, 40), (2, 35)], True, False),
    ],
)
def test_a_curve_says_whether_it_rises(
    segments: Sequence[tuple[float, float]], rises: bool, never_falls: bool
) -> None:
    (curve,) = bid_curves(schedule_with(*segments))
    assert curve["segment_count"] == len(segments)
    assert curve["power_rises"] is rises
    assert curve["price_never_falls"] is never_falls


def test_a_curve_says_its_lowest_and_its_highest_price() -> None:
    (curve,) = bid_curves(schedule_with((0.5, -10), (1, 40), (2, 35)))
    assert curve["lowest_price_per_mwh"] == -10
    assert curve["highest_price_per_mwh"] == 40


def test_a_curve_without_segments_has_no_prices() -> None:
    (curve,) = bid_curves(schedule_with())
    assert curve["segment_count"] == 0
    assert set(curve.absent) == {
        "power_rises",
        "price_never_falls",
        "lowest_price_per_mwh",
        "highest_price_per_mwh",
    }


def test_a_schedule_without_bids_has_no_curves() -> None:
    assert bid_curves(Record({})) == []


def offer(hour_ending: int, service: str, mw: float) -> Record:
    return Record({"hour_ending": hour_ending, "service": service, "mw": mw})


def test_capacity_adds_up_by_hour_and_direction() -> None:
    offers = [
        offer(7, "RU", 0.1),
        offer(7, "SR", 0.2),
        offer(7, "NR", 0.4),
        offer(7, "RD", 0.5),
        offer(6, "RD", 0.3),
    ]
    hours = [Record({"hour_ending": n, "mw": n / 10}) for n in (6, 7)]
    sixth, seventh = ancillary_hours(
        Record({"ancillary_services": offers, "hours": hours})
    )
    assert sixth == {"hour_ending": 6, "mw": 0.6, "upward_mw": 0, "downward_mw": 0.3}
    assert seventh == {
        "hour_ending": 7,
        "mw": 0.7,
        "upward_mw": 0.7,
        "downward_mw": 0.5,
    }


def test_an_offer_in_an_hour_that_is_not_scheduled_lacks_its_energy() -> None:
    schedule = Record({"ancillary_services": [offer(3, "RU", 1)], "hours": []})
    (hour,) = ancillary_hours(schedule)
    assert "mw" not in hour
    assert "hour ending 3" in hour.absent["mw"]
