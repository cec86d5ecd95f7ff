"""The worked vectors of the rule book, each through the policies that decide them.

Business days, short and long days, sizes at the limits, and the windows of the markets.
"""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.evaluate.verify import trials_of
from checker.link.business_days import BusinessCalendar, TextCalendar
from checker.link.trade_hours import trade_hours, utc_text
from checker.model.finding import Outcome
from checker.pipeline import Options, check, rule_book
from checker.policy.definition import PolicyTest
from checker.policy.expression import Env
from checker.policy.expression import compile as compile_expression

_, PACK = rule_book()
CALENDAR = Env(calendar=TextCalendar(BusinessCalendar(PACK.calendar_overrides)))
MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"

HOLIDAYS = {
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 11-27 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 11-26 12-24"
    " 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 11-24 12-25",
}
SHORT_DAYS = ("2026-03-08", "2027-03-14", "2028-03-12")
LONG_DAYS = ("2026-11-01", "2027-11-07", "2028-11-05")


# ---- business days


@pytest.mark.parametrize("year", HOLIDAYS)
def test_the_holidays_of_a_year_are_no_business_days(year: int) -> None:
    calendar = BusinessCalendar(PACK.calendar_overrides)
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    found = [
        day.strftime("%m-%d")
        for day in days
        if day.year == year and day.weekday() < 5 and not calendar.is_business_day(day)
    ]
    assert found == HOLIDAYS[year].split()


@pytest.mark.parametrize(
    ("submitted", "business", "calendar"),
    [
        (
            "2026-11-20",
            {5: "2026-12-01", 11: "2026-12-09", 30: "2027-01-07"},
            {30: "2026-12-20", 60: "2027-01-19"},
        ),
        (
            "2026-06-01",
            {5: "2026-06-08", 11: "2026-06-16", 30: "2026-07-15"},
            {30: "2026-07-01", 60: "2026-07-31"},
        ),
    ],
)
def test_a_window_counts_from_the_day_after_submission(
    submitted: str, business: dict[int, str], calendar: dict[int, str]
) -> None:
    start = f'date("{submitted}")'
    for days, end in business.items():
        source = f"add_business_days({start}, {days})"
        assert compile_expression(source, CALENDAR)({}) == end
    for days, end in calendar.items():
        source = f'days_between({start}, date("{end}"))'
        assert compile_expression(source, CALENDAR)({}) == days


@pytest.mark.parametrize(
    ("submitted", "last_day"),
    [("2026-11-20", "2027-01-07"), ("2026-06-01", "2026-07-15")],
)
def test_a_utility_that_does_not_answer_is_named_the_day_after_its_window(
    submitted: str, last_day: str
) -> None:
    given = {"concurrence": {"submitted_on": submitted, "outcome": "pending"}}
    last = date.fromisoformat(last_day)
    for as_of, outcome in (
        (last, Outcome.PASS),
        (last + timedelta(1), Outcome.FAIL),
    ):
        assert outcome_of("UDC-007", given, as_of) is outcome


# ---- sizes


@pytest.mark.parametrize(
    ("capacity", "pnodes", "in_2026", "in_2020", "specification", "cap"),
    [
        (0.09, 1, "fail", "fail", "fail", "pass"),
        (0.10, 1, "pass", "fail", "fail", "pass"),
        (0.499, 2, "pass", "fail", "fail", "pass"),
        (0.5, 2, "pass", "pass", "pass", "pass"),
        (20.0, 3, "pass", "pass", "pass", "pass"),
        (20.01, 3, "pass", "pass", "pass", "fail"),
        (25, 1, "pass", "pass", "pass", "pass"),
    ],
)
def test_a_size_is_judged_by_the_minimum_of_its_day_and_by_the_cap(  # noqa: PLR0913, PLR0917 # a row of a table
    capacity: float,
    pnodes: int,
    in_2026: str,
    in_2020: str,
    specification: str,
    cap: str,
) -> None:
    names = [f"NODE_{number}_N001" for number in range(pnodes)]
    given = {
        "aggregation": {"members": []},
        "facts": {"capacity_mw": capacity, "pnodes": names},
    }
    for policy, year, expected in (
        ("SIZE-001", 2026, in_2026),
        ("SIZE-001", 2020, in_2020),
        ("SIZE-002", 2026, specification),
        ("SIZE-003", 2026, cap),
    ):
        found = outcome_of(policy, given, date(year, 12, 8), "tariff")
        assert found.value.lower() == expected, (policy, year)


def outcome_of(
    policy: str, given: dict[str, Any], as_of: date, profile: str | None = None
) -> Outcome:
    test = PolicyTest(
        name="a vector", given=given, expect="pass", as_of=as_of, profile=profile
    )
    compiled = PACK.policies[policy]
    (trial,) = trials_of(compiled, PACK, [test])
    return trial.run(compiled).outcome


# ---- short and long days, and the windows of the markets


