"""The files for pipelines: their scripts run here as the vendors' runners run them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
import yaml
from junitparser import JUnitXml

import checker
from tests.vendored import vendored

ROOT = Path(checker.__file__).parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
GITLAB = yaml.safe_load((ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8"))
JOB = GITLAB["dera-check"]

DAY = "2026-12-08"
REPORTS = {
    f"dera-{name}"
    for name in (
        "sarif.json",
        "junit.xml",
        "gitlab.json",
        "markdown.md",
        "report.json",
    )
}
EXPRESSION = re.compile(r"\$\{\{ *(.*?) *\}\}")
# How the runner starts `shell: bash` and a GitLab script.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail")
SH = ("sh", "-e")
EVIL = "x\" ; touch pwned; '$(touch pwned)' `touch pwned`\ntouch pwned\n"
NOT_OURS = ("GIT_", "GITHUB_", "DERA_", "NO_COLOR", "FORCE_COLOR")


class Done(NamedTuple):
    """What came of a job: its code, its log and what it told the runner."""

    code: int
    log: str
    outputs: Mapping[str, str] = {}
    summary: str = ""


def execute(
    shell: tuple[str, ...], script: str, cwd: Path, environment: Mapping[str, str]
) -> Done:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(NOT_OURS)}
    run = subprocess.run(
        [*shell, "-c", script],
        cwd=cwd,
        env={**inherited, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return Done(run.returncode, run.stdout)


def filled(step: Mapping[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Return the environment of a step, its expressions replaced by inputs."""
    inputs = {name: of["default"] for name, of in ACTION["inputs"].items()}

    inputs |= given

    def value(match: re.Match[str]) -> str:
        context, _, name = match[1].partition(".")
        assert context == "inputs"
        return str(inputs[name])

    return {key: EXPRESSION.sub(value, text) for key, text in step["env"].items()}


