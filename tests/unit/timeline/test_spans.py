"""Spans of time: forward and backward belong together, across holidays and freezes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.link.business_days import BusinessCalendar
from checker.timeline.spans import NO_TIME, Span, Stretch, stretches_of

CALENDAR = BusinessCalendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
STRETCHES = st.lists(
    st.builds(
        lambda first, length: Stretch(first, first + timedelta(days=length)),
        DAYS,
        st.integers(0, 60),
    ),
    max_size=3,
)
SPANS = st.builds(
    Span,
    st.integers(0, 220),
    st.sampled_from([None, CALENDAR]),
    STRETCHES,
    STRETCHES,
)


@given(SPANS, DAYS, DAYS)
def test_what_begins_in_time_ends_in_time_and_the_other_way_round(
    span: Span, start: date, end: date
) -> None:
    assert (span.forward(start) <= end) is (start <= span.backward(end))


@given(SPANS, DAYS, st.integers(0, 400))
def test_a_later_start_never_ends_earlier(span: Span, start: date, more: int) -> None:
    assert span.forward(start) <= span.forward(start + timedelta(days=more))


@given(SPANS, DAYS)
def test_nothing_ends_before_it_begins(span: Span, start: date) -> None:
    assert span.forward(start) >= start


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        (NO_TIME, date(2026, 12, 6), date(2026, 12, 6)),
        (Span(15), date(2026, 12, 20), date(2027, 1, 4)),
        # 30 business days over Thanksgiving, the day after it, Christmas and New Year
        (Span(30, CALENDAR), date(2026, 11, 20), date(2027, 1, 7)),
        (Span(30, CALENDAR), date(2026, 6, 1), date(2026, 7, 15)),
        (Span(1, CALENDAR), date(2026, 11, 25), date(2026, 11, 30)),
    ],
)
def test_a_span_ends_on_the_day_of_the_rule_book(
    span: Span, start: date, end: date
) -> None:
    assert span.forward(start) == end


def test_the_last_start_may_be_a_day_on_which_nobody_works() -> None:
    one = Span(1, CALENDAR)
    assert one.backward(date(2026, 11, 30)) == date(2026, 11, 29)
    assert one.forward(date(2026, 11, 29)) == date(2026, 11, 30)


def test_what_cannot_begin_or_end_in_a_freeze_waits_for_its_end() -> None:
    frozen = [Stretch(date(2027, 5, 9), date(2027, 5, 21))]
    closed = [Stretch(date(2027, 5, 16), date(2027, 5, 23))]
    change = Span(5, CALENDAR, frozen, closed)
    assert change.forward(date(2027, 5, 10)) == date(2027, 5, 28)
    assert change.forward(date(2027, 5, 8)) == date(2027, 5, 14)
    assert change.backward(date(2027, 5, 23)) == date(2027, 5, 8)


def test_stretches_are_read_in_order() -> None:
    read = stretches_of(
        [
            {"from": "2027-01-01", "until": "2027-01-02"},
            {"from": "2026-01-01", "until": "2026-01-02"},
        ]
    )
    assert [stretch.first.year for stretch in read] == [2026, 2027]


def test_a_stretch_without_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="Invalid isoformat"):
        stretches_of([{"from": "soon", "until": "2026-01-02"}])
