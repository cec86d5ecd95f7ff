"""The timeline of a portfolio, whole and with parts of its evidence taken away."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import ConfigurationError, UsageError
from checker.load.read import read_file
from checker.model.timeline import DeadlineKind, State, Timeline

Datas = list[dict[str, Any]]
MakeTimeline = Callable[..., Timeline]
MINIMAL = Path(__file__).parents[3] / "examples" / "minimal"
AS_OF = date(2026, 12, 8)
EVIDENCE = (
    "agreement",
    "concurrence",
    "nri_project",
    "credential",
    "metering_plan",
    "master_file_extract",
)


def minimal() -> Datas:
    """Return the declarations of the minimal portfolio."""
    reading = read_file(MINIMAL, "portfolio.yaml")
    return [document.data for document in reading.documents]


def changed(kind: str, **fields: Any) -> Datas:
    """Return the minimal portfolio with other fields in a kind; None removes one."""
    datas = deepcopy(minimal())
    for data in datas:
        if data["kind"] == kind:
            data.update(fields)
            for name in [name for name, value in fields.items() if value is None]:
                del data[name]
    return datas


def without(*kinds: str) -> Datas:
    return [data for data in minimal() if data["kind"] not in kinds]


def reach(found: Timeline) -> date:
    """Return when the aggregation is in the market, or can be."""
    day = found.live_since or found.earliest
    assert day is not None
    return day


def test_what_is_in_the_market_has_done_every_step_that_comes_before(
    timeline_on: MakeTimeline,
) -> None:
    found = timeline_on(minimal(), AS_OF)
    assert found.live_since == date(2026, 10, 1)
    assert found.earliest is None
    assert found.slack_days is None
    assert found.critical_path == ()
    ended = {State.DONE, State.NOT_APPLICABLE}
    assert {step.state for step in found.steps if not step.recurring} <= ended


@settings(max_examples=25)
@given(
    lost=st.sets(st.sampled_from(range(len(minimal())))),
    as_of=st.dates(date(2025, 6, 1), date(2027, 3, 1)),
)
def test_a_step_that_is_done_has_evidence_that_is_no_plan(
    timeline_on: MakeTimeline, lost: set[int], as_of: date
) -> None:
    datas = [
        data
        for index, data in enumerate(minimal())
        if index not in lost or data["kind"] == "aggregation"
    ]
    for step in timeline_on(datas, as_of).steps:
        if step.state is State.DONE:
            assert step.evidence
            assert all(each.location.span.line > 0 for each in step.evidence)
            assert step.done_on is None or step.done_on <= as_of
        elif not step.recurring and step.state is not State.NOT_APPLICABLE:
            assert step.finish is not None
            assert step.finish >= as_of


@settings(max_examples=40)
@given(
    lost=st.sets(st.sampled_from(range(len(minimal())))),
    as_of=st.dates(date(2025, 6, 1), date(2027, 3, 1)),
)
def test_losing_evidence_never_makes_the_first_trade_date_earlier(
    timeline_on: MakeTimeline, lost: set[int], as_of: date
) -> None:
    whole = minimal()
    rest = [
        data
        for index, data in enumerate(whole)
        if index not in lost or data["kind"] not in EVIDENCE
    ]
    assert reach(timeline_on(rest, as_of)) >= reach(timeline_on(whole, as_of))


@settings(max_examples=25)
@given(as_of=st.dates(date(2025, 6, 1), date(2027, 3, 1)), days=st.integers(1, 700))
def test_no_step_is_late_exactly_when_the_wanted_date_is_in_reach(
    timeline_on: MakeTimeline, as_of: date, days: int
) -> None:
    by = date.fromordinal(as_of.toordinal() + days)
    found = timeline_on(minimal(), as_of, by=by)
    if found.live_since is not None:
        return
    assert found.slack_days is not None
    assert found.earliest is not None
    assert found.earliest >= as_of
    overdue = any(
        step.late and (step.slack_days is None or step.slack_days >= 0)
        for step in found.steps
    )
    late = any(step.late for step in found.steps)
    assert (late and not overdue) is (found.slack_days < 0) or overdue


@pytest.mark.parametrize(
    ("datas", "step", "state"),
    [
        (without("agreement"), "L04", State.OPEN),
        (without("concurrence"), "L08", State.OPEN),
        (without("concurrence"), "L17", State.BLOCKED),
        (without("site"), "L01", State.UNDETERMINED),
        (changed("concurrence", responded_on="2026-12-09"), "L08", State.WAITING),
        (changed("concurrence", outcome="pending"), "L08", State.WAITING),
        (
            changed("master_file_extract", effective_on="2026-12-09"),
            "L15",
            State.WAITING,
        ),
        (changed("aggregation", market_date="2026-12-09"), "L17", State.OPEN),
        (changed("aggregation", services=["energy", "RU"]), "L13", State.OPEN),
        (changed("aggregation", services=["energy", "RU"]), "L16", State.BLOCKED),
    ],
)
def test_a_step_stands_where_its_evidence_puts_it(
    timeline_on: MakeTimeline, datas: Datas, step: str, state: State
) -> None:
    assert timeline_on(datas, AS_OF).by_id[step].state is state


def test_what_cannot_be_judged_says_why_and_is_an_action(
    timeline_on: MakeTimeline,
) -> None:
    found = timeline_on(without("site"), AS_OF)
    step = found.by_id["L01"]
    assert "facts.capacity_mw" in step.reason
    assert found.live_since is None
    words = next(action.words for action in found.actions if action.step == "L01")
    assert words.startswith("Declare what is missing: ")


def test_a_trade_date_that_has_passed_does_not_make_a_market_of_an_open_step(
    timeline_on: MakeTimeline,
) -> None:
    found = timeline_on(without("concurrence"), AS_OF)
    assert found.live_since is None
    assert found.wanted == date(2026, 10, 1)
    assert found.earliest == date(
        2027, 1, 23
    )  # 30 business days, and the day-ahead eve
    assert found.critical_path == ("L08", "L17")
    step = found.by_id["L08"]
    assert step.late
    assert step.owner == "provider"


def test_a_request_that_is_pending_counts_from_its_day(
    timeline_on: MakeTimeline,
) -> None:
    datas = changed(
        "concurrence", outcome="pending", responded_on=None, submitted_on="2026-11-20"
    )
    step = timeline_on(datas, AS_OF).by_id["L08"]
    assert step.owner == "utility"
    assert step.since == date(2026, 11, 20)
    assert step.finish == date(2027, 1, 7)
    assert step.action == "Answer the concurrence request."


def test_an_answer_that_is_overdue_is_late_whatever_is_wanted(
    timeline_on: MakeTimeline,
) -> None:
    datas = changed(
        "concurrence", outcome="pending", responded_on=None, submitted_on="2026-06-01"
    )
    found = timeline_on(datas, AS_OF, by=date(2028, 1, 1))
    step = found.by_id["L08"]
    assert step.late
    assert step.finish == AS_OF
    answer = next(d for d in found.deadlines if d.kind is DeadlineKind.CONCURRENCE)
    assert answer.on == date(2026, 7, 15)
    assert answer.overdue


def test_the_wanted_date_of_the_caller_goes_before_the_declared_one(
    timeline_on: MakeTimeline,
) -> None:
    datas = without("concurrence")
    found = timeline_on(datas, AS_OF, by=date(2027, 1, 23))
    assert found.wanted == date(2027, 1, 23)
    assert found.wanted_at is None
    assert found.slack_days == 0
    assert not any(step.late for step in found.steps)
    assert timeline_on(datas, AS_OF, by=date(2027, 1, 22)).slack_days == -1


def test_the_profile_chooses_the_lead_times(timeline_on: MakeTimeline) -> None:
    datas = without("master_file_extract")
    strict = timeline_on(datas, AS_OF).by_id["L15"]
    tariff = timeline_on(datas, AS_OF, profile="tariff").by_id["L15"]
    assert strict.lead is not None
    assert tariff.lead is not None
    assert (strict.lead.count, tariff.lead.count) == (11, 5)
    assert strict.lead.words == "11 business days"


def test_an_override_counts_and_says_so(timeline_on: MakeTimeline) -> None:
    datas = without("concurrence")
    found = timeline_on(datas, AS_OF, parameters={"udc_review_business_days": 10})
    lead = found.by_id["L08"].lead
    assert lead is not None
    assert lead.overridden
    assert found.by_id["L08"].finish == date(2026, 12, 22)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"udc_review_business_days": -1}, "is no number of days"),
        ({"udc_review_business_days": 1.5}, "is no number of days"),
        ({"nri_bucket_days": [203]}, "is no number of days"),
        (
            {"master_file_submission_freezes": [{"from": "soon", "until": "later"}]},
            "dates",
        ),
    ],
)
def test_a_span_that_cannot_be_used_is_refused(
    timeline_on: MakeTimeline, parameters: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        timeline_on(without("nri_project"), AS_OF, parameters=parameters)


def test_a_freeze_of_the_master_file_moves_what_is_submitted(
    timeline_on: MakeTimeline,
) -> None:
    datas = without("master_file_extract")
    freeze = [{"from": "2026-12-08", "until": "2026-12-31"}]
    names = {"master_file_submission_freezes": freeze}
    step = timeline_on(datas, AS_OF, parameters=names).by_id["L15"]
    assert step.finish == date(2027, 1, 19)  # 11 business days after New Year's Day


def test_a_date_beyond_the_calendar_is_refused(timeline_on: MakeTimeline) -> None:
    with pytest.raises(UsageError, match="leaves the calendar"):
        timeline_on(without("nri_project"), AS_OF, by=date(1, 1, 5))


def test_what_the_buckets_say_is_not_said_twice(timeline_on: MakeTimeline) -> None:
    datas = changed(
        "nri_project",
        buckets=[{"number": 1, "approved_on": "2026-02-10"}],
        sync_date="2027-06-01",
    )
    datas = [
        {**data, "market_date": "2027-06-01"} if data["kind"] == "aggregation" else data
        for data in datas
    ]
    found = timeline_on(datas, AS_OF)
    keys = [deadline.key for deadline in found.deadlines]
    assert "nri_project/harbor-storage-nri/bucket-2/submission" in keys
    assert "aggregation/harbor-storage/bucket-2/latest-start" not in keys
    assert len(keys) == len(set(keys))
    dates = {d.key.rpartition("nri/")[2]: d.on for d in found.deadlines}
    assert dates["bucket-2/approval"] == date(2027, 2, 16)
    assert dates["bucket-2/submission"] == date(2027, 2, 1)
    assert dates["bucket-3/approval"] == date(2027, 5, 2)