class Runner:
    """A runner's folder, in which the action's first step has installed dera."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        install, self._check = STEPS
        path = folder / "path"
        environment = {
            **filled(install, {"python": sys.executable}),
            "RUNNER_TEMP": str(folder),
            "GITHUB_PATH": str(path),
            "GITHUB_ACTION_PATH": str(ROOT),
        }
        done = execute(BASH, install["run"], folder, environment)
        assert done.code == 0, done.log
        first = path.read_text(encoding="utf-8").strip()
        self.path = f"{first}{os.pathsep}{os.environ['PATH']}"

    def check(self, repository: Path, **inputs: str) -> Done:
        """Run the action's second step in a repository."""
        output, summary = self._folder / "output", self._folder / "summary"
        for file in (output, summary):
            file.write_text("", encoding="utf-8")
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        environment = {
            **filled(self._check, {"as-of": DAY, **given}),
            "PATH": self.path,
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
        }
        done = execute(BASH, self._check["run"], repository, environment)
        lines = output.read_text(encoding="utf-8").splitlines()
        return done._replace(
            outputs=dict(line.split("=", 1) for line in lines),
            summary=summary.read_text(encoding="utf-8"),
        )


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("runner"))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository with a portfolio that complies and one that does not."""
    folder = tmp_path / "repository"
    examples = ROOT / "examples"
    shutil.copytree(examples / "minimal", folder / "good")
    shutil.copytree(examples / "bad" / "SIZE-001", folder / "bad")
    (folder / "empty").mkdir()
    command = ["git", "init", "--quiet", str(folder)]
    subprocess.run(command, check=True)
    return folder


def reports(repository: Path) -> set[str]:
    return {file.name for file in (repository / "dera-reports").iterdir()}


def test_the_action_lets_a_portfolio_pass_that_complies(
    runner: Runner, repository: Path
) -> None:
    done = runner.check(repository, path="good")
    assert done.code == 0, done.log
    sarif = "dera-reports/dera-sarif.json"
    assert done.outputs == {"exit-code": "0", "sarif": sarif}
    assert reports(repository) == REPORTS
    assert "dera: no open findings" in done.summary


def test_the_action_fails_with_annotations_and_every_report(
    runner: Runner, repository: Path
) -> None:
    done = runner.check(repository, path="bad")
    assert done.code == 1
    assert "::error file=bad/portfolio.yaml,line=13," in done.log
    assert done.outputs["exit-code"] == "1"
    assert "SIZE-001" in done.summary
    assert reports(repository) == REPORTS
    log = json.loads((repository / done.outputs["sarif"]).read_text(encoding="utf-8"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "bad/portfolio.yaml"


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ({"path": "empty"}, "3"),
        ({"path": "good", "profile": "lenient"}, "2"),
        ({"path": "good", "as-of": "soon"}, "2"),
        ({"path": "bad", "profile": "tariff"}, "0"),
        ({"path": "bad", "profile": "tariff", "fail-on": "warning"}, "1"),
    ],
    ids=["nothing", "profile", "day", "tariff", "warnings"],
)
def test_the_exit_code_is_the_one_of_the_command(
    runner: Runner, repository: Path, inputs: dict[str, str], code: str
) -> None:
    done = runner.check(repository, **inputs)
    assert done.code == int(code), done.log
    assert done.outputs["exit-code"] == code


def test_a_run_without_reports_leaves_none_of_an_earlier_one(
    runner: Runner, repository: Path
) -> None:
    runner.check(repository, path="bad")
    done = runner.check(repository, path="empty")
    assert done.outputs == {"exit-code": "3"}
    assert reports(repository) == set()


@pytest.mark.parametrize(
    ("name", "evil"),
    [
        *(
            (name, EVIL)
            for name in ("path", "profile", "as-of", "gate", "fail-on", "base")
        ),
        ("path", "--help"),
        ("gate", "--help"),
        ("base", "--help"),
    ],
)
def test_an_input_is_never_a_part_of_a_script(
    runner: Runner, repository: Path, name: str, evil: str
) -> None:
    done = runner.check(repository, **{"path": "good", name: evil})
    assert done.code == 2, done.log
    assert not (repository / "pwned").exists()


def test_with_a_base_only_what_is_new_blocks(runner: Runner, repository: Path) -> None:
    git = "git -c user.name=Ana -c user.email=ana@example.org"
    script = f"git add --all\n{git} commit --quiet -m all"
    assert execute(SH, script, repository, {}).code == 0
    assert runner.check(repository, path="bad", base="").code == 1
    assert runner.check(repository, path="bad", base="HEAD").code == 0
    assert gitlab(runner, repository, DERA_PATH="bad", DERA_BASE="HEAD").code == 0


def test_no_script_of_the_action_holds_an_expression() -> None:
    assert [step for step in STEPS if EXPRESSION.search(step["run"])] == []


def test_every_input_reaches_a_script() -> None:
    used = {
        match[1].removeprefix("inputs.")
        for step in STEPS
        for text in step["env"].values()
        for match in EXPRESSION.finditer(text)
    }
    assert used == set(ACTION["inputs"])


@pytest.mark.parametrize(
    ("schema", "instance"),
    [("github-actions", ACTION), ("gitlab-ci", GITLAB)],
    ids=["action.yml", "ci/gitlab.yml"],
)
def test_a_file_has_the_shape_that_its_vendor_publishes(
    schema: str, instance: Any
) -> None:
    published = json.loads(vendored(f"{schema}.json"))
    jsonschema_rs.Draft7Validator(published).validate(instance)


def gitlab(runner: Runner, repository: Path, **variables: str) -> Done:
    """Run the job of the GitLab template as its runner does, line after line."""
    environment = {
        **JOB["variables"],
        "DERA_PACKAGE": str(ROOT),
        "DERA_AS_OF": DAY,
        "PATH": runner.path,
        **variables,
    }
    return execute(SH, "\n".join(JOB["script"]), repository, environment)


@pytest.mark.parametrize(("portfolio", "code"), [("good", 0), ("bad", 1)])
def test_the_gitlab_job_gates_and_leaves_the_reports_that_it_names(
    runner: Runner, repository: Path, portfolio: str, code: int
) -> None:
    done = gitlab(runner, repository, DERA_PATH=portfolio)
    assert done.code == code, done.log
    named = JOB["artifacts"]["reports"]
    rows = json.loads((repository / named["codequality"]).read_text(encoding="utf-8"))
    assert {row["location"]["path"] for row in rows} == (
        {"bad/portfolio.yaml"} if code else set()
    )
    suites: Any = JUnitXml.fromstring((repository / named["junit"]).read_bytes())
    assert bool(suites.failures) is bool(code)
    assert JOB["artifacts"]["when"] == "always"


def test_the_gitlab_job_hands_its_variables_on(
    runner: Runner, repository: Path
) -> None:
    variables = {"DERA_PATH": "bad", "DERA_PROFILE": "tariff"}
    assert gitlab(runner, repository, **variables).code == 0
    assert gitlab(runner, repository, **variables, DERA_FAIL_ON="warning").code == 1
    evil = gitlab(runner, repository, DERA_GATE="$(touch pwned)")
    assert evil.code == 2
    assert not (repository / "pwned").exists()


def test_the_shell_recipe_installs_what_it_is_told_to(
    repository: Path, tmp_path: Path
) -> None:
    environment = {
        "DERA_PACKAGE": str(ROOT),
        "DERA_PYTHON": sys.executable,
        "DERA_PATH": "bad",
        "DERA_AS_OF": DAY,
        "DERA_REPORTS": str(tmp_path / "out"),
        "TMPDIR": str(tmp_path),
    }
    script = f'sh "{ROOT}/ci/shell.sh"'
    before = set(tmp_path.iterdir())
    done = execute(SH, script, repository, environment)
    assert done.code == 1, done.log
    assert "error[SIZE-001 minimum-capacity]" in done.log
    assert {file.name for file in (tmp_path / "out").iterdir()} == REPORTS
    assert set(tmp_path.iterdir()) - before == {tmp_path / "out"}


def test_the_shell_recipe_refuses_what_a_portfolio_says_to_its_own_favour(
    runner: Runner, repository: Path
) -> None:
    settings = repository / "good" / "dera.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}severities: {{SIZE-001: note}}\n", encoding="utf-8")
    assert runner.check(repository, path="good").code == 0
    assert runner.check(repository, path="good", no_overrides="true").code == 2
