"""The shipped consequences: every change of every kind has an answer, and a test."""

from array import array
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from checker.evaluate.rule_book import rule_book
from checker.link.digest import REVIEWED_DER_FIELDS, REVIEWED_SITE_FIELDS
from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText
from checker.pipeline.plan import consequences
from checker.plan.definition import EffectType, RuleTest
from checker.plan.difference import Change, ChangeType, compare
from checker.plan.shape import ITEM, Shape, patterns
from checker.plan.terms import BUSINESS_DAYS, DAYS
from checker.resources import data_dir

SCHEMAS, PACK = rule_book()
RULES = consequences((SCHEMAS, PACK))
AS_OF = date(2026, 12, 8)
ALL = tuple(ChangeType)
ENDS = (ChangeType.ADDED, ChangeType.REMOVED)
FILES = [(kind, test) for kind, tests in RULES.tests.items() for test in tests]
HEADER = {"dera", "kind", "id"}


def declared(kind: str, data: dict[str, Any] | None) -> Declaration | None:
    if data is None:
        return None
    document = Document(SourceText("f.yaml", "", "0" * 64), 0, data, array("I"))
    return Declaration(kind, "x", document)


def changes_of(kind: str, test: RuleTest) -> tuple[Change, ...]:
    before, after = declared(kind, test.before), declared(kind, test.after)
    return compare(before, after, RULES.shapes[kind])


def possible(shape: Shape, pattern: str) -> tuple[ChangeType, ...]:
    """Return the types of change that can be at a path."""
    node, identifies, required = shape, False, False
    key: tuple[str, ...] = ()
    for step in pattern.replace(ITEM, f".{ITEM}").split("."):
        if step == ITEM:
            key, required, identifies = node.key, False, False
            assert node.items is not None
            node = node.items
            continue
        required = step in node.schema.get("required", ())
        identifies = step in key
        key = ()
        node = node.fields[step]
    if identifies:  # another value makes another element of it
        return ()
    if pattern.endswith(ITEM):
        return ENDS
    ends = () if required else ENDS
    return ends if node.fields else (*ends, ChangeType.CHANGED)


def places() -> Iterator[tuple[str, str, ChangeType]]:
    for kind, shape in RULES.shapes.items():
        yield from ((kind, "", change) for change in ENDS)
        for pattern, _ in patterns(shape):
            if pattern not in HEADER:
                for change in possible(shape, pattern):
                    yield kind, pattern, change


def test_there_is_a_file_for_every_kind_and_for_the_settings() -> None:
    assert set(RULES.tests) == {*SCHEMAS.kinds, "config"}


def test_every_change_that_a_schema_allows_has_a_rule() -> None:
    missing = [
        f"{kind} {pattern or '/'} {change}"
        for kind, pattern, change in places()
        if not list(RULES.candidates(kind, change, pattern))
    ]
    assert missing == []


def test_every_list_of_objects_says_what_tells_its_elements_apart() -> None:
    unnamed = [
        f"{kind} {pattern}"
        for kind in SCHEMAS.kinds
        for pattern, shape in patterns(RULES.shapes[kind])
        if pattern.endswith(ITEM) and shape.fields and not key_of(kind, pattern)
    ]
    assert unnamed == []


def key_of(kind: str, pattern: str) -> tuple[str, ...]:
    node = RULES.shapes[kind]
    for step in pattern.removesuffix(ITEM).replace(ITEM, f".{ITEM}").split("."):
        node = (node.items or node) if step == ITEM else node.fields[step]
    assert node.items is not None
    assert set(node.key) <= set(node.items.fields)
    return node.key


@pytest.mark.parametrize(
    ("kind", "test"), FILES, ids=[f"{kind}: {test.name}" for kind, test in FILES]
)
def test_every_difference_falls_under_the_rule_that_its_file_expects(
    kind: str, test: RuleTest
) -> None:
    found = {}
    for change in changes_of(kind, test):
        rule = RULES.rule_for(change, AS_OF)
        found[change.path or "/"] = rule.rule.id if rule else None
    assert found == test.expect


def test_every_rule_is_expected_by_a_test_of_its_file() -> None:
    tested = {(kind, rule) for kind, test in FILES for rule in test.expect.values()}
    rules = {tuple(rule.name.split("/")) for rule in RULES.rules()}
    assert sorted(rules - tested) == []


def test_every_title_is_filled_in() -> None:
    for kind, test in FILES:
        for change in changes_of(kind, test):
            rule = RULES.rule_for(change, AS_OF)
            assert rule is not None
            assert "(missing)" not in rule.titled(change), (kind, change.path)


def test_every_effect_is_set_off_by_some_rule() -> None:
    named = {effect.name for rule in RULES.rules() for effect in rule.effects}
    assert sorted(set(RULES.effects) - named) == []


def test_every_document_that_an_effect_names_is_a_template() -> None:
    templates = data_dir("templates")
    named = {name for e in RULES.effects.values() for name in e.effect.documents}
    assert [n for n in sorted(named) if not (templates / n).is_dir()] == []


def test_days_are_counted_by_parameters_whose_unit_is_days() -> None:
    for compiled in RULES.effects.values():
        if compiled.effect.days is None:
            continue
        parameter = PACK.parameters[compiled.effect.days.parameter]
        assert parameter.unit in {BUSINESS_DAYS, DAYS}, compiled.name
        assert all(isinstance(value.value, int) for value in parameter.values)


def test_a_rule_asks_for_a_review_exactly_where_the_digest_changes() -> None:
    reviewed = {
        rule_path
        for rule in RULES.rules()
        if rule.name.startswith("site/") and rule.rule.path != ("",)
        for rule_path in rule.rule.path
        if any(e.effect.effect is EffectType.RESTARTS_REVIEW for e in rule.effects)
    }
    digested = {*REVIEWED_SITE_FIELDS, *(f"ders[].{f}" for f in REVIEWED_DER_FIELDS)}

    def is_digested(path: str) -> bool:
        parts = path.replace(ITEM, "").split(".")
        below = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        fields = {f.replace(ITEM, "") for f in digested}
        return bool(below & fields)

    shape = RULES.shapes["site"]
    expected = {
        pattern
        for pattern, _ in patterns(shape)
        if pattern not in HEADER
        and possible(shape, pattern)
        and (is_digested(pattern) or pattern in {"ders[]", "ders[].interconnection"})
        and not pattern.endswith("double_compensation_resolution")
    }
    assert reviewed == expected


def test_a_rule_without_effects_says_why_nothing_follows() -> None:
    silent = [rule for rule in RULES.rules() if not rule.effects]
    assert silent
    assert all(len(rule.rule.because.split()) > 4 for rule in silent)
