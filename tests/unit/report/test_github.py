"""Workflow commands, read back as GitHub's runner reads them."""

import re
from collections.abc import Callable

import pytest

from checker.model.finding import Finding, Gate, Outcome, Severity
from checker.model.report import Report
from checker.report.github import CAP, as_github

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>.*?)::(?P<data>.*)")


def unescaped(text: str) -> str:
    """Undo the escapes in the order of the runner (ActionCommand.cs)."""
    for sign, char in (
        ("%0D", "\r"),
        ("%0A", "\n"),
        ("%3A", ":"),
        ("%2C", ","),
        ("%25", "%"),
    ):
        text = text.replace(sign, char)
    return text


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Return a command's name, properties and data."""
    match = COMMAND.fullmatch(line)
    assert match is not None
    pairs = (pair.partition("=") for pair in match["properties"].split(","))
    properties = {key: unescaped(value) for key, _, value in pairs}
    return match["name"], properties, unescaped(match["data"])


def test_a_finding_is_one_command(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    first = as_github(make_report(make_finding()), below="fleet/").splitlines()[0]
    assert first == (
        "::error file=fleet/aggregations/bayview.yaml,line=3,endLine=3,col=5,"
        "endColumn=20,title=SIZE-001 minimum-capacity::0.4 MW is below the minimum of"
        " 0.5 MW%0Ahelp: Add DERs."
    )


@pytest.mark.parametrize(
    ("message", "escaped"),
    [
        ("100%", "100%25"),
        ("%0A", "%250A"),
        ("a: b, c", "a: b, c"),
        ("a::error::b", "a::error::b"),
        ("a\nb", "a b"),
        ("a\r\nb", "a b"),
        ("\x1b]0;x", "␛]0;x"),
    ],
)
def test_a_message_is_escaped_as_data(
    make_finding: MakeFinding, make_report: MakeReport, message: str, escaped: str
) -> None:
    report = make_report(make_finding(message=message, remedy=""))
    assert (
        as_github(report).splitlines()[0].partition("::0")[0].endswith(f"::{escaped}")
    )


@pytest.mark.parametrize(
    ("file", "escaped"),
    [
        ("a:b.yaml", "a%3Ab.yaml"),
        ("a,line=9.yaml", "a%2Cline=9.yaml"),
        ("50%.yaml", "50%25.yaml"),
        ("a::error::b.yaml", "a%3A%3Aerror%3A%3Ab.yaml"),
        ("a\nb.yaml", "a␊b.yaml"),
    ],
)
def test_a_file_name_is_escaped_as_a_property(
    make_finding: MakeFinding, make_report: MakeReport, file: str, escaped: str
) -> None:
    line = as_github(make_report(make_finding(file=file))).splitlines()[0]
    assert line.startswith(f"::error file={escaped},line=3,")
    assert read(line)[1]["title"] == "SIZE-001 minimum-capacity"


@pytest.mark.parametrize(
    ("severity", "name"),
    [
        (Severity.ERROR, "error"),
        (Severity.WARNING, "warning"),
        (Severity.NOTE, "notice"),
    ],
)
def test_a_severity_is_a_level(
    make_finding: MakeFinding, make_report: MakeReport, severity: Severity, name: str
) -> None:
    line = as_github(make_report(make_finding(severity=severity))).splitlines()[0]
    assert read(line)[0] == name


def test_columns_are_left_out_of_a_finding_over_several_lines(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    line = as_github(make_report(make_finding((3, 5, 6, 2)))).splitlines()[0]
    properties = read(line)[1]
    assert (properties["line"], properties["endLine"]) == ("3", "6")
    assert "col" not in properties


def test_the_worst_are_annotated_within_the_caps(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    notes = [make_finding(severity=Severity.NOTE) for _ in range(CAP + 2)]
    unjudged = [make_finding(outcome=Outcome.UNDETERMINED) for _ in range(CAP)]
    failed = [make_finding(message=f"failed {n}") for n in range(4)]
    lines = as_github(make_report(*notes, *unjudged, *failed)).splitlines()
    commands = [read(line) for line in lines if line.startswith("::")]
    assert [name for name, _, _ in commands] == ["error"] * CAP + ["notice"] * CAP
    assert [data.partition("\n")[0] for _, _, data in commands[:4]] == [
        f"failed {n}" for n in range(4)
    ]
    assert lines[-1] == (
        "dera: not annotated: 4 errors, 2 notes. GitHub shows 10 of each level for a"
        " step; the job summary has more."
    )


def test_what_is_excused_is_not_annotated(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_github(make_report(make_finding(baselined=True)))
    assert text.startswith("dera: 31 declarations")


def test_what_binds_later_says_when(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    finding = make_finding(severity=Severity.NOTE, due_later=True, gate=Gate.market)
    line = as_github(make_report(finding)).splitlines()[0]
    assert read(line)[2].endswith("due: at the market gate; a note until then")


def test_a_simulated_judgement_says_so(make_report: MakeReport) -> None:
    text = as_github(make_report(simulated=True))
    assert "simulated" in text
