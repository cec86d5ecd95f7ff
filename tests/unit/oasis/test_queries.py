"""Requests ask for whole trade dates in GMT, in windows that OASIS answers."""

from datetime import date, timedelta

import pytest

from checker.oasis.queries import Query, hours_of, queries_for, windows
from checker.oasis.reports import ATLAS, MARKET


@pytest.mark.parametrize(
    ("day", "start", "end", "hours"),
    [
        ("2026-03-08", "20260308T08:00-0000", "20260309T07:00-0000", 23),
        ("2026-07-14", "20260714T07:00-0000", "20260715T07:00-0000", 24),
        ("2026-11-01", "20261101T07:00-0000", "20261102T08:00-0000", 25),
        ("2026-12-11", "20261211T08:00-0000", "20261212T08:00-0000", 24),
        ("2027-03-14", "20270314T08:00-0000", "20270315T07:00-0000", 23),
        ("2027-11-07", "20271107T07:00-0000", "20271108T08:00-0000", 25),
    ],
)
def test_a_trade_date_runs_from_midnight_to_midnight_in_california(
    day: str, start: str, end: str, hours: int
) -> None:
    query = Query("AS_REQ", (date.fromisoformat(day),))
    assert query.parameters["startdatetime"] == start
    assert query.parameters["enddatetime"] == end
    assert len(hours_of(date.fromisoformat(day))) == hours


@pytest.mark.parametrize(
    ("count", "sizes"),
    [(0, []), (1, [1]), (31, [31]), (32, [31, 1]), (63, [31, 31, 1])],
)
def test_a_window_has_at_most_31_days(count: int, sizes: list[int]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(count)]
    assert [len(window) for window in windows(days)] == sizes


def test_a_window_has_no_gap() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 3), date(2026, 1, 2), date(2026, 2, 1)]
    assert [len(window) for window in windows(days)] == [3, 1]


def test_a_list_of_the_atlas_is_asked_for_one_day() -> None:
    for report in ATLAS:
        (query,) = queries_for(report, date(2026, 12, 8), [], [])
        assert query.days == (date(2026, 12, 8),)


def test_prices_are_asked_for_ten_nodes_and_several_of_them_by_the_day() -> None:
    days = [date(2026, 12, 10), date(2026, 12, 11)]
    nodes = [f"A_{n}_B" for n in range(11)]
    sizes = [
        (len(query.nodes), len(query.days))
        for query in queries_for("PRC_LMP", days[0], days, nodes)
    ]
    assert sizes == [(10, 1), (10, 1), (1, 2)]


def test_prices_of_ancillary_services_are_asked_by_the_day() -> None:
    days = [date(2026, 12, 10), date(2026, 12, 11)]
    assert len(list(queries_for("PRC_AS", days[0], days, []))) == 2
    assert len(list(queries_for("AS_REQ", days[0], days, []))) == 1


@pytest.mark.parametrize("report", MARKET)
def test_without_a_trade_date_nothing_of_a_market_is_asked(report: str) -> None:
    assert list(queries_for(report, date(2026, 12, 8), [], ["A_1_B"])) == []


def test_a_request_names_version_format_and_nodes() -> None:
    query = Query("PRC_LMP", (date(2026, 12, 10),), ("BLM W_2_COSBT1GN", "A#_1_B"))
    assert query.text == (
        "queryname=PRC_LMP&startdatetime=20261210T08:00-0000"
        "&enddatetime=20261211T08:00-0000&version=1&market_run_id=DAM"
        "&node=BLM+W_2_COSBT1GN,A%23_1_B&resultformat=6"
    )
    assert "/" not in query.name
