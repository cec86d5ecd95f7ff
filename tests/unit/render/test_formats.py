"""Numbers exactly, dates plainly, and nothing that has no text."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from jinja2.exceptions import TemplateRuntimeError

from checker.model.record import Record
from checker.render.formats import (
    code,
    codes,
    comment,
    csv_row,
    json_text,
    kw,
    listed,
    mw,
    text_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        (20, "20"),
        (500.0, "500"),
        (0.4999, "0.4999"),
        (0.499999, "0.499999"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (-0.25, "-0.25"),
        (1e-6, "0.000001"),
        (1e21, "1000000000000000000000"),
    ],
)
def test_megawatts_are_exact_to_the_watt_without_noise(value: float, text: str) -> None:
    assert str(mw(value)) == text


@pytest.mark.parametrize(
    ("value", "text"), [(7.6, "7.6"), (0.0004, "0"), (1e3, "1000")]
)
def test_kilowatts_are_exact_to_the_watt(value: float, text: str) -> None:
    assert str(kw(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (3, "3"),
        (1e-5, "0.00001"),
        (date(2026, 12, 8), "2026-12-08"),
        (datetime(2026, 12, 8, 9, 30, tzinfo=UTC), "2026-12-08T09:30:00Z"),
        (
            datetime(2026, 12, 8, 9, 30, tzinfo=timezone(timedelta(hours=-8))),
            "2026-12-08T17:30:00Z",
        ),
        ("text", "text"),
    ],
)
def test_a_value_has_one_text(value: Any, text: str) -> None:
    assert text_of(value) == text


@pytest.mark.parametrize("value", [None, [], {}, object()])
def test_what_is_not_one_value_is_not_printed(value: Any) -> None:
    with pytest.raises(TemplateRuntimeError):
        text_of(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("OAKLAND_1_N006", "`OAKLAND_1_N006`"),
        ("BLM W_2 | X", r"`BLM W_2 \| X`"),
        ("a`b", "`` a`b ``"),
        ("  two  spaces", "`  two  spaces`"),
        ("a\nb", "`a b`"),
    ],
)
def test_an_identifier_stands_between_backticks(value: str, text: str) -> None:
    assert code(value) == text


def test_lists_are_written_in_words() -> None:
    assert codes(["a", "b"]) == "`a`, `b`"
    assert listed(["energy", 5]) == "energy, 5"
    assert codes([]) == listed([]) == "none"


def test_csv_quotes_texts_and_leaves_numbers_bare() -> None:
    row = csv_row(["007", " A ", 1.0, mw(0.25), True, date(2026, 12, 8)])
    assert row == '"007"," A ",1,0.25,"true","2026-12-08"'


def test_json_writes_whole_numbers_without_a_fraction() -> None:
    assert json_text({"b": 2.0, "a": [0.1, mw(3)]}).split() == [
        *("{", '"b":', "2,", '"a":', "[", "0.1,", "3", "]", "}")
    ]


@pytest.mark.parametrize("text", ["--", "a-->b", "-", "x---", "----"])
def test_a_comment_of_xml_is_not_ended_from_within(text: str) -> None:
    shown = str(comment(text))
    assert "--" not in shown
    assert not shown.endswith("-")


def test_a_whole_declaration_is_not_printed() -> None:
    with pytest.raises(TemplateRuntimeError, match="field by field"):
        json_text({"contact": Record({"name": "Desk"})})
