"""A cache makes a run quick and changes nothing of what it says."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
ARGUMENTS = ("check", "--as-of", "2026-12-08")
Answer = tuple[int, str, str]


class Portfolio:
    """A portfolio and a cache of its own.

    Attributes:
        root: the portfolio.
        cache: where the cache is.
    """

    def __init__(self, folder: Path, example: str) -> None:
        self.root = folder / "portfolio"
        self.cache = folder / "cache"
        shutil.copytree(EXAMPLES / example, self.root)
        settled(self.root)

    def start(self, *more: str) -> "subprocess.Popen[str]":
        """Begin `dera check` as a process that says at its end whether it ran."""
        environment = {n: v for n, v in os.environ.items() if n != "DERA_NO_CACHE"}
        command = f"import sys; sys.argv = {['dera', *ARGUMENTS, *more]!r}\n{RUN}"
        return subprocess.Popen(
            [sys.executable, "-c", command],
            cwd=self.root,
            env={**environment, "DERA_CACHE_DIR": str(self.cache)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def check(self, *more: str) -> tuple[Answer, bool]:
        """Return what a check answers, and whether it was given again."""
        process = self.start(*more)
        out, err = process.communicate()
        *said, last = err.splitlines(keepends=True)
        return (process.returncode, out, "".join(said)), last == "again\n"

    def assert_anew(self, *more: str) -> Answer:
        """Check that a run is no repetition, and says what one without cache says."""
        answer, again = self.check(*more)
        assert not again
        assert answer == self.check("--no-cache", *more)[0]
        return answer


RUN = """
import os
from checker.cli import main
os._exit = sys.exit  # so that there is a word at its end
try:
    main()
finally:
    print("anew" if "click" in sys.modules else "again", file=sys.stderr)
"""


def settled(root: Path) -> None:
    """Let every file and folder have changed a while ago."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            os.utime(path, (1_700_000_000, 1_700_000_000))


@pytest.fixture
def kept(tmp_path: Path) -> Portfolio:
    """Give a portfolio whose check has been answered once."""
    portfolio = Portfolio(tmp_path, "bay-area")
    portfolio.assert_anew()
    return portfolio


def change_a_file(root: Path) -> None:
    file = next(root.glob("sites/*/*.yaml"))
    file.write_text(file.read_text().replace("rated_kw: ", "rated_kw: 1"))


def change_a_file_behind_its_stamp(root: Path) -> None:
    file = next(root.glob("sites/*/*.yaml"))
    before = file.stat()
    text = file.read_text()
    file.write_text(text.replace("kind: site", "kind: mite"))
    assert file.stat().st_size == before.st_size
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def add_a_file(root: Path) -> None:
    (root / "sites" / "more.yaml").write_text("dera: v1\n")


def remove_a_file(root: Path) -> None:
    next(root.glob("sites/*/*.yaml")).unlink()


def add_settings(root: Path) -> None:
    (root / "dera.yaml").write_text("dera: v1\nprofile: tariff\n")


def add_a_folder(root: Path) -> None:
    (root / "more").mkdir()
    (root / "more" / "a.yaml").write_text("kind: site\n")


def make_it_a_repository_that_ignores(root: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)  # noqa: S607 # as a user does
    (root / ".gitignore").write_text("meters/\n")


@pytest.mark.parametrize(
    "change",
    [
        change_a_file,
        change_a_file_behind_its_stamp,
        add_a_file,
        remove_a_file,
        add_settings,
        add_a_folder,
        make_it_a_repository_that_ignores,
    ],
)
def test_whatever_changes_the_run_is_made_anew(
    kept: Portfolio, change: Callable[[Path], None]
) -> None:
    assert kept.check()[1]
    change(kept.root)
    kept.assert_anew()


def test_an_answer_is_given_again_byte_for_byte(kept: Portfolio) -> None:
    first, _ = kept.check("--no-cache")
    assert kept.check() == (first, True)


@pytest.mark.parametrize("more", [("-v",), ("-o", "json"), ("--profile", "tariff")])
def test_another_question_has_its_own_answer(
    kept: Portfolio, more: tuple[str, ...]
) -> None:
    answer = kept.assert_anew(*more)
    assert kept.check(*more) == (answer, True)


