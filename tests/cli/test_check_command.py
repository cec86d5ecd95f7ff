import io
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.cli import clock
from checker.cli.entry import run
from checker.model.finding import Finding, Severity
from checker.model.report import Report

Judged = Callable[[Report], dict[str, Any]]
MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]


def test_check_asks_what_the_options_say(
    judged: Judged, make_report: MakeReport
) -> None:
    asked = judged(make_report())
    code = run(
        [
            *("check", "sites", "a.yaml", "--as-of", "2026-12-08"),
            *("--profile", "tariff", "--gate", "market", "--no-overrides"),
            *("--select", "SIZE-001, UDC-001", "--select", "AS-001"),
            *("--ignore", "AS-001"),
        ]
    )
    options = asked["options"]
    assert code == 0
    assert asked["paths"] == (Path("sites"), Path("a.yaml"))
    assert asked["stdin"] is None
    assert options.as_of == date(2026, 12, 8)
    assert (options.profile, options.gate) == ("tariff", "market")
    assert options.select == ("SIZE-001", "UDC-001", "AS-001")
    assert options.ignore == ("AS-001",)
    assert options.allow_overrides is False


def test_check_judges_as_of_today_in_california(
    judged: Judged, make_report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = judged(make_report())
    monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 2))
    run(["check"])
    assert asked["options"].as_of == asked["options"].today == date(2027, 1, 2)
    assert asked["options"].allow_overrides is True


def test_plain_dera_in_a_portfolio_runs_check(
    judged: Judged,
    make_report: MakeReport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = judged(make_report())
    (tmp_path / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    (tmp_path / "sites").mkdir()
    monkeypatch.chdir(tmp_path / "sites")
    assert run([]) == 0
    assert asked["paths"] == ()
    assert "31 declarations" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [
        (Severity.ERROR, "error", 1),
        (Severity.WARNING, "error", 0),
        (Severity.WARNING, "warning", 1),
        (Severity.NOTE, "warning", 0),
        (Severity.NOTE, "note", 1),
    ],
)
def test_a_finding_fails_the_run_from_a_severity_on(  # noqa: PLR0913, PLR0917 # fixtures
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    severity: Severity,
    fail_on: str,
    code: int,
) -> None:
    judged(make_report(make_finding(severity=severity)))
    assert run(["check", "--fail-on", fail_on]) == code


def test_text_goes_to_the_terminal_and_json_to_its_file(
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    judged(make_report(make_finding()))
    assert run(["check", "-o", "json=report.json"]) == 1
    assert capsys.readouterr().out.startswith("error[SIZE-001")
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert report["findings"][0]["policy"] == "SIZE-001"
    assert [file.name for file in tmp_path.iterdir()] == ["report.json"]


def test_json_alone_goes_to_standard_output(
    judged: Judged, make_report: MakeReport, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(make_report())
    run(["check", "-o", "json", "-o", "text=report.txt"])
    assert json.loads(capsys.readouterr().out)["version"] == 1


def test_a_file_that_cannot_be_written_is_a_fault_of_the_call(
    judged: Judged, make_report: MakeReport, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(make_report())
    assert run(["check", "-o", "json=no/such/folder.json"]) == 2
    assert "folder.json: cannot be written" in capsys.readouterr().err


def test_standard_input_stands_for_a_file(
    judged: Judged, make_report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = judged(make_report())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"dera: v1\n")))
    run(["check", "--stdin-filename", "sites/a.yaml", "-"])
    assert asked["stdin"] == ("sites/a.yaml", b"dera: v1\n")
    assert asked["paths"] == ()


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_follows_the_environment(  # noqa: PLR0913, PLR0917 # fixtures
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    environment: dict[str, str],
    coloured: bool,
) -> None:
    judged(make_report(make_finding()))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    run(["check"])
    assert ("\x1b[" in capsys.readouterr().out) is coloured


def test_a_file_never_holds_colours(
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    judged(make_report(make_finding()))
    monkeypatch.setenv("FORCE_COLOR", "1")
    run(["check", "-o", "text=report.txt"])
    assert "\x1b" not in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_files_are_named_from_the_working_directory(
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    judged(make_report(make_finding()))
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    run(["check"])
    assert "--> ../aggregations/bayview.yaml:3:5\n" in capsys.readouterr().out


def test_what_the_terminal_cannot_encode_is_escaped(
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_report(make_finding(message="電力")))
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert run(["check"]) == 1
    assert rb"\u96fb\u529b" in raw.getvalue()


def test_a_reader_that_leaves_early_changes_no_verdict(
    judged: Judged,
    make_report: MakeReport,
    make_finding: MakeFinding,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_report(make_finding()))
    read_end, write_end = os.pipe()
    os.close(read_end)
    with open(write_end, "w", encoding="utf-8") as pipe:  # noqa: PTH123 # a descriptor
        monkeypatch.setattr("sys.stdout", pipe)
        assert run(["check"]) == 1
