"""A broken step stops the run, and says on which line and what was meant."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.errors import PolicyError
from checker.evaluate.rule_book import rule_book
from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.policy.lifecycle import Lifecycle, load_lifecycle

SCHEMAS, PACK = rule_book()
CALENDAR = TextCalendar(BusinessCalendar())

STEP: dict[str, Any] = {
    "name": "a-step",
    "title": "A step is done",
    "phase": "market",
    "owner": "provider",
    "action": "Do it.",
    "rationale": "It has to be done.",
    "sources": [{"document": "CAISO Tariff", "confidence": "confirmed"}],
    "effective": {"from": "2016-06-03"},
    "done": {"when": "size(linked.concurrences) >= 1"},
    "tests": [
        {"name": "one is there", "given": {}, "expect": "done"},
        {"name": "none is there", "given": {}, "expect": "open"},
    ],
}
Load = Callable[..., Lifecycle]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Load steps from a folder: `load(L17={...}, L18={...})`, each a change of one."""

    def loaded(**steps: dict[str, Any]) -> Lifecycle:
        folder = tmp_path / "lifecycle"
        folder.mkdir(exist_ok=True)
        for name, changes in {"L17": {}, **steps}.items():
            data = {"id": name, **STEP, **changes}
            text = yaml.safe_dump(data, sort_keys=False)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load_lifecycle(tmp_path, SCHEMAS, PACK, CALENDAR)

    return loaded


def test_steps_are_ordered_by_what_they_depend_on(load: Load) -> None:
    found = load(L17={"depends_on": [{"step": "L20"}]}, L20={"phase": "operation"})
    assert list(found.steps) == ["L20", "L17"]


def test_phases_come_in_their_order_where_nothing_else_decides(load: Load) -> None:
    found = load(L30={"phase": "preparation"}, L29={"phase": "agreements"})
    assert list(found.steps) == ["L30", "L29", "L17"]


def test_the_digest_changes_with_a_file(load: Load) -> None:
    before = load().sha256
    assert load(L17={"title": "Another title"}).sha256 != before


@pytest.mark.parametrize(
    ("changes", "words", "remedy"),
    [
        ({"policies": ["UDC-100"]}, "there is no policy `UDC-100`", "did you mean"),
        (
            {
                "lead": {
                    "parameter": "udc_review_busines_days",
                    "count": "business_days",
                }
            },
            "there is no parameter `udc_review_busines_days`",
            "did you mean `udc_review_business_days`?",
        ),
        (
            {"lead": {"parameter": "nri_bucket_days", "count": "days"}},
            "`nri_bucket_days` has no number of days",
            None,
        ),
        (
            {"lead": {"parameter": "nri_bucket_days", "count": "days", "entry": 3}},
            "no number of days at entry 3",
            None,
        ),
        (
            {"lead": {"parameter": "day_ahead_closing_time", "count": "days"}},
            "has no number of days",
            None,
        ),
        (
            {
                "lead": {
                    "parameter": "nri_review_days",
                    "count": "days",
                    "not_ending": "nri_bucket_days",
                }
            },
            "is no list of {from, until}",
            None,
        ),
        (
            {"depends_on": [{"step": "L16"}]},
            "there is no step `L16`",
            "did you mean `L1",
        ),
        (
            {
                "depends_on": [
                    {"step": "L18", "lag": {"parameter": "nri", "count": "days"}}
                ]
            },
            "there is no parameter `nri`",
            None,
        ),
        (
            {"effective": {"from": "2020-01-01", "until": "2019-01-01"}},
            "ends before it begins",
            None,
        ),
        (
            {"done": {"when": "facts.capcity_mw >= 1"}},
            "did you mean `capacity_mw`?",
            None,
        ),
        ({"done": {"when": "facts.capacity_mw"}}, "must be true or false", None),
        ({"done": {"when": "true", "on": "facts.capacity_mw"}}, "must be a date", None),
        ({"done": {"when": "true", "at": "facts.site_ids"}}, "what is declared", None),
        (
            {"done": {"when": "true", "at": "linked.agreements", "field": "signed"}},
            "`signed` is not a field of `agreements`",
            None,
        ),
        ({"applies_when": "1 + 1"}, "`applies_when` must be true or false", None),
        ({"planned": "aggregation.name"}, "`planned` must be a date", None),
        ({"waiting": {"when": "linked.nothing"}}, "`nothing` is not a field", None),
        (
            {
                "recurring": True,
                "lead": {"parameter": "nri_review_days", "count": "days"},
            },
            "a step that recurs takes no time",
            None,
        ),
        (
            {
                "tests": [
                    {
                        "name": "a",
                        "given": {"linked": {"agrements": []}},
                        "expect": "open",
                    },
                    {"name": "b", "given": {}, "expect": "open"},
                ]
            },
            "test `a`: `agrements` is not a field of `linked`",
            "did you mean `agreements`?",
        ),
    ],
)
def test_a_step_that_leads_nowhere_is_refused(
    load: Load, changes: dict[str, Any], words: str, remedy: str | None
) -> None:
    with pytest.raises(PolicyError) as caught:
        load(L17=changes, L18={"phase": "operation"})
    assert caught.value.exit_code == 2
    assert caught.value.file == "policies/lifecycle/L17.yaml"
    assert caught.value.line is not None
    assert words in caught.value.message
    if remedy is not None:
        assert remedy in str(caught.value)


def test_steps_that_depend_on_one_another_are_refused(load: Load) -> None:
    with pytest.raises(PolicyError, match="steps depend on one another"):
        load(
            L17={"depends_on": [{"step": "L18"}]}, L18={"depends_on": [{"step": "L17"}]}
        )


def test_nothing_comes_after_a_step_that_recurs(load: Load) -> None:
    with pytest.raises(PolicyError, match="only what recurs too comes after it"):
        load(L17={"depends_on": [{"step": "L18"}]}, L18={"recurring": True})


def test_the_step_to_the_market_must_be_there(load: Load, tmp_path: Path) -> None:
    load(L18={})
    (tmp_path / "lifecycle" / "L17.yaml").unlink()
    with pytest.raises(PolicyError, match="there is no step L17"):
        load_lifecycle(tmp_path, SCHEMAS, PACK, CALENDAR)


def test_a_step_stands_in_the_file_of_its_name(load: Load) -> None:
    with pytest.raises(PolicyError, match=r"belongs in lifecycle/L19\.yaml"):
        load(L18={"id": "L19"})
