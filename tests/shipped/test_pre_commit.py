"""The hooks, run by the real pre-commit in a real repository at a real commit."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from click import Context

import checker
from checker.cli.entry import dera

ROOT = Path(checker.__file__).parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
DAY = ["--as-of", "2026-12-08"]

# What pip needs to make the package of a checkout.
SOURCE = (
    *("checker", "schemas", "policies", "templates"),
    *("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"),
)

IDENTITY = {
    f"GIT_{who}_{what}": text
    for who in ("AUTHOR", "COMMITTER")
    for what, text in (("NAME", "Ana"), ("EMAIL", "ana@example.org"))
}

Command = Callable[..., subprocess.CompletedProcess[str]]


def run(
    *command: str | Path, cwd: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    inherited = {key: v for key, v in os.environ.items() if not key.startswith("GIT_")}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**inherited, **IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull, **more},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def succeed(*command: str | Path, cwd: Path, **more: str) -> str:
    done = run(*command, cwd=cwd, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the tree as it stands into a repository that hooks can come from."""
    folder = tmp_path_factory.mktemp("source")
    for name in SOURCE:
        if (ROOT / name).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder / name)
    succeed("git", "init", "--quiet", cwd=folder)
    succeed("git", "add", "--all", cwd=folder)
    succeed("git", "commit", "--quiet", "--message", "dera", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep what pre-commit installs for the tests of this file."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def repository(source: Path, home: Path, tmp_path: Path) -> Path:
    """Make a repository with a portfolio in a folder, and install the hooks in it."""
    folder = tmp_path / "repository"
    shutil.copytree(ROOT / "examples" / "minimal", folder / "fleet")
    hooks = [
        {"id": "dera-check", "args": [*DAY, "fleet"]},
        {"id": "dera-render-check", "args": [*DAY, "fleet"]},
    ]
    revision = succeed("git", "rev-parse", "HEAD", cwd=source).strip()
    configuration = {"repos": [{"repo": str(source), "rev": revision, "hooks": hooks}]}
    (folder / ".pre-commit-config.yaml").write_text(
        yaml.safe_dump(configuration), encoding="utf-8"
    )
    (folder / ".gitignore").write_text("scratch.yaml\n", encoding="utf-8")
    (folder / "fleet" / "scratch.yaml").write_text("- mine\n", encoding="utf-8")
    succeed("git", "init", "--quiet", cwd=folder)
    pre_commit = [sys.executable, "-m", "pre_commit", "install"]
    succeed(*pre_commit, cwd=folder, PRE_COMMIT_HOME=str(home))
    return folder


@pytest.fixture
def commit(repository: Path, home: Path) -> Command:
    """Commit all there is, as a person would."""

    def commit(message: str) -> subprocess.CompletedProcess[str]:
        succeed("git", "add", "--all", cwd=repository)
        command = ("git", "commit", "--message", message)
        return run(*command, cwd=repository, PRE_COMMIT_HOME=str(home))

    return commit


def commits(repository: Path) -> list[str]:
    return succeed("git", "log", "--format=%s", cwd=repository).splitlines()


def test_a_good_commit_passes_and_a_bad_one_is_stopped_with_the_finding(
    repository: Path, commit: Command
) -> None:
    good = commit("a portfolio")
    assert good.returncode == 0, good.stdout + good.stderr
    assert good.stderr.count("Passed") == 2

    portfolio = repository / "fleet" / "portfolio.yaml"
    text = portfolio.read_text(encoding="utf-8")
    portfolio.write_text(text.replace("provider: sunpath", "provider: sunpaht", 1))
    bad = commit("a slip")
    assert bad.returncode == 1
    assert "error[LINK-001 dangling-reference]" in bad.stderr
    assert "fleet/portfolio.yaml:" in bad.stderr
    assert "refused aggregation harbor-storage" in bad.stderr
    assert commits(repository) == ["a portfolio"]

    portfolio.write_text(text, encoding="utf-8")
    (repository / "note.txt").write_text("Back to what it was.\n", encoding="utf-8")
    assert commit("mended").returncode == 0
    assert commits(repository) == ["mended", "a portfolio"]


def test_a_commit_that_only_deletes_is_checked_too(
    repository: Path, commit: Command
) -> None:
    portfolio = repository / "fleet" / "portfolio.yaml"
    texts = portfolio.read_text(encoding="utf-8").split("\n---\n")
    (moved,) = (text for text in texts if "\nkind: utility\n" in f"\n{text}")
    rest = "\n---\n".join(text for text in texts if text != moved)
    portfolio.write_text(rest + "\n", encoding="utf-8")
    (repository / "fleet" / "utility.yaml").write_text(moved + "\n", encoding="utf-8")
    assert commit("a portfolio in two files").returncode == 0

    (repository / "fleet" / "utility.yaml").unlink()
    bad = commit("a file less")
    assert bad.returncode == 1
    assert "error[LINK-001 dangling-reference]" in bad.stderr
    assert commits(repository) == ["a portfolio in two files"]


def test_the_manifest_is_one_that_pre_commit_takes() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest"]
    succeed(*command, MANIFEST, cwd=ROOT)


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_a_hook_runs_a_command_there_is_over_the_whole_portfolio(
    hook: dict[str, Any],
) -> None:
    program, command, *_ = hook["entry"].split()
    assert program == "dera"
    assert command in dera.list_commands(Context(dera))
    assert hook["pass_filenames"] is False
    assert hook["always_run"] is True
