"""A value keeps its origin on every way from a declaration to a page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from checker.link.records import record_of
from checker.load.read import read_text
from checker.model.document import Document
from checker.model.place import Place
from checker.model.record import Record
from checker.render.formats import code, codes, csv_row, json_text, listed, markdown, mw
from checker.render.origin import (
    Computed,
    Declared,
    Fact,
    Origin,
    Piece,
    Stated,
    Truth,
    bare,
    computed,
    joined,
    of_row,
    origin_of,
    stated,
    traced,
)
from checker.render.values import Facts, Values

TEXT = b"""\
dera: v1
kind: site
id: north
name: Cold Store
numbers: {count: 3, share: 0.5, exports: true}
words: [one, two]
nothing: []
"""
RUN = Stated("run", "x")


def known(value: Any) -> Origin:
    origin = origin_of(value)
    assert origin is not None
    return origin


@pytest.fixture
def document() -> Document:
    (document,) = read_text("a.yaml", TEXT).documents
    return document


@pytest.fixture
def record(document: Document) -> Record:
    return record_of(document)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", "text"),
        (3, 3),
        (0.5, 0.5),
        (Decimal("0.25"), Decimal("0.25")),
        (True, True),
        (date(2026, 12, 8), "2026-12-08"),
        (datetime(2026, 12, 8, 8, tzinfo=UTC), "2026-12-08T08:00:00Z"),
        (["a", 1], ["a", 1]),
        ([], []),
    ],
)
def test_a_traced_value_is_still_that_value(value: Any, shown: Any) -> None:
    assert traced(value, RUN) == shown
    assert origin_of(traced(value, RUN)) == RUN


def test_what_has_no_text_is_not_traced() -> None:
    row = {"a": 1}
    assert traced(row, RUN) is row
    assert traced(None, RUN) is None


def test_a_truth_value_is_taken_for_one_in_every_format() -> None:
    yes = traced(True, RUN)  # noqa: FBT003 # the value under test
    assert isinstance(yes, Truth)
    assert bare(yes) is True
    assert repr(yes) == "True"
    assert (markdown(yes), csv_row([yes]), json_text(yes)) == ("yes", '"true"', "true")


def test_a_declared_field_knows_its_path(document: Document, record: Record) -> None:
    values = Values()
    assert origin_of(values.get(record, "name")) == Declared(document, ("name",))
    deep = values.pick(record, "numbers", "share")
    assert origin_of(deep) == Declared(document, ("numbers", "share"))
    words = values.get(record, "words")
    assert origin_of(words[1]) == Declared(document, ("words", 1))


def test_what_a_record_holds_besides_its_declaration_is_a_fact(
    document: Document, record: Record
) -> None:
    fuller = Record({**record, "reach": 2}, record.place)
    assert origin_of(Values().get(fuller, "reach")) == Fact(document, (), "reach")


def test_a_fact_named_like_a_field_is_no_field(document: Document) -> None:
    facts = Facts({"name": "Other"}, Place(document))
    assert origin_of(Values().get(facts, "name")) == Fact(document, (), "name")


def test_a_field_brought_from_elsewhere_is_declared_there(
    document: Document, record: Record
) -> None:
    place = Place(document, ("numbers", "count"))
    fuller = Record({**record, "since": 3}, record.place, None, {"since": place})
    origin = origin_of(Values().get(fuller, "since"))
    assert origin == Declared(document, ("numbers", "count"))


def test_what_is_missing_says_so(record: Record) -> None:
    origin = origin_of(Values(lenient=True).get(record, "other"))
    assert isinstance(origin, Stated)
    assert (origin.kind, origin.name) == ("missing", "site `north` lacks `other`")


def test_a_computed_value_knows_what_it_was_made_of(record: Record) -> None:
    share = Values().get(record, "numbers")["share"]
    count = Values().pick(record, "numbers", "count")
    made = computed(1.5, "times", count, share, count)
    assert origin_of(made) == Computed("times", (known(count),))


def test_one_value_joined_with_nothing_is_itself(record: Record) -> None:
    name = Values().get(record, "name")
    assert origin_of(joined("Cold Store", [name])) == origin_of(name)
    words = Values().get(record, "words")
    origins = tuple(known(word) for word in words)
    assert origin_of(joined("one, two", words)) == Computed("joined", origins)


def test_a_word_of_a_row_comes_from_its_row(record: Record) -> None:
    name = Values().get(record, "name")
    row = {"name": name, "role": "store", "list": ["a", name]}
    assert origin_of(of_row(row, "role")) == Computed(
        "`role` of its row", (known(name),)
    )
    assert origin_of(of_row(row, "list")[1]) == origin_of(name)
    assert of_row(row, "name") is name
    alone = Stated("template", "`role` of its row")
    assert origin_of(of_row({"role": "store"}, "role")) == alone


def test_a_row_that_somebody_states_is_named_down_to_its_fields() -> None:
    row = stated({"list": [{"a": "x"}], "b": {"c": 1}}, "run", "top", "a note")
    assert origin_of(row["list"][0]["a"]) == Stated("run", "top.list[1].a", "a note")
    assert origin_of(row["b"]["c"]) == Stated("run", "top.b.c", "a note")


def test_what_is_printed_lists_its_values(record: Record) -> None:
    values = Values()
    name, words = values.get(record, "name"), values.get(record, "words")
    share = values.pick(record, "numbers", "share")
    nothing = values.get(record, "nothing")
    origins = [origin_of(word) for word in words]
    assert code(name).pieces == (Piece("Cold Store", origin_of(name)),)
    assert markdown(mw(share)).pieces == (Piece("0.5", origin_of(share)),)
    pieces = (Piece("one", origins[0]), Piece("two", origins[1]))
    assert codes(words).pieces == pieces
    assert codes(nothing).pieces == (Piece("none", origin_of(nothing)),)
    assert markdown(listed(nothing)).pieces == (Piece("none", origin_of(nothing)),)
    assert csv_row([name, share]).pieces == (
        Piece("Cold Store", origin_of(name)),
        Piece("0.5", origin_of(share)),
    )
    assert json_text({"a": name, "b": [share]}).pieces == (
        Piece("Cold Store", origin_of(name)),
        Piece("0.5", origin_of(share)),
    )


def test_what_nobody_traced_is_printed_without_an_origin() -> None:
    assert markdown("x").pieces == (Piece("x", None),)