def test_a_summary_for_github_is_written_each_time(
    kept: Portfolio, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    kept.check("-o", "github")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    for count in (1, 2):
        assert not kept.check("-o", "github")[1]
        written = (tmp_path / "summary.md").read_text(encoding="utf-8")
        assert written.count("<!-- dera report") == count
    kept.check()
    assert kept.check()[1]  # nothing is written besides


def test_settings_above_a_portfolio_count_too(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    (portfolio.root / "dera.yaml").unlink(missing_ok=True)
    settled(portfolio.root)
    portfolio.assert_anew()
    (tmp_path / "dera.yaml").write_text("dera: v1\n")
    portfolio.assert_anew()


def test_in_a_repository_what_git_ignores_is_asked_anew(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    root = portfolio.root
    for command in (("init", "-q"), ("add", "-A")):
        subprocess.run(["git", *command], cwd=root, check=True)  # noqa: S607 # as a user does
    settled(root)
    portfolio.assert_anew()
    assert portfolio.check()[1]
    subprocess.run(["git", "status"], cwd=root, check=True, capture_output=True)  # noqa: S607 # see above
    os.utime(root / ".git" / "index")  # git has written the same anew
    assert portfolio.check()[1]
    (root / ".git" / "info" / "exclude").write_text("*.swp\n")
    assert portfolio.check()[1]
    next(root.glob("meters/*.yaml")).rename(root / "meters" / "b.yaml")
    (root / ".git" / "info" / "exclude").write_text("b.yaml\n")
    portfolio.assert_anew()


def test_a_clone_elsewhere_takes_the_answer_over(
    kept: Portfolio, tmp_path: Path
) -> None:
    clone = tmp_path / "elsewhere" / "portfolio"
    shutil.copytree(kept.root, clone)
    answer, _ = kept.check()
    kept.root = clone
    assert kept.check() == (answer, True)
    change_a_file(clone)
    kept.assert_anew()


def test_a_file_that_has_just_changed_is_read_again(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    change_a_file(portfolio.root)  # within the step of a clock before the run
    portfolio.assert_anew()
    change_a_file_behind_its_stamp(portfolio.root)
    portfolio.assert_anew()


@pytest.mark.parametrize("spoil", ["cut", "empty", "other", "unreadable", "folder"])
def test_a_damaged_cache_is_as_none(kept: Portfolio, spoil: str) -> None:
    for file in [*kept.cache.rglob("*")]:
        if not file.is_file():
            continue
        raw = file.read_bytes()
        if spoil == "cut":
            file.write_bytes(raw[: len(raw) // 2])
        elif spoil == "empty":
            file.write_bytes(b"")
        elif spoil == "other":
            file.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        elif spoil == "unreadable":
            file.unlink()
            file.symlink_to("nowhere")
        else:
            file.unlink()
            file.mkdir()
    kept.assert_anew()


def test_a_cache_that_cannot_be_written_is_as_none(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    portfolio.cache.write_text("this is a file")
    portfolio.assert_anew()
    portfolio.assert_anew()


def test_info_and_clear(
    kept: Portfolio, dera: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    shown = dera("cache", "info", "--cache-dir", str(kept.cache))
    assert (shown.returncode, shown.stderr) == (0, "")
    count = sum(path.is_file() for path in kept.cache.rglob("*"))
    assert shown.stdout.startswith(f"{kept.cache}: {count} files, ")
    done = dera("cache", "clear", "--cache-dir", str(kept.cache))
    assert done.stdout == f"{kept.cache}: {count} files removed\n"
    assert not kept.check()[1]


def test_runs_at_once_disturb_each_other_in_nothing(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    alone, _ = portfolio.check("--no-cache")
    running = [portfolio.start() for _ in range(4)]
    for process in running:
        out, _ = process.communicate()
        assert (process.returncode, out) == alone[:2]
    assert portfolio.check() == (alone, True)


def test_a_run_that_is_killed_leaves_a_cache_that_is_right(tmp_path: Path) -> None:
    portfolio = Portfolio(tmp_path, "bay-area")
    alone, _ = portfolio.check("-o", "json", "--no-cache")
    began = time.monotonic()
    portfolio.check("-o", "json")
    whole = time.monotonic() - began
    rng = random.Random(7)  # noqa: S311 # the same moments each time
    for _ in range(8):
        for each in portfolio.cache.glob("*/*"):
            if each.name == "replay" or rng.random() < 0.5:
                shutil.rmtree(each)  # an answer would end the run before it begins
        process = portfolio.start("-o", "json")
        time.sleep(whole * rng.uniform(0.5, 1.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        answer, _ = portfolio.check("-o", "json")
        assert answer == alone
        assert json.loads(answer[1])["findings"] is not None
