"""`dera reconcile` compares, and its exit code says whether anything differs."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = ("--as-of", "2026-12-14")

Dera = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "reconciled", tmp_path / "mine"))


def test_a_difference_from_the_master_file_exits_with_1(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("reconcile", "harbor-storage", *DAY, cwd=portfolio)
    assert done.returncode == 1
    assert (
        "error: PMin: declared -0.5 MW, found -0.4 MW (portfolio.yaml:" in done.stdout
    )


def test_a_deviation_alone_counts_from_warning_on(dera: Dera, portfolio: Path) -> None:
    file = portfolio / "portfolio.yaml"
    file.write_text(file.read_text().replace("pmin_mw: -0.4", "pmin_mw: -0.5"))
    assert dera("reconcile", *DAY, cwd=portfolio).returncode == 0
    done = dera("reconcile", *DAY, "--fail-on", "warning", cwd=portfolio)
    assert done.returncode == 1


def test_several_forms_come_from_one_run(dera: Dera, portfolio: Path) -> None:
    forms = ("-o", "json", "-o", "markdown=day.md")
    done = dera("reconcile", *DAY, *forms, cwd=portfolio)
    data = json.loads(done.stdout)
    assert [one["id"] for one in data["aggregations"]] == ["harbor-storage"]
    assert (portfolio / "day.md").read_text().startswith("# Reconciliation\n")


def test_an_aggregation_that_is_not_declared_is_wrong_use(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("reconcile", "harbor", *DAY, cwd=portfolio)
    assert done.returncode == 2
    assert "there is no aggregation `harbor`" in done.stderr


def test_a_folder_without_declarations_is_nothing_to_check(
    dera: Dera, tmp_path: Path
) -> None:
    assert dera("reconcile", cwd=tmp_path).returncode == 3


def test_colour_is_kept_out_of_a_pipe_and_shown_when_asked_for(
    dera: Dera, portfolio: Path
) -> None:
    assert "\x1b[" not in dera("reconcile", *DAY, cwd=portfolio).stdout
    done = dera("reconcile", *DAY, cwd=portfolio, FORCE_COLOR="1")
    assert "\x1b[" in done.stdout


def test_overrides_can_be_refused(dera: Dera, portfolio: Path) -> None:
    file = portfolio / "dera.yaml"
    text = file.read_text(encoding="utf-8")
    own = "parameters: {schedule_deviation_share: 0.9}\n"
    file.write_text(text + own, encoding="utf-8")
    done = dera("reconcile", *DAY, "--no-overrides", cwd=portfolio)
    assert done.returncode == 2
    assert "overrides are refused" in done.stderr
