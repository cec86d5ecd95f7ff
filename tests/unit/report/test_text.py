from collections.abc import Callable
from datetime import date

import pytest

from checker.model.finding import Finding, Gate, Outcome, Severity
from checker.model.place import Location, Span
from checker.model.report import Report, Tally, UsedParameter
from checker.report.text import Detail, as_text, counted

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

WHOLE = """\
error[SIZE-001 minimum-capacity]: 0.4 MW is below the minimum of 0.5 MW
 --> aggregations/bayview.yaml:3:5
  |
3 | id: bayview-storage
  |     ^^^^^^^^^^^^^^^
  |
  = subject: aggregation bayview-storage
  = because: `facts.capacity_mw >= params.minimum_capacity_mw` is false
  = help: Add DERs.
  = source: CAISO Tariff, section 4.17, 155 FERC 61,229 (confirmed)
  = profile: tariff would pass

31 declarations, 3 aggregations, 2 policies judged: 5 passes, 1 error, 0 warnings,\
 0 notes (profile conservative, as of 2026-12-08)
"""


def test_a_finding_is_shown_whole(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    assert as_text(make_report(make_finding())) == WHOLE


def test_a_report_ends_with_one_line_of_totals(make_report: MakeReport) -> None:
    report = make_report(simulated=True, overrides=("minimum_capacity_mw is 1",))
    last = as_text(report).splitlines()[-1]
    assert last == (
        "31 declarations, 3 aggregations, 2 policies judged: 5 passes, 0 errors,"
        " 0 warnings, 0 notes (profile conservative, as of 2026-12-08, simulated,"
        " 1 override)"
    )


def test_a_finding_that_could_not_be_judged_says_so(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(make_report(make_finding(outcome=Outcome.UNDETERMINED)))
    assert "= outcome: UNDETERMINED" in text
    assert "1 undetermined" in text.splitlines()[-1]


def test_a_finding_that_binds_later_names_its_gate(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    finding = make_finding(severity=Severity.NOTE, due_later=True, gate=Gate.market)
    text = as_text(make_report(finding))
    assert text.startswith("note[SIZE-001")
    assert "  = due: at the market gate; a note until then\n" in text


def test_a_related_place_in_a_known_file_has_its_own_frame(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    place = Location("aggregations/bayview.yaml", Span(5, 12, 5, 23))
    text = as_text(make_report(make_finding(related=((place, "a member"),))))
    assert (
        " ::: aggregations/bayview.yaml:5:12: a member\n"
        "  |\n"
        "5 |   - {site: bayview-001, from: 2026-06-01}\n"
        "  |            -----------\n"
    ) in text


def test_a_related_place_in_a_file_without_text_is_named(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    place = Location("sites/other.yaml", Span(1, 1, 1, 4))
    text = as_text(make_report(make_finding(related=((place, "here"),))))
    assert " ::: sites/other.yaml:1:1: here\n" in text


def test_frames_of_one_finding_share_a_gutter(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    lines = "a\n" * 12
    place = Location("a.yaml", Span(2, 1, 2, 2))
    finding = make_finding(
        (12, 1, 12, 2), text=lines, file="a.yaml", related=((place, "first"),)
    )
    text = as_text(make_report(finding))
    assert "12 | a\n" in text
    assert " 2 | a\n" in text


def test_what_cannot_be_judged_for_one_cause_repeats_no_frame(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    unjudged = [
        make_finding(policy=policy, outcome=Outcome.UNDETERMINED)
        for policy in ("TEL-001", "TEL-002", "TEL-003")
    ]
    text = as_text(make_report(*unjudged))
    assert text.count("3 | id:") == 1
    assert text.count("= because:") == text.count("= help:") == 1
    assert all(f"[{finding.policy} " in text for finding in unjudged)


def test_the_help_for_what_cannot_be_judged_begins_with_what_is_missing(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(make_report(make_finding(outcome=Outcome.UNDETERMINED)))
    assert (
        "= help: Mend what is named as missing first. If it then fails: Add DERs.\n"
        in text
    )


def test_what_differs_among_the_unjudged_is_never_dropped(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    first = make_finding(outcome=Outcome.UNDETERMINED)
    second = make_finding(
        policy="TEL-001",
        outcome=Outcome.UNDETERMINED,
        explanation="another cause",
        gate=Gate.market,
        due_later=True,
    )
    text = as_text(make_report(first, second))
    assert "= because: another cause\n" in text
    assert "= due: at the market gate; a note until then\n" in text


def test_failures_at_one_place_keep_their_frames(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(make_report(make_finding(), make_finding(policy="SIZE-002")))
    assert text.count("3 | id:") == 2


def test_quiet_shows_only_errors(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(
        make_finding(), make_finding(policy="SIZE-002", severity=Severity.WARNING)
    )
    text = as_text(report, detail=Detail.QUIET)
    assert "SIZE-001" in text
    assert "SIZE-002" not in text
    assert "1 warning" in text.splitlines()[-1]


def test_verbose_adds_what_passed_and_the_values_used(make_report: MakeReport) -> None:
    report = make_report(tally={"SIZE-001": Tally(2, 1, 4)})
    text = as_text(report, detail=Detail.VERBOSE)
    assert "  SIZE-001  2 passed, 1 failed, 4 not applicable\n" in text
    assert (
        "  minimum_capacity_mw = 0.5 MW from 2016-06-03"
        " (the specification; confirmed)\n"
    ) in text


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (["RIMS", "SIBR"], "CAISO systems", "RIMS, SIBR CAISO systems from"),
        (True, "", "true from"),
        (30, "business days", "30 business days from"),
    ],
)
def test_a_dated_value_is_shown_as_its_author_wrote_it(
    make_report: MakeReport, value: object, unit: str, shown: str
) -> None:
    day = date(2016, 6, 3)
    used = UsedParameter("name", value, unit, day, "a", "dated", overridden=False)
    text = as_text(make_report(parameters=(used,)), detail=Detail.VERBOSE)
    assert f"  name = {shown} 2016-06-03 (a; dated)\n" in text


@pytest.mark.parametrize("detail", [Detail.NORMAL, Detail.VERBOSE])
def test_overrides_are_always_listed(make_report: MakeReport, detail: Detail) -> None:
    report = make_report(overrides=("minimum_capacity_mw is 1 MW instead of 0.5 MW",))
    text = as_text(report, detail=detail)
    assert "  minimum_capacity_mw is 1 MW instead of 0.5 MW\n" in text


def test_files_are_named_from_where_the_reader_stands(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_text(make_report(make_finding()), below="examples/bay-area/")
    assert " --> examples/bay-area/aggregations/bayview.yaml:3:5\n" in text


def test_colour_changes_nothing_but_colour(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding())
    coloured = as_text(report, colour=True)
    assert "\x1b[1;31merror[SIZE-001" in coloured
    stripped = coloured
    for code in ("1;31", "1;33", "1;36", "1;34", "1", "0"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == as_text(report)


def test_no_escape_of_a_declaration_reaches_the_terminal(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    evil = "\x1b]0;owned\x07\u202e\nerror[FAKE]: forged"
    place = Location(f"b{evil}", Span(1, 1, 1, 2))
    finding = make_finding(
        text=f"id: {evil}\nx\ny",
        file=f"a{evil}",
        message=evil,
        remedy=evil,
        explanation=evil,
        other_profile=evil,
        related=((place, evil),),
    )
    text = as_text(make_report(finding, overrides=(evil,)))
    assert text.replace("\n", "").isprintable()
    assert not any(line.startswith("error[FAKE") for line in text.splitlines())


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "error", "1 error"),
        (0, "error", "0 errors"),
        (2, "policy", "2 policies"),
        (3, "pass", "3 passes"),
    ],
)
def test_a_number_agrees_with_its_noun(number: int, noun: str, expected: str) -> None:
    assert counted(number, noun) == expected
