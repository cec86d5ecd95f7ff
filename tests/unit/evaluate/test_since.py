"""The findings of a change, told from those that were there."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.evaluate.extent import Extent
from checker.evaluate.since import compare
from checker.model.finding import Outcome, Severity, Subject
from checker.model.place import Location, Span
from checker.model.waiver import WaiverKind, WaiverMark

WHOLE = Extent(frozenset(), complete=True)
PARTLY = Extent(frozenset(), complete=False)
MARK = WaiverMark(
    kind=WaiverKind.DECLARED,
    reason="as agreed",
    approved_by="Head",
    ticket="T-1",
    expires_on=date(2027, 1, 1),
    location=Location("w.yaml", Span(1, 1, 1, 2), ""),
)
FILE = Subject("file", "a.yaml")


def counts(
    now: list[Any], before: list[Any], extent: Extent = WHOLE, **renames: str
) -> tuple[int, int, int]:
    renamed = {f"{old}.yaml": f"{new}.yaml" for old, new in renames.items()}
    found = compare(now, before, renamed, extent)
    return len(found.new), len(found.unchanged), len(found.fixed)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ([{}], [], (1, 0, 0)),
        ([{}], [{}], (0, 1, 0)),
        ([], [{}], (0, 0, 1)),
        ([{}, {}], [{}], (1, 1, 0)),
        ([{}], [{}, {}], (0, 1, 1)),
        ([{"message": "0.3 MW is below"}], [{}], (0, 1, 0)),
        ([{"path": "other"}], [{}], (1, 0, 1)),
        ([{"severity": Severity.NOTE}], [{}], (0, 1, 0)),
        ([{}], [{"severity": Severity.NOTE}], (1, 0, 0)),
        ([{}], [{"outcome": Outcome.UNDETERMINED}], (1, 0, 0)),
        ([{"outcome": Outcome.UNDETERMINED}], [{}], (1, 0, 0)),
        ([{"waiver": MARK}], [{"waiver": MARK}], (0, 0, 0)),
        ([{}], [{"waiver": MARK}], (1, 0, 0)),
        ([{"waiver": MARK}], [{}], (1, 0, 0)),
        ([{"waiver": MARK}], [], (1, 0, 0)),
        ([], [{"waiver": MARK}], (0, 0, 0)),
        ([{}], [{"baselined": True}], (1, 0, 0)),
        ([{"baselined": True}], [{"waiver": MARK}], (0, 0, 0)),
    ],
)
def test_a_finding_is_new_unchanged_or_fixed(
    make_finding: Any,
    now: list[dict[str, Any]],
    before: list[dict[str, Any]],
    expected: tuple[int, int, int],
) -> None:
    present = [make_finding(**fields) for fields in now]
    earlier = [make_finding(**fields) for fields in before]
    assert counts(present, earlier) == expected


def test_each_earlier_finding_stands_for_one_of_at_most_its_weight(
    make_finding: Any,
) -> None:
    error, warning, note = (make_finding(severity=s) for s in reversed(Severity))
    assert counts([note, warning], [error, note]) == (0, 2, 0)
    assert counts([warning, error], [error, note]) == (1, 1, 0)


def test_of_equal_findings_the_one_that_says_something_else_is_new(
    make_finding: Any,
) -> None:
    known, other = make_finding(message="a"), make_finding(message="b")
    assert compare([other, known], [known], {}, WHOLE).new == (other,)
    assert compare([known, other], [known], {}, WHOLE).new == (other,)


def test_a_finding_about_a_file_follows_the_file(make_finding: Any) -> None:
    before = make_finding(policy="READ-003", subject=FILE)
    now = make_finding(policy="READ-003", subject=Subject("file", "b.yaml"))
    assert counts([now], [before]) == (1, 0, 1)
    assert counts([now], [before], a="b") == (0, 1, 0)


def test_only_a_finding_of_the_engine_is_told_by_its_words(make_finding: Any) -> None:
    def moved(policy: str) -> tuple[int, int, int]:
        before = make_finding(policy=policy, path="/members/0")
        return counts([make_finding(policy=policy, path="/members/1")], [before])

    assert moved("LINK-001") == (0, 1, 0)
    assert moved("SIZE-001") == (1, 0, 1)


@pytest.mark.parametrize(
    ("policy", "fixed"), [("READ-003", 1), ("SCHEMA-001", 0), ("SIZE-001", 0)]
)
def test_what_is_not_judged_now_is_not_fixed(
    make_finding: Any, policy: str, fixed: int
) -> None:
    assert counts([], [make_finding(policy=policy)], PARTLY) == (0, 0, fixed)
    assert counts([], [make_finding(policy=policy)]) == (0, 0, 1)


KINDS = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(Severity),
    st.sampled_from([Outcome.FAIL, Outcome.UNDETERMINED]),
    st.booleans(),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(KINDS, max_size=6), st.lists(KINDS, max_size=6))
def test_no_finding_is_lost_or_counted_twice(
    make_finding: Any, first: list[Any], second: list[Any]
) -> None:
    now, before = (
        [
            make_finding(
                path=path, severity=severity, outcome=outcome, baselined=listed
            )
            for path, severity, outcome, listed in kinds
        ]
        for kinds in (first, second)
    )
    found = compare(now, before, {}, WHOLE)
    is_open = [finding for finding in found.new if finding.is_open]
    assert len(is_open) + len(found.unchanged) == sum(f.is_open for f in now)
    assert len(found.unchanged) + len(found.fixed) <= sum(f.is_open for f in before)
    assert len(found.new) >= len(now) - len(before)
    assert compare(now, now, {}, WHOLE)._replace(unchanged=()) == ((), (), ())
