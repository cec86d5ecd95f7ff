from collections.abc import Callable
from datetime import date

import pytest

from checker.model.finding import Finding, Outcome, Severity
from checker.model.place import Location, Span
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.ranking import clipped, numbered, worst_first

MakeFinding = Callable[..., Finding]

MARK = WaiverMark(
    WaiverKind.DECLARED,
    "agreed",
    "Ana",
    "OPS-1",
    date(2027, 1, 31),
    Location("waivers.yaml", Span(1, 1, 1, 2)),
)


def test_the_gravest_come_first_and_equals_keep_their_order(
    make_finding: MakeFinding,
) -> None:
    given = [
        make_finding(message="waived", waiver=MARK),
        make_finding(message="note", severity=Severity.NOTE),
        make_finding(message="unjudged", outcome=Outcome.UNDETERMINED),
        make_finding(message="first"),
        make_finding(message="baselined", baselined=True),
        make_finding(message="warning", severity=Severity.WARNING),
        make_finding(message="second"),
    ]
    assert [finding.message for finding in worst_first(given)] == [
        "first",
        "second",
        "unjudged",
        "warning",
        "note",
        "waived",
        "baselined",
    ]


def test_equal_fingerprints_are_numbered(make_finding: MakeFinding) -> None:
    same, other = make_finding(path="a"), make_finding(path="b")
    assert numbered([same, other, same]) == [
        f"{same.fingerprint}:1",
        f"{other.fingerprint}:1",
        f"{same.fingerprint}:2",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("five5", "five5"),
        ("sixsix", "sixs…"),
        ("a\n b", "a b"),
        ("\x1b[2J", "␛[2J"),
    ],
)
def test_a_text_is_cut_to_a_length_on_one_line(text: str, expected: str) -> None:
    assert clipped(text, 5) == expected
