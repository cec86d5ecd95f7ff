"""What cannot be compared is said, and never called new or gone."""

from collections.abc import Callable
from typing import Any

from checker.plan.build import Differences
from checker.plan.hints import hints

Files = dict[str, str]
Compared = Callable[[Files, Files], Differences]


def provider(name: str = "sunpath", legal: str = "Sunpath LLC", **more: Any) -> str:
    fields = "".join(f"{key}: {value}\n" for key, value in more.items())
    return (
        f"dera: v1\nkind: provider\nid: {name}\nlegal_name: {legal}\n"
        f"contact: {{name: Desk, email: desk@sunpath.example}}\n{fields}"
    )


GOOD = {"a.yaml": provider()}
INVALID = {"a.yaml": provider(legal="''")}
UNREADABLE = {"a.yaml": "dera: v1\nkind: provider\nid: sunpath\n  legal_name: x\n"}


def shown(found: Differences) -> list[tuple[str, str, bool]]:
    return [(each.kind, each.id, each.in_base) for each in found.unjudged]


def test_an_invalid_declaration_in_the_head_is_not_compared(compared: Compared) -> None:
    found = compared(GOOD, INVALID)
    assert found.changes == ()
    assert shown(found) == [("provider", "sunpath", False)]
    assert found.unjudged[0].reason == "it does not pass its schema"


def test_an_invalid_declaration_in_the_base_is_not_compared(compared: Compared) -> None:
    found = compared(INVALID, GOOD)
    assert (found.changes, shown(found)) == ((), [("provider", "sunpath", True)])


def test_what_is_broken_alike_on_both_sides_is_no_change(compared: Compared) -> None:
    assert compared(INVALID, INVALID) == Differences((), ())
    assert compared(UNREADABLE, UNREADABLE) == Differences((), ())


def test_what_is_broken_in_two_ways_is_not_compared(compared: Compared) -> None:
    worse = {"a.yaml": provider(legal="''", colour="red")}
    assert shown(compared(INVALID, worse)) == [("provider", "sunpath", False)]


def test_what_may_stand_in_an_unreadable_file_is_not_gone(compared: Compared) -> None:
    found = compared(GOOD, UNREADABLE)
    assert found.changes == ()
    assert shown(found) == [("file", "a.yaml", False), ("provider", "sunpath", False)]
    assert "a.yaml cannot be read there" in found.unjudged[1].reason
    assert found.unjudged[1].location == found.unjudged[0].location


def test_what_may_have_stood_in_an_unreadable_file_is_not_new(
    compared: Compared,
) -> None:
    found = compared(UNREADABLE, GOOD)
    assert found.changes == ()
    assert shown(found) == [("file", "a.yaml", True), ("provider", "sunpath", True)]


def test_a_file_that_was_unreadable_before_hides_nothing_new(
    compared: Compared,
) -> None:
    broken = {"b.yaml": UNREADABLE["a.yaml"]}
    found = compared(GOOD | broken, broken)
    assert found.unjudged == ()
    assert [change.type.value for change in found.changes] == ["removed"]


def test_an_id_that_is_declared_twice_is_not_compared(compared: Compared) -> None:
    found = compared(GOOD, {**GOOD, "b.yaml": provider()})
    assert shown(found) == [("provider", "sunpath", False)]
    assert found.unjudged[0].reason == "it is declared more than once"


def test_a_document_that_is_no_declaration_is_said(compared: Compared) -> None:
    found = compared(GOOD, {**GOOD, "b.yaml": "colour: red\n"})
    assert shown(found) == [("file", "b.yaml", False)]


def test_each_has_a_fingerprint_of_its_own(compared: Compared) -> None:
    found = compared(GOOD, UNREADABLE)
    assert len({each.fingerprint for each in found.unjudged}) == 2
    (first,) = compared(GOOD, INVALID).unjudged
    (other,) = compared(GOOD, {"moved.yaml": INVALID["a.yaml"]}).unjudged
    assert first.fingerprint == other.fingerprint


def test_another_id_is_one_gone_and_one_new_with_a_hint(compared: Compared) -> None:
    found = compared(GOOD, {"a.yaml": provider("sunpath-llc")})
    assert [c.type.value for c in found.changes] == ["removed", "added"]
    (hint,) = hints(found.changes)
    assert (hint.before, hint.after) == (
        ("provider", "sunpath"),
        ("provider", "sunpath-llc"),
    )


def test_a_rename_with_an_edit_is_still_hinted_at(compared: Compared) -> None:
    before = {"a.yaml": provider(annotations="{a: 1}")}
    phone = "user_access_administrators"
    after = {
        "a.yaml": provider(
            "other", annotations="{a: 1}", **{phone: "[{name: A, email: a@b.example}]"}
        )
    }
    (hint,) = hints(compared(before, after).changes)
    assert "nearly" in hint.text


def test_another_provider_is_no_rename(compared: Compared) -> None:
    other = provider("tule", "Tule Bend LLC").replace("desk@", "market@")
    assert hints(compared(GOOD, {"a.yaml": other}).changes) == ()


def test_another_kind_under_the_same_id_is_said(compared: Compared) -> None:
    utility = (
        "dera: v1\nkind: utility\nid: sunpath\nname: Sunpath\nrole: mss\n"
        "contact: {name: Desk, email: desk@sunpath.example}\n"
    )
    found = compared(GOOD, {"a.yaml": utility})
    assert [c.type.value for c in found.changes] == ["removed", "added"]
    (hint,) = hints(found.changes)
    assert "declared as utility" in hint.text
