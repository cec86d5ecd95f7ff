"""`--jobs` and `--executor`: what is refused, and what a stopped run leaves behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.cli.entry import run
from checker.cli.progress import Progress

ON = ("--as-of", "2026-12-08", "--no-cache", "-q")
SECONDS = 60
"""How long a process may take to be gone; nothing is judged by how long it takes."""

INVALID = """\
dera: v1
kind: site
id: site-{number}
name: [7]
utility: nobody
surplus: 1
---
"""


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Write a portfolio that takes some seconds: each fault of it has to be worded."""
    for file in range(16):
        texts = (INVALID.format(number=f"{file}-{n}") for n in range(80))
        (tmp_path / f"{file}.yaml").write_text("".join(texts), encoding="utf-8")
    (tmp_path / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--jobs", "0"), "0 is not in the range 1<=x<=256"),
        (("--jobs", "257"), "257 is not in the range 1<=x<=256"),
        (("--jobs", "many"), "'many' is not a valid integer"),
        (("--executor", "threads"), "there is no executor `threads`"),
        (("--executor", "dask://"), "`dask://` is no address"),
        (("--executor", "dask://host"), "write it as dask://HOST:PORT"),
        (("--executor", "dask://host:http"), "write it as dask://HOST:PORT"),
        (("--executor", "dask://h:1", "--jobs", "2"), "--jobs is about this machine"),
    ],
)
def test_a_wrong_choice_of_processes_says_what_is_right(
    slow: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["check", str(slow), *ON, *arguments]) == 2
    assert said in capsys.readouterr().err


def test_without_dask_the_way_to_install_it_is_named(
    slow: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(["check", str(slow), *ON, "--executor", "dask://host:8786"]) == 2
    assert "pip install 'deracheck[dask]'" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_said_so(
    slow: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("checker.cli.executor._PATIENCE_SECONDS", 0.1)
    assert run(["check", str(slow), *ON, "--executor", "dask://127.0.0.1:1"]) == 2
    assert "no Dask scheduler answers at 127.0.0.1:1" in capsys.readouterr().err


@pytest.fixture
def heard() -> Iterator[None]:
    """Let what is started hear an interrupt, though a shell may have told us not to."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_an_interrupted_run_leaves_no_process(slow: Path) -> None:
    with started(slow) as process:
        workers = children(process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        _, said = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert said.strip() == b""
    assert gone(workers)


def test_a_run_that_is_killed_leaves_no_process(slow: Path) -> None:
    with started(slow) as process:
        workers = children(process)
        process.kill()
    assert gone(workers)


def test_a_run_one_of_whose_processes_is_killed_says_the_same(slow: Path) -> None:
    alone = subprocess.run(command(slow, 1), capture_output=True, check=False)
    with started(slow) as process:
        os.kill(children(process)[0], signal.SIGKILL)
        report, said = process.communicate(timeout=SECONDS)
    assert (report, process.returncode) == (alone.stdout, alone.returncode)
    assert said == b"" or b"did not deliver its part" in said


def command(portfolio: Path, jobs: int) -> tuple[str, ...]:
    way = ("--jobs", str(jobs))
    return (sys.executable, "-m", "checker", "check", str(portfolio), *ON, *way)


def started(portfolio: Path) -> "subprocess.Popen[bytes]":
    """Start a run in a process group of its own."""
    return subprocess.Popen(
        command(portfolio, 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def children(process: "subprocess.Popen[bytes]") -> list[int]:
    """Wait for the processes that a run starts."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in patiently():
        found = [int(pid) for pid in listed.read_text(encoding="ascii").split()]
        if len(found) > 1:
            return found
    raise AssertionError("no process was started")


def gone(pids: list[int]) -> bool:
    return any(not any(map(alive, pids)) for _ in patiently())


def alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def patiently() -> Iterator[None]:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        yield
        time.sleep(0.01)


class Terminal:
    """Standard error, as far as a bar knows it."""

    encoding = "utf-8"

    def __init__(self, *, is_one: bool = True) -> None:
        self.is_one = is_one
        self.text = ""

    def isatty(self) -> bool:
        return self.is_one

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        """Everything is there already."""


@pytest.mark.parametrize(
    ("seconds", "is_one", "shown"),
    [(5.0, True, True), (0.5, True, False), (5.0, False, False)],
)
def test_a_bar_is_for_a_person_who_has_waited(
    seconds: float, *, is_one: bool, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(is_one=is_one)
    monkeypatch.setattr("sys.stderr", terminal)
    clock = iter((100.0, *(100.0 + seconds,) * 3))
    monkeypatch.setattr("checker.cli.progress.time.monotonic", lambda: next(clock))
    bar = Progress()
    bar.show("files read", 1_500, 3_000)
    assert ("1,500 of 3,000 files read" in terminal.text) is shown
    bar.clear()
    assert terminal.text.endswith("\r") is shown
    assert terminal.text.rstrip("\r").endswith(" ") is shown


def test_what_was_not_delivered_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Progress()
    bar.warn("BrokenProcessPool")
    bar.warn("BrokenProcessPool")
    said = capsys.readouterr().err
    assert said.count("did not deliver its part") == 1
    assert "BrokenProcessPool" in said
