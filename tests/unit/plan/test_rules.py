"""A consequence file with a fault is refused, with the place and a suggestion."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from checker.errors import PolicyError
from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.plan.rules import RuleSet, load_rules
from checker.policy.environment import Environments
from checker.policy.pack import Pack
from checker.validate.schemas import SchemaSet

Load = Callable[[], RuleSet]

EFFECT = {
    "effect": "informs",
    "title": "A note",
    "says": "something is worth knowing",
    "sources": [{"document": "Product rule", "confidence": "product"}],
}
RULE: dict[str, Any] = {
    "id": "name",
    "title": "{id} is called {after}",
    "change": ["changed"],
    "path": ["name"],
    "effects": ["a-note"],
    "because": "Somebody wants to know.",
}
TESTS = [
    {
        "name": "another name",
        "before": {"name": "A"},
        "after": {"name": "B"},
        "expect": {"/name": "name"},
    }
]


class Book:
    """Consequences in a folder: one effect, and one rule on a site."""

    def __init__(self, root: Path, book: tuple[SchemaSet, Pack]) -> None:
        self.root = root
        self._schemas, self._pack = book
        root.mkdir()
        self.effects()
        self.rules()

    def effects(self, **effect: Any) -> None:
        self.write("effects.yaml", {"a-note": {**EFFECT, **effect}})

    def rules(self, file: str = "site.yaml", kind: str = "site", **rule: Any) -> None:
        rules = [{**RULE, **rule}]
        self.write(file, {"kind": kind, "rules": rules, "tests": TESTS})

    def write(self, file: str, data: Any) -> None:
        text = yaml.safe_dump(data, sort_keys=False)
        (self.root / file).write_text(text, encoding="utf-8")

    def load(self) -> RuleSet:
        calendar = TextCalendar(BusinessCalendar())
        parameters = self._pack.parameters
        scopes = Environments(self._schemas, parameters, calendar)
        return load_rules(self.root, self._schemas, parameters, scopes)


@pytest.fixture
def own(tmp_path: Path, book: tuple[SchemaSet, Pack]) -> Book:
    return Book(tmp_path / "consequences", book)


def test_a_sound_book_is_read(own: Book) -> None:
    rules = own.load()
    assert [rule.name for rule in rules.rules()] == ["site/name"]
    assert len(rules.sha256) == 64


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown path": ({"path": ["nam"]}, "did you mean `name`?"),
    "an unknown effect": ({"effects": ["a-not"]}, "did you mean `a-note`?"),
    "a name out of scope": ({"title": "{befor}"}, "befor"),
    "a value that may not be there": (
        {"change": ["added", "changed"], "title": "{before}"},
        "before",
    ),
    "a condition that is none": ({"when": "after"}, "must be true or false"),
    "a condition with a slip": ({"when": "after == 1"}, "after == 1"),
    "a wild path": ({"path": ["**"]}, "path"),
    "no reason": ({"because": ""}, "because"),
}


@pytest.mark.parametrize(("fields", "said"), FAULTS.values(), ids=list(FAULTS))
def test_a_rule_with_a_fault_is_refused(
    own: Book, fields: dict[str, Any], said: str
) -> None:
    own.rules(**fields)
    with pytest.raises(PolicyError) as raised:
        own.load()
    assert said in str(raised.value)
    assert raised.value.file == "policies/consequences/site.yaml"


EFFECT_FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown parameter": (
        {"days": {"parameter": "udc_review_busines_days", "means": "answered_by"}},
        "did you mean `udc_review_business_days`?",
    ),
    "a parameter that is no number of days": (
        {"days": {"parameter": "minimum_capacity_mw", "means": "answered_by"}},
        "counts no days",
    ),
    "a condition without an otherwise": ({"when": "true"}, "otherwise"),
    "a condition with a slip": (
        {"when": "has(aggregation.resourceid)", "otherwise": "no"},
        "resourceid",
    ),
    "a system that is not named": ({"effect": "resubmits_to"}, "system"),
    "a digest that is not named": ({"effect": "invalidates"}, "invalidates"),
}


@pytest.mark.parametrize(
    ("fields", "said"), EFFECT_FAULTS.values(), ids=list(EFFECT_FAULTS)
)
def test_an_effect_with_a_fault_is_refused(
    own: Book, fields: dict[str, Any], said: str
) -> None:
    own.effects(**fields)
    with pytest.raises(PolicyError) as raised:
        own.load()
    assert said in str(raised.value)
    assert raised.value.file == "policies/consequences/effects.yaml"


def test_a_file_of_another_kind_is_refused(own: Book) -> None:
    own.rules(file="meter.yaml")
    with pytest.raises(PolicyError, match=r"this belongs in site\.yaml"):
        own.load()


def test_an_unknown_kind_is_refused(own: Book) -> None:
    own.rules(file="sites.yaml", kind="sites")
    with pytest.raises(PolicyError, match="did you mean `site`"):
        own.load()


def test_an_id_that_is_taken_is_refused(own: Book) -> None:
    own.write("site.yaml", {"kind": "site", "rules": [RULE, RULE], "tests": TESTS})
    with pytest.raises(PolicyError, match="`name` is taken") as raised:
        own.load()
    assert raised.value.line is not None


def test_a_book_without_effects_is_refused(own: Book) -> None:
    (own.root / "effects.yaml").unlink()
    with pytest.raises(PolicyError):
        own.load()


def test_a_rule_holds_on_its_days_only(
    own: Book, compared: Callable[[Any, Any], Any]
) -> None:
    own.rules(effective={"from": "2026-01-01", "until": "2026-06-30"})
    text = (
        "dera: v1\nkind: site\nid: a\nname: {}\nutility: pge\nservice_account: '1'\n"
        "service_address: {{street: A, city: B, state: CA, zip: '94607'}}\n"
        "ders: [{{id: b, name: B, technology: solar, rated_kw: 1}}]\n"
    )
    found = compared({"a.yaml": text.format("A")}, {"a.yaml": text.format("B")})
    (change,) = found.changes
    rules = own.load()
    held = [
        day
        for day in ("2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01")
        if rules.rule_for(change, date.fromisoformat(day)) is not None
    ]
    assert held == ["2026-01-01", "2026-06-30"]
    assert next(rules.rules()).titled(change) == "a is called B"
