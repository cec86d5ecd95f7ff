"""How long the way from one output to another takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.link.ramps import longest_minutes, minutes_between
from checker.model.record import Record


def segment(from_mw: float, to_mw: float, up: float, down: float) -> Record:
    return Record(
        {
            "from_mw": from_mw,
            "to_mw": to_mw,
            "up_mw_per_minute": up,
            "down_mw_per_minute": down,
        }
    )


FLAT = [segment(-2, 2, 1, 0.5)]
STEPPED = [segment(-2, 0, 1, 1), segment(0, 2, 0.5, 0.25)]


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (0, 0, 0),
        (0, 2, 4),
        (2, 0, 8),
        (-2, 0, 2),
        (-1, 1, 3),
        (1, -1, 5),
        (-2, 2, 6),
    ],
)
def test_each_stretch_of_the_way_takes_its_own_rate(
    start: float, end: float, minutes: float
) -> None:
    assert minutes_between(STEPPED, start, end) == minutes


def test_beyond_the_segments_the_slowest_rate_counts() -> None:
    assert minutes_between(STEPPED, 2, 3) == 2
    assert minutes_between([segment(0, 1, 1, 1), segment(2, 3, 0.5, 1)], 1, 2) == 2


def test_where_segments_overlap_the_slower_one_counts() -> None:
    assert minutes_between([segment(0, 2, 1, 1), segment(1, 3, 0.5, 1)], 0, 2) == 3


@pytest.mark.parametrize(
    ("change", "minutes"), [(1, 2), (-1, 4), (3, 5), (4, 6), (-4, 10), (0, 0)]
)
def test_the_least_favourable_output_gives_the_time(
    change: float, minutes: float
) -> None:
    assert longest_minutes(STEPPED, -2, 2, change) == minutes


def test_a_change_that_the_range_does_not_hold_takes_no_time_at_all() -> None:
    assert longest_minutes(FLAT, -2, 2, 4.000001) is None
    assert longest_minutes(FLAT, -2, 2, -4.000001) is None
    assert longest_minutes(FLAT, -2, 2, -4) == 8


def test_the_order_of_the_segments_does_not_matter() -> None:
    there = longest_minutes(STEPPED, -2, 2, 1.5)
    assert longest_minutes(STEPPED[::-1], -2, 2, 1.5) == there


@given(at=st.floats(0, 1), width=st.floats(0.01, 4))
def test_no_output_is_less_favourable_than_the_one_found(
    at: float, width: float
) -> None:
    start = -2 + at * (4 - width)
    longest = longest_minutes(STEPPED, -2, 2, width)
    assert (
        longest is None
        or longest >= minutes_between(STEPPED, start, start + width) - 1e-4
    )
