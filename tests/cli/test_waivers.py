"""Waivers through the command line: what counts, what is printed, what is refused."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from checker.cli.entry import run

WAIVED = Path(__file__).parents[2] / "examples" / "waived"
DAY = ("--as-of", "2026-12-08")
MARK = (
    "WAIVED: LOC-007 for aggregation harbor-storage until 2027-03-31,"
    " SC-003 for scheduling_coordinator spth until 2027-06-30"
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a portfolio with a waived error and a waived warning, and go there."""
    for file in WAIVED.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def reported(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    capsys.readouterr()
    run(["check", "-o", "json", *DAY, *args])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


@pytest.mark.usefixtures("root")
def test_a_waived_finding_stays_in_the_report_and_does_not_count(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = reported(capsys)
    by_policy = {f["policy"]: f for f in report["findings"]}
    error, warning = by_policy["SC-003"], by_policy["LOC-007"]
    assert error["severity"] == "error"
    assert error["waiver"] == {
        "kind": "declared",
        "reason": (
            "CAISO certified the predecessor with three characters and lets it keep"
            " them."
        ),
        "approved_by": "Head of Market Compliance",
        "ticket": "COMP-214",
        "expires_on": "2027-06-30",
        "location": {
            "file": "waivers.yaml",
            "line": 4,
            "column": 5,
            "end_line": 4,
            "end_column": 20,
            "pointer": "/id",
        },
    }
    assert (warning["severity"], warning["element"]) == ("warning", "harbor-001")
    assert warning["waiver"]["kind"] == "inline"
    assert report["summary"]["waived"] == 2
    assert report["summary"]["errors"] == report["summary"]["warnings"] == 0
    assert report["tally"]["SC-003"]["waived"] == 1
    assert report["tally"]["SC-003"]["fail"] == 0
    assert run(["check", "--fail-on", "note", *DAY]) == 0


def test_without_waivers_the_same_findings_count(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "waivers.yaml").unlink()
    with_comments = reported(capsys)
    without = reported(capsys, "--no-inline-waivers")
    assert [f["policy"] for f in with_comments["findings"] if not f["waiver"]] == [
        "SC-003"
    ]
    assert sorted(f["policy"] for f in without["findings"]) == ["LOC-007", "SC-003"]
    assert all(f["waiver"] is None for f in without["findings"])


def test_no_inline_waivers_takes_no_notice_of_malformed_ones_either(root: Path) -> None:
    file = root / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace(" until 2027-03-31", "")
    file.write_text(text, encoding="utf-8")
    assert run(["check", *DAY]) == 1
    assert run(["check", "--no-inline-waivers", *DAY]) == 0


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    ("day", "rules"),
    [
        ("2027-03-31", set()),
        ("2027-04-01", {"WAIVER-004"}),
        ("2027-06-30", {"WAIVER-004"}),
        ("2027-07-01", {"WAIVER-004"}),
    ],
)
def test_the_last_day_counts_and_the_next_does_not(
    capsys: pytest.CaptureFixture[str], day: str, rules: set[str]
) -> None:
    chosen = ("--select", "SC-003,LOC-007", "--as-of", day)
    report = reported(capsys, *chosen)
    assert {
        f["policy"] for f in report["findings"] if f["policy"].startswith("WAIVER")
    } == rules
    covered = {f["policy"] for f in report["findings"] if f["waiver"]}
    expected = {"SC-003": "2027-06-30", "LOC-007": "2027-03-31"}
    assert covered == {policy for policy, last in expected.items() if day <= last}


@pytest.mark.usefixtures("root")
def test_every_document_says_on_what_it_rests() -> None:
    assert run(["render", "--to", "out", *DAY]) == 0
    documents = [path for path in Path("out").rglob("*.*") if path.is_file()]
    assert len(documents) >= 8
    for path in documents:
        if path.suffix == ".xlsx":  # its cells are read back elsewhere
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".csv" and text.count("\n") == 1:
            continue  # a table without a row
        if path.suffix == ".md":
            assert text.count("**WAIVED** SC-003") == 2, path
            assert "approved by Head of Market Compliance (COMP-214)" in text, path
            assert "Until 2027-03-31, accepted in a comment" in text, path
        elif path.name == "manifest.json":
            assert [w["policy"] for w in json.loads(text)["waivers"]] == [
                "LOC-007",
                "SC-003",
            ]
        else:
            assert MARK in text, path


def test_a_document_of_a_portfolio_without_waivers_speaks_of_none(
    tmp_path: Path,
) -> None:
    minimal, out = WAIVED.parent / "minimal", tmp_path / "out"
    assert run(["render", str(minimal), "--to", str(out), *DAY]) == 0
    for path in out.rglob("*.*"):
        text = path.read_bytes().decode(errors="replace")
        assert "WAIVED" not in text
        if path.name == "manifest.json":
            assert json.loads(text)["waivers"] == []


def test_an_expired_waiver_refuses_the_package_that_rested_on_it(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "waivers.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("2027-06-30", "2026-12-07"), encoding="utf-8")
    assert run(["render", "--to", "out", *DAY]) == 1
    assert "SC-003" in capsys.readouterr().out


def test_waivers_change_no_finding_but_those_that_they_cover(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = reported(capsys, "--gate", "market")["findings"]
    (root / "waivers.yaml").unlink()
    bare = reported(capsys, "--gate", "market", "--no-inline-waivers")["findings"]
    assert [{**finding, "waiver": None} for finding in held] == bare


def test_a_comment_waives_only_what_stands_on_its_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = root / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace(
        "\nsub_lap: PGSB", "\n\nsub_lap: PGSB"
    )
    file.write_text(text, encoding="utf-8")
    rules = {f["policy"]: f["waiver"] for f in reported(capsys)["findings"]}
    assert rules["LOC-007"] is None
    assert "WAIVER-005" in rules
