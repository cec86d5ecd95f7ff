"""The shipped steps to the market: their own tests, and the rule book's graph."""

import pytest

from checker.evaluate.lifecycle import lifecycle_of
from checker.pipeline import rule_book
from checker.policy.compiled_step import CompiledStep
from checker.timeline.verify import verify_step

SCHEMAS, PACK = rule_book()
LIFECYCLE = lifecycle_of(PACK, SCHEMAS)
STEPS = [pytest.param(compiled, id=name) for name, compiled in LIFECYCLE.steps.items()]

RULEBOOK_12 = {
    "L01": set(),
    "L02": {"L01"},
    "L03": {"L02"},
    "L04": {"L01"},
    "L05": {"L02"},
    "L06": {"L01"},
    "L07": {"L01"},
    "L08": {"L06", "L07"},
    "L09": {"L04", "L08"},
    "L10": {"L04", "L09"},
    "L11": {"L09"},
    "L12": {"L03", "L09"},
    "L13": {"L05", "L11"},
    "L14": {"L02", "L09"},
    "L15": {"L11", "L14"},
    "L16": {"L13", "L15"},
    "L17": {"L08", "L10", "L12", "L13", "L14", "L15"},
    "L18": {"L05", "L17"},
    "L19": {"L17"},
    "L20": {"L12", "L18"},
    "L21": {"L17"},
}
"""Section 12 of the rule book: each node with what it depends on."""

OWN_STEPS = {
    "L22": "bucket 2 of section 7.1",
    "L23": "bucket 3 of section 7.1",
    "L24": "synchronization, from which the due dates of section 7.1 count back",
}

OWN_EDGES = {
    ("L17", "L05"): "the bid for the first trade date needs access to SIBR",
    ("L17", "L24"): "the market comes after the first synchronization",
}

DUE_BEFORE_SYNCHRONIZATION = {
    "L11": 0,
    "L12": 1,
    "L13": 1,
    "L14": 2,
    "L15": 2,
    "L22": 1,
    "L23": 2,
}
"""Sections 7.1 and 12: which of the days 203, 105 and 30 counts for each."""

LEADS = {
    "L02": "scheduling_coordinator_certification_days",
    "L04": "derpa_execution_days",
    "L05": "access_business_days",
    "L06": "interconnection_days",
    "L08": "udc_review_business_days",
    "L11": "nri_review_days",
    "L12": "nri_review_days",
    "L13": "telemetry_implementation_days",
    "L15": "master_file_lead_business_days",
    "L16": "ancillary_service_test_days",
    "L22": "nri_review_days",
    "L23": "nri_review_days",
}


@pytest.mark.parametrize("compiled", STEPS)
def test_the_tests_of_a_step_come_out_as_expected(compiled: CompiledStep) -> None:
    wrong = [
        f"{case.test.name}: expected {case.test.expect} on {case.test.on} at"
        f" {case.test.at}, got {case.state} on {case.on} at {case.at} {case.reason}"
        for case in verify_step(compiled, PACK)
        if not case.passed
    ]
    assert wrong == []


@pytest.mark.parametrize("compiled", STEPS)
def test_a_step_has_a_case_for_each_state_that_it_can_show(
    compiled: CompiledStep,
) -> None:
    step = compiled.step
    needed = {"done", "open"}
    if step.waiting is not None:
        needed.add("waiting")
    if step.applies_when is not None:
        needed.add("not_applicable")
    if step.id != "L17":  # what it reads is a field of the aggregation, which is there
        needed.add("undetermined")
    assert needed <= {test.expect for test in step.tests}


@pytest.mark.parametrize(("node", "needs"), RULEBOOK_12.items())
def test_a_node_of_the_rule_book_is_a_step_with_its_dependencies(
    node: str, needs: set[str]
) -> None:
    step = LIFECYCLE.steps[node].step
    own = {after for before, after in OWN_EDGES if before == node}
    assert {needed.step for needed in step.depends_on} == needs | own


def test_every_other_step_says_where_it_comes_from() -> None:
    assert set(LIFECYCLE.steps) - set(RULEBOOK_12) == set(OWN_STEPS)


def test_the_talk_before_the_request_is_the_only_advice() -> None:
    advice = {
        (name, needed.step)
        for name, compiled in LIFECYCLE.steps.items()
        for needed in compiled.step.depends_on
        if needed.recommended
    }
    assert advice == {("L08", "L07")}


def test_the_due_dates_count_back_from_synchronization() -> None:
    lags = {
        needed.step: needed.lag.entry
        for needed in LIFECYCLE.steps["L24"].step.depends_on
        if needed.lag is not None and needed.lag.parameter == "nri_bucket_days"
    }
    assert lags == DUE_BEFORE_SYNCHRONIZATION


def test_the_lead_times_are_those_of_the_rule_book() -> None:
    leads = {
        name: compiled.step.lead.parameter
        for name, compiled in LIFECYCLE.steps.items()
        if compiled.step.lead is not None
    }
    assert leads == LEADS


def test_a_step_comes_after_those_that_it_depends_on() -> None:
    seen: set[str] = set()
    for name, compiled in LIFECYCLE.steps.items():
        assert {needed.step for needed in compiled.step.depends_on} <= seen
        seen.add(name)


def test_the_steps_of_operation_recur_and_no_others() -> None:
    recurring = {n for n, c in LIFECYCLE.steps.items() if c.step.recurring}
    assert recurring == {"L18", "L19", "L20", "L21"}
