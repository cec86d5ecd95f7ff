"""Reading values for print: present, or missing with a place."""

from typing import Any

import pytest
from jinja2 import Undefined

from checker.load.read import read_text
from checker.model.place import Place
from checker.model.record import Record
from checker.render.values import MISSING, MissingValueError, Values

TEXT = """\
kind: site
id: s1
blank: "  "
nothing:
contact:
  name: Desk
ders:
  - id: d1
    technology: battery
"""
PLACE = Place(read_text("sites/s1.yaml", TEXT.encode()).documents[0])


def record(**data: Any) -> Record:
    return Record(data, PLACE)


def message(value: Any) -> str:
    with pytest.raises(MissingValueError) as raised:
        str(value)
    location = raised.value.lack.location
    assert location is not None
    return f"{raised.value.lack.message} ({location.file}:{location.span.line})"


@pytest.mark.parametrize(
    ("data", "path", "words"),
    [
        ({}, ("pnode",), "site `s1` lacks `pnode` (sites/s1.yaml:2)"),
        (
            {"nothing": None},
            ("nothing",),
            "site `s1` lacks `nothing` (sites/s1.yaml:4)",
        ),
        (
            {"blank": "  "},
            ("blank",),
            "site `s1` has a blank `blank` (sites/s1.yaml:3)",
        ),
        ({"blank": ""}, ("blank",), "site `s1` has a blank `blank` (sites/s1.yaml:3)"),
        *(
            (
                {"blank": f"a{character}b"},
                ("blank",),
                "site `s1` has a control character in `blank` (sites/s1.yaml:3)",
            )
            for character in "\x00\x07\x1b\r\x7f\x9b\u2028\u202e\u2066\ud800\uffff"
        ),
        (
            {"blank": ["fine", "\x1b[31m"]},
            ("blank",),
            "site `s1` has a control character in `blank` (sites/s1.yaml:3)",
        ),
        (
            {"contact": Record({}, Place(PLACE.document, ("contact",)))},
            ("contact", "email"),
            "site `s1` lacks `contact.email` (sites/s1.yaml:5)",
        ),
    ],
)
def test_a_missing_value_is_worded_with_its_place(
    data: dict[str, Any], path: tuple[str, ...], words: str
) -> None:
    values = Values()
    assert message(values.pick(record(**data), *path)) == words


def test_an_element_is_named_by_its_id() -> None:
    der = Record({"id": "d1"}, Place(PLACE.document, ("ders", 0)))
    values = Values()
    assert message(values.get(der, "rated_kw")) == (
        "site `s1` lacks `ders[d1].rated_kw` (sites/s1.yaml:8)"
    )


def test_the_reason_of_an_absence_is_told() -> None:
    facts = Record({}, PLACE, {"capacity_mw": "site `x` is not declared"})
    values = Values()
    assert message(values.get(facts, "capacity_mw")) == (
        "site `s1` lacks `capacity_mw`: site `x` is not declared (sites/s1.yaml:2)"
    )


@pytest.mark.parametrize("value", [0, 0.0, False, [], {}, "0", "two\nlines\tand tab"])
def test_what_is_declared_is_given_as_it_is(value: Any) -> None:
    assert Values().get(record(field=value), "field") == value


def test_a_missing_value_is_harmless_until_it_is_used() -> None:
    assert isinstance(Values().get(record(), "pnode"), Undefined)


@pytest.mark.parametrize(
    "use",
    [str, bool, list, len, hash, lambda value: value == 1, lambda value: 1 in value],
)
def test_any_use_of_a_missing_value_raises(use: Any) -> None:
    with pytest.raises(MissingValueError):
        use(Values().get(record(), "pnode"))


def test_what_stands_below_a_missing_value_names_the_missing_one() -> None:
    with pytest.raises(MissingValueError, match="lacks `contact`"):
        str(Values().pick(record(), "contact", "email"))


def test_lenient_values_print_a_mark_and_remember_what_was_printed() -> None:
    values = Values(lenient=True)
    values.get(record(), "unprinted")
    assert str(values.pick(record(), "contact", "email")) == MISSING
    assert [lack.message for lack in values.found] == ["site `s1` lacks `contact`"]


def test_a_field_that_our_own_row_has_not_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        Values().get({"name": 1}, "nmae")
