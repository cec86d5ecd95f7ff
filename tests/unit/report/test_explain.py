import json
from typing import Any

import pytest

from checker.model.engine import ENGINE_RULES, EngineRule
from checker.policy.definition import Policy
from checker.policy.parameters import Parameter
from checker.report.explain import engine_page, parameter_page, policy_page, rule_list

POLICY: dict[str, Any] = {
    "id": "SIZE-001",
    "name": "minimum-capacity",
    "title": "The aggregate capacity reaches the tariff minimum",
    "area": "size",
    "severity": {"conservative": "error", "tariff": "note"},
    "gate": "concurrence",
    "sources": [
        {"document": "CAISO Tariff", "section": "4.17", "confidence": "confirmed"}
    ],
    "rationale": "CAISO rejects a smaller\naggregation at registration.\n",
    "effective": {"from": "2016-06-03"},
    "applies_to": "aggregation",
    "when": "size(aggregation.members) >= 1",
    "for_each": {"site": "linked.sites"},
    "require": "facts.capacity_mw >=\n  params.minimum_capacity_mw",
    "at": "members",
    "message": "{facts.capacity_mw} MW is too little",
    "remedy": "Add DERs.",
    "waivable": "never",
    "tests": [{"name": "exactly the minimum passes", "given": {}, "expect": "pass"}],
}
PARAMETER: dict[str, Any] = {
    "unit": "MW",
    "description": "The least capacity of an aggregation.",
    "values": [
        {
            "value": 0.1,
            "from": "2024-11-01",
            "source": "ER21-2455",
            "confidence": "date unverified",
            "profile": "tariff",
        },
        {
            "value": 0.5,
            "from": "2016-06-03",
            "source": "155 FERC 61,229",
            "confidence": "confirmed",
        },
    ],
}

POLICY_PAGE = """\
SIZE-001 minimum-capacity: The aggregate capacity reaches the tariff minimum

  area        size
  severity    conservative: error, tariff: note
  binds       from the utility's concurrence on (gate: concurrence)
  applies to  aggregation
  in force    from 2016-06-03
  waivable    never

Why
  CAISO rejects a smaller aggregation at registration.

Sources
  - CAISO Tariff, section 4.17 (confirmed)

Rule
  when:     size(aggregation.members) >= 1
  for each: site in linked.sites
  require:  facts.capacity_mw >=
            params.minimum_capacity_mw
  at:       members

Values
  minimum_capacity_mw: The least capacity of an aggregation.
  - 0.5 MW from 2016-06-03: 155 FERC 61,229 (confirmed)
  - 0.1 MW from 2024-11-01, profile tariff: ER21-2455 (date unverified)

Message
  {facts.capacity_mw} MW is too little

Remedy
  Add DERs.

Tests
  - exactly the minimum passes: pass
"""


@pytest.fixture
def policy() -> Policy:
    return Policy.model_validate_json(json.dumps(POLICY))


@pytest.fixture
def parameter() -> Parameter:
    return Parameter.model_validate_json(json.dumps(PARAMETER))


def test_the_page_of_a_policy_has_every_part_in_order(
    policy: Policy, parameter: Parameter
) -> None:
    assert policy_page(policy, {"minimum_capacity_mw": parameter}) == POLICY_PAGE


def test_the_page_of_a_parameter_shows_its_values_over_time(
    parameter: Parameter,
) -> None:
    page = parameter_page("minimum_capacity_mw", parameter, ["SIZE-001"])
    assert page.index("0.5 MW from 2016-06-03") < page.index("0.1 MW from 2024-11-01")
    assert "  - SIZE-001\n" in page


@pytest.mark.parametrize("rule", ENGINE_RULES.values(), ids=lambda rule: rule.id)
def test_every_engine_rule_has_a_page(rule: EngineRule) -> None:
    page = engine_page(rule)
    assert page.startswith(f"{rule.id} {rule.name}: {rule.title}\n")
    assert " ".join(rule.remedy.split()) in " ".join(page.split())


def test_the_list_of_rules_has_a_line_for_each(policy: Policy) -> None:
    lines = rule_list([policy], ENGINE_RULES.values()).splitlines()
    assert len(lines) == 1 + len(ENGINE_RULES)
    assert lines[0].startswith("SIZE-001 ")
    assert lines[0].endswith(policy.title)
