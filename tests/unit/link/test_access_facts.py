"""Who asks CAISO for access, and what is submitted to which system."""

from collections.abc import Callable
from typing import Any

Build = Callable[..., Any]

PORTFOLIO = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath, user_access_administrators: [%s]}
---
{dera: v1, kind: scheduling_coordinator, id: s, legal_name: Spath}
---
{dera: v1, kind: aggregation, id: a, provider: p, scheduling_coordinator: s,
 gate: market, services: [energy, RU, RD], members: [], pmin_mw: -2, pmax_mw: 2,
 ramp_segments: [{from_mw: -2, to_mw: 2, up_mw_per_minute: 0.5, down_mw_per_minute: 1}]}
---
{dera: v1, kind: nri_project, id: n, aggregation: a}
---
{dera: v1, kind: schedule, id: d, aggregation: a, trade_date: 2026-12-10, hours: [],
 environment: TEST}
---
{dera: v1, kind: ancillary_service_certification, id: up, aggregation: a, service: RU,
 capacity_mw: 1}
---
{dera: v1, kind: ancillary_service_certification, id: down, aggregation: a, service: RD,
 capacity_mw: 1}
---
{dera: v1, kind: ancillary_service_certification, id: wide, aggregation: a, service: SR,
 capacity_mw: 5}
"""
ADMINISTRATOR = "{name: Access Administrator, email: uaa@sunpath.example.com}"


def facts_of(build: Build, text: str, **options: Any) -> Any:
    return build(text, **options).dossier("aggregation", "a").facts


def test_both_participants_are_listed_with_their_administrators(build: Build) -> None:
    provider, coordinator = facts_of(build, PORTFOLIO % ADMINISTRATOR)["organisations"]
    assert (provider["kind"], provider["id"]) == ("provider", "p")
    assert len(provider["user_access_administrators"]) == 1
    assert provider.place.pointer == ("user_access_administrators",)
    assert coordinator["kind"] == "scheduling_coordinator"
    assert "user_access_administrators" not in coordinator
    assert coordinator.place.pointer == ("id",)


def test_an_undeclared_coordinator_leaves_the_provider(build: Build) -> None:
    text = PORTFOLIO.replace(" scheduling_coordinator: s,", "") % ""
    assert [one["id"] for one in facts_of(build, text)["organisations"]] == ["p"]


def test_a_participant_that_cannot_be_read_leaves_the_fact_open(build: Build) -> None:
    facts = facts_of(build, PORTFOLIO % "", invalid=("p",))
    assert "organisations" not in facts
    assert facts.absent["organisations"]


def test_what_is_submitted_names_its_system_and_its_environment(build: Build) -> None:
    found = facts_of(build, PORTFOLIO % "")["submissions"]
    assert [
        (one["kind"], one["id"], one["system"], one["environment"]) for one in found
    ] == [("schedule", "d", "SIBR", "TEST"), ("nri_project", "n", "RIMS", "PROD")]
    assert [one.place.pointer for one in found] == [("environment",), ("id",)]


def test_an_unreadable_submission_leaves_the_fact_open(build: Build) -> None:
    facts = facts_of(build, PORTFOLIO % "", invalid=("d",))
    assert "submissions" not in facts


def test_awards_say_how_long_their_capacity_takes(build: Build) -> None:
    awards = {
        award["certification"]: award
        for award in facts_of(build, PORTFOLIO % "")["awards"]
    }
    assert awards["up"]["needed_minutes"] == 2
    assert awards["down"]["needed_minutes"] == 1
    assert awards["up"].place.pointer == ("capacity_mw",)


def test_an_award_that_the_range_does_not_hold_has_no_time(build: Build) -> None:
    (award,) = (
        award
        for award in facts_of(build, PORTFOLIO % "")["awards"]
        if award["certification"] == "wide"
    )
    assert "needed_minutes" not in award
    assert "do not fit" in award.absent["needed_minutes"]


def test_awards_need_the_ramp_segments_and_the_limits(build: Build) -> None:
    for gone in (" pmin_mw: -2,", " pmax_mw: 2,"):
        text = PORTFOLIO.replace(gone, "") % ""
        reasons = [a.absent["needed_minutes"] for a in facts_of(build, text)["awards"]]
        assert gone.strip().partition(":")[0] in reasons[0]
    text = PORTFOLIO.replace("ramp_segments", "annotations") % ""
    (reason, *_) = (a.absent["needed_minutes"] for a in facts_of(build, text)["awards"])
    assert "ramp_segments" in reason


def test_unreadable_certifications_leave_the_awards_open(build: Build) -> None:
    facts = facts_of(build, PORTFOLIO % "", invalid=("up",))
    assert "awards" not in facts
