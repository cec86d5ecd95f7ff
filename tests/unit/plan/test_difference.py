"""What is a difference, and what is none."""

import random
from array import array
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.evaluate.rule_book import rule_book
from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText
from checker.plan.difference import Change, ChangeType, compare
from checker.plan.shape import shape_of
from checker.plan.values import canonical, leaves

SCHEMAS, _ = rule_book()
SHAPES = {kind: shape_of(SCHEMAS, kind) for kind in SCHEMAS.kinds}


def declared(kind: str, data: dict[str, Any] | None) -> Declaration | None:
    if data is None:
        return None
    document = Document(SourceText("f.yaml", "", "0" * 64), 0, data, array("I"))
    return Declaration(kind, "x", document)


def changes(
    kind: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> tuple[Change, ...]:
    return compare(declared(kind, before), declared(kind, after), SHAPES[kind])


MEMBER = {"site": "a", "from": "2026-06-01"}
TABLE: list[tuple[str, str, dict[str, Any] | None, dict[str, Any] | None, set[str]]] = [
    ("nothing", "site", {"name": "A"}, {"name": "A"}, set()),
    ("5 and 5.0", "aggregation", {"pmax_mw": 5}, {"pmax_mw": 5.0}, set()),
    ("true and 1", "site", {"ders": [{"id": "a", "exports": True}]},
     {"ders": [{"id": "a", "exports": 1}]}, {"changed /ders[id=a]/exports"}),
    ("no list and an empty one", "aggregation", {}, {"members": []}, set()),
    ("a new declaration", "site", None, {"name": "A"}, {"added "}),
    ("a declaration that is gone", "site", {"name": "A"}, None, {"removed "}),
    ("a value", "site", {"name": "A"}, {"name": "B"}, {"changed /name"}),
    ("a new field", "site", {}, {"pnode": "P"}, {"added /pnode"}),
    ("a field that is gone", "site", {"pnode": "P"}, {}, {"removed /pnode"}),
    ("a new object", "aggregation", {}, {"attestation": {"signed_by": "A"}},
     {"added /attestation"}),
    ("a field of an object", "aggregation", {"attestation": {"signed_by": "A"}},
     {"attestation": {"signed_by": "B"}}, {"changed /attestation/signed_by"}),
    ("a new element", "aggregation", {"members": []}, {"members": [MEMBER]},
     {"added /members[site=a]"}),
    ("an element that is gone", "aggregation", {"members": [MEMBER]}, {"members": []},
     {"removed /members[site=a]"}),
    ("an element under another id", "aggregation", {"members": [MEMBER]},
     {"members": [{**MEMBER, "site": "b"}]},
     {"removed /members[site=a]", "added /members[site=b]"}),
    ("a field of an element", "aggregation", {"members": [MEMBER]},
     {"members": [{**MEMBER, "until": "2027-01-01"}]},
     {"added /members[site=a]/until"}),
    ("words in a list", "aggregation", {"services": ["energy", "RU"]},
     {"services": ["RD", "energy"]}, {"removed /services[RU]", "added /services[RD]"}),
    ("an element listed twice", "aggregation", {"members": [MEMBER]},
     {"members": [MEMBER, MEMBER]}, {"added /members[site=a]"}),
    ("one of two alike", "aggregation",
     {"members": [MEMBER, {**MEMBER, "from": "2027-01-01"}]},
     {"members": [{**MEMBER, "from": "2027-02-01"}, MEMBER]},
     {"changed /members[site=a]/from"}),
    ("a key of two fields", "credential",
     {"entitlements": [{"system": "SIBR", "environment": "PROD", "role": "r"}]},
     {"entitlements": [{"system": "SIBR", "environment": "STAGE", "role": "r"},
                       {"system": "SIBR", "environment": "PROD", "role": "w"}]},
     {"changed /entitlements[system=SIBR,environment=PROD]/role",
      "added /entitlements[system=SIBR,environment=STAGE]"}),
    ("an hour", "schedule", {"hours": [{"hour_ending": 1, "mw": 1}]},
     {"hours": [{"hour_ending": 1, "mw": 2}]}, {"changed /hours[hour_ending=1]/mw"}),
    ("notes, as a whole", "site", {"annotations": {"a": [1, 2]}},
     {"annotations": {"a": [2, 3]}}, {"changed /annotations"}),
    ("notes in another order", "site", {"annotations": {"a": [1, 2], "b": 1}},
     {"annotations": {"b": 1, "a": [2, 1]}}, set()),
    ("an unknown field", "site", {}, {"colour": "red"}, {"added /colour"}),
    ("another type", "aggregation", {"members": [MEMBER]}, {"members": "none"},
     {"changed /members"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "before", "after", "expected"),
    [row[1:] for row in TABLE],
    ids=[row[0] for row in TABLE],
)
def test_what_differs(
    kind: str,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    expected: set[str],
) -> None:
    found = [f"{each.type.value} {each.path}" for each in changes(kind, before, after)]
    assert sorted(found) == sorted(expected)


def test_the_kind_and_the_id_are_no_fields() -> None:
    header = {"dera": "v1", "kind": "site", "id": "a"}
    assert changes("site", header, {**header, "id": "b"}) == ()


def test_a_fingerprint_holds_what_where_and_the_values() -> None:
    def prints(**after: Any) -> str:
        (change,) = changes("site", {"name": "A", "pnode": "P"}, after)
        return change.fingerprint

    assert prints(name="B", pnode="P") == prints(pnode="P", name="B")
    assert prints(name="B", pnode="P") != prints(name="C", pnode="P")
    assert prints(name="A", pnode="B") != prints(name="B", pnode="P")
    assert len(prints(name="A")) == 16


def shuffled(value: Any, order: random.Random) -> Any:
    """Return the same content in another order of keys and lists."""
    if isinstance(value, dict):
        names = list(value)
        order.shuffle(names)
        return {name: shuffled(value[name], order) for name in names}
    if isinstance(value, list):
        items = [shuffled(item, order) for item in value]
        order.shuffle(items)
        return items
    return value


words = st.sampled_from(["a", "b", "c"])
numbers = st.one_of(st.integers(0, 3), st.sampled_from([0.5, 1.0, 2.0]))
aggregations = st.fixed_dictionaries(
    {"name": words},
    optional={
        "services": st.lists(st.sampled_from(["energy", "RU", "RD"]), unique=True),
        "members": st.lists(
            st.fixed_dictionaries(
                {"site": words, "from": words}, optional={"until": words}
            ),
            max_size=4,
        ),
        "pnodes": st.lists(
            st.fixed_dictionaries({"id": words}, optional={"gdf": numbers}), max_size=3
        ),
        "pmax_mw": numbers,
        "attestation": st.fixed_dictionaries({"signed_by": words, "signed_on": words}),
        "annotations": st.dictionaries(words, st.lists(numbers, max_size=2)),
    },
)


@given(aggregations, st.randoms(use_true_random=False))
def test_the_order_of_keys_and_lists_is_no_difference(
    data: dict[str, Any], order: random.Random
) -> None:
    assert changes("aggregation", data, shuffled(data, order)) == ()


@given(aggregations, aggregations, st.randoms(use_true_random=False))
def test_the_order_changes_no_fingerprint(
    before: dict[str, Any], after: dict[str, Any], order: random.Random
) -> None:
    plain = changes("aggregation", before, after)
    other = changes("aggregation", shuffled(before, order), shuffled(after, order))
    assert [c.fingerprint for c in plain] == [c.fingerprint for c in other]


def counted(value: Any) -> Counter[str]:
    return Counter(canonical(leaf) for leaf in leaves(value))


@given(aggregations, aggregations)
def test_every_changed_value_is_in_exactly_one_change(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    found = changes("aggregation", before, after)
    gone, new = Counter[str](), Counter[str]()
    for change in found:
        if change.type is not ChangeType.ADDED:
            gone += counted(change.before)
        if change.type is not ChangeType.REMOVED:
            new += counted(change.after)
    kept = counted(before)
    kept.subtract(gone)
    other = counted(after)
    other.subtract(new)
    assert +kept == +other
    assert min([*kept.values(), *other.values(), 0]) == 0
    assert len({change.path for change in found}) == len(found)


@given(aggregations, aggregations)
def test_backward_what_was_added_is_removed(
    before: dict[str, Any], after: dict[str, Any]
) -> None:
    turned = {
        ChangeType.ADDED: ChangeType.REMOVED,
        ChangeType.REMOVED: ChangeType.ADDED,
        ChangeType.CHANGED: ChangeType.CHANGED,
    }
    forward = {(c.path, turned[c.type]) for c in changes("aggregation", before, after)}
    back = {(c.path, c.type) for c in changes("aggregation", after, before)}
    assert forward == back
