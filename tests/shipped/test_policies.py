"""Every shipped policy runs its own tests, and has those that a policy must have."""

from pathlib import Path

import pytest

from checker.evaluate.verify import verify
from checker.pipeline import rule_book
from checker.policy.compiled import CompiledPolicy

_, PACK = rule_book()
POLICIES = [pytest.param(compiled, id=name) for name, compiled in PACK.policies.items()]


@pytest.mark.parametrize("compiled", POLICIES)
def test_the_tests_of_a_policy_come_out_as_expected(compiled: CompiledPolicy) -> None:
    wrong = [
        f"{case.test.name}: expected {case.test.expect} at {case.test.at},"
        f" got {case.outcome.value} at {', '.join(case.at) or 'nowhere'}: {case.words}"
        for case in verify(compiled, PACK)
        if not case.passed
    ]
    assert wrong == []


@pytest.mark.parametrize("compiled", POLICIES)
def test_a_policy_has_a_case_for_each_outcome_that_it_can_have(
    compiled: CompiledPolicy,
) -> None:
    policy = compiled.policy
    needed = {"pass", "fail", "undetermined"}
    if policy.when or policy.for_each:
        needed.add("not_applicable")
    assert needed <= {test.expect for test in policy.tests}


@pytest.mark.parametrize("compiled", POLICIES)
def test_a_rule_that_rests_on_general_knowledge_only_is_no_error(
    compiled: CompiledPolicy,
) -> None:
    policy = compiled.policy
    severities = {policy.severity_under(profile) for profile in PACK.profiles}
    confident = {source.confidence for source in policy.sources} - {"unverified"}
    assert confident or all(severity.value != "error" for severity in severities)


def test_the_rule_book_has_the_policies_of_the_specification() -> None:
    named = {
        *("SIZE-001", "SIZE-002", "SIZE-003", "COMP-001", "COMP-002", "COMP-003"),
        *("LOC-001", "LOC-003", "UDC-001", "UDC-002", "UDC-003", "UDC-005"),
        *("UDC-008", "UDC-009", "AGR-001", "AGR-002", "AGR-003", "AGR-004", "AGR-008"),
        *("SC-001", "SC-002", "SC-003", "MTR-001", "MTR-002", "MTR-003", "MTR-004"),
        *("MTR-007", "TEL-001", "TEL-002", "AS-001", "AS-006"),
        *("CRED-001", "CRED-002", "CRED-008", "MF-001", "REF-001"),
        *("SCH-001", "SCH-002", "SCH-003", "SCH-006", "SCH-008"),
    }
    assert named <= set(PACK.policies)


def test_the_changelog_names_every_policy() -> None:
    changelog = (Path(__file__).parents[2] / "CHANGELOG.md").read_text()
    assert [name for name in PACK.policies if f"- {name} `" not in changelog] == []
