"""The dates of steps, each beside that of a step which has to come first."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

PORTFOLIO = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath}
---
{dera: v1, kind: scheduling_coordinator, id: sc, legal_name: Spth}
---
{dera: v1, kind: utility, id: pge, name: PG&E}
---
dera: v1
kind: aggregation
id: a
provider: p
scheduling_coordinator: sc
gate: registration
services: [energy]
market_date: 2026-10-01
members: [{site: s, from: 2026-10-01}]
---
dera: v1
kind: site
id: s
utility: pge
service_account: "1"
ders:
  - id: d
    technology: battery
    rated_kw: 500
    interconnection: {permission_to_operate_on: 2025-09-12}
  - id: e
    technology: battery
    rated_kw: 500
    interconnection: {permission_to_operate_on: 2025-11-18}
  - {id: f, technology: flexible_load, rated_kw: 50}
"""

PROJECT = """
---
dera: v1
kind: nri_project
id: n
aggregation: a
start_on: 2026-01-12
sync_date: 2026-09-09
buckets:
  - {number: 1, submitted_on: 2026-01-29, approved_on: 2026-02-10}
  - {number: 2, submitted_on: 2026-05-08}
  - {number: 3, approved_on: 2026-08-05}
letters:
  selection: {entity_name: Sunpath, signed_on: 2026-07-20, project_code: X}
  acceptance: {entity_name: Spth, signed_on: 2026-07-22}
"""

DERPA = """
---
dera: v1
kind: agreement
id: derpa
type: DERPA
provider: p
party_name: Sunpath
executed_on: 2025-11-14
schedule_1:
  completed_on: 2026-01-12
  aggregations: [{aggregation: %s, der_list_digest: x}]
"""

MSA_SC = """
---
dera: v1
kind: agreement
id: msa
type: MSA_SC
scheduling_coordinator: sc
party_name: Spth
executed_on: 2021-04-09
"""

CONCURRENCE = """
---
dera: v1
kind: concurrence
id: c
aggregation: a
utility: pge
submitted_on: 2025-10-20
responded_on: 2025-12-01
outcome: %s
der_list_digest: "%s"
"""

PLAN = """
---
dera: v1
kind: metering_plan
id: q
scheduling_coordinator: sc
accepted_on: 2026-05-20
"""

TELEMETRY = """
---
{dera: v1, kind: telemetry, id: rig, aggregation: a, validated_on: 2026-05-21}
"""

EXTRACT = """
---
{dera: v1, kind: master_file_extract, id: m, aggregation: a, submitted_on: 2026-09-28}
"""

MARKET = ("the first day in the market", "2026-10-01")
START = ("the start of NRI", "2026-01-12")


def steps(build: Build, text: str) -> set[tuple[tuple[str, str], tuple[str, str]]]:
    facts = build(PORTFOLIO + text).dossier("aggregation", "a").facts
    return {
        ((pair["step"], pair["on"]), (pair["needs"], pair["needs_on"]))
        for pair in facts["dated_steps"]
    }


def test_without_dates_there_are_no_pairs(build: Build) -> None:
    assert steps(build, "") == set()


def test_a_project_dates_its_buckets_letters_and_the_market(build: Build) -> None:
    assert steps(build, PROJECT) == {
        (("the submission of bucket 1", "2026-01-29"), START),
        (
            ("the approval of bucket 1", "2026-02-10"),
            ("the submission of bucket 1", "2026-01-29"),
        ),
        (("the submission of bucket 2", "2026-05-08"), START),
        # The acceptance has no project code, so it may be older than the project.
        (("the selection letter", "2026-07-20"), START),
        (MARKET, START),
        (MARKET, ("the approval of bucket 3", "2026-08-05")),
        (MARKET, ("the first synchronization", "2026-09-09")),
    }


def test_schedule_1_follows_its_agreement_and_the_project(build: Build) -> None:
    found = steps(build, DERPA % "a" + PROJECT) - steps(build, PROJECT)
    assert found == {
        (("the start of NRI", "2026-01-12"), ("the DERPA", "2025-11-14")),
        (("Schedule 1", "2026-01-12"), ("the DERPA", "2025-11-14")),
        (("Schedule 1", "2026-01-12"), START),
    }


def test_a_schedule_1_without_the_aggregation_is_not_its_step(build: Build) -> None:
    assert steps(build, DERPA % "other") == set()


def test_the_plan_follows_the_service_agreement(build: Build) -> None:
    assert steps(build, MSA_SC + PLAN) == {
        (
            ("the acceptance of metering plan q", "2026-05-20"),
            ("the MSA-SC", "2021-04-09"),
        )
    }


def test_telemetry_and_master_file_follow_bucket_1_and_the_letters(
    build: Build,
) -> None:
    bucket = ("the approval of bucket 1", "2026-02-10")
    extract = ("the submission of Master File data m", "2026-09-28")
    letters = ("the letters of the Scheduling Coordinator", "2026-07-20")
    found = steps(build, PROJECT + TELEMETRY + EXTRACT) - steps(build, PROJECT)
    assert found == {
        (("the validation of telemetry rig", "2026-05-21"), bucket),
        (extract, bucket),
        (extract, letters),
    }


def test_an_answer_follows_the_connection_of_what_it_covers(build: Build) -> None:
    facts = build(PORTFOLIO).dossier("aggregation", "a").facts
    present = facts["utilities"][0]["der_list_digest"]
    answer = ("the answer of pge", "2025-12-01")
    assert steps(build, CONCURRENCE % ("concurred", present)) == {
        (answer, ("its submission", "2025-10-20")),
        (answer, ("the permission to operate of its last DER", "2025-11-18")),
    }


@pytest.mark.parametrize(
    ("outcome", "digest"), [("concurred", "sha256:older"), ("concerns_raised", None)]
)
def test_an_answer_on_another_list_or_with_concerns_covers_no_der(
    build: Build, outcome: str, digest: str | None
) -> None:
    facts = build(PORTFOLIO).dossier("aggregation", "a").facts
    listed = digest or facts["utilities"][0]["der_list_digest"]
    assert steps(build, CONCURRENCE % (outcome, listed)) == {
        (("the answer of pge", "2025-12-01"), ("its submission", "2025-10-20"))
    }


def test_a_pair_is_located_at_the_date_of_its_step(build: Build) -> None:
    facts = build(PORTFOLIO + PROJECT).dossier("aggregation", "a").facts
    place = next(
        pair.place
        for pair in facts["dated_steps"]
        if pair["step"] == "the submission of bucket 2"
    )
    assert place.pointer == ("buckets", 1, "submitted_on")


def test_an_unreadable_project_leaves_all_pairs_out(build: Build) -> None:
    linked = build(PORTFOLIO + PROJECT, invalid=("n",))
    facts = linked.dossier("aggregation", "a").facts
    assert "dated_steps" not in facts
    assert "n" in facts.absent["dated_steps"]


def test_an_unreadable_site_leaves_all_pairs_out(build: Build) -> None:
    linked = build(PORTFOLIO, invalid=("s",))
    facts = linked.dossier("aggregation", "a").facts
    assert "s" in facts.absent["dated_steps"]
