"""Dates and moments exist or they do not."""

import pytest

from checker.validate.formats import FORMATS


@pytest.mark.parametrize(
    "text", ["2026-12-31", "2024-02-29", "1000-01-01", "8999-12-31"]
)
def test_a_day_of_the_calendar_is_a_date(text: str) -> None:
    assert FORMATS["date"](text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29",
        "1900-02-29",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "20260101",
        "2026-W01-1",
        "2026-1-1",
        "2026-01-01\n",
        " 2026-01-01",
        "\u0662\u0660\u0662\u0666-01-01",
        "",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    assert not FORMATS["date"](text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-09T16:30:00Z",
        "2026-12-09T08:30:00-08:00",
        "2026-12-09T16:30:00.5Z",
        "2026-12-09T23:59:59+23:59",
    ],
)
def test_a_moment_has_a_day_a_time_and_an_offset(text: str) -> None:
    assert FORMATS["date-time"](text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-12-09T16:30:00",
        "2026-12-09 16:30:00Z",
        "2026-12-09T24:00:00Z",
        "2026-12-09T16:60:00Z",
        "2026-12-09T16:30:60Z",
        "2026-02-30T16:30:00Z",
        "2026-12-09T16:30Z",
        "2026-12-09t16:30:00z",
        "2026-12-09T16:30:00+24:00",
        "2026-12-09T16:30:00Z\n",
    ],
)
def test_anything_else_is_no_moment(text: str) -> None:
    assert not FORMATS["date-time"](text)


@pytest.mark.parametrize("name", ["date", "date-time"])
def test_what_is_not_text_is_not_judged(name: str) -> None:
    assert FORMATS[name](5)
