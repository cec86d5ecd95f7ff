"""Outcomes and places: nothing that could not be judged comes out as a pass."""

from typing import Any

import pytest

from checker.evaluate.verdict import Verdict
from checker.model.finding import Outcome
from checker.model.place import Place
from checker.model.record import Record
from checker.policy.expression import BudgetExceeded, Program

BAD = "kind: site\nid: s1\nname: one\npnode: N1\nders: [{id: d1, rated_kw: 5}]\n"
GOOD = "kind: site\nid: s2\nname: two\npnode: N2\nders: [{id: d1, rated_kw: 1}]\n"
BARE = "kind: site\nid: s3\nname: three\nders: [{id: d1, rated_kw: 1}]\n"
EACH = {"site": "linked.sites"}


def at(verdict: Verdict) -> list[str]:
    return [
        f"{f.place.document.file}:{'.'.join(str(s) for s in f.place.pointer)}"
        for f in verdict.faults
    ]


@pytest.mark.parametrize(
    ("fields", "parts", "outcome"),
    [
        pytest.param({}, {}, Outcome.PASS, id="true"),
        pytest.param({"require": "false"}, {}, Outcome.FAIL, id="false"),
        pytest.param(
            {"when": "false", "require": "false"},
            {},
            Outcome.NOT_APPLICABLE,
            id="the guard is false",
        ),
        pytest.param({"when": "true"}, {}, Outcome.PASS, id="the guard is true"),
        pytest.param(
            {"for_each": EACH, "require": "false"},
            {"sites": []},
            Outcome.NOT_APPLICABLE,
            id="an empty list",
        ),
        pytest.param({"for_each": EACH}, {}, Outcome.UNDETERMINED, id="a missing list"),
        pytest.param(
            {"when": "facts.capacity_mw >= 1.0", "require": "true"},
            {},
            Outcome.UNDETERMINED,
            id="the guard misses a fact",
        ),
        pytest.param(
            {"require": "facts.capacity_mw >= 1.0"},
            {},
            Outcome.UNDETERMINED,
            id="a missing fact",
        ),
        pytest.param(
            {"require": "facts.capacity_mw >= 1.0"},
            {"facts": {"capacity_mw": None}},
            Outcome.UNDETERMINED,
            id="a null",
        ),
        pytest.param(
            {"require": "aggregation.pmax_mw >= 1.0"},
            {},
            Outcome.UNDETERMINED,
            id="a missing field",
        ),
        pytest.param(
            {"require": "!(aggregation.pmax_mw >= 1.0)"},
            {},
            Outcome.UNDETERMINED,
            id="a missing field under a negation",
        ),
        pytest.param(
            {"require": "linked.provider.legal_name == 'P'"},
            {},
            Outcome.UNDETERMINED,
            id="a missing linked object",
        ),
        pytest.param(
            {"require": "has(aggregation.pmax_mw)"},
            {},
            Outcome.FAIL,
            id="has of a missing field",
        ),
        pytest.param(
            {"require": "false && aggregation.pmax_mw >= 1.0"},
            {},
            Outcome.FAIL,
            id="false absorbs a missing field",
        ),
        pytest.param(
            {"require": "aggregation.pmax_mw >= 1.0 || true"},
            {},
            Outcome.PASS,
            id="true absorbs a missing field",
        ),
        pytest.param(
            {"require": "aggregation.pmax_mw >= 1.0 && true"},
            {},
            Outcome.UNDETERMINED,
            id="true does not decide a conjunction",
        ),
        pytest.param(
            {"for_each": EACH, "require": "site.pnode == 'N2'"},
            {"sites": [GOOD, BARE]},
            Outcome.UNDETERMINED,
            id="one element misses a field",
        ),
        pytest.param(
            {"for_each": EACH, "require": "site.pnode == 'N2'"},
            {"sites": [BARE, BAD]},
            Outcome.FAIL,
            id="a failure weighs more than a gap",
        ),
        pytest.param(
            {"require": "linked.sites.all(s, s.pnode == 'N2')"},
            {"sites": [GOOD, BARE]},
            Outcome.UNDETERMINED,
            id="a gap inside all",
        ),
        pytest.param(
            {"require": "linked.sites.all(s, s.pnode == 'N2')"},
            {"sites": [BARE, BAD]},
            Outcome.FAIL,
            id="a failure inside all",
        ),
        pytest.param(
            {"require": "linked.sites.exists(s, s.pnode == 'N1')"},
            {"sites": [GOOD, BARE]},
            Outcome.UNDETERMINED,
            id="a gap inside exists",
        ),
        pytest.param(
            {"require": "aggregation.annotations.agreed"},
            {"subject": "kind: aggregation\nid: bay\nannotations: {agreed: 'no'}\n"},
            Outcome.UNDETERMINED,
            id="a text is not taken for true",
        ),
        pytest.param(
            {"when": "aggregation.annotations.agreed", "require": "false"},
            {"subject": "kind: aggregation\nid: bay\nannotations: {agreed: 0}\n"},
            Outcome.UNDETERMINED,
            id="a zero is not taken for false",
        ),
        pytest.param(
            {"for_each": {"item": "aggregation.annotations.list"}, "require": "true"},
            {"subject": "kind: aggregation\nid: bay\nannotations: {list: abc}\n"},
            Outcome.UNDETERMINED,
            id="a text is not taken for a list",
        ),
        pytest.param(
            {"for_each": {"item": "aggregation.annotations.list"}, "require": "true"},
            {"subject": "kind: aggregation\nid: bay\nannotations: {list: {}}\n"},
            Outcome.UNDETERMINED,
            id="a mapping is not taken for an empty list",
        ),
    ],
)
def test_the_outcome(
    court: Any, fields: dict[str, Any], parts: dict[str, Any], outcome: Outcome
) -> None:
    court.policy(**fields)
    verdict = court.verdict(court.dossier(**parts))
    assert verdict.outcome is outcome
    assert bool(verdict.faults) is (outcome in {Outcome.FAIL, Outcome.UNDETERMINED})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"require": "false"}, ["subject.yaml:id"], id="the subject"),
        pytest.param(
            {"require": "false", "at": "members"},
            ["subject.yaml:members"],
            id="a declared list as a whole",
        ),
        pytest.param(
            {"require": "false", "at": "aggregation.name"},
            ["subject.yaml:name"],
            id="by the subject's own name",
        ),
        pytest.param(
            {"require": "false", "at": "pmax_mw"},
            ["subject.yaml:pmax_mw"],
            id="a field that is not there",
        ),
        pytest.param(
            {"require": "false", "at": "attestation.signed_by"},
            ["subject.yaml:attestation.signed_by"],
            id="a field of what is not there",
        ),
        pytest.param(
            {"require": "false", "at": "linked.provider.legal_name"},
            ["provider.yaml:legal_name"],
            id="a linked object's field",
        ),
        pytest.param(
            {"require": "false", "at": "linked.provider"},
            ["provider.yaml:id"],
            id="a linked object",
        ),
        pytest.param(
            {"require": "false", "at": "linked.scheduling_coordinator.scid"},
            ["subject.yaml:id"],
            id="a linked object that is not there",
        ),
        pytest.param(
            {"for_each": EACH, "require": "site.pnode == 'N2'"},
            ["sites-0.yaml:id"],
            id="the element",
        ),
        pytest.param(
            {"for_each": EACH, "require": "site.pnode == 'N2'", "at": "site.pnode"},
            ["sites-0.yaml:pnode"],
            id="the element's field",
        ),
        pytest.param(
            {"for_each": EACH, "require": "has(site.sub_lap)", "at": "members"},
            ["subject.yaml:members", "subject.yaml:members"],
            id="the subject's field for each element",
        ),
        pytest.param(
            {"require": "linked.sites.all(s, s.ders.all(d, d.rated_kw <= 2.0))"},
            ["sites-0.yaml:ders.0"],
            id="the element inside all",
        ),
        pytest.param(
            {"require": "linked.sites.all(s, has(s.sub_lap))"},
            ["sites-0.yaml:id"],
            id="the first of several inside all",
        ),
        pytest.param(
            {"require": "aggregation.pmax_mw >= 1.0", "at": "members"},
            ["subject.yaml:pmax_mw"],
            id="a gap stands where the field should",
        ),
        pytest.param(
            {"for_each": EACH, "require": "site.sub_lap == 'A'", "at": "members"},
            ["sites-0.yaml:sub_lap", "sites-1.yaml:sub_lap"],
            id="a gap stands in each element",
        ),
        pytest.param(
            {"for_each": EACH, "require": "aggregation.sub_lap == site.sub_lap"},
            ["subject.yaml:sub_lap"],
            id="one gap of all elements is said once",
        ),
        pytest.param(
            {"require": "facts.capacity_mw >= 1.0", "at": "members"},
            ["subject.yaml:id"],
            id="a fact that is not there",
        ),
    ],
)
def test_the_place(court: Any, fields: dict[str, Any], expected: list[str]) -> None:
    court.policy(**fields)
    provider = "kind: provider\nid: p\nlegal_name: P\n"
    assert at(court.verdict(court.dossier(provider=provider, sites=[BAD, GOOD]))) == (
        expected
    )


