"""`dera baseline` and `dera check` with a baseline, on a portfolio of their own."""

import json
import shutil
from pathlib import Path

import pytest

from checker.cli.entry import run

BAD = Path(__file__).parents[2] / "examples" / "bad"
DAY = ("--as-of", "2026-12-08")
WARNING = ("--fail-on", "warning")
TOOL = '"tool": {"name": "dera", "version": "0.1.0"}'


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a portfolio in which LOC-007 warns, and go there."""
    shutil.copy(BAD / "LOC-007" / "portfolio.yaml", tmp_path)
    (tmp_path / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(root: Path) -> None:
    text = "dera: v1\nbaseline: dera-baseline.json\n"
    (root / "dera.yaml").write_text(text, encoding="utf-8")


def mend(root: Path, *, back: bool = False) -> None:
    file = root / "portfolio.yaml"
    text = file.read_text(encoding="utf-8")
    before, after = ("PGEB #", "PGSB #") if back else ("PGSB #", "PGEB #")
    file.write_text(text.replace(before, after), encoding="utf-8")


def entries(root: Path) -> list[dict[str, object]]:
    text = (root / "dera-baseline.json").read_text(encoding="utf-8")
    listed: list[dict[str, object]] = json.loads(text)["findings"]
    return listed


def test_the_present_findings_are_listed_at_the_root(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", *DAY, *WARNING]) == 1
    capsys.readouterr()
    assert run(["baseline", *DAY]) == 0
    assert capsys.readouterr().out == "1 finding listed in dera-baseline.json\n"
    (entry,) = entries(root)
    assert (entry["policy"], entry["severity"]) == ("LOC-007", "warning")
    assert entry["subject"] == {"kind": "aggregation", "id": "harbor-storage"}


def test_the_same_portfolio_gives_the_same_bytes(root: Path) -> None:
    run(["baseline", *DAY])
    first = (root / "dera-baseline.json").read_bytes()
    run(["baseline", *DAY])
    assert (root / "dera-baseline.json").read_bytes() == first


@pytest.mark.usefixtures("root")
def test_a_check_counts_only_what_the_baseline_does_not_list(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["baseline", "--to", "old.json", *DAY])
    assert run(["check", *DAY, *WARNING]) == 1
    capsys.readouterr()
    assert run(["check", "--baseline", "old.json", *DAY, *WARNING]) == 0
    shown = capsys.readouterr().out
    assert "In the baseline:\n  warning[LOC-007 sites-in-several-sub-laps]" in shown
    assert "0 warnings" in shown.splitlines()[-1]
    assert "1 in the baseline" in shown.splitlines()[-1]


def test_a_quiet_check_counts_what_the_baseline_lists_and_shows_none(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["baseline", *DAY])
    configure(root)
    capsys.readouterr()
    run(["check", "-q", *DAY])
    (line,) = capsys.readouterr().out.splitlines()
    assert "1 in the baseline" in line


def test_the_configured_baseline_is_read_by_itself(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["baseline", *DAY])
    configure(root)
    capsys.readouterr()
    assert run(["check", "-o", "json", *DAY, *WARNING]) == 0
    report = json.loads(capsys.readouterr().out)
    assert [f["baselined"] for f in report["findings"]] == [True]
    assert report["summary"]["baselined"] == 1
    assert "dera-baseline.json" in {each["file"] for each in report["inputs"]}


def test_moving_lines_and_files_leaves_the_baseline_as_it_is(root: Path) -> None:
    run(["baseline", *DAY])
    configure(root)
    moved = root / "moved" / "all.yaml"
    moved.parent.mkdir()
    text = (root / "portfolio.yaml").read_text(encoding="utf-8")
    moved.write_text(f"# one line more\n\n{text}", encoding="utf-8")
    (root / "portfolio.yaml").unlink()
    assert run(["check", *DAY, *WARNING]) == 0


def test_a_mended_finding_has_to_leave_and_does_not_come_back_unseen(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["baseline", *DAY])
    configure(root)
    mend(root)
    capsys.readouterr()
    assert run(["check", *DAY]) == 1
    shown = capsys.readouterr().out
    assert "error[BASELINE-001" in shown
    assert "dera-baseline.json:5:" in shown
    assert run(["baseline", *DAY]) == 0
    assert entries(root) == []
    assert run(["check", *DAY]) == 0
    mend(root, back=True)
    assert run(["check", *DAY, *WARNING]) == 1


@pytest.mark.parametrize("options", [["--select", "SIZE-001"], ["--ignore", "LOC-007"]])
def test_a_policy_that_is_not_judged_leaves_its_entries_alone(
    root: Path, options: list[str]
) -> None:
    run(["baseline", *DAY])
    configure(root)
    mend(root)
    assert run(["check", *options, *DAY]) == 0


def test_what_no_baseline_may_hide_is_shown_and_still_counts(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(BAD / "SIZE-001" / "portfolio.yaml", root)
    (root / "broken.yaml").write_text("a: [\n", encoding="utf-8")
    assert run(["baseline", *DAY]) == 0
    shown = capsys.readouterr().out
    assert "left out[SIZE-001] portfolio.yaml:" in shown
    assert "(it is an error that can never be waived)" in shown
    assert "left out[READ-003] broken.yaml:" in shown
    assert "(it is a finding of the engine itself)" in shown
    configure(root)
    assert run(["check", *DAY]) == 1


def test_raising_a_gate_is_not_hidden_by_a_baseline_of_before(root: Path) -> None:
    file = root / "portfolio.yaml"
    text = file.read_text(encoding="utf-8").replace("gate: concurrence", "gate: draft")
    file.write_text(text, encoding="utf-8")
    run(["baseline", *DAY])
    configure(root)
    assert run(["check", *DAY, *WARNING]) == 0
    file.write_text(text.replace("gate: draft", "gate: concurrence"), encoding="utf-8")
    assert run(["check", *DAY, *WARNING]) == 1


def test_a_baseline_opens_no_gate_for_render(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(BAD / "LOC-003" / "portfolio.yaml", root)
    run(["baseline", *DAY])
    assert [entry["policy"] for entry in entries(root)] == ["LOC-003"]
    configure(root)
    assert run(["check", *DAY]) == 0
    capsys.readouterr()
    assert run(["render", "--to", "out", *DAY]) == 1
    assert "LOC-003" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("", "dera-baseline.json:1:1"),
        ("{", "dera-baseline.json:1:"),
        ("[]", "dera-baseline.json:1:1"),
        ('{"version": 1,\n "findings": []}', "dera-baseline.json:1:2"),
        (f'{{"version": 2,\n {TOOL},\n "findings": []}}', "dera-baseline.json:1:13"),
        (
            f'{{"version": 1,\n {TOOL},\n "findings": [\n{{}}]}}',
            "dera-baseline.json:4:",
        ),
    ],
)
def test_a_baseline_that_is_none_stops_the_run_at_its_line(
    root: Path, capsys: pytest.CaptureFixture[str], content: str, place: str
) -> None:
    configure(root)
    (root / "dera-baseline.json").write_text(content, encoding="utf-8")
    assert run(["check", *DAY]) == 2
    assert f"error: {place}" in capsys.readouterr().err


@pytest.mark.parametrize("args", [["--baseline", "nowhere.json"], []])
def test_a_baseline_that_is_not_there_stops_the_run(
    root: Path, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    configure(root)
    assert run(["check", *args, *DAY]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_stale_entry_is_reported_with_the_file_of_its_subject(root: Path) -> None:
    run(["baseline", *DAY])
    configure(root)
    mend(root)
    (root / "more.yaml").write_text(
        "dera: v1\nkind: provider\nid: more\nlegal_name: More LLC\n"
        "contact: {name: Desk, email: desk@more.example.com}\n"
        "user_access_administrators:\n"
        "  - {name: Access Administrator, email: uaa@more.example.com}\n",
        encoding="utf-8",
    )
    assert run(["check", "more.yaml", *DAY]) == 0
    assert run(["check", "portfolio.yaml", *DAY]) == 1
