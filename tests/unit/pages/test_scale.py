"""Places of values in a drawing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.pages.scale import Tick, days_over, scale_over, staggered

FINITE = st.floats(-1e5, 1e5).map(lambda value: round(value, 6))
DAYS = st.dates(date(2000, 1, 1), date(2060, 1, 1))


@given(st.lists(FINITE, max_size=8))
def test_every_value_and_zero_lie_inside_the_drawing(values: list[float]) -> None:
    scale = scale_over(values, 10, 500)
    assert all(10 <= scale.at(value) <= 500 for value in (0.0, *values))


@given(st.lists(FINITE, max_size=8))
def test_ticks_are_few_in_order_and_inside(values: list[float]) -> None:
    ticks = scale_over(values, 10, 500).ticks
    places = [tick.at for tick in ticks]
    assert 1 <= len(ticks) <= 8
    assert places == sorted(places)
    assert all(10 <= place <= 500 for place in places)
    assert len({tick.text for tick in ticks}) == len(ticks)


def test_an_upward_scale_puts_the_greater_value_higher() -> None:
    scale = scale_over([-1, 2], 186, 18)
    assert scale.at(2) < scale.at(0) < scale.at(-1)


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([2], ["0", "0.5", "1", "1.5", "2"]),
        ([-1, 1], ["\u22121", "\u22120.5", "0", "0.5", "1"]),
        ([], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_ticks_are_round_values(values: list[float], texts: list[str]) -> None:
    assert [tick.text for tick in scale_over(values, 0, 100).ticks] == texts


@given(st.lists(DAYS, min_size=1, max_size=8))
def test_every_day_lies_inside_and_ticks_are_first_days(days: list[date]) -> None:
    scale = days_over(days, 250, 744)
    assert all(250 <= scale.at(day) <= 744 for day in days)
    assert len(scale.ticks) <= 8
    assert all(250 <= tick.at <= 744 for tick in scale.ticks)


def test_the_ticks_of_a_year_are_quarters() -> None:
    scale = days_over([date(2026, 1, 20), date(2026, 12, 20)], 0, 100)
    texts = [tick.text for tick in scale.ticks]
    assert texts == ["2026-04", "2026-07", "2026-10", "2027-01"]


@given(st.lists(st.builds(Tick, FINITE, st.text("ab ", min_size=1)), max_size=8))
def test_labels_in_one_row_do_not_cover_each_other(ticks: list[Tick]) -> None:
    labels = staggered(ticks, 744)
    assert len(labels) == len(ticks)
    for row in {label.row for label in labels}:
        begins = [label.at for label in labels if label.row == row]
        assert begins == sorted(begins)


def test_a_label_at_the_right_end_is_turned_and_near_ones_move_up() -> None:
    labels = staggered([Tick(10, "minimum"), Tick(12, "cap"), Tick(740, "most")], 744)
    assert [(label.row, label.anchor) for label in labels] == [
        (0, "start"),
        (1, "start"),
        (0, "end"),
    ]
