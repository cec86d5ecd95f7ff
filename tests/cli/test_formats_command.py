"""Several formats from one run, and where each of them goes."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.entry import run
from checker.cli.output import FORMATS
from checker.cli.place import below_repository
from checker.model.finding import Finding, Severity
from checker.model.report import Report

Judged = Callable[[Report], dict[str, Any]]
MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

BEGINS = {
    "text": "error[SIZE-001 minimum-capacity]",
    "json": '{\n  "version": 1',
    "sarif": '{\n "$schema": "https://docs.oasis-open.org/sarif/',
    "junit": '<?xml version="1.0"',
    "github": "::error file=",
    "gitlab": '[\n  {\n    "description"',
    "markdown": "<!-- dera report ",
}
SUMMARY = "GITHUB_STEP_SUMMARY"


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the tests run on GitHub as anywhere else."""
    monkeypatch.delenv(SUMMARY, raising=False)


def test_every_format_goes_to_its_file_in_one_run(
    judged: Judged, make_finding: MakeFinding, make_report: MakeReport, tmp_path: Path
) -> None:
    judged(make_report(make_finding()))
    outputs = [f"--output={form}={form}.out" for form in FORMATS]
    assert run(["check", *outputs]) == 1
    written = {
        form: (tmp_path / f"{form}.out").read_text(encoding="utf-8") for form in FORMATS
    }
    assert set(written) == set(BEGINS)
    assert [
        form for form in FORMATS if not written[form].startswith(BEGINS[form])
    ] == []


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_goes_to_standard_output(
    judged: Judged,
    make_finding: MakeFinding,
    make_report: MakeReport,
    capsys: pytest.CaptureFixture[str],
    form: str,
) -> None:
    judged(make_report(make_finding()))
    run(["check", "-o", form])
    assert capsys.readouterr().out.startswith(BEGINS[form])


def test_an_unknown_format_names_the_known_ones(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", "-o", "tap"]) == 2
    assert ", ".join(FORMATS) in capsys.readouterr().err


def test_the_threshold_of_the_run_is_that_of_junit(
    judged: Judged,
    make_finding: MakeFinding,
    make_report: MakeReport,
    capsys: pytest.CaptureFixture[str],
) -> None:
    judged(make_report(make_finding(severity=Severity.WARNING)))
    run(["check", "-o", "junit", "--fail-on", "warning"])
    assert "<failure " in capsys.readouterr().out


def test_paths_are_those_of_the_repository(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = Path(__file__).parents[2] / "examples" / "bad" / "SIZE-001"
    shutil.copytree(example, tmp_path / "fleet")
    command = ["git", "init", "--quiet", str(tmp_path)]
    subprocess.run(command, check=True)
    monkeypatch.chdir(tmp_path / "fleet")
    assert run(["check", "-o", "gitlab", "--as-of", "2026-12-08"]) == 1
    for row in json.loads(capsys.readouterr().out):
        assert row["location"]["path"] == "fleet/portfolio.yaml"


@pytest.mark.parametrize(
    ("repository", "here", "expected"),
    [
        (None, ".", "fleet/bay/"),
        (None, "fleet", "bay/"),
        (None, "fleet/bay", ""),
        (None, "other", ""),
        (".", "other", "fleet/bay/"),
        ("fleet", ".", "bay/"),
        ("fleet/bay", ".", ""),
    ],
)
def test_what_leads_to_a_portfolio_begins_at_the_top_of_its_repository(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    repository: str | None,
    here: str,
    expected: str,
) -> None:
    root = tmp_path / "fleet" / "bay"
    root.mkdir(parents=True)
    (tmp_path / "other").mkdir()
    if repository is not None:
        # A worktree and a submodule have a file of this name.
        (tmp_path / repository / ".git").write_text("gitdir: x\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path / here)
    assert below_repository(root) == expected


def test_a_link_to_a_portfolio_leads_to_where_git_knows_its_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    assert below_repository(Path("link")) == "real/"


def test_the_job_summary_is_added_to_the_file_that_github_names(
    judged: Judged,
    make_finding: MakeFinding,
    make_report: MakeReport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_report(make_finding()))
    summary = tmp_path / "summary.md"
    summary.write_text("an earlier step\n", encoding="utf-8")
    monkeypatch.setenv(SUMMARY, str(summary))
    run(["check", "-o", "github"])
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("an earlier step\n<!-- dera report ")
    assert "minimum-capacity" in text


def test_the_job_summary_may_be_named(
    judged: Judged,
    make_report: MakeReport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_report())
    monkeypatch.setenv(SUMMARY, str(tmp_path / "theirs.md"))
    run(["check", "-o", "github", "--github-summary", "ours.md"])
    assert (tmp_path / "ours.md").exists()
    assert not (tmp_path / "theirs.md").exists()


def test_only_the_github_format_writes_a_job_summary(
    judged: Judged,
    make_report: MakeReport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged(make_report())
    monkeypatch.setenv(SUMMARY, str(tmp_path / "summary.md"))
    run(["check", "-o", "sarif=out.sarif"])
    assert not (tmp_path / "summary.md").exists()


@pytest.mark.parametrize("used", [0, 700_000, 1_048_000])
def test_a_job_summary_never_grows_beyond_what_github_takes(
    judged: Judged,
    make_finding: MakeFinding,
    make_report: MakeReport,
    tmp_path: Path,
    used: int,
) -> None:
    judged(make_report(*(make_finding(message="m" * 900) for _ in range(1_000))))
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * used)
    assert run(["check", "-o", "github", "--github-summary", str(summary)]) == 1
    assert summary.stat().st_size <= 1_048_576


def test_a_job_summary_that_cannot_be_written_is_a_fault_of_the_call(
    judged: Judged, make_report: MakeReport, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(make_report())
    assert run(["check", "-o", "github", "--github-summary", "no/folder.md"]) == 2
    assert "no/folder.md" in capsys.readouterr().err


def test_a_file_name_that_is_no_text_stops_no_format(
    judged: Judged, make_finding: MakeFinding, make_report: MakeReport
) -> None:
    judged(make_report(make_finding(file="x\udcff.yaml", message="\udcff")))
    outputs = [f"--output={form}={form}.out" for form in FORMATS]
    assert run(["check", *outputs]) == 1
