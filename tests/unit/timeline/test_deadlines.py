"""The deadlines that declarations set, on the day and around it."""

from array import array
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from checker.evaluate.bench import Bench
from checker.evaluate.rule_book import rule_book
from checker.evaluate.verify import given_dossier
from checker.link.business_days import BusinessCalendar
from checker.model.document import Document, SourceText
from checker.model.finding import Subject
from checker.model.place import Place
from checker.model.record import Record
from checker.model.timeline import Deadline
from checker.model.waiver import Waiver, WaiverKind
from checker.timeline.assumptions import Spans
from checker.timeline.clock import Clock
from checker.timeline.deadlines import aggregation_deadlines
from checker.timeline.expiries import portfolio_deadlines

_, PACK = rule_book()
AS_OF = date(2026, 12, 8)
DAM = {
    "market": "DAM",
    "trade_date": "2026-12-10",
    "hours": [{"hour_ending": 1, "mw": 0}],
}


@pytest.fixture(autouse=True)
def _without_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declarations that a test gives have no text that a line could be found in."""
    for module in ("clock", "expiries"):
        monkeypatch.setattr(f"checker.timeline.{module}.locate", lambda _place: None)


def clock(as_of: date = AS_OF, profile: str = "conservative") -> Clock:
    bench = Bench(pack=PACK, as_of=as_of, profile=profile, parameters={}, severities={})
    return Clock(as_of, Spans(bench.values(profile), BusinessCalendar()))


def of(found: Iterable[Deadline]) -> dict[str, tuple[date, bool]]:
    """Return day and overdue by the end of the key."""
    return {"/".join(d.key.split("/")[1:]): (d.on, d.overdue) for d in found}


def deadlines(
    on: Clock | None = None, facts: dict[str, Any] | None = None, **linked: Any
) -> list[Deadline]:
    given = {
        "aggregation": {"id": "bay"},
        "facts": facts or {},
        "linked": {
            name: [{"id": f"{name}-{n}", **item} for n, item in enumerate(items)]
            for name, items in linked.items()
        },
    }
    on = on or clock()
    return list(
        aggregation_deadlines(given_dossier("aggregation", given, on.as_of), on)
    )


@pytest.mark.parametrize(
    ("as_of", "overdue"), [(date(2027, 1, 7), False), (date(2027, 1, 8), True)]
)
def test_an_answer_is_due_30_business_days_after_the_request(
    as_of: date, overdue: bool
) -> None:
    review = {"utility": "pge", "outcome": "pending", "submitted_on": "2026-11-20"}
    found = of(deadlines(clock(as_of), concurrences=[review]))
    assert found == {"concurrences-0/answer": (date(2027, 1, 7), overdue)}


@pytest.mark.parametrize(
    "review",
    [
        {
            "outcome": "concurred",
            "submitted_on": "2026-11-20",
            "responded_on": "2026-12-08",
        },
        {"outcome": "pending", "submitted_on": "2026-12-09"},
        {"outcome": "not_submitted"},
        {"outcome": "concerns_raised", "submitted_on": "2026-11-20"},
    ],
)
def test_what_waits_for_no_answer_has_no_deadline(review: dict[str, str]) -> None:
    assert deadlines(concurrences=[{"utility": "pge", **review}]) == []


def test_an_answer_that_lies_ahead_is_still_awaited() -> None:
    review = {"outcome": "concurred", "submitted_on": "2026-11-20"}
    answered = {"utility": "pge", **review, "responded_on": "2026-12-09"}
    assert "concurrences-0/answer" in of(deadlines(concurrences=[answered]))


def test_the_market_of_a_winter_day_closes_at_18_hours_utc() -> None:
    found = deadlines(schedules=[DAM], meter_readings=[])
    close = next(d for d in found if d.key.endswith("/close"))
    assert close.at == datetime(2026, 12, 9, 18, tzinfo=UTC)
    assert not any(d.key.endswith("/open") for d in found)  # it is open already


@pytest.mark.parametrize(
    ("trade_date", "opens", "closes"),
    [
        # to the last day of winter time, over the change, and after it
        ("2027-03-14", (2027, 3, 7, 8), (2027, 3, 13, 18)),
        ("2027-03-15", (2027, 3, 8, 8), (2027, 3, 14, 17)),
        ("2027-03-22", (2027, 3, 15, 7), (2027, 3, 21, 17)),
        ("2027-11-07", (2027, 10, 31, 7), (2027, 11, 6, 17)),
        ("2027-11-08", (2027, 11, 1, 7), (2027, 11, 7, 18)),
    ],
)
def test_windows_keep_pacific_time_over_the_changes_of_the_clock(
    trade_date: str, opens: tuple[int, ...], closes: tuple[int, ...]
) -> None:
    schedule = {**DAM, "trade_date": trade_date}
    found = {d.key.rpartition("/")[2]: d.at for d in deadlines(schedules=[schedule])}
    assert found == {
        "open": datetime(*opens, tzinfo=UTC),  # type: ignore[arg-type,misc]
        "close": datetime(*closes, tzinfo=UTC),  # type: ignore[arg-type,misc]
    }


def test_the_real_time_market_closes_75_minutes_before_the_first_hour() -> None:
    hours = [{"hour_ending": 14, "mw": 1}, {"hour_ending": 15, "mw": 1}]
    schedule = {**DAM, "market": "RTM", "hours": hours}
    close = next(d for d in deadlines(schedules=[schedule]) if d.key.endswith("/close"))
    assert close.at == datetime(2026, 12, 10, 19, 45, tzinfo=UTC)
    assert "hour ending 14" in close.title


@pytest.mark.parametrize(
    "schedule",
    [
        {**DAM, "submitted_at": "2026-12-08T10:00:00-08:00"},
        {**DAM, "trade_date": "2026-12-08"},
        {**DAM, "trade_date": "2026-13-08"},
        {**DAM, "market": "RTM", "hours": [{"hour_ending": 30, "mw": 1}]},
    ],
)
def test_a_market_that_takes_nothing_more_has_no_deadline(
    schedule: dict[str, Any],
) -> None:
    assert deadlines(schedules=[schedule]) == []


@pytest.mark.parametrize(
    ("profile", "actual"),
    [("conservative", date(2027, 2, 22)), ("tariff", date(2027, 2, 26))],
)
def test_meter_data_are_due_twice(profile: str, actual: date) -> None:
    on = clock(profile=profile)
    found = of(deadlines(on, schedules=[DAM], meter_readings=[]))
    assert found["bay/meter-data-first/2026-12-10"] == (date(2026, 12, 22), False)
    assert found["bay/meter-data-actual/2026-12-10"] == (actual, False)


@pytest.mark.parametrize(
    ("readings", "left"),
    [
        ([], {"first", "actual"}),
        ([{"interval_end": "a", "value": 1, "quality": "ESTIMATED"}], {"actual"}),
        ([{"interval_end": "a", "value": 1, "quality": "ACTUAL"}], set()),
    ],
)
def test_meter_data_that_are_there_are_no_longer_due(
    readings: list[dict[str, Any]], left: set[str]
) -> None:
    known = [{"trade_date": "2026-12-10", "readings": readings}] if readings else []
    found = deadlines(schedules=[DAM], meter_readings=known)
    kinds = {d.key.split("/")[2].rpartition("-")[2] for d in found if "meter" in d.key}
    assert kinds == left


def test_readings_in_a_file_that_is_not_read_do_not_show_that_they_are_actual() -> None:
    known = [{"id": "bay-1", "trade_date": "2026-12-10", "file": "bay-1.csv"}]
    found = of(deadlines(schedules=[DAM], meter_readings=known))
    assert "bay/meter-data-actual/2026-12-10" in found


@pytest.mark.parametrize(
    ("bucket", "left"),
    [
        ({}, {"submission", "approval"}),
        ({"submitted_on": "2026-12-08"}, {"approval"}),
        ({"submitted_on": "2026-12-09"}, {"submission", "approval"}),
        ({"submitted_on": "2026-12-01", "approved_on": "2026-12-08"}, set()),
    ],
)
def test_a_bucket_is_due_until_it_is_approved(
    bucket: dict[str, str], left: set[str]
) -> None:
    facts = {
        "nri_buckets": [
            {
                "project": "p",
                "number": 2,
                "start_on": "2026-08-03",
                "sync_on": "2027-05-03",
                **bucket,
            }
        ]
    }
    found = {d.key.rpartition("/")[2]: d.on for d in deadlines(facts=facts)}
    assert set(found) == left
    days = {"submission": date(2027, 1, 3), "approval": date(2027, 1, 18)}
    assert all(days[name] == day for name, day in found.items())


def test_a_bucket_of_a_project_that_has_not_begun_is_no_deadline() -> None:
    bucket = {"project": "p", "number": 1, "start_on": "2026-12-09"}
    facts = {"nri_buckets": [{**bucket, "sync_on": "2027-12-09"}]}
    assert deadlines(facts=facts) == []


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (
            {"status": "open", "effective_on": "2027-02-06"},
            {
                "change_notices-0/notice": (date(2026, 12, 8), False),
                "change_notices-0/effective": (date(2027, 2, 6), False),
            },
        ),
        (
            {"status": "open", "effective_on": "2027-02-05"},
            {
                "change_notices-0/notice": (date(2026, 12, 7), True),
                "change_notices-0/effective": (date(2027, 2, 5), False),
            },
        ),
        (
            {
                "status": "open",
                "effective_on": "2026-12-07",
                "caiso_notified_on": "2026-12-08",
            },
            {"change_notices-0/effective": (date(2026, 12, 7), True)},
        ),
        ({"status": "open"}, {}),
        ({"status": "closed", "effective_on": "2027-02-06"}, {}),
    ],
)
def test_a_change_is_notified_before_it_takes_effect(
    notice: dict[str, str], expected: dict[str, tuple[date, bool]]
) -> None:
    assert of(deadlines(change_notices=[notice])) == expected


def test_a_certification_ends_on_its_last_day() -> None:
    held = [
        {"service": "RU", "expires_on": "2026-12-08"},
        {"service": "RD", "expires_on": "2026-12-07"},
        {"service": "SR"},
    ]
    assert of(deadlines(ancillary_service_certifications=held)) == {
        "ancillary_service_certifications-0/expiry": (date(2026, 12, 8), False),
        "ancillary_service_certifications-1/expiry": (date(2026, 12, 7), True),
    }


def test_lists_that_are_missing_hold_no_deadline() -> None:
    assert deadlines() == []


def waiver(expires_on: date, *, declared: bool) -> Waiver:
    data = {"kind": "waiver", "id": "w-1"} if declared else None
    document = Document(
        SourceText("a.yaml", "", ""), 0, data, array("I", [1, 1, 1, 2] * 5)
    )
    return Waiver(
        kind=WaiverKind.DECLARED if declared else WaiverKind.INLINE,
        policy="LOC-007",
        subject=Subject("aggregation", "bay") if declared else None,
        reason="a reason",
        expires_on=expires_on,
        place=Place(document),
    )


def test_what_serves_the_whole_portfolio_ends_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    found = portfolio_deadlines(
        [
            Record({"id": "c", "holder": "Desk", "expires_on": "2027-09-30"}),
            Record({"id": "d", "holder": "Desk"}),
        ],
        [
            Record({"id": "p", "status": "accepted", "accepted_on": "2026-05-20"}),
            Record({"id": "q", "status": "draft", "affirmed_on": "2026-05-20"}),
            Record(
                {
                    "id": "r",
                    "status": "accepted",
                    "accepted_on": "2024-05-20",
                    "affirmed_on": "2026-11-30",
                }
            ),
        ],
        [
            waiver(date(2026, 12, 8), declared=True),
            waiver(date(2026, 12, 9), declared=False),
            waiver(date(2026, 12, 7), declared=True),
        ],
        clock(),
    )
    assert of(found) == {
        "c/expiry": (date(2027, 9, 30), False),
        "p/affirmation": (date(2027, 5, 21), False),
        "r/affirmation": (date(2027, 12, 1), False),
        "w-1/LOC-007/expiry": (date(2026, 12, 8), False),
        "a.yaml:1/LOC-007/expiry": (date(2026, 12, 9), False),
    }
