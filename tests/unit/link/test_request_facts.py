"""How long a span of time each OASIS request asks for."""

import pytest

from checker.link.request_facts import request_facts
from checker.model.record import Record


def span(start: str | None, end: str | None) -> Record:
    request = {"startdatetime": start, "enddatetime": end}
    written = {name: text for name, text in request.items() if text is not None}
    (found,) = request_facts(Record({"requests": [Record(written)]}))["requests"]
    assert isinstance(found, Record)
    return found


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("20261210T08:00-0000", "20261211T08:00-0000", 1),
        ("20260308T08:00-0000", "20260309T07:00-0000", 0.958333),
        ("20261101T07:00-0000", "20261202T07:00-0000", 31),
        ("20261211T08:00-0000", "20261210T08:00-0000", -1),
    ],
)
def test_a_span_is_counted_in_days(start: str, end: str, days: float) -> None:
    assert span(start, end)["span_days"] == days


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("20261210T08:00-0000", None),
        ("2026-12-10", "20261211T08:00-0000"),
        ("20261210T08:00-0800", "20261211T08:00-0000"),
        ("20261210T08:00-0000", "20261311T08:00-0000"),
    ],
)
def test_without_both_ends_in_form_the_span_is_missing(
    start: str, end: str | None
) -> None:
    found = span(start, end)
    assert "span_days" not in found
    assert "yyyymmddThh:mm-0000" in found.absent["span_days"]


def test_a_plan_without_requests_has_no_such_fact() -> None:
    facts = request_facts(Record({}))
    assert facts == {}
    assert facts.absent["requests"]
