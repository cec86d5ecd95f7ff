"""A policy's tests are run, what they cover is named, and mistakes are tried."""

from typing import Any

import pytest

from checker.evaluate.proof import Proof, prove


def case(name: str, expect: str, **given: Any) -> dict[str, Any]:
    return {"name": name, "given": given, "expect": expect}


AT_LEAST = [
    case("at the minimum", "pass", facts={"capacity_mw": 0.5}),
    case("above it", "pass", facts={"capacity_mw": 0.6}),
    case("below it", "fail", facts={"capacity_mw": 0.4}),
    case("nothing known", "undetermined", facts={}),
]


def proof_of(book: Any, *, mutants: bool = True, **fields: Any) -> Proof:
    book.policy(**fields)
    pack = book.load()
    return prove(pack.policies["SIZE-001"], pack, mutants=mutants)


def test_tests_at_the_boundary_notice_every_mistake(book: Any) -> None:
    proof = proof_of(book, tests=AT_LEAST)
    assert proof.holds
    assert (proof.mutants, proof.killed) == (5, 5)


@pytest.mark.parametrize(
    ("left_out", "survivor"),
    [
        ("at the minimum", "[>= -> >]"),
        ("above it", "[>= -> ==]"),
    ],
)
def test_a_boundary_without_its_test_lets_a_mistake_live(
    book: Any, left_out: str, survivor: str
) -> None:
    tests = [test for test in AT_LEAST if test["name"] != left_out]
    proof = proof_of(book, tests=tests)
    assert not proof.holds
    assert any(survivor in words for words in proof.survivors)
    assert proof.killed == (proof.mutants or 0) - len(proof.survivors)


def test_a_policy_that_no_test_breaks_is_not_proved(book: Any) -> None:
    tests = [test for test in AT_LEAST if test["expect"] != "fail"]
    proof = proof_of(book, tests=tests)
    assert proof.uncovered == ("fail",)
    assert not proof.holds


def test_a_policy_that_fails_a_test_proves_nothing(book: Any) -> None:
    wrong = case("wrong", "pass", facts={"capacity_mw": 0.1})
    proof = proof_of(book, tests=[*AT_LEAST, wrong])
    assert [result.test.name for result in proof.failing] == ["wrong"]
    assert proof.mutants is None
    assert not proof.holds


def test_without_mutants_the_tests_alone_decide(book: Any) -> None:
    tests = [test for test in AT_LEAST if test["name"] != "above it"]
    proof = proof_of(book, mutants=False, tests=tests)
    assert proof.holds
    assert proof.mutants is None


@pytest.mark.parametrize(
    ("fields", "uncovered"),
    [
        pytest.param({}, ("fail", "undetermined"), id="a fact may be missing"),
        pytest.param(
            {"when": "size(aggregation.members) >= 1"},
            ("fail", "not_applicable", "undetermined"),
            id="a guard may exclude",
        ),
        pytest.param(
            {"require": "has(aggregation.annotations.owner)"},
            ("fail",),
            id="a question whether something is there always has an answer",
        ),
        pytest.param(
            {"for_each": {"site": "linked.sites"}, "require": "site.id == 'a'"},
            ("fail", "not_applicable", "undetermined"),
            id="a list may be empty or missing",
        ),
    ],
)
def test_outcomes_that_no_test_expects_are_named(
    book: Any, fields: dict[str, Any], uncovered: tuple[str, ...]
) -> None:
    given = {
        "aggregation": {"annotations": {"owner": "us"}, "members": [{"site": "a"}]},
        "facts": {"capacity_mw": 1},
        "linked": {"sites": [{"id": "a"}]},
    }
    tests = [{"name": "fine", "given": given, "expect": "pass"}]
    assert proof_of(book, message="m", tests=tests, **fields).uncovered == uncovered
