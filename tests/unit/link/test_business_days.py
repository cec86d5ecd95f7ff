from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.link.business_days import BusinessCalendar, TextCalendar

untimed = settings(deadline=None)

CALENDAR = BusinessCalendar()

HOLIDAYS = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 11-27 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 11-26 12-24"
    " 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 11-24 12-25",
}

ADDED = [
    ("2026-11-20", 5, "2026-12-01"),
    ("2026-11-20", 11, "2026-12-09"),
    ("2026-11-20", 30, "2027-01-07"),
    ("2026-06-01", 5, "2026-06-08"),
    ("2026-06-01", 11, "2026-06-16"),
    ("2026-06-01", 30, "2026-07-15"),
    ("2027-12-30", 1, "2028-01-03"),
    ("2026-12-05", 1, "2026-12-07"),
    ("2026-12-05", 0, "2026-12-05"),
    ("2026-12-05", -1, "2026-12-04"),
    ("2026-12-07", -1, "2026-12-04"),
    ("2026-11-30", -1, "2026-11-25"),
    ("2027-01-07", -30, "2026-11-20"),
]

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
COUNTS = st.integers(-400, 400)
OVERRIDES = st.dictionaries(st.dates(date(2025, 1, 1), date(2028, 1, 1)), st.booleans())
NEAR_DAYS = st.dates(date(2025, 1, 1), date(2028, 1, 1))


def counted_one_by_one(calendar: BusinessCalendar, after: date, until: date) -> int:
    days = (after + timedelta(days=n + 1) for n in range((until - after).days))
    return sum(calendar.is_business_day(day) for day in days)


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_rulebook_lists_the_holidays_of_a_year(year: int) -> None:
    listed = [day.strftime("%m-%d") for day in CALENDAR.holidays(year)]
    assert " ".join(listed) == HOLIDAYS[year]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 7, 2), True),
        (date(2026, 7, 3), False),
        (date(2026, 7, 4), False),
        (date(2026, 7, 6), True),
        (date(2026, 11, 25), True),
        (date(2026, 11, 27), False),
        (date(2027, 12, 31), False),
        (date(2028, 1, 3), True),
        (date(2020, 6, 19), True),
        (date(2021, 6, 18), False),
        (date(2018, 12, 5), True),
    ],
)
def test_a_day_is_a_business_day_by_the_tariff(day: date, *, expected: bool) -> None:
    assert CALENDAR.is_business_day(day) is expected


@pytest.mark.parametrize("year", range(1995, 2101))
def test_the_day_after_thanksgiving_is_always_off(year: int) -> None:
    thursdays = [
        date(year, 11, day)
        for day in range(1, 31)
        if date(year, 11, day).weekday() == 3
    ]
    assert thursdays[3] in CALENDAR.holidays(year)
    assert thursdays[3] + timedelta(days=1) in CALENDAR.holidays(year)


@pytest.mark.parametrize(("start", "count", "expected"), ADDED)
def test_adding_starts_on_the_next_business_day(
    start: str, count: int, expected: str
) -> None:
    found = CALENDAR.add(date.fromisoformat(start), count)
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize(("start", "count", "expected"), ADDED)
def test_text_dates_are_added_to_like_dates(
    start: str, count: int, expected: str
) -> None:
    assert TextCalendar().add_business_days(start, count) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-22", 0),
        ("2026-11-20", "2026-11-23", 1),
        ("2026-11-20", "2027-01-06", 29),
        ("2026-11-20", "2027-01-07", 30),
        ("2026-12-05", "2026-12-06", 0),
        ("2026-12-05", "2026-12-04", -1),
        ("2026-12-06", "2026-12-05", 0),
        ("2027-01-07", "2026-11-20", -30),
    ],
)
def test_the_days_between_include_the_last_and_not_the_first(
    start: str, end: str, expected: int
) -> None:
    assert TextCalendar().business_days_between(start, end) == expected


@untimed
@given(start=DAYS, count=COUNTS)
def test_between_undoes_add(start: date, count: int) -> None:
    assert CALENDAR.between(start, CALENDAR.add(start, count)) == count


