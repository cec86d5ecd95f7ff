"""Limits that hold narrowly are listed with what is left."""

from typing import Any

import pytest

from checker.evaluate.headroom import narrow_passes
from checker.model.survey import Narrow

SITE = """\
kind: site
id: s1
ders:
  - {id: d1, rated_kw: 95}
  - {id: d2, rated_kw: 50}
"""


def narrow(court: Any, percent: float, **given: Any) -> tuple[Narrow, ...]:
    return narrow_passes(court.bench(), (court.dossier(**given),), percent)


@pytest.mark.parametrize(
    ("capacity", "margin"),
    [(0.5, 0.0), (0.54, 8.0), (0.55, 10.0), (0.551, None), (0.499, None)],
)
def test_a_limit_is_listed_up_to_the_percentage(
    court: Any, capacity: float, margin: float | None
) -> None:
    court.policy(require="facts.capacity_mw >= params.minimum_capacity_mw")
    found = narrow(court, 10, facts={"capacity_mw": capacity})
    assert [each.margin for each in found] == ([] if margin is None else [margin])


def test_what_is_listed_says_what_of_whom_and_where(court: Any) -> None:
    court.policy(
        require="facts.capacity_mw\n >= params.minimum_capacity_mw", at="members"
    )
    (found,) = narrow(court, 10, facts={"capacity_mw": 0.52})
    assert found.text == "facts.capacity_mw >= params.minimum_capacity_mw"
    assert (found.measured, found.limit) == (0.52, 0.5)
    assert found.subject.id == "bay"
    assert (found.location.file, found.location.pointer) == ("subject.yaml", "/members")


def test_the_elements_at_the_limit_are_named_the_narrowest_first(court: Any) -> None:
    court.policy(
        for_each={"site": "linked.sites"},
        require="site.ders.all(der, der.rated_kw <= facts.capacity_mw * 100)",
    )
    found = narrow(court, 60, facts={"capacity_mw": 1.0}, sites=[SITE])
    assert [(each.element, each.margin) for each in found] == [
        ("s1, d1", 5.0),
        ("s1, d2", 50.0),
    ]


def test_a_limit_of_zero_has_no_percentage(court: Any) -> None:
    court.policy(require="facts.capacity_mw >= facts.energy_mwh")
    assert narrow(court, 100, facts={"capacity_mw": 1.0, "energy_mwh": 0.0}) == ()


def test_a_policy_that_is_not_in_force_has_no_limits(court: Any) -> None:
    court.policy(
        require="facts.capacity_mw >= params.minimum_capacity_mw",
        effective={"from": "2030-01-01"},
    )
    assert narrow(court, 100, facts={"capacity_mw": 0.5}) == ()
