"""The buckets of deliverables of New Resource Implementation."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

PORTFOLIO = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath}
---
dera: v1
kind: aggregation
id: a
provider: p
gate: registration
services: [energy]
members: []
market_date: 2026-10-01
---
dera: v1
kind: nri_project
id: n
aggregation: a
start_on: 2026-01-12
sync_date: 2026-09-09
buckets:
  - {number: 4, submitted_on: 2026-09-01}
  - {number: 1, submitted_on: 2026-01-29, approved_on: 2026-02-10}
"""


def buckets(build: Build, text: str) -> list[Any]:
    facts = build(text).dossier("aggregation", "a").facts
    found: list[Any] = facts["nri_buckets"]
    return found


def test_the_three_buckets_are_listed_declared_or_not(build: Build) -> None:
    common = {"project": "n", "start_on": "2026-01-12", "sync_on": "2026-09-09"}
    submitted = {"submitted_on": "2026-01-29", "approved_on": "2026-02-10"}
    assert buckets(build, PORTFOLIO) == [
        {**common, "number": 1, **submitted},
        {**common, "number": 2},
        {**common, "number": 3},
    ]


def test_a_bucket_is_located_where_it_is_declared_or_should_be(build: Build) -> None:
    places = [bucket.place.pointer for bucket in buckets(build, PORTFOLIO)]
    assert places == [("buckets", 1), ("buckets",), ("buckets",)]


@pytest.mark.parametrize(
    ("text", "sync_on"),
    [
        (PORTFOLIO.replace("sync_date: 2026-09-09", ""), "2026-10-01"),
        (
            PORTFOLIO.replace("sync_date: 2026-09-09", "").replace(
                "market_date: 2026-10-01", ""
            ),
            None,
        ),
    ],
)
def test_the_market_date_stands_in_for_the_synchronization(
    build: Build, text: str, sync_on: str | None
) -> None:
    assert [bucket.get("sync_on") for bucket in buckets(build, text)] == [sync_on] * 3


def test_a_project_without_a_start_has_buckets_without_one(build: Build) -> None:
    planned = PORTFOLIO.replace("start_on: 2026-01-12", "")
    assert all("start_on" not in bucket for bucket in buckets(build, planned))


def test_an_unreadable_project_leaves_the_buckets_out(build: Build) -> None:
    facts = build(PORTFOLIO, invalid=("n",)).dossier("aggregation", "a").facts
    assert "n" in facts.absent["nri_buckets"]
