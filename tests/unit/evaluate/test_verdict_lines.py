"""Every verdict is kept, passes included, with why a policy does not apply."""

from datetime import date
from typing import Any

import pytest

from checker.evaluate.rules import rules_of
from checker.model.engine import engine_finding
from checker.model.finding import Outcome, Severity, Subject
from checker.model.report import VerdictLine

BAY = Subject("aggregation", "bay")


@pytest.mark.parametrize(
    ("fields", "outcome", "reason"),
    [
        ({"require": "true"}, Outcome.PASS, ""),
        ({"require": "false"}, Outcome.FAIL, ""),
        ({"require": "facts.capacity_mw >= 1.0"}, Outcome.UNDETERMINED, ""),
        (
            {"when": "false  &&\n true"},
            Outcome.NOT_APPLICABLE,
            "`false && true` is false",
        ),
        (
            {"for_each": {"each": "linked.sites"}},
            Outcome.NOT_APPLICABLE,
            "`linked.sites` is empty",
        ),
        (
            {"when": "true", "for_each": {"each": "linked.sites"}},
            Outcome.NOT_APPLICABLE,
            "`true` is false or `linked.sites` is empty",
        ),
        (
            {"effective": {"from": "2026-12-09"}},
            Outcome.NOT_APPLICABLE,
            "not in force on 2026-12-08",
        ),
    ],
    ids=["pass", "fail", "undetermined", "when", "for_each", "both", "not in force"],
)
def test_a_verdict_is_kept(
    court: Any, fields: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    court.policy(**fields)
    judgement = court.judgement(court.dossier(sites=[]))
    assert judgement.verdicts == (VerdictLine("SIZE-001", BAY, outcome, reason),)


def test_the_verdicts_add_up_to_the_tally(court: Any) -> None:
    judgement = court.judgement(court.dossier(), court.dossier())
    assert len(judgement.verdicts) == sum(judgement.tally["SIZE-001"]) == 2


def test_a_rule_says_what_its_policy_says(court: Any) -> None:
    court.severities = {"SIZE-001": Severity.NOTE}
    (rule,) = rules_of(court.bench(), ())
    assert (rule.id, rule.area, rule.gate) == ("SIZE-001", "size", "draft")
    assert rule.severity is Severity.NOTE
    assert rule.rationale == "CAISO rejects a smaller one."
    assert rule.sources[0].section == "4.17"


def test_an_engine_rule_is_described_when_it_found_something(court: Any) -> None:
    place = court.dossier().record.place
    found = engine_finding("LINK-001", place, "dangling")
    engine, policy = rules_of(court.bench(), (found, found))
    assert (engine.id, engine.area, engine.rationale) == ("LINK-001", "engine", "")
    assert policy.id == "SIZE-001"


def test_a_policy_of_another_day_is_described_too(court: Any) -> None:
    court.policy(effective={"from": "2030-01-01"})
    court.as_of = date(2026, 12, 8)
    assert [rule.id for rule in rules_of(court.bench(), ())] == ["SIZE-001"]