def test_computed_entries_with_places_are_all_shown(court: Any) -> None:
    court.policy(require="false", at="facts.repeated_members")
    dossier = court.dossier()
    members = dossier.record["members"]
    dossier.facts["repeated_members"] = list(members)
    verdict = court.verdict(dossier)
    (fault,) = verdict.faults
    assert at(verdict) == ["subject.yaml:members.0"]
    assert [place.pointer for place, _ in fault.related] == [("members", 1)]


def test_all_failing_elements_inside_all_are_related(court: Any) -> None:
    court.policy(require="linked.sites.all(s, has(s.sub_lap))")
    (fault,) = court.verdict(court.dossier(sites=[BAD, GOOD])).faults
    assert [place.document.file for place, _ in fault.related] == ["sites-1.yaml"]


def test_a_comparison_gives_measured_and_limit(court: Any) -> None:
    court.policy(require="size(aggregation.members) >= 1 && facts.capacity_mw >= 0.5")
    (fault,) = court.verdict(court.dossier(facts={"capacity_mw": 0.4})).faults
    assert (fault.measured, fault.limit) == (0.4, 0.5)
    assert fault.explanation == (
        "`facts.capacity_mw >= 0.5` is false (facts.capacity_mw is 0.4)"
    )


def test_the_reason_of_a_gap_is_said(court: Any) -> None:
    court.policy(require="size(linked.meters) >= 1")
    dossier = court.dossier(absent={"meters": "site `s1` is not declared"})
    (fault,) = court.verdict(dossier).faults
    assert fault.message == (
        "cannot be judged: `linked.meters` is missing: site `s1` is not declared"
    )


