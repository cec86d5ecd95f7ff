"""Waivers are read as one value; a comment that does not read as one waives nothing."""

from datetime import date

import pytest

from checker.load.comments import comments_of
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.document import locate
from checker.model.finding import Finding, Severity, Subject
from checker.model.waiver import Waiver, WaiverKind
from checker.validate.waivers import read_waivers

DECLARED = """\
dera: v1
kind: waiver
id: w
policy: LOC-007
subject: {kind: aggregation, id: bay}
element: s1
reason: >
  The map changes
  in April.
approved_by: Head of Compliance
ticket: COMP-1
expires_on: 2027-01-31
"""


def read(text: str) -> tuple[tuple[Waiver, ...], tuple[Finding, ...]]:
    """Read the comments of a site's text."""
    reading = read_text("sites/a.yaml", f"dera: v1\nkind: site\nid: a\n{text}".encode())
    assert reading.findings == ()
    return read_waivers((), comments_of(reading))


def test_a_declared_waiver_says_all_that_it_declares() -> None:
    reading = read_text("w.yaml", DECLARED.encode())
    declarations, _ = declarations_of(reading, ("waiver",))
    (waiver,), findings = read_waivers(declarations, ())
    assert findings == ()
    assert waiver.kind is WaiverKind.DECLARED
    assert (waiver.policy, waiver.element) == ("LOC-007", "s1")
    assert waiver.subject == Subject("aggregation", "bay")
    assert waiver.expires_on == date(2027, 1, 31)
    mark = waiver.mark()
    assert mark.reason == "The map changes in April."
    assert (mark.approved_by, mark.ticket) == ("Head of Compliance", "COMP-1")
    assert (mark.location.file, mark.location.span.line) == ("w.yaml", 3)


@pytest.mark.parametrize(
    "comment",
    [
        "# dera: waive[LOC-007] until 2027-01-31 -- the map changes",
        "#dera:waive[LOC-007] until 2027-01-31 -- the map changes",
        "#  dera:  waive[LOC-007]   until  2027-01-31  --  the map changes  ",
        "#\tdera: waive[LOC-007]\tuntil\t2027-01-31\t--\tthe map changes",
    ],
)
def test_a_comment_is_a_waiver_of_its_line(comment: str) -> None:
    (waiver,), findings = read(f"name: b {comment}\n")
    assert findings == ()
    assert (waiver.kind, waiver.policy) == (WaiverKind.INLINE, "LOC-007")
    assert (waiver.subject, waiver.element, waiver.line) == (None, "", 4)
    assert (waiver.reason, waiver.expires_on) == ("the map changes", date(2027, 1, 31))
    assert (waiver.approved_by, waiver.ticket) == ("", "")


@pytest.mark.parametrize(
    ("reason", "policy"),
    [
        ("電力会社の地図が変わる", "LOC-007"),
        ("it says 'until' -- and more", "ACME-LOC-007"),
        ("see #7, dera: v1 and `waive`", "LOC-007"),
        ("7", "LOC-007"),
    ],
)
def test_a_reason_is_free_text(reason: str, policy: str) -> None:
    (waiver,), _ = read(f"# dera: waive[{policy}] until 2027-01-31 -- {reason}\nn: b\n")
    assert (waiver.reason, waiver.policy, waiver.line) == (reason, policy, 5)


_UNTIL = "until 2027-01-31"
_GOOD = f"# dera: waive[LOC-007] {_UNTIL} -- reason"


