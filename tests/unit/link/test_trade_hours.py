from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.link.trade_hours import (
    HourLabels,
    day_ahead_close,
    five_minute_intervals,
    hour_labels,
    oasis_window,
    trade_hours,
    utc_text,
)

untimed = settings(deadline=None)

DAY_LENGTHS = [
    (date(2026, 3, 8), 23),
    (date(2026, 7, 14), 24),
    (date(2026, 11, 1), 25),
    (date(2026, 12, 11), 24),
    (date(2027, 3, 14), 23),
    (date(2027, 11, 7), 25),
    (date(2028, 3, 12), 23),
    (date(2028, 11, 5), 25),
]
SHORT = [1, 2, *range(4, 25)]
ORDINARY = [*range(1, 25)]
SEQUENTIAL = [*range(1, 26)]
CAISO_25 = [1, 2, 25, *range(3, 25)]

DAYS = st.dates(date(1998, 4, 1), date(2100, 12, 31))
LABELS: st.SearchStrategy[HourLabels] = st.sampled_from(get_args(HourLabels))


def start_of(trade_date: date, label: int, labels: HourLabels = "sequential") -> str:
    hours = {hour.hour_ending: hour for hour in trade_hours(trade_date, labels)}
    return utc_text(hours[label].start)


@pytest.mark.parametrize(("trade_date", "hours"), DAY_LENGTHS)
def test_a_trade_date_has_its_number_of_hours(trade_date: date, hours: int) -> None:
    assert len(trade_hours(trade_date)) == hours


@pytest.mark.parametrize(("trade_date", "hours"), DAY_LENGTHS)
def test_an_hour_has_twelve_settlement_intervals(trade_date: date, hours: int) -> None:
    assert five_minute_intervals(trade_date) == {23: 276, 24: 288, 25: 300}[hours]


@pytest.mark.parametrize(
    ("trade_date", "start", "end"),
    [
        (date(2026, 3, 8), "20260308T08:00-0000", "20260309T07:00-0000"),
        (date(2026, 7, 14), "20260714T07:00-0000", "20260715T07:00-0000"),
        (date(2026, 11, 1), "20261101T07:00-0000", "20261102T08:00-0000"),
        (date(2026, 12, 11), "20261211T08:00-0000", "20261212T08:00-0000"),
        (date(2027, 3, 14), "20270314T08:00-0000", "20270315T07:00-0000"),
        (date(2027, 11, 7), "20271107T07:00-0000", "20271108T08:00-0000"),
    ],
)
def test_oasis_is_asked_from_midnight_to_midnight_in_gmt(
    trade_date: date, start: str, end: str
) -> None:
    assert oasis_window(trade_date) == (start, end)


@pytest.mark.parametrize(
    ("trade_date", "first_start", "last_end"),
    [
        (date(2027, 3, 14), "2027-03-14T08:00:00Z", "2027-03-15T07:00:00Z"),
        (date(2027, 11, 7), "2027-11-07T07:00:00Z", "2027-11-08T08:00:00Z"),
    ],
)
def test_the_hours_reach_from_midnight_to_midnight(
    trade_date: date, first_start: str, last_end: str
) -> None:
    hours = trade_hours(trade_date)
    assert utc_text(hours[0].start) == first_start
    assert utc_text(hours[-1].end) == last_end


@pytest.mark.parametrize(
    ("trade_date", "labels", "expected"),
    [
        (date(2026, 3, 8), "sequential", SHORT),
        (date(2026, 3, 8), "caiso_25", SHORT),
        (date(2026, 7, 14), "sequential", ORDINARY),
        (date(2026, 7, 14), "caiso_25", ORDINARY),
        (date(2026, 12, 11), "sequential", ORDINARY),
        (date(2026, 12, 11), "caiso_25", ORDINARY),
        (date(2026, 11, 1), "sequential", SEQUENTIAL),
        (date(2026, 11, 1), "caiso_25", CAISO_25),
    ],
)
def test_the_labels_follow_the_convention(
    trade_date: date, labels: HourLabels, expected: list[int]
) -> None:
    assert hour_labels(trade_date, labels) == expected


def test_labels_are_sequential_unless_asked_otherwise() -> None:
    assert hour_labels(date(2026, 11, 1)) == SEQUENTIAL