def test_a_fault_without_an_explanation_still_stands(
    court: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(_: Program, __: Any) -> None:
        raise BudgetExceeded("too much")

    court.policy(require="false")
    monkeypatch.setattr(Program, "explain", too_much)
    verdict = court.verdict(court.dossier())
    assert verdict.outcome is Outcome.FAIL
    assert verdict.faults[0].explanation == ""


MANY = [
    {"for_each": EACH, "require": "false"},
    {"for_each": EACH, "require": "false", "at": "members"},
    {"for_each": EACH, "require": "site.sub_lap == 'A'"},
    {"for_each": {"der": "linked.ders"}, "require": "false"},
    {"for_each": {"der": "linked.ders"}, "require": "false", "at": "members"},
    {"for_each": {"service": "aggregation.services"}, "require": "false"},
    {
        "for_each": {"service": "aggregation.services"},
        "require": "false",
        "at": "services",
    },
    {"for_each": {"member": "aggregation.members"}, "require": "false"},
    {
        "for_each": {"member": "aggregation.members"},
        "require": "false",
        "at": "members",
    },
    {"for_each": {"part": "facts.utilities"}, "require": "false"},
    {"for_each": {"part": "facts.utilities"}, "require": "false", "at": "members"},
]


def paths(court: Any, sites: list[str], *, turned: bool = False) -> list[str]:
    text = (
        "kind: aggregation\nid: bay\nname: Bay\nservices: [energy, RU]\n"
        "members: [{site: s1, from: 2026-01-01}, {site: s2, from: 2026-01-01}]\n"
    )
    if turned:
        text = text.replace("energy, RU", "RU, energy").replace("s1", "x")
        text = text.replace("s2", "s1").replace("x", "s2")
        sites = sorted(sites, reverse=True)
    dossier = court.dossier(text, sites=sites)
    dossier.linked["ders"] = [
        Record({**der, "site": one["id"]}, der.place)
        for one in dossier.linked["sites"]
        for der in one["ders"]
    ]
    key = Place(dossier.record.place.document, ("members",), on_key=True)
    names = ["pge", "muni"][:: -1 if turned else 1]
    dossier.facts["utilities"] = [Record({"utility": name}, key) for name in names]
    verdict = court.verdict(dossier)
    return [fault.path for fault in verdict.faults]


@pytest.mark.parametrize("fields", MANY)
def test_each_element_has_a_path_of_its_own(court: Any, fields: dict[str, Any]) -> None:
    court.policy(**fields)
    found = paths(court, [BAD, GOOD])
    assert len(set(found)) == len(found) == 2


@pytest.mark.parametrize("fields", MANY)
def test_the_order_of_elements_changes_no_path(
    court: Any, fields: dict[str, Any]
) -> None:
    court.policy(**fields)
    assert set(paths(court, [BAD, GOOD])) == set(paths(court, [BAD, GOOD], turned=True))


def test_the_first_of_several_places_does_not_change_the_path(court: Any) -> None:
    court.policy(require="linked.sites.all(s, has(s.sub_lap))")
    assert paths(court, [BAD, GOOD]) == paths(court, [BAD, GOOD], turned=True)
