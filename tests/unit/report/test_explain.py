import json
from typing import Any

import pytest

from checker.model.engine import ENGINE_RULES, EngineRule
from checker.policy.pack import Pack
from checker.report.engine_notes import ENGINE_NOTES
from checker.report.explain import engine_explained, explained, meant, names

TESTS = [
    {
        "name": "too little fails",
        "given": {"aggregation": {"members": []}, "facts": {"capacity_mw": 0.4}},
        "expect": "fail",
        "at": "members",
    },
    {
        "name": "exactly the minimum passes",
        "given": {"facts": {"capacity_mw": 0.5}},
        "expect": "pass",
    },
]
POLICY: dict[str, Any] = {
    "severity": {"conservative": "error", "tariff": "note"},
    "rationale": "CAISO rejects a smaller\naggregation at registration.\n",
    "when": "size(aggregation.members) < 9 || !has(aggregation.members)",
    "require": "facts.capacity_mw >=\n  params.minimum_capacity_mw",
    "at": "members",
    "tests": TESTS,
}
PAGE = """\
SIZE-001 minimum-capacity: The capacity reaches the minimum

  area        size
  severity    conservative: error, tariff: note
  binds       from the utility's concurrence on (gate: concurrence)
  applies to  aggregation
  in force    from 2016-06-03
  waivable    never
  file        policies/size/SIZE-001.yaml

Why
  CAISO rejects a smaller aggregation at registration.

Rule
    when:     size(aggregation.members) < 9 || !has(aggregation.members)
    require:  facts.capacity_mw >=
                params.minimum_capacity_mw
    at:       members

Values over time
  minimum_capacity_mw (MW): Smallest capacity.
  under the profile conservative:
  - 0.5 MW from 2016-06-03: Tariff (confirmed)

  under the profile tariff:
  - 0.5 MW from 2016-06-03: Tariff (confirmed)
  - 0.1 MW from 2024-11-01: ER21-2455 (date unverified)

Sources
  - Tariff, section 4.17 (confirmed)

Good example
  exactly the minimum passes (as of 2026-12-08):
    facts: {capacity_mw: 0.5}

Bad example
  too little fails (as of 2026-12-08):
    aggregation:
      members: []
    facts: {capacity_mw: 0.4}
  gives at `members`: 0.4 MW is below 0.5 MW

Remedy
  Add DERs.

How to waive
  It cannot be waived: a waiver that names it is refused (WAIVER-003).

Tests
  - too little fails: fail
  - exactly the minimum passes: pass
"""


def pack_of(book: Any, **fields: Any) -> Pack:
    book.policy(**{**POLICY, **fields})
    pack: Pack = book.load()
    return pack


def page_of(book: Any, name: str, form: str = "text", **fields: Any) -> str:
    page = explained(name, pack_of(book, **fields), form)
    assert page is not None
    return page


def test_the_page_of_a_policy_has_every_part_in_order(book: Any) -> None:
    assert page_of(book, "size-001") == PAGE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"waivable": "with_approval"}, "policy: SIZE-001\n"),
        ({"waivable": "with_approval"}, "waive[SIZE-001] until"),
        (
            {"waivable": "with_approval", "for_each": {"site": "linked.sites"}},
            "element: ",
        ),
        ({"effective": {"from": "2020-01-01", "until": "2027-12-31"}}, "to 2027-12-31"),
        ({"for_each": {"site": "linked.sites"}}, "for each: site in linked.sites"),
        ({"tests": TESTS[:1]}, "Good example\n  Its tests hold none."),
    ],
)
def test_the_page_of_a_policy_says_what_applies_to_it(
    book: Any, fields: dict[str, Any], words: str
) -> None:
    assert words in page_of(book, "SIZE-001", **fields)


def test_an_error_is_waived_by_a_declaration_only(book: Any) -> None:
    page = page_of(book, "SIZE-001", severity="error", waivable="with_approval")
    assert "kind: waiver" in page
    assert "waive[" not in page


def test_the_page_of_a_policy_is_there_as_data(book: Any) -> None:
    data = json.loads(page_of(book, "SIZE-001", "json"))
    assert data["severity"] == {"conservative": "error", "tariff": "note"}
    assert data["bad_example"]["messages"] == ["0.4 MW is below 0.5 MW"]
    assert data["bad_example"]["given"] == TESTS[0]["given"]
    (parameter,) = data["parameters"]
    assert [value["value"] for value in parameter["values"]["tariff"]] == [0.5, 0.1]


def test_markdown_says_what_the_text_says(book: Any) -> None:
    page = page_of(book, "SIZE-001", "markdown")
    assert page.startswith("# SIZE-001 minimum-capacity\n")
    assert "| severity | conservative: error, tariff: note |" in page
    assert "```yaml\nfacts: {capacity_mw: 0.5}\n```" in page
    assert "\n- Tariff, section 4.17 (confirmed)\n" in page


def test_the_page_of_a_parameter_shows_its_values_over_time(book: Any) -> None:
    page = page_of(book, "MINIMUM_CAPACITY_MW")
    assert page.index("0.5 MW from 2016-06-03") < page.index("0.1 MW from 2024-11-01")
    assert "  - SIZE-001 minimum-capacity: The capacity reaches the minimum\n" in page


@pytest.mark.parametrize("rule", ENGINE_RULES.values(), ids=lambda rule: rule.id)
def test_every_engine_rule_has_a_page(rule: EngineRule) -> None:
    page = engine_explained(rule.id.lower(), "text")
    assert page is not None
    assert page.startswith(f"{rule.id} {rule.name}: {rule.title}\n")
    assert " ".join(rule.remedy.split()) in " ".join(page.split())


def test_every_note_is_of_an_engine_rule() -> None:
    assert ENGINE_NOTES.keys() == ENGINE_RULES.keys()


def test_what_has_no_page_is_nothing_and_what_was_meant_is_named(book: Any) -> None:
    pack = pack_of(book)
    assert explained("SIZE-1", pack, "text") is None
    assert meant("SIZE-1", pack)[0] == "SIZE-001"
    assert meant("minimum_capacity", pack) == ["minimum_capacity_mw"]
    assert {"SIZE-001", "minimum_capacity_mw", "READ-001"} <= {*names(pack)}
