"""`dera timeline` as a user runs it."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import vobject

from checker.cli.entry import run

Dera = Callable[..., subprocess.CompletedProcess[str]]
EXAMPLES = Path(__file__).parents[2] / "examples"
BAY_AREA = ("--portfolio", str(EXAMPLES / "bay-area"))
DAY = ("--as-of", "2026-12-08")


def test_one_aggregation_is_shown_when_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["timeline", "peninsula-ev", *BAY_AREA, *DAY]) == 0
    out = capsys.readouterr().out
    assert "Peninsula EV Fleet (peninsula-ev)" in out
    assert "Delta Solar Storage" not in out
    assert out.count("\x1b") == 0


def test_every_format_goes_to_a_file_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        name: tmp_path / f"t.{name}" for name in ("markdown", "json", "html", "ics")
    }
    outputs = [
        part for name, file in files.items() for part in ("-o", f"{name}={file}")
    ]
    assert run(["timeline", *BAY_AREA, *DAY, *outputs]) == 0
    assert "3 aggregations" in capsys.readouterr().out
    assert json.loads(files["json"].read_text(encoding="utf-8"))["version"] == 1
    assert files["html"].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert files["markdown"].read_text(encoding="utf-8").startswith("<h2>")
    calendar = vobject.readOne(files["ics"].read_bytes().decode())
    assert len(calendar.vevent_list) > 20
    assert sorted(tmp_path.iterdir()) == sorted(files.values())


def test_the_same_day_gives_the_same_calendar(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ics", tmp_path / "b.ics"
    for file in (first, second):
        run(["timeline", *BAY_AREA, *DAY, "-o", f"ics={file}"])
    assert first.read_bytes() == second.read_bytes()
    assert b"DTSTAMP:20261208T080000Z" in first.read_bytes()


def test_the_instant_of_the_caller_stamps_the_calendar(
    capsys: pytest.CaptureFixture[str],
) -> None:
    now = ("--now", "2026-12-09T09:30:00-08:00")
    assert run(["timeline", *BAY_AREA, *DAY, *now, "-o", "ics", "--remind", "7"]) == 0
    out = capsys.readouterr().out
    assert "DTSTAMP:20261209T173000Z" in out
    assert "TRIGGER:-P7D" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("peninsula-evv",), "did you mean `peninsula-ev`?"),
        (("--by", "soon"), "`soon` is no date"),
        (("--by", "2026-12-07"), "lies before the day of judgement"),
        (("-o", "pdf"), "use one of: text, markdown, json, html, ics"),
        (("-o", "json", "-o", "ics"), "only one format can go to standard output"),
        (("--remind", "400"), "400 is not in the range"),
        (("--profile", "lax"), "there is no profile `lax`"),
        (("--portfolio", "/nowhere/at/all"), "does not exist"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(["timeline", *BAY_AREA, *DAY, *arguments]) == 2
    assert words in capsys.readouterr().err


def test_a_terminal_without_these_signs_gets_ascii(dera: Dera) -> None:
    shown = dera("timeline", "peninsula-ev", *BAY_AREA, *DAY, PYTHONIOENCODING="ascii")
    assert shown.returncode == 0
    assert "# critical" in shown.stdout
    assert "\\u" not in shown.stdout
    shown = dera("timeline", "peninsula-ev", *BAY_AREA, *DAY, PYTHONIOENCODING="utf-8")
    assert "█ critical" in shown.stdout


def test_colour_follows_the_environment(dera: Dera) -> None:
    shown = dera("timeline", *BAY_AREA, *DAY, FORCE_COLOR="1", COLUMNS="60")
    assert shown.returncode == 0
    assert "\x1b[1m" in shown.stdout
    plain = dera("timeline", *BAY_AREA, *DAY, NO_COLOR="1", FORCE_COLOR="1")
    assert "\x1b" not in plain.stdout


def test_the_day_of_judgement_itself_can_be_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["timeline", *BAY_AREA, *DAY, "--by", "2026-12-08"]) == 0
    assert "out of reach" in capsys.readouterr().out


def test_a_waiver_and_what_is_overridden_are_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    waived = ("--portfolio", str(EXAMPLES / "waived"))
    assert run(["timeline", *waived, *DAY]) == 0
    assert "The waiver of " in capsys.readouterr().out


def test_a_portfolio_without_declarations_has_no_timeline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    assert run(["timeline", "--portfolio", str(tmp_path)]) == 3
    assert "no declarations found" in capsys.readouterr().err


def test_a_span_that_cannot_be_used_names_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES / "bay-area", tmp_path / "p")
    settings = tmp_path / "p" / "dera.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        f"{text}parameters: {{udc_review_business_days: -1}}\n", encoding="utf-8"
    )
    assert run(["timeline", "--portfolio", str(tmp_path / "p"), *DAY]) == 2
    error = capsys.readouterr().err
    assert "dera.yaml" in error
    assert "`udc_review_business_days`" in error


def test_a_site_that_cannot_be_read_leaves_its_steps_undetermined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(EXAMPLES / "bay-area", tmp_path / "p")
    site = tmp_path / "p" / "sites" / "bayview-storage" / "bayview-001.yaml"
    site.write_text("dera: v1\nkind: site\nid: bayview-001\n", encoding="utf-8")
    arguments = [
        "timeline",
        "bayview-storage",
        "--portfolio",
        str(tmp_path / "p"),
        *DAY,
    ]
    assert run([*arguments, "-o", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["timelines"][0]
    states = {step["id"]: step["state"] for step in found["steps"]}
    assert states["L01"] == "undetermined"
    assert states["L06"] == "undetermined"
    assert found["live_since"] is None


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Return the example with an aggregation that its schema refuses."""
    copy = tmp_path / "portfolio"
    shutil.copytree(EXAMPLES / "bay-area", copy)
    file = copy / "aggregations" / "delta-solar-storage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("model: ", "model: 3 #"), encoding="utf-8")
    return copy


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_an_aggregation_that_is_broken_is_not_left_out_in_silence(
    broken: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run(["timeline", "--portfolio", str(broken), *DAY, "-o", form]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "that cannot be read or linked; an aggregation among them" in out


def test_a_machine_is_told_of_broken_declarations(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["timeline", "--portfolio", str(broken), *DAY, "-o", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["engine_findings"] > 0


def test_an_aggregation_that_is_broken_is_named_as_such_when_it_is_asked_for(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["timeline", "delta-solar-storage", "--portfolio", str(broken), *DAY]
    assert run(asked) == 2
    err = capsys.readouterr().err
    assert "aggregation `delta-solar-storage` does not pass its schema" in err
    assert "`dera check` says what is wrong with it" in err


@pytest.mark.parametrize("command", ["timeline", "reconcile"])
def test_a_portfolio_without_an_aggregation_is_nothing_to_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    provider = EXAMPLES / "bay-area" / "providers" / "sunpath.yaml"
    shutil.copy(provider, tmp_path)
    assert run([command, "--portfolio", str(tmp_path), *DAY]) == 3
    assert "no aggregation is declared" in capsys.readouterr().err


def test_a_portfolio_of_broken_aggregations_points_at_the_check(
    broken: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for other in ("bayview-storage", "peninsula-ev"):
        (broken / "aggregations" / f"{other}.yaml").unlink()
    assert run(["timeline", "--portfolio", str(broken), *DAY]) == 3
    err = capsys.readouterr().err
    assert "no aggregation can be used" in err
    assert "`dera check` says what is wrong" in err


def test_a_calendar_without_a_deadline_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = "checker.model.timeline.TimelineReport.every_deadline"
    monkeypatch.setattr(every, ())
    file = tmp_path / "deadlines.ics"
    assert run(["timeline", *BAY_AREA, *DAY, "-o", f"ics={file}"]) == 3
    assert "no deadline to put into a calendar" in capsys.readouterr().err
    assert not file.exists()
