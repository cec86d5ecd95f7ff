"""The house keeps its own rules (CONTRIBUTING.md names them)."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import checker
from checker.model.engine import ENGINE_RULES, EngineRule

ROOT = Path(checker.__file__).parents[1]
MODULES = sorted((ROOT / "checker").rglob("*.py"))
LONGEST = 300

# The cache answers before a command line is parsed: it is part of the front door.
FRONT_DOOR = {"cli", "cache"}
BELOW_CLI = [module for module in MODULES if module.parent.name not in FRONT_DOOR]
INITS = [module for module in MODULES if module.name == "__init__.py"]

# What reads the clock, the locale or the environment, by how it is called.
FORBIDDEN_CALLS = {
    "print",
    "input",
    "breakpoint",
    "sys.exit",
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.time",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
    "os.getenv",
    "locale.setlocale",
    "locale.getlocale",
    "Path.cwd",
    "Path.home",
    "os.getcwd",
}
FORBIDDEN_NAMES = {"os.environ", "sys.argv", "sys.stdout", "sys.stderr", "sys.stdin"}
FORBIDDEN_IMPORTS = {"click", "locale", "time"}


def _name(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def _tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def _dotted(node: ast.AST) -> str:
    """Return the last two names of `a.b.c`, or the only one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value).rpartition('.')[2]}.{node.attr}"
    return ""


def _front_door_matters(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            found |= {_dotted(node.func)} & FORBIDDEN_CALLS
        elif isinstance(node, ast.Attribute):
            found |= {_dotted(node)} & FORBIDDEN_NAMES
        elif isinstance(node, ast.Import):
            found |= {a.name.partition(".")[0] for a in node.names} & FORBIDDEN_IMPORTS
        elif isinstance(node, ast.ImportFrom):
            found |= {(node.module or "").partition(".")[0]} & FORBIDDEN_IMPORTS
    return found


def test_there_are_modules_to_judge() -> None:
    assert len(MODULES) > 30
    assert 0 < len(BELOW_CLI) < len(MODULES)


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_module_is_short(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("module", BELOW_CLI, ids=_name)
def test_only_the_front_door_reads_clock_environment_and_terminal(module: Path) -> None:
    assert _front_door_matters(_tree(module)) == set()


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "import sys\nsys.exit(1)",
        "from datetime import date\ndate.today()",
        "import datetime\ndatetime.datetime.now()",
        "import os\nos.environ['A']",
        "import os\nos.getenv('A')",
        "from pathlib import Path\nPath.cwd()",
        "import click",
        "from click import echo",
        "from time import time",
        "import sys\nsys.stdout.write('a')",
    ],
)
def test_the_check_for_clock_environment_and_terminal_finds_each(source: str) -> None:
    assert _front_door_matters(ast.parse(source))


@pytest.mark.parametrize("module", INITS, ids=_name)
def test_an_init_holds_only_its_docstring_imports_and_all(module: Path) -> None:
    docstring, *rest = _tree(module).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(docstring.value, ast.Constant)
    for statement in rest:
        if isinstance(statement, ast.Assign):
            names = {_dotted(target) for target in statement.targets}
            assert names <= {"__all__", "__version__"}
        else:
            assert isinstance(statement, ast.ImportFrom)


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_no_handler_swallows_everything_without_a_reason(module: Path) -> None:
    lines = module.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.ExceptHandler):
            broad = node.type is None or _dotted(node.type) in {
                "Exception",
                "BaseException",
            }
            assert not broad or _name(module) == "checker/cli/entry.py", lines[
                node.lineno - 1
            ]


@pytest.mark.parametrize("rule", ENGINE_RULES.values(), ids=lambda rule: rule.id)
def test_every_engine_rule_says_what_is_wrong_and_how_to_mend_it(
    rule: EngineRule,
) -> None:
    assert rule.title
    assert not rule.title.endswith(".")
    assert rule.remedy.endswith(".")
    assert rule.name == rule.name.lower()
    assert " " not in rule.name


def test_the_floors_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_version_is_written_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == checker.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {checker.__version__}" in changelog
