import json
from typing import Any

import pytest

from checker.model.engine import ENGINE_RULES
from checker.policy.pack import Pack
from checker.report.rule_list import Filter, listed_rules, rules_json, rules_text


@pytest.fixture
def pack(book: Any) -> Pack:
    book.policy()
    book.policy(
        id="LOC-001",
        area="location",
        require="size(aggregation.members) >= 1",
        message="m",
        severity={"conservative": "error", "tariff": "note"},
        gate="registration",
        waivable="with_approval",
    )
    loaded: Pack = book.load()
    return loaded


def ids(pack: Pack, **fields: Any) -> list[str]:
    return [rule.id for rule in listed_rules(pack, Filter(**fields))]


def test_the_list_has_every_policy_and_every_rule_of_the_engine(pack: Pack) -> None:
    assert ids(pack) == ["LOC-001", "SIZE-001", *ENGINE_RULES]


@pytest.mark.parametrize(
    ("fields", "listed"),
    [
        ({"areas": ("size",)}, ["SIZE-001"]),
        ({"areas": ("size", "location")}, ["LOC-001", "SIZE-001"]),
        ({"gates": ("registration",)}, ["LOC-001"]),
        ({"waivable": "with_approval"}, ["LOC-001"]),
        ({"severities": ("note",)}, ["LOC-001"]),
        ({"severities": ("note",), "profile": "conservative"}, []),
        ({"severities": ("note",), "profile": "tariff"}, ["LOC-001"]),
        ({"areas": ("engine",), "severities": ("note",)}, []),
    ],
)
def test_filters_restrict_the_list(
    pack: Pack, fields: dict[str, Any], listed: list[str]
) -> None:
    assert ids(pack, **fields) == listed


def test_the_list_says_what_profiles_decide_differently(pack: Pack) -> None:
    location, size, *_ = listed_rules(pack, Filter())
    assert location.differs == ("severity",)
    assert size.differs == ("minimum_capacity_mw",)


def test_the_list_is_a_table_for_a_person(pack: Pack) -> None:
    rules = listed_rules(pack, Filter(areas=("size", "location")))
    assert [line.split("  ")[0] for line in rules_text(rules).splitlines()] == [
        "id",
        "LOC-001",
        "SIZE-001",
    ]
    assert "conservative: error, tariff: note" in rules_text(rules)


def test_the_list_is_data_for_a_machine(pack: Pack) -> None:
    first, *_ = json.loads(rules_json(listed_rules(pack, Filter())))["rules"]
    assert first == {
        "id": "LOC-001",
        "area": "location",
        "severity": {"conservative": "error", "tariff": "note"},
        "gate": "registration",
        "waivable": "with_approval",
        "differs": ["severity"],
        "title": "The capacity reaches the minimum",
        "own": False,
    }
