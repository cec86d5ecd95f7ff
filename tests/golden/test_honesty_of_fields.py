"""Leaving a field out never turns a failure into a pass.

From every bad example each field is taken out in turn, and in the good ones each field
is first given a wrong value and then taken out. Whatever failed then still does, or
something as grave takes its place. The exceptions are listed, each with its reason.

`DERA_FUZZ=1` takes the fields of every declaration of the large example, not only the
first that has each.
"""

import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.pipeline import Options, rule_book
from tests.anew import Portfolio, Steps, Verdicts, options_of, taken_out

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = EXAMPLES / "bad"
CASES = sorted(
    path.parent.name
    for path in BAD.glob("*/expected.json")
    if not path.parent.name.startswith("READ-")  # of those nothing can be read
)
DAY = date(2026, 12, 8)
WHOLE = os.environ.get("DERA_FUZZ", "0") != "0"
rules = cache(rule_book)

ITSELF = "what the field says is judged, and nothing asks for it"
END = "what names no end goes on"
PLAN = "what is not begun needs no date; once it is, another policy asks for one"
ORDER = "the order of two dates is judged, and nothing asks for the first"
BUCKET = "without it NRI-003 judges the bucket as if it went in today, as a warning"
SYNC = "the market date stands in for it"
UNSENT = "a schedule without it was not sent yet, so it was not sent late"
EXCEPTIONS = {
    # (policy, kind, field): why the failure may go with the field
    ("AGR-002", "agreement", "terminated_on"): END,
    ("AGR-005", "agreement", "changes"): ITSELF,
    ("AS-001", "ancillary_service_certification", "expires_on"): END,
    (
        "CRED-004",
        "nri_project",
        "environment",
    ): "none stands for PROD, as the schema says",
    ("CRED-008", "credential", "annotations"): ITSELF,
    ("CRED-008", "credential", "annotations.password"): ITSELF,
    ("CRED-008", "scheduling_coordinator", "annotations"): ITSELF,
    ("CRED-008", "scheduling_coordinator", "annotations.note"): ITSELF,
    ("DER-006", "aggregation", "market_date"): PLAN,
    ("LIFE-001", "master_file_extract", "submitted_on"): ORDER,
    ("LIFE-001", "nri_project", "buckets.*.approved_on"): BUCKET,
    ("LIFE-001", "nri_project", "buckets.*.submitted_on"): BUCKET,
    ("LIFE-001", "nri_project", "sync_date"): SYNC,
    ("LINK-001", "concurrence", "concerns.*.site"): ITSELF,
    (
        "MTR-001",
        "meter",
        "installed_on",
    ): "a meter that is declared is taken to be there",
    ("NRI-003", "nri_project", "buckets.*.approved_on"): BUCKET,
    ("NRI-003", "nri_project", "buckets.*.submitted_on"): BUCKET,
    ("NRI-003", "nri_project", "sync_date"): SYNC,
    ("REF-001", "agreement", "tariff_section"): ITSELF,
    ("SCH-004", "schedule", "submitted_at"): UNSENT,
    ("SCH-005", "schedule", "submitted_at"): UNSENT,
    ("SCH-009", "aggregation", "end_date"): END,
    ("SCH-010", "schedule", "bids"): ITSELF,
    ("SCH-014", "monitoring", "requests"): ITSELF,
    ("SCH-016", "ancillary_service_certification", "expires_on"): END,
    ("SCH-016", "schedule", "ancillary_services"): ITSELF,
    ("SCH-017", "schedule", "bids"): ITSELF,
    ("UDC-002", "nri_project", "start_on"): PLAN,
    ("UDC-003", "nri_project", "start_on"): PLAN,
    (
        "UDC-004",
        "concurrence",
        "concerns",
    ): "none are asked for before the utility answers with concerns",
}


@cache
def good(name: str) -> tuple[Portfolio, Verdicts]:
    portfolio = Portfolio(EXAMPLES / name, Options(as_of=DAY, today=DAY), rules())
    return portfolio, portfolio.judged()


