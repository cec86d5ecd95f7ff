"""`dera init`: a portfolio to begin with, and nothing written over."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

import checker
from checker import __version__
from checker.cli.entry import run
from tests.vendored import vendored

STARTER = Path(checker.__file__).parents[1] / "templates" / "_starter"


@pytest.fixture
def fleet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    monkeypatch.chdir(tmp_path)
    assert run(["init", "fleet"]) == 0
    capsys.readouterr()
    return tmp_path / "fleet"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("day", ["2026-01-01", "2026-11-21", "2030-12-31"])
def test_the_starter_complies_on_any_day(
    fleet: Path, day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", str(fleet), "--as-of", day, "--fail-on", "warning"]
    assert run(command) == 0, capsys.readouterr().out
    assert run(["render", str(fleet), "--as-of", day, "--check"]) == 0


@pytest.mark.parametrize("profile", ["conservative", "tariff"])
def test_the_next_gate_says_what_is_missing(
    fleet: Path, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["check", str(fleet), "--as-of", "2026-11-21", "--profile", profile]
    assert run([*command, "--gate", "concurrence"]) == 1
    assert "error[DER-006" in capsys.readouterr().out


def test_every_declaration_is_explained_and_names_its_schema(fleet: Path) -> None:
    declarations = [*fleet.glob("*/*.yaml"), fleet / "dera.yaml"]
    assert len(declarations) == 7
    for file in declarations:
        first, *lines = file.read_text(encoding="utf-8").splitlines()
        named = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert named is not None, file
        assert (file.parent / named[1]).is_file(), file
        assert sum("# " in line for line in lines) >= len(lines) / 6, file


def test_a_starter_into_the_present_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.txt").write_text("mine")
    assert run(["init"]) == 0
    printed = capsys.readouterr().out
    assert "cd " not in printed
    for name in content(tmp_path):
        shown = name.startswith(".schemas/") or f"  {name}\n" in printed
        assert shown or name == "mine.txt"


@pytest.mark.parametrize(
    ("name", "in_the_way"),
    [
        ("dera.yaml", "dera.yaml"),
        (".gitignore", ".gitignore"),
        (".schemas/mine.json", ".schemas"),
        ("sites", "sites"),
        (".github/workflows/dera.yml/x", ".github/workflows/dera.yml"),
    ],
)
def test_what_stands_in_the_way_is_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, in_the_way: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine")
    before = content(tmp_path)
    assert run(["init", str(tmp_path)]) == 2
    assert f"these are there already: {in_the_way}\n" in capsys.readouterr().err
    assert content(tmp_path) == before


def test_a_link_is_not_followed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "fleet"
    outside.mkdir()
    inside.mkdir()
    (inside / "sites").symlink_to(outside)
    (inside / "dera.yaml").symlink_to("nowhere")
    assert run(["init", str(inside)]) == 2
    assert "already: dera.yaml, sites" in capsys.readouterr().err
    assert list(outside.iterdir()) == []


def test_a_second_start_is_refused_whole(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = content(fleet)
    assert run(["init", str(fleet)]) == 2
    assert "dera.yaml" in capsys.readouterr().err
    assert content(fleet) == before


def test_what_cannot_be_finished_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    written = 0
    real = Path.open

    def failing(path: Path, mode: str = "r", *args: Any, **more: Any) -> Any:
        nonlocal written
        written += mode in {"wb", "xb"}
        if written > 9:
            raise OSError(28, "No space left on device")
        return real(path, mode, *args, **more)

    monkeypatch.setattr(Path, "open", failing)
    code = run(["init", str(tmp_path)])
    monkeypatch.undo()
    assert code == 2
    assert "No space left" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_pipelines_install_this_version() -> None:
    for name in ("dot-gitlab-ci.yml", "dot-github/workflows/dera.yml"):
        assert f"deracheck=={__version__}\n" in (STARTER / name).read_text()


@pytest.mark.parametrize(
    ("file", "schema"),
    [
        (".github/workflows/dera.yml", "github-workflows.json"),
        (".gitlab-ci.yml", "gitlab-ci.json"),
    ],
)
def test_the_pipelines_follow_the_schemas_of_their_vendors(
    fleet: Path, file: str, schema: str
) -> None:
    validator = jsonschema_rs.validator_for(json.loads(vendored(schema)))
    # `on:` is a boolean to YAML 1.1; GitHub reads it as the text that it is.
    text = (fleet / file).read_text(encoding="utf-8")
    validator.validate(yaml.load(text, yaml.BaseLoader))  # noqa: S506 # our own file


def test_the_pipelines_write_nothing_of_a_change_into_a_script(fleet: Path) -> None:
    workflow = yaml.safe_load((fleet / ".github/workflows/dera.yml").read_text())
    scripts = [step.get("run", "") for step in workflow["jobs"]["dera"]["steps"]]
    assert all("${{" not in script for script in scripts)


def test_the_hooks_run_what_is_installed(fleet: Path) -> None:
    hooks = yaml.safe_load((fleet / ".pre-commit-config.yaml").read_text())
    (repository,) = hooks["repos"]
    for hook in repository["hooks"]:
        assert repository["repo"] == "local"
        assert run([*hook["entry"].split()[1:], str(fleet)]) == 0


def test_git_takes_all_of_it(fleet: Path, make_repository: Any) -> None:
    repository = make_repository(fleet.name)
    repository("add", "--all")
    names = set(repository("ls-files").splitlines())
    assert names == {name for name in content(fleet) if not name.startswith(".git/")}


def test_the_scripts_of_the_pipelines_run(fleet: Path, make_repository: Any) -> None:
    repository = make_repository(fleet.name)
    base = repository.commit("the starter")
    (fleet / "sites" / "example-001.yaml").unlink()
    job = yaml.safe_load((fleet / ".gitlab-ci.yml").read_text())["dera-check"]
    script = "\n".join(line for line in job["script"] if "pip install" not in line)
    done = in_shell(script, fleet, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1, done.stderr
    assert f"Since {base} (" in done.stdout
    assert f" since {base}" in done.stdout.partition("Since ")[2]
    assert (fleet / "dera-reports" / "dera-junit.xml").is_file()


def test_the_pull_request_steps_run(fleet: Path, make_repository: Any) -> None:
    repository = make_repository(fleet.name)
    base = repository.commit("the starter")
    workflow = yaml.safe_load((fleet / ".github/workflows/dera.yml").read_text())
    steps = workflow["jobs"]["dera"]["steps"]
    summary = fleet.parent / "summary.md"
    for step in steps[-3:]:
        done = in_shell(
            step["run"],
            fleet,
            BASE=base,
            RUNNER_TEMP=str(fleet.parent),
            GITHUB_STEP_SUMMARY=str(summary),
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert "no declaration differs" in summary.read_text()


def in_shell(
    script: str, folder: Path, **more: str
) -> subprocess.CompletedProcess[str]:
    beside = str(Path(sys.executable).parent)
    path = os.pathsep.join([beside, os.environ.get("PATH", os.defpath)])
    return subprocess.run(
        ["sh", "-e", "-c", script],  # noqa: S607 # the system's shell
        cwd=folder,
        env={**os.environ, **more, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
