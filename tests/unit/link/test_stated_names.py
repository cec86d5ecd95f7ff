"""The legal names on papers, beside those that are declared."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Build = Callable[..., Any]

PORTFOLIO = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath}
---
{dera: v1, kind: scheduling_coordinator, id: sc, legal_name: Spth}
---
dera: v1
kind: aggregation
id: a
provider: p
scheduling_coordinator: sc
gate: registration
services: [energy]
members: []
---
dera: v1
kind: agreement
id: derpa
type: DERPA
provider: p
party_name: Sunpath Inc
---
dera: v1
kind: agreement
id: sca
type: SCA
scheduling_coordinator: sc
party_name: Spth
terminated_on: 2026-12-09
---
dera: v1
kind: nri_project
id: n
aggregation: a
project_details_form: {entity_name: Sun path}
letters:
  selection: {entity_name: Sunpath}
  acceptance: {entity_name: SPTH}
"""


def names(build: Build, text: str, **options: Any) -> list[tuple[str, str, str]]:
    facts = build(text, **options).dossier("aggregation", "a").facts
    return [
        (stated["paper"], stated["name"], stated["legal_name"])
        for stated in facts["stated_names"]
    ]


def test_each_paper_states_a_name_of_its_party(build: Build) -> None:
    assert names(build, PORTFOLIO) == [
        ("DERPA derpa", "Sunpath Inc", "Sunpath"),
        ("SCA sca", "Spth", "Spth"),
        ("Project Details Form of n", "Sun path", "Sunpath"),
        ("selection letter of n", "Sunpath", "Sunpath"),
        ("acceptance letter of n", "SPTH", "Spth"),
    ]


@pytest.mark.parametrize(("day", "count"), [(8, 1), (9, 0), (10, 0)])
def test_an_agreement_counts_until_it_ends(build: Build, day: int, count: int) -> None:
    found = names(build, PORTFOLIO, as_of=date(2026, 12, day))
    assert found.count(("SCA sca", "Spth", "Spth")) == count


def test_a_name_is_located_where_it_stands(build: Build) -> None:
    facts = build(PORTFOLIO).dossier("aggregation", "a").facts
    places = {stated["paper"]: stated.place.pointer for stated in facts["stated_names"]}
    assert places["DERPA derpa"] == ("party_name",)
    assert places["acceptance letter of n"] == ("letters", "acceptance", "entity_name")


def test_without_a_coordinator_its_letters_have_no_name_to_compare(
    build: Build,
) -> None:
    without = PORTFOLIO.replace("scheduling_coordinator: sc\ngate", "gate")
    papers = {paper for paper, _, _ in names(build, without)}
    assert "selection letter of n" in papers
    assert "acceptance letter of n" not in papers


@pytest.mark.parametrize("unreadable", ["p", "sc", "derpa", "n"])
def test_what_is_unreadable_leaves_the_names_out(build: Build, unreadable: str) -> None:
    linked = build(PORTFOLIO, invalid=(unreadable,))
    facts = linked.dossier("aggregation", "a").facts
    assert "stated_names" not in facts
    assert facts.absent["stated_names"]
