"""A portfolio's own settings are held to the rule book."""

from typing import Any

import pytest

from checker.errors import CheckerError, ConfigurationError, UsageError
from checker.model.configuration import Configuration
from checker.model.finding import Severity
from checker.policy.settings import chosen_policies, overrides_in_words


def chosen(book: Any, **given: Any) -> frozenset[str] | None:
    book.policy()
    book.policy(id="SIZE-002")
    configuration = Configuration(
        parameters=given.get("parameters", {}), severities=given.get("severities", {})
    )
    return chosen_policies(
        book.load(),
        configuration,
        given.get("select", ()),
        given.get("ignore", ()),
        allow_overrides=given.get("allow_overrides", True),
    )


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), None),
        (("SIZE-001",), (), {"SIZE-001"}),
        ((), ("SIZE-001",), {"SIZE-002"}),
        (("SIZE-001", "SIZE-002"), ("SIZE-002",), {"SIZE-001"}),
    ],
)
def test_policies_are_selected_and_ignored_by_id(
    book: Any, select: Any, ignore: Any, expected: set[str] | None
) -> None:
    assert chosen(book, select=select, ignore=ignore) == expected


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"select": ("SIZE-01",)}, UsageError, "there is no policy `SIZE-01`"),
        ({"ignore": ("SIZE-0001",)}, UsageError, "did you mean `SIZE-001`?"),
        (
            {"severities": {"SIZE-01": Severity.NOTE}},
            ConfigurationError,
            "dera.yaml: there is no policy `SIZE-01`",
        ),
        (
            {"parameters": {"minimum_capacity": 1}},
            ConfigurationError,
            "did you mean `minimum_capacity_mw`?",
        ),
        (
            {"parameters": {"minimum_capacity_mw": "0.1"}},
            ConfigurationError,
            "parameter `minimum_capacity_mw`: `0.1` is no number",
        ),
        (
            {"parameters": {"minimum_capacity_mw": True}},
            ConfigurationError,
            "`True` is no number",
        ),
        (
            {"parameters": {"minimum_capacity_mw": None}},
            ConfigurationError,
            "no value is given",
        ),
        (
            {"parameters": {"minimum_capacity_mw": [0.1]}},
            ConfigurationError,
            "a list is no number",
        ),
        (
            {"parameters": {"minimum_capacity_mw": 1}, "allow_overrides": False},
            ConfigurationError,
            "overrides are refused: minimum_capacity_mw is 1 MW",
        ),
        (
            {"severities": {"SIZE-001": Severity.NOTE}, "allow_overrides": False},
            ConfigurationError,
            "SIZE-001 is a note",
        ),
    ],
)
def test_what_the_rule_book_does_not_know_is_refused(
    book: Any, given: dict[str, Any], error: type[CheckerError], words: str
) -> None:
    with pytest.raises(error) as caught:
        chosen(book, **given)
    assert words in str(caught.value)


def test_business_days_are_not_overridden_in_silence(book: Any, parameter: Any) -> None:
    book.parameters(
        "calendar", business_day_overrides=parameter(([], "2016-06-03", None, None))
    )
    days = [{"date": "2027-01-04", "business_day": False}]
    with pytest.raises(ConfigurationError, match="business_day_overrides"):
        chosen(book, parameters={"business_day_overrides": days})


def test_the_newest_list_of_business_days_counts(book: Any, parameter: Any) -> None:
    day = {"date": "2027-01-04", "business_day": False}
    book.parameters(
        "calendar",
        business_day_overrides=parameter(
            ([day], "2026-01-01", None, None), ([], "2016-06-03", None, None)
        ),
    )
    assert [*book.load().calendar_overrides.values()] == [False]


def test_overrides_are_put_into_words(book: Any) -> None:
    book.policy()
    configuration = Configuration(
        parameters={"minimum_capacity_mw": 0.25},
        severities={"SIZE-001": Severity.ERROR},
    )
    assert overrides_in_words(book.load(), configuration) == (
        "minimum_capacity_mw is 0.25 MW",
        "SIZE-001 is an error",
    )