@pytest.mark.parametrize(
    ("comment", "why"),
    [
        (f"# dera: waive LOC-007 {_UNTIL} -- reason", "does not begin with"),
        (f"# dera: waiver[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# DERA: waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# dera : waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"## dera: waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# dera: Waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# dera: waive [LOC-007] {_UNTIL} -- reason", "does not begin with"),
        ("# dera: ignore", "does not begin with"),
        ("# dera: noqa", "does not begin with"),
        ("# dera: disable[LOC-007]", "does not begin with"),
        ("# dera: waive", "does not begin with"),
        (f"# dera: waive[LOC-007 {_UNTIL} -- reason", "does not begin with"),
        (f"# dera\uff1a waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# dera:\u00a0waive[LOC-007] {_UNTIL} -- reason", "does not begin with"),
        (f"# \uff44era: waive[LOC-007] {_UNTIL} -- reason # dera: x", "does not begin"),
        (f"# dera: waive[] {_UNTIL} -- reason", "one identifier"),
        (f"# dera: waive[*] {_UNTIL} -- reason", "one identifier"),
        (f"# dera: waive[loc-007] {_UNTIL} -- reason", "one identifier"),
        (f"# dera: waive[LOC-007, LOC-005] {_UNTIL} -- reason", "one identifier"),
        (f"# dera: waive[LOC-7] {_UNTIL} -- reason", "one identifier"),
        (f"# dera: waive[LOC-00\u0667] {_UNTIL} -- reason", "one identifier"),
        ("# dera: waive[LOC-007]", "until"),
        ("# dera: waive[LOC-007] -- reason", "until"),
        ("# dera: waive[LOC-007] 2027-01-31 -- reason", "until"),
        ("# dera: waive[LOC-007]until 2027-01-31 -- reason", "until"),
        ("# dera: waive[LOC-007] until 31.1.2027 -- reason", "until"),
        ("# dera: waive[LOC-007] until 2027-1-31 -- reason", "until"),
        ("# dera: waive[LOC-007] until 2027-01-31-- reason", "until"),
        ("# dera: waive[LOC-007] until 2027-01-31T00:00 -- reason", "until"),
        ("# dera: waive[LOC-007] until \u0662\u0660\u0662\u0667-01-31 -- a", "until"),
        ("# dera: waive[LOC-007] until 2027\u201101\u201131 -- reason", "until"),
        ("# dera: waive[LOC-007] until forever -- reason", "until"),
        (f"# dera: waive[LOC-007] {_UNTIL}", "a reason"),
        (f"# dera: waive[LOC-007] {_UNTIL} --", "a reason"),
        (f"# dera: waive[LOC-007] {_UNTIL} -- ...", "a reason"),
        (f"# dera: waive[LOC-007] {_UNTIL} - reason", "a reason"),
        (f"# dera: waive[LOC-007] {_UNTIL} \u2014 reason", "a reason"),
        (f"# dera: waive[LOC-007] {_UNTIL} --reason", "a reason"),
        ("# dera: waive[LOC-007] until 2027-02-29 -- reason", "no day of the calendar"),
        ("# dera: waive[LOC-007] until 2027-13-01 -- reason", "no day of the calendar"),
        ("# dera: waive[LOC-007] until 0000-01-01 -- reason", "no day of the calendar"),
        (f"{_GOOD} {_GOOD}", "several"),
        (f"{_GOOD} # dera: waive[LOC-005]", "several"),
        (f"{_GOOD} ## DERA : Ignore", "several"),
    ],
)
def test_a_comment_that_is_meant_as_a_waiver_and_is_none_is_reported(
    comment: str, why: str
) -> None:
    waivers, (finding,) = read(f"name: b {comment}\n")
    assert waivers == ()
    assert (finding.policy, finding.severity) == ("WAIVER-008", Severity.ERROR)
    assert why in finding.message
    assert (finding.location.file, finding.location.span.line) == ("sites/a.yaml", 4)
    assert finding.location.span.column == 9


@pytest.mark.parametrize(
    "prose",
    [
        "# dera: v1",
        "# dera: see COMP-12",
        "# dera: waivers are in the folder beside",
        f"# to excuse it write {_GOOD}",
        f"# note {_GOOD}",
        f'# "{_GOOD}"',
        f"# # {_GOOD}",
        f"#. dera: waive[LOC-007] {_UNTIL} -- reason",
        "# LOC-007 is waived by dera: waive it",
        f"# d\u0435ra: waive[LOC-007] {_UNTIL} -- a letter of another alphabet",
    ],
)
def test_prose_waives_nothing_and_is_no_fault(prose: str) -> None:
    assert read(f"name: b {prose}\n# dera: v1\n") == ((), ())


def test_each_of_several_lines_of_comments_waives_the_line_below() -> None:
    text = (
        f"{_GOOD}\n# about the name\n{_GOOD.replace('LOC', 'MTR')}\nname: b {_GOOD}\n"
    )
    waivers, findings = read(text)
    assert findings == ()
    assert [(waiver.policy, waiver.line) for waiver in waivers] == [
        ("LOC-007", 7),
        ("MTR-007", 7),
        ("LOC-007", 7),
    ]


def test_a_finding_of_a_comment_keeps_its_identity_when_lines_move() -> None:
    text = "name: b # dera: waive\n"
    _, (first,) = read(text)
    _, (moved,) = read(f"x: 1\n{text}")
    assert first.fingerprint == moved.fingerprint
    assert locate(first.place).span.line + 1 == locate(moved.place).span.line