@pytest.mark.parametrize(
    ("trade_date", "hours", "first", "last"),
    [
        *((day, 23, "08:00", "07:00") for day in SHORT_DAYS),
        *((day, 25, "07:00", "08:00") for day in LONG_DAYS),
        ("2026-12-10", 24, "08:00", "08:00"),
    ],
)
def test_a_trade_date_has_the_hours_of_its_clock(
    trade_date: str, hours: int, first: str, last: str
) -> None:
    day = date.fromisoformat(trade_date)
    found = trade_hours(day)
    assert len(found) == hours
    assert utc_text(found[0].start) == f"{trade_date}T{first}:00Z"
    assert utc_text(found[-1].end) == f"{day + timedelta(1)}T{last}:00Z"


SCHEDULES: dict[str, dict[str, Any]] = {
    **{
        f"short-{labels}-{day}": {"trade_date": day, "labels": given}
        for day in SHORT_DAYS
        for labels, given in (
            ("right", [1, 2, *range(4, 25)]),
            ("24-rows", list(range(1, 25))),
            ("with-he03", list(range(1, 24))),
        )
    },
    **{
        f"long-{labels}-{day}": {"trade_date": day, "labels": given}
        for day in LONG_DAYS
        for labels, given in (
            ("right", list(range(1, 26))),
            ("24-rows", list(range(1, 25))),
        )
    },
    **{
        f"dam-{number}": {"market": "DAM", "submitted_at": moment}
        for number, moment in enumerate(
            [
                "2026-12-02T23:59:59-08:00",
                "2026-12-03T00:00:00-08:00",
                "2026-12-09T10:00:00-08:00",
                "2026-12-09T18:00:00Z",
                "2026-12-09T10:00:01-08:00",
            ]
        )
    },
    **{
        f"rtm-{number}": {"market": "RTM", "submitted_at": moment, "labels": [14]}
        for number, moment in enumerate(
            [
                "2026-12-10T11:45:00-08:00",
                "2026-12-10T19:45:00Z",
                "2026-12-10T11:45:01-08:00",
            ]
        )
    },
}


@cache
def verdicts(folder: Path) -> dict[tuple[str, str], Outcome]:
    """Judge the minimal portfolio with all of the schedules beside it."""
    (folder / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    minimal = (MINIMAL / "portfolio.yaml").read_text(encoding="utf-8")
    (folder / "portfolio.yaml").write_text(minimal, encoding="utf-8")
    for name, fields in SCHEDULES.items():
        text = json.dumps(schedule(name, **fields))
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    day = date(2026, 12, 8)
    report = check((folder,), Options(as_of=day, today=day)).report
    assert [f for f in report.findings if not f.policy.startswith("SCH-")] == []
    return {(v.policy, v.subject.id): v.outcome for v in report.verdicts}


def schedule(
    name: str,
    trade_date: str = "2026-12-10",
    labels: tuple[int, ...] = tuple(range(1, 25)),
    market: str = "DAM",
    **fields: Any,
) -> dict[str, Any]:
    return {
        "dera": "v1",
        "kind": "schedule",
        "id": name,
        "aggregation": "harbor-storage",
        "trade_date": trade_date,
        "market": market,
        "scid": "SPTH",
        "resource_id": "HARBR_7_DERA1",
        "product": "EN",
        "self_schedule_type": "PT",
        "hours": [{"hour_ending": label, "mw": 0} for label in labels],
        **fields,
    }


@pytest.fixture(scope="module")
def judged(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], Outcome]:
    return verdicts(tmp_path_factory.mktemp("schedules"))


@pytest.mark.parametrize(
    ("name", "counted", "labelled"),
    [
        *((f"short-right-{day}", "PASS", "PASS") for day in SHORT_DAYS),
        *((f"short-24-rows-{day}", "FAIL", "NOT_APPLICABLE") for day in SHORT_DAYS),
        *((f"short-with-he03-{day}", "PASS", "FAIL") for day in SHORT_DAYS),
        *((f"long-right-{day}", "PASS", "PASS") for day in LONG_DAYS),
        *((f"long-24-rows-{day}", "FAIL", "NOT_APPLICABLE") for day in LONG_DAYS),
    ],
)
def test_the_hours_of_a_short_or_long_day_are_all_there_and_named_right(
    judged: dict[tuple[str, str], Outcome], name: str, counted: str, labelled: str
) -> None:
    assert judged["SCH-002", name].value == counted
    assert judged["SCH-003", name].value == labelled


@pytest.mark.parametrize(
    ("name", "policy", "outcome"),
    [
        ("dam-0", "SCH-004", Outcome.FAIL),
        ("dam-1", "SCH-004", Outcome.PASS),
        ("dam-2", "SCH-004", Outcome.PASS),
        ("dam-3", "SCH-004", Outcome.PASS),
        ("dam-4", "SCH-004", Outcome.FAIL),
        ("rtm-0", "SCH-005", Outcome.PASS),
        ("rtm-1", "SCH-005", Outcome.PASS),
        ("rtm-2", "SCH-005", Outcome.FAIL),
    ],
)
def test_a_submission_is_in_the_window_of_its_market_to_the_second(
    judged: dict[tuple[str, str], Outcome], name: str, policy: str, outcome: Outcome
) -> None:
    assert judged[policy, name] is outcome, SCHEDULES[name]["submitted_at"]
