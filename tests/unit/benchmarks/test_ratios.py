"""What the table of targets says of figures."""

import pytest

from benchmarks.ratios import Row, Spread, ratios, table


def test_a_ratio_is_of_two_that_ran_in_the_same_round() -> None:
    assert ratios([2.0, 9.0], [1.0, 3.0]) == (2.0, 3.0)


def test_rounds_that_do_not_match_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        ratios([1.0], [1.0, 2.0])


@pytest.mark.parametrize(
    ("figures", "at_least", "met"),
    [
        ((1.0, 2.0, 9.0), False, True),
        ((1.0, 2.1, 2.2), False, False),
        ((2.0,), True, True),
        ((1.0, 1.9, 9.0), True, False),
        ((), False, False),
        ((), True, False),
    ],
)
def test_the_middle_of_the_rounds_decides(
    figures: tuple[float, ...], at_least: bool, met: bool
) -> None:
    assert Row("speed", 2, figures, at_least=at_least).met is met


def test_what_was_not_measured_says_why() -> None:
    cells = Row("speed", 4.5, (), note="no peer").cells()
    assert cells == ("speed", "not measured", "at most 4.5x", "no peer")


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        (
            Row("time", 2, (1.0, 1.5, 12.345)),
            ("time", "1.00x / 1.50x / 12.3x", "at most 2x", "yes"),
        ),
        (
            Row("time", 2, (3.0,)),
            ("time", "3.00x / 3.00x / 3.00x", "at most 2x", "**no**, by 50 %"),
        ),
        (
            Row("share", 0.15, (0.1,), "%", note="of cold"),
            ("share", "10.0% / 10.0% / 10.0%", "at most 15%", "yes; of cold"),
        ),
        (
            Row("memory", 3000, (2512.4,), " B"),
            ("memory", "2,512 B / 2,512 B / 2,512 B", "at most 3,000 B", "yes"),
        ),
        (
            Row("faster", 1.6, (1.28,), at_least=True),
            ("faster", "1.28x / 1.28x / 1.28x", "at least 1.6x", "**no**, by 25 %"),
        ),
    ],
)
def test_a_row_shows_spread_limit_and_verdict(row: Row, cells: tuple[str, ...]) -> None:
    assert row.cells() == cells


def test_the_spread_is_smallest_middle_largest() -> None:
    assert Spread.of([3.0, 1.0, 2.0, 10.0]) == Spread(1.0, 2.5, 10.0)


def test_a_table_has_a_head_and_a_line_for_each_row() -> None:
    text = table(("a", "b"), [("1", "2"), ("3", "4")])
    assert text.splitlines() == ["| a | b |", "| --- | --- |", "| 1 | 2 |", "| 3 | 4 |"]
