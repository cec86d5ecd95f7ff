"""What a policy's tests give is held to what the policy sees."""

from typing import Any

import pytest

from checker.errors import PolicyError

SIZE = "size/SIZE-001.yaml"


def case(given: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "a test", "given": given, "expect": "pass", **fields}


GOOD: list[dict[str, Any]] = [
    {},
    {"facts": {"capacity_mw": 1}},
    {"facts": {"capacity_mw": None}},
    {"facts": {"day": "2026-12-08", "pnodes": ["N1"]}},
    {"facts": {"utilities": [{"utility": "pge", "sites": ["s"]}]}},
    {"params": {"minimum_capacity_mw": 1}},
    {"aggregation": {"id": "a", "annotations": {"anything": {"at": ["all"]}}}},
    {"aggregation": {"members": [{"site": "s"}], "services": ["energy"]}},
    {"linked": {"sites": [{"member_from": "2026-01-01", "ders": [{"id": "d"}]}]}},
    {"linked": {"provider": {"legal_name": "P"}}},
]


@pytest.mark.parametrize("given", GOOD)
def test_what_the_policy_sees_may_be_given_in_part(
    book: Any, given: dict[str, Any]
) -> None:
    book.policy(tests=[case(given)])
    assert list(book.load().policies) == ["SIZE-001"]


@pytest.mark.parametrize(
    ("given", "start", "words"),
    [
        pytest.param(
            {"facts": {"capacity_mv": 1}},
            "capacity_mv",
            "`capacity_mv` is not a field of `facts`\n"
            "  help: did you mean `capacity_mw`?",
            id="a fact",
        ),
        pytest.param(
            {"params": {"minimum_capacity": 1}},
            "minimum_capacity",
            "did you mean `minimum_capacity_mw`?",
            id="a parameter",
        ),
        pytest.param(
            {"linked": {"site": []}}, "site", "did you mean `sites`?", id="a list"
        ),
        pytest.param(
            {"linked": {"sites": [{"pnod": "N"}]}},
            "pnod",
            "did you mean `pnode`?",
            id="a field of a linked object",
        ),
        pytest.param(
            {"linked": {"ders": [{"interconnection": {"statsu": "complete"}}]}},
            "statsu",
            "did you mean `status`?",
            id="a field deep inside",
        ),
        pytest.param(
            {"aggregation": {"memebrs": []}},
            "memebrs",
            "did you mean `members`?",
            id="a field of the subject",
        ),
        pytest.param(
            {"schedule": {"scid": "A"}},
            "schedule",
            "`schedule` is not a field of `given`",
            id="another subject",
        ),
        pytest.param(
            {"linked": {"ders": [{"technology": "batery"}]}},
            "technology",
            "did you mean `battery`?",
            id="a word that is not one of the allowed",
        ),
        pytest.param(
            {"facts": {"capacity_mw": "1"}},
            "capacity_mw",
            "`1` is no number",
            id="text for a number",
        ),
        pytest.param(
            {"facts": {"derpa_signatory": 1}},
            "derpa_signatory",
            "`1` is no bool",
            id="a number for a truth",
        ),
        pytest.param(
            {"facts": {"capacity_mw": True}},
            "capacity_mw",
            "is no number",
            id="a truth for a number",
        ),
        pytest.param(
            {"facts": {"day": "8 December"}},
            "day",
            "`8 December` is no date",
            id="text for a date",
        ),
        pytest.param(
            {"facts": {"pnodes": "N1"}}, "pnodes", "`N1` is no list", id="no list"
        ),
        pytest.param(
            {"linked": {"provider": []}},
            "provider",
            "a list is no mapping with fields",
            id="no object",
        ),
        pytest.param(
            {"as_of": "2026-12-08"},
            "as_of",
            "`as_of` is given beside `given`, not within it",
            id="a day that would not count",
        ),
    ],
)
def test_a_test_that_gives_something_else_is_refused_at_its_line(
    book: Any, given: dict[str, Any], start: str, words: str
) -> None:
    book.policy(tests=[case({}), case(given)], require="true", message="m")
    with pytest.raises(PolicyError) as caught:
        book.load()
    error = caught.value
    assert (error.file, error.line) == (f"policies/{SIZE}", book.line(SIZE, start))
    assert "SIZE-001: test `a test`: " in str(error)
    assert words in str(error)


def test_a_test_under_an_unknown_profile_is_refused(book: Any) -> None:
    book.policy(tests=[case({}, profile="tarif")])
    with pytest.raises(PolicyError, match="tarif"):
        book.load()