@untimed
@given(overrides=OVERRIDES, start=NEAR_DAYS, count=COUNTS)
def test_between_undoes_add_with_overridden_days(
    overrides: dict[date, bool], start: date, count: int
) -> None:
    calendar = BusinessCalendar(overrides)
    assert calendar.between(start, calendar.add(start, count)) == count


@untimed
@given(start=DAYS, count=COUNTS.filter(bool))
def test_adding_lands_on_a_business_day(start: date, count: int) -> None:
    assert CALENDAR.is_business_day(CALENDAR.add(start, count))


@untimed
@given(overrides=OVERRIDES, start=NEAR_DAYS, end=NEAR_DAYS)
def test_between_agrees_with_counting_one_by_one(
    overrides: dict[date, bool], start: date, end: date
) -> None:
    calendar = BusinessCalendar(overrides)
    one = timedelta(days=1)
    expected = (
        counted_one_by_one(calendar, start, end)
        if start <= end
        else -counted_one_by_one(calendar, end - one, start - one)
    )
    assert calendar.between(start, end) == expected


@untimed
@given(overrides=OVERRIDES, year=st.integers(2025, 2028))
def test_the_holidays_of_a_year_are_its_weekdays_off(
    overrides: dict[date, bool], year: int
) -> None:
    calendar = BusinessCalendar(overrides)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    expected = tuple(
        day
        for day in days
        if day.year == year and day.weekday() < 5 and not calendar.is_business_day(day)
    )
    assert calendar.holidays(year) == expected


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({}, date(2026, 10, 13)),
        ({date(2026, 10, 12): True}, date(2026, 10, 12)),
        ({date(2026, 10, 10): True}, date(2026, 10, 10)),
        ({date(2026, 10, 13): False}, date(2026, 10, 14)),
        ({date(2026, 10, 13): True}, date(2026, 10, 13)),
        ({date(2026, 10, 11): False}, date(2026, 10, 13)),
    ],
)
def test_an_overridden_day_counts_as_the_override_says(
    overrides: dict[date, bool], expected: date
) -> None:
    assert BusinessCalendar(overrides).add(date(2026, 10, 9), 1) == expected


def test_a_calendar_keeps_its_overrides_when_the_table_changes() -> None:
    table = {date(2026, 10, 12): True}
    calendar = BusinessCalendar(table)
    table.clear()
    assert calendar.is_business_day(date(2026, 10, 12))


def test_calendars_with_the_same_overrides_are_equal() -> None:
    day = date(2026, 10, 12)
    assert BusinessCalendar({day: True}) == BusinessCalendar({day: True})
    assert BusinessCalendar({day: True}) != BusinessCalendar({day: False})


def test_counting_works_to_the_edges_of_the_calendar() -> None:
    assert CALENDAR.between(date.min, date.min + timedelta(days=7)) == 5
    assert CALENDAR.between(date.min + timedelta(days=7), date.min) == -5
    assert CALENDAR.between(date.max - timedelta(days=7), date.max) == 5


@pytest.mark.parametrize("count", [1, 30, 10**12])
def test_an_answer_outside_the_calendar_is_refused(count: int) -> None:
    with pytest.raises(OverflowError):
        CALENDAR.add(date.max, count)


@pytest.mark.parametrize(
    "text", ["20261120", "2026-W47-5", "2026-02-30", "2026-11-20T00:00:00Z", ""]
)
def test_a_text_that_is_not_a_plain_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        TextCalendar().add_business_days(text, 1)
    with pytest.raises(ValueError, match=r"."):
        TextCalendar().business_days_between("2026-11-20", text)


def test_a_text_calendar_counts_with_the_calendar_that_it_is_given() -> None:
    calendar = TextCalendar(BusinessCalendar({date(2026, 10, 12): True}))
    assert calendar.add_business_days("2026-10-09", 1) == "2026-10-12"
    assert calendar.business_days_between("2026-10-09", "2026-10-12") == 1