def named(steps: Steps) -> str:
    """Return the name of a field, wherever in its lists it stands."""
    return ".".join("*" if isinstance(step, int) else step for step in steps)


def graver(after: Verdicts, before: Verdicts) -> int:
    """Return how grave the gravest is that was not found, or not as grave, before."""
    new = (
        weight
        for key, weight in after.gravest.items()
        if weight > before.gravest.get(key, 0)
    )
    return max(new, default=0)


@pytest.mark.parametrize("case", CASES)
def test_no_field_taken_out_of_a_bad_example_makes_it_comply(
    case: str, record_property: Callable[[str, object], None]
) -> None:
    portfolio = Portfolio(BAD / case, options_of(BAD / case), rules())
    before = portfolio.judged()
    failing = frozenset(policy for policy, _ in before.failing)
    silent, tried = [], 0
    for declared in portfolio.declarations:
        for steps, data in taken_out(declared.data):
            tried += 1
            changed = portfolio.with_one(declared, data)
            if changed is None:
                continue
            after = changed.judged(failing)
            lost = [
                key
                for key in before.failing - after.gravest.keys()
                if key[1] in after.subjects
                and (key[0], declared.kind, named(steps)) not in EXCEPTIONS
            ]
            if lost:
                instead = graver(changed.judged(), before)
                silent += [
                    (*key, declared.id, named(steps))
                    for key in lost
                    if instead < before.gravest[key]
                ]
    record_property("tried", tried)
    assert silent == []


WRONG: dict[type, tuple[Any, ...]] = {
    str: ("2016-01-01", "2025-10-21", "2026-12-09", "2030-01-01", "other"),
    int: (0, -1, 0.001, 1_000_000),
    float: (0, -1, 0.001, 1_000_000),
    bool: (True, False),
}


def spoiled(data: Any, steps: Steps) -> Iterator[Any]:
    """Yield the data with each wrong value in the place of a scalar."""
    old = data
    for step in steps:
        old = old[step]
    for wrong in WRONG.get(type(old), ()):
        if wrong != old:
            other = json.loads(json.dumps(data))
            inner = other
            for step in steps[:-1]:
                inner = inner[step]
            inner[steps[-1]] = wrong
            yield other


def fields(name: str) -> Iterator[tuple[Any, Steps, Any]]:
    """Yield each field of an example; of the large one those the small one lacks."""
    seen: set[tuple[str, str]] = set()
    if name != "minimal":
        seen = {(one.kind, named(steps)) for one, steps, _ in fields("minimal")}
    for declared in good(name)[0].declarations:
        for steps, rest in taken_out(declared.data):
            key = declared.kind, named(steps)
            if key not in seen or WHOLE:
                yield declared, steps, rest
                seen.add(key)


@pytest.mark.parametrize("name", ["minimal", "bay-area"])
def test_no_wrong_value_is_better_left_out(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    portfolio, before = good(name)
    silent, tried = set(), 0
    for declared, steps, rest in fields(name):
        without = portfolio.with_one(declared, rest)
        if without is None:
            continue  # the schema asks for it
        instead = graver(without.judged(), before)
        for data in spoiled(declared.data, steps) if instead < 3 else ():
            tried += 1
            wrong = portfolio.with_one(declared, data)
            if wrong is None:
                continue
            found = wrong.judged()
            silent |= {
                (policy, declared.kind, named(steps))
                for policy, subject in found.failing - before.gravest.keys()
                if found.gravest[policy, subject] > instead
            }
    record_property("tried", tried)
    assert sorted(silent - EXCEPTIONS.keys()) == []


def test_every_exception_names_a_policy_and_a_field() -> None:
    schemas, pack = rules()
    for policy, kind, field in EXCEPTIONS:
        assert policy in pack.policies or policy.startswith(("SCHEMA", "LINK"))
        assert field.split(".")[0] in schemas.schema(kind)["properties"]
