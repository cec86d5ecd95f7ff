"""Reports are the same bytes, whoever does the work and however many they are."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from checker.cli.entry import run
from tests.executors import FORMATS

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/bay-area"
ON = ("--as-of", "2026-12-08", "--no-cache")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Run a Dask cluster of two processes."""
    with LocalCluster(  # type: ignore[no-untyped-call] # its authors give it none
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as dask:
        yield dask.scheduler_address.replace("tcp://", "dask://")


def test_examples_have_the_same_reports_by_processes_and_on_a_cluster(
    cluster: str,
) -> None:
    done = subprocess.run(
        (sys.executable, "-W", "error", "-m", "tests.executors", cluster),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_a_command_line_gives_the_same_bytes_for_any_executor(
    cluster: str, tmp_path: Path
) -> None:
    ways = ((), ("--jobs", "1"), ("--jobs", "3"), ("--executor", cluster))
    for number, way in enumerate(ways):
        files = (f"{form}={tmp_path}/{number}.{form}" for form in FORMATS)
        outputs = [word for file in files for word in ("-o", file)]
        assert run(["check", str(EXAMPLE), *ON, *way, *outputs]) == 0
    for form in FORMATS:
        assert len({path.read_bytes() for path in tmp_path.glob(f"*.{form}")}) == 1


def test_a_folder_that_a_worker_does_not_see_as_it_is_here_is_refused(
    cluster: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    here = tmp_path / "portfolio.yaml"
    here.write_text("dera: v1\n", encoding="utf-8")
    listed = "checker.cli.executor._listed"
    monkeypatch.setattr(listed, lambda root: ["another.yaml"])  # noqa: ARG005 # as it is called
    code = run(["check", str(tmp_path), *ON, "--executor", cluster])
    assert code == 2
    assert "on a file system that all workers see" in capsys.readouterr().err


def test_a_worker_of_another_version_is_refused(
    cluster: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checker.cli.executor.__version__", "99.0")
    code = run(["check", str(EXAMPLE), *ON, "--executor", cluster])
    assert code == 2
    assert "install deracheck 99.0 where the workers run" in capsys.readouterr().err
