"""Later days are judged, and what changes by itself is named with its first day."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from checker.evaluate.sweep import days_of_change, sweep
from checker.model.finding import Finding, Outcome, Severity
from checker.model.survey import Change
from checker.model.waiver import WaiverKind, WaiverMark

AS_OF = date(2026, 12, 8)
MakeFinding = Callable[..., Finding]


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_the_days_are_those_of_the_rule_book_and_of_the_declarations(
    book: Any, parameter: Any
) -> None:
    minimum = parameter(
        (0.5, "2016-06-03", "2027-02-28", None), (1, "2027-03-01", None, None)
    )
    book.parameters(minimum_capacity_mw=minimum)
    book.policy(effective={"from": "2016-06-03", "until": "2027-06-30"})
    declared = [
        {"until": "2027-01-31", "past": "2020-01-01", "hours": [{"on": "2027-05-01"}]},
        {"no": "2027-13-01", "text": "from 2027-09-01 on"},
    ]
    days, left_out = days_of_change(book.load(), declared, AS_OF)
    assert [each.isoformat() for each in days] == [
        "2027-01-31",
        "2027-02-01",
        "2027-03-01",
        "2027-05-01",
        "2027-05-02",
        "2027-07-01",
    ]
    assert left_out == 0


def test_the_days_are_bounded_the_nearest_first(book: Any) -> None:
    book.policy(effective={"from": "2016-06-03", "until": "2090-06-30"})
    declared = [(AS_OF + timedelta(3 * n)).isoformat() for n in range(1, 101)]
    days, left_out = days_of_change(book.load(), declared, AS_OF)
    assert len(days) == 60
    assert days[-1] == day("2090-07-01")
    assert days[0] == AS_OF + timedelta(3)
    assert left_out == 141


class Years:
    """Gives the findings of a day, and counts how often it is asked."""

    def __init__(self, found: Callable[[date], Iterable[Finding]]) -> None:
        self.found = found
        self.asked = 0

    def __call__(self, on: date) -> Iterable[Finding]:
        self.asked += 1
        return self.found(on)


def swept(found: Callable[[date], Iterable[Finding]], *days: str) -> tuple[Change, ...]:
    future = sweep(AS_OF, found(AS_OF), tuple(map(day, days)), 0, found)
    return future.changes


def test_the_first_day_of_a_change_is_found_between_the_days(
    make_finding: MakeFinding,
) -> None:
    finding = make_finding()
    years = Years(lambda on: [finding] if on >= day("2027-01-08") else [])
    (change,) = swept(years, "2026-12-20", "2027-02-01", "2027-03-01")
    assert change.day == day("2027-01-08")
    assert (change.before, change.after) == ("", "error")
    assert change.exact
    assert years.asked < 15


def test_what_comes_and_goes_is_named_twice(make_finding: MakeFinding) -> None:
    note = make_finding(severity=Severity.NOTE)
    lasts = (day("2027-01-01"), day("2027-02-15"))
    changes = swept(
        lambda on: [note] if lasts[0] <= on < lasts[1] else [],
        "2027-01-01",
        "2027-03-01",
    )
    assert [(c.day, c.before, c.after) for c in changes] == [
        (lasts[0], "", "note"),
        (lasts[1], "note", ""),
    ]


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"severity": Severity.WARNING}, "warning"),
        ({"outcome": Outcome.UNDETERMINED}, "error, undetermined"),
        ({"baselined": True}, "in the baseline"),
        (
            {
                "waiver": WaiverMark(
                    kind=WaiverKind.DECLARED,
                    reason="r",
                    approved_by="a",
                    ticket="t",
                    expires_on=AS_OF,
                    location=None,  # type: ignore[arg-type] # nothing shows it here
                )
            },
            "waived",
        ),
    ],
)
def test_what_a_finding_counts_as_is_compared(
    make_finding: MakeFinding, fields: dict[str, Any], after: str
) -> None:
    before, later = make_finding(), make_finding(**fields)
    (change,) = swept(
        lambda on: [later if on > AS_OF else before], (AS_OF + timedelta(1)).isoformat()
    )
    assert (change.before, change.after) == ("error", after)


def test_a_search_that_takes_too_long_names_the_day_by_which_it_changed(
    make_finding: MakeFinding,
) -> None:
    changes = swept(lambda on: [make_finding(path=on.isoformat())], "2037-12-11")
    assert {change.exact for change in changes} == {True, False}
