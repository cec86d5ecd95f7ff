"""A commit hook waits for every import: the front door brings what it needs alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "fleet"

HEAVY = {
    "google",
    "holidays",
    "importlib.metadata",
    "jinja2",
    "jsonschema",
    "jsonschema_rs",
    "pydantic",
    "re2",
    "referencing",
    "yaml",
}


def _imported(code: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules, sep='\\n')"],
        capture_output=True,
        text=True,
        check=True,
        env={
            name: text for name, text in os.environ.items() if name != "DERA_NO_CACHE"
        },
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import checker.cli.entry",
        "from checker.cli.entry import run\nrun(['--help'])",
        "from checker.cli.entry import run\nrun(['--version'])",
        "from checker.cli.entry import run\nrun(['schema', 'site'])",
    ],
    ids=["import", "help", "version", "schema"],
)
def test_the_front_door_imports_only_what_it_needs(code: str) -> None:
    imported = _imported(code)
    assert "click" in imported
    assert imported & HEAVY == set()


def test_a_format_is_imported_when_it_is_asked_for() -> None:
    imported = _imported("import checker.cli.check")
    assert "checker.report.text" in imported
    assert imported.isdisjoint(
        f"checker.report.{name}"
        for name in ("sarif", "junit", "github", "gitlab", "markdown")
    )


def test_a_command_imports_no_other_command() -> None:
    imported = _imported("from checker.cli.entry import run\nrun(['schema', 'site'])")
    commands = {name for name in imported if name.startswith("checker.cli.")}
    assert "checker.cli.schema" in commands
    assert commands.isdisjoint(
        f"checker.cli.{name}" for name in ("check", "render", "explain", "rules")
    )


def test_an_answer_that_is_given_again_needs_neither_click_nor_re() -> None:
    imported = _imported("import checker.cli, checker.cache.replay")
    assert "checker.cache.files" in imported
    assert imported.isdisjoint(
        {"argparse", "click", "hashlib", "json", "pathlib", "re", "typing", *HEAVY}
    )


NOT_TO_JUDGE = {
    "checker.oasis",
    "checker.plan",
    "checker.render",
    "checker.timeline",
    "jinja2",
    "openpyxl",
    "xml.etree",
}
"""What other commands need."""

TO_WORD_A_FAULT = {"jsonschema", "referencing"}
TO_COMPILE = {f"checker.policy.expression.{name}" for name in ("check", "parser")}


def test_to_judge_needs_nothing_of_what_other_commands_do(tmp_path: Path) -> None:
    check = ["check", str(EXAMPLE), "--as-of", "2026-12-08", "--cache-dir"]
    code = (
        f"from checker.cli.entry import run\nassert run({[*check, str(tmp_path)]}) == 0"
    )
    first, second = _imported(code), _imported(code)
    assert "checker.pipeline.check" in first & second
    assert (first | second).isdisjoint(NOT_TO_JUDGE | TO_WORD_A_FAULT)
    # The rule book was compiled by the first run.
    assert first >= TO_COMPILE
    assert second.isdisjoint(TO_COMPILE | {"holidays"})
