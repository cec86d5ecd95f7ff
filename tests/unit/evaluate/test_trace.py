"""A trace shows every part of a verdict with its value and its lines."""

from typing import Any

import pytest

from checker.evaluate.trace import trace_all
from checker.model.finding import Outcome
from checker.model.survey import Traced, TracedPart

SITES = [
    "kind: site\nid: s1\npnode: P1\nders: [{id: d, rated_kw: 1}]\n",
    "kind: site\nid: s2\nders: []\n",
]


def traces(court: Any, dossier: Any) -> list[Traced]:
    return list(trace_all(court.bench(), (dossier,), ("SIZE-001",)))


def part_of(traced: Traced, field: str, text: str = "") -> TracedPart:
    waiting = [dict(traced.expressions)[field]]
    if not text:
        return waiting[0]
    while waiting:
        part = waiting.pop()
        if part.text == text:
            return part
        waiting += part.parts
    raise AssertionError(f"no part `{text}`")


def test_a_pass_is_traced_with_its_values_and_their_origin(court: Any) -> None:
    court.policy(require="facts.capacity_mw >= params.minimum_capacity_mw")
    (traced,) = traces(court, court.dossier(facts={"capacity_mw": 2.0}))
    assert traced.outcome is Outcome.PASS
    assert part_of(traced, "require").value is True
    measured, limit = part_of(traced, "require").parts
    assert (measured.text, measured.value) == ("facts.capacity_mw", 2.0)
    assert (limit.value, limit.source) == (0.5, "MW, from 2016-06-03, confirmed")


def test_a_declared_value_has_the_line_that_it_is_written_on(court: Any) -> None:
    court.policy(require='aggregation.name == "Bay"')
    (traced,) = traces(court, court.dossier())
    (location,) = part_of(traced, "require", "aggregation.name").locations
    assert (location.file, location.span.line) == ("subject.yaml", 4)


def test_each_element_of_a_macro_is_a_part_of_its_own(court: Any) -> None:
    court.policy(require="linked.sites.all(site, has(site.pnode))")
    (traced,) = traces(court, court.dossier(sites=SITES))
    whole = part_of(traced, "require")
    assert [part.text for part in whole.parts] == [
        "linked.sites",
        "has(site.pnode)",
        "has(site.pnode)",
    ]
    assert [part.value for part in whole.parts[1:]] == [True, False]
    files = [location.file for location in whole.parts[0].locations]
    assert files == ["sites-0.yaml", "sites-1.yaml"]


def test_each_element_of_for_each_has_a_verdict_of_its_own(court: Any) -> None:
    court.policy(for_each={"site": "linked.sites"}, require='site.pnode == "P1"')
    first, second = traces(court, court.dossier(sites=SITES))
    assert (first.element, first.outcome) == ("s1", Outcome.PASS)
    assert (second.element, second.outcome) == ("s2", Outcome.UNDETERMINED)
    assert part_of(second, "require").gap == "`site.pnode` is missing"
    assert [field for field, _ in first.expressions] == ["for_each", "require"]


@pytest.mark.parametrize(
    ("fields", "outcome", "shown"),
    [
        ({"when": "facts.capacity_mw < 1"}, Outcome.NOT_APPLICABLE, ["when"]),
        (
            {"when": "facts.capacity_mw > 1"},
            Outcome.PASS,
            ["when", "require"],
        ),
        ({"when": "facts.energy_mwh > 1"}, Outcome.UNDETERMINED, ["when"]),
        (
            {"for_each": {"site": "linked.sites"}},
            Outcome.UNDETERMINED,
            ["for_each"],
        ),
        ({"effective": {"from": "2030-01-01"}}, Outcome.NOT_APPLICABLE, []),
    ],
)
def test_only_what_was_evaluated_is_shown(
    court: Any, fields: dict[str, Any], outcome: Outcome, shown: list[str]
) -> None:
    court.policy(**fields)
    first, *_ = traces(court, court.dossier(facts={"capacity_mw": 2.0}))
    assert first.outcome is outcome
    found = [field for field, _ in first.expressions]
    assert found[: len(shown)] == shown
