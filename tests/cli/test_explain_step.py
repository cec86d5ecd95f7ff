"""`dera explain` of a step to the market."""

import json
from pathlib import Path

import pytest

from checker.cli.entry import run


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_step_has_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", "l08"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("L08 utility-concurrence: Each utility has concurred")
    for heading in (
        *("Why", "What to do", "Depends on", "Done when", "Waiting when"),
        *("How long it takes", "Sources", "Tests"),
    ):
        assert f"\n{heading}\n" in page
    assert "L07 Each utility has been told what is coming (advice)" in page


def test_a_lag_and_a_condition_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    run(["explain", "L24"])
    assert "nri_bucket_days[0] days after it" in capsys.readouterr().out
    run(["explain", "L13"])
    assert "\nApplies when\n" in capsys.readouterr().out


def test_a_step_is_there_as_markdown_and_as_data(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(["explain", "L17", "--format", "markdown"])
    assert capsys.readouterr().out.startswith("# L17 first-trade-date")
    run(["explain", "L17", "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    assert (data["type"], data["id"], data["milestone"]) == ("step", "L17", True)


def test_a_step_that_does_not_exist_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["explain", "L99"]) == 2
    assert "step `L99`" in capsys.readouterr().err
