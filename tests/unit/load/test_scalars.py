"""Unquoted scalars mean what YAML 1.2's core schema says."""

from typing import Any

import pytest

from checker.load.scalars import resolve

TEXTS = (
    "no",
    "No",
    "NO",
    "yes",
    "on",
    "off",
    "y",
    "n",
    "12:30",
    "12:30:00",
    "1_000",
    "0b1",
    "2026-01-01",
    "2026-12-01T10:00:00Z",
    "nUll",
    "nULL",
    "tRUE",
    "0o8",
    "0xG",
    "-0x1",
    "+0o7",
    "1e",
    "1e+",
    "e3",
    ".",
    ".e3",
    "+",
    "-",
    "--",
    "1.2.3",
    "0x",
    "0o",
    "NaN",
    "inf",
    ".Inf1",
    "1,000",
    "12kW",
    "١٢",
    "<<",
)


@pytest.mark.parametrize("text", TEXTS)
def test_what_the_core_schema_does_not_name_is_text(text: str) -> None:
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("FALSE", False),
        ("0", 0),
        ("-0", 0),
        ("010", 10),
        ("+12", 12),
        ("-12", -12),
        ("0o17", 15),
        ("0x1F", 31),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0" * 5000 + "7", 7),
        ("0x7fffffffffffffff", 2**63 - 1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("1.5E-2", 0.015),
        ("0e999", 0.0),
        ("0.000", 0.0),
    ],
)
def test_a_word_or_number_of_the_core_schema_has_its_value(
    text: str, value: Any
) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (".inf", "is not a finite number"),
        ("-.Inf", "is not a finite number"),
        ("+.INF", "is not a finite number"),
        (".nan", "is not a finite number"),
        (".NaN", "is not a finite number"),
        ("1e999", "is too large for a number"),
        ("-1e999", "is too large for a number"),
        ("1e-999", "is too small for a number and would read as 0"),
        ("9223372036854775808", "is a whole number that does not fit 64 bits"),
        ("-9223372036854775809", "is a whole number that does not fit 64 bits"),
        ("9" * 100_000, "is a whole number that does not fit 64 bits"),
        ("0x8000000000000000", "is a whole number that does not fit 64 bits"),
        ("0o" + "7" * 23, "is a whole number that does not fit 64 bits"),
    ],
)
def test_a_number_that_nobody_can_hold_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        resolve(text)