@pytest.mark.parametrize(
    ("trade_date", "labels", "label", "start"),
    [
        (date(2026, 3, 8), "sequential", 1, "2026-03-08T08:00:00Z"),
        (date(2026, 3, 8), "sequential", 2, "2026-03-08T09:00:00Z"),
        (date(2026, 3, 8), "sequential", 4, "2026-03-08T10:00:00Z"),
        (date(2026, 11, 1), "sequential", 1, "2026-11-01T07:00:00Z"),
        (date(2026, 11, 1), "sequential", 2, "2026-11-01T08:00:00Z"),
        (date(2026, 11, 1), "sequential", 3, "2026-11-01T09:00:00Z"),
        (date(2026, 11, 1), "sequential", 4, "2026-11-01T10:00:00Z"),
        (date(2026, 11, 1), "sequential", 25, "2026-11-02T07:00:00Z"),
        (date(2026, 11, 1), "caiso_25", 2, "2026-11-01T08:00:00Z"),
        (date(2026, 11, 1), "caiso_25", 25, "2026-11-01T09:00:00Z"),
        (date(2026, 11, 1), "caiso_25", 3, "2026-11-01T10:00:00Z"),
        (date(2026, 11, 1), "caiso_25", 24, "2026-11-02T07:00:00Z"),
        (date(2026, 12, 10), "sequential", 14, "2026-12-10T21:00:00Z"),
    ],
)
def test_a_label_starts_at_its_instant(
    trade_date: date, labels: HourLabels, label: int, start: str
) -> None:
    assert start_of(trade_date, label, labels) == start


@untimed
@given(trade_date=DAYS, labels=LABELS)
def test_each_hour_begins_where_the_one_before_ends(
    trade_date: date, labels: HourLabels
) -> None:
    hours = trade_hours(trade_date, labels)
    assert [hour.end for hour in hours[:-1]] == [hour.start for hour in hours[1:]]


@untimed
@given(trade_date=DAYS, labels=LABELS)
def test_every_hour_is_an_hour_of_utc(trade_date: date, labels: HourLabels) -> None:
    for hour in trade_hours(trade_date, labels):
        assert hour.end - hour.start == timedelta(hours=1)
        assert hour.start.tzinfo is hour.end.tzinfo is UTC


@untimed
@given(trade_date=DAYS, labels=LABELS)
def test_no_label_is_given_twice(trade_date: date, labels: HourLabels) -> None:
    given_labels = hour_labels(trade_date, labels)
    assert len(set(given_labels)) == len(given_labels)


@untimed
@given(trade_date=DAYS)
def test_one_trade_date_ends_where_the_next_begins(trade_date: date) -> None:
    following = trade_date + timedelta(days=1)
    assert trade_hours(trade_date)[-1].end == trade_hours(following)[0].start


@pytest.mark.parametrize(
    ("trade_date", "close"),
    [
        (date(2026, 12, 10), "2026-12-09T18:00:00Z"),
        (date(2026, 7, 14), "2026-07-13T17:00:00Z"),
        (date(2026, 3, 8), "2026-03-07T18:00:00Z"),
        (date(2026, 3, 9), "2026-03-08T17:00:00Z"),
        (date(2026, 11, 1), "2026-10-31T17:00:00Z"),
        (date(2026, 11, 2), "2026-11-01T18:00:00Z"),
    ],
)
def test_the_day_ahead_market_closes_at_ten_pacific_the_day_before(
    trade_date: date, close: str
) -> None:
    assert utc_text(day_ahead_close(trade_date)) == close


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 12, 9, 18, tzinfo=UTC), "2026-12-09T18:00:00Z"),
        (
            datetime(2026, 12, 9, 10, tzinfo=timezone(timedelta(hours=-8))),
            "2026-12-09T18:00:00Z",
        ),
        (datetime(2026, 12, 9, 18, 0, 1, 999999, tzinfo=UTC), "2026-12-09T18:00:01Z"),
        (datetime(26, 1, 2, tzinfo=UTC), "0026-01-02T00:00:00Z"),
    ],
)
def test_an_instant_is_written_in_utc(moment: datetime, text: str) -> None:
    assert utc_text(moment) == text


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-12-09T18:00:00 has no offset"):
        utc_text(datetime(2026, 12, 9, 18))  # noqa: DTZ001 # the naive case itself


def test_a_trade_date_without_a_next_day_is_refused() -> None:
    with pytest.raises(OverflowError):
        trade_hours(date.max)
