"""What the documentation shows is what the tool says.

Every `$ command` of a console block is run in a copy of the examples, and what it
prints is compared with what stands below it; a line `...` leaves lines out. Tables
between `<!-- generated: NAME -->` and `<!-- end -->` come from the rule book and the
schemas. `make readme` runs this file and writes both anew.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

import checker
from checker.cli.entry import run
from checker.model.engine import ENGINE_RULES
from checker.pipeline import rule_book
from checker.policy.definition import Policy
from checker.render.documents import DocumentSpec, load_documents
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

ROOT = Path(checker.__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/declarations.md",
    "docs/waivers.md",
    "docs/ci.md",
    "docs/review.md",
    "docs/plan.md",
    "docs/documents.md",
    "docs/dossier.md",
    "docs/evidence.md",
    "docs/executors.md",
    "docs/fleet.md",
    "docs/market.md",
    "docs/registration.md",
    "docs/refdata.md",
    "docs/scaling.md",
    "docs/timeline.md",
)

# They make environments, so they run where that is the subject: a file, and its words.
RUN_ELSEWHERE = {
    "make demo": (".ci/run", "make demo"),
    "make test": (".ci/run", "make test"),
    "make lint": ("Makefile", "lint:"),
    "make readme": ("Makefile", "readme:"),
    "bash .ci/run": (".ci/run", "#!/usr/bin/env bash"),
    "pip install 'deracheck[fleet]'": ("pyproject.toml", "fleet = ["),
    "pip install 'deracheck[pdf]'": ("pyproject.toml", "pdf = ["),
    "pip install 'deracheck[xsd]'": ("pyproject.toml", "xsd = ["),
    "dera render --to out --xsd caiso/RawBidSet.xsd": (
        "tests/unit/render/test_xsd.py",
        "read_xsd(",
    ),
    "dera render --to out --pdf": ("tests/pdf/conftest.py", 'pdf="letter"'),
    "dera render --to out --pdf --paper a4": ("tests/pdf/test_pdf.py", '("a4", A4)'),
    "pip install .": ("tests/shipped/test_wheel.py", '"pip", "install"'),
    "pipx install .": ("tests/shipped/test_wheel.py", '"pip", "install"'),
    "pipx install pre-commit": ("pyproject.toml", '"pre-commit>='),
}

# No example is judged on the day on which the tests happen to run.
_TODAY = date(2026, 11, 2)
# Commits have the same names in every run.
_GIT = {
    f"GIT_{who}_{what}": text
    for who in ("AUTHOR", "COMMITTER")
    for what, text in (
        ("NAME", "Ana"),
        ("EMAIL", "ana@example.org"),
        ("DATE", "2026-11-02T12:00:00+0000"),
    )
} | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_ELISION = "..."
_BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(
    r"(?<=<!-- generated: )(?P<name>[a-z ]+) -->\n.*?(?=<!-- end -->)", re.DOTALL
)
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)")


class Step(NamedTuple):
    """A command and what is shown below it."""

    command: str
    shown: tuple[str, ...]


def steps_of(block: str) -> Iterator[Step]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Step(command, tuple(output.splitlines()))


def played(steps: list[Step], folder: Path) -> Iterator[list[str]]:
    """Run commands one after the other in a folder; return what each prints."""
    code = 0
    for step in steps:
        words = shlex.split(step.command, comments=True)
        if words == ["echo", "$?"]:
            yield [str(code)]
        elif words[0] == "cd":
            folder = folder / words[1]
            yield []
        elif shlex.join(words) in RUN_ELSEWHERE:
            yield list(step.shown)
        else:
            code, output = performed(words, folder)
            yield output.splitlines()


def performed(words: list[str], folder: Path) -> tuple[int, str]:
    match words:
        case ["dera", *args]:
            return dera(args, folder)
        case ["git" | "pre-commit" | "sed", *_]:
            return external(words, folder)
        case ["cp", "-r", source, target]:
            shutil.copytree(folder / source, folder / target)
            return 0, ""
    raise ValueError(f"no test runs `{shlex.join(words)}`")


def dera(args: list[str], folder: Path) -> tuple[int, str]:
    output = StringIO()
    with (
        chdir(folder),
        redirect_stdout(output),
        redirect_stderr(output),
        patch("checker.cli.clock.today", lambda: _TODAY),
        patch.dict(os.environ, {"NO_COLOR": "1", "COLUMNS": "80"}),
    ):
        code = run(args)
    return code, output.getvalue()


def external(command: list[str], folder: Path) -> tuple[int, str]:
    """Run git, or a tool beside this Python, apart from the user's own settings."""
    kept = {name: v for name, v in os.environ.items() if not name.startswith("GIT_")}
    beside = os.fspath(Path(sys.executable).parent)
    kept["PATH"] = os.pathsep.join([beside, kept.get("PATH", os.defpath)])
    kept["PRE_COMMIT_HOME"] = os.fspath(folder / ".git" / "pre-commit-home")
    run = subprocess.run(
        command,
        cwd=folder,
        env={
            **kept,
            **_GIT,
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "PRE_COMMIT_COLOR": "never",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return run.returncode, run.stdout


def is_shown(shown: tuple[str, ...], printed: list[str]) -> bool:
    """Tell whether `shown` is what was printed, with lines left out at `...`."""
    parts = _split(shown)
    if len(parts) == 1:
        return parts[0] == printed
    first, *between, last = parts
    if printed[: len(first)] != first:
        return False
    at = len(first)
    for part in between:
        places = range(at, len(printed) - len(part) + 1)
        found = next((i for i in places if printed[i : i + len(part)] == part), None)
        if found is None:
            return False
        at = found + len(part)
    return (
        len(printed) - len(last) >= at and printed[len(printed) - len(last) :] == last
    )


def renewed(shown: tuple[str, ...], printed: list[str]) -> list[str]:
    """Return what to show now: as many lines before and after `...` as before."""
    if is_shown(shown, printed):
        return list(shown)
    parts = _split(shown)
    kept = len(parts[0]) + len(parts[-1])
    if len(parts) == 1 or kept >= len(printed):
        return printed
    return [
        *printed[: len(parts[0])],
        _ELISION,
        *printed[len(printed) - len(parts[-1]) :],
    ]


def _split(shown: tuple[str, ...]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for line in shown:
        if line == _ELISION:
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def policy_table() -> list[str]:
    _, pack = rule_book()
    policies = [compiled.policy for compiled in pack.policies.values()]
    rows = [
        f"| [{policy.id}](policies/{policy.area}/{policy.id}.yaml)"
        f" | {severity(policy)} | {policy.gate} | {policy.title} |"
        for policy in policies
    ]
    head = [
        f"{len(rows)} policies:",
        "",
        "| policy | severity | binds from | what must hold |",
        "| --- | --- | --- | --- |",
    ]
    return [*head, *rows]


def severity(policy: Policy) -> str:
    if not isinstance(policy.severity, dict):
        return policy.severity.value
    usual = policy.severity["conservative"].value
    others = [
        f"{profile}: {value.value}"
        for profile, value in policy.severity.items()
        if profile != "conservative"
    ]
    return f"{usual} ({', '.join(others)})"


def kind_table() -> list[str]:
    rows = [
        f"| `{schema['properties']['kind']['const']}` | {schema['description']} |"
        for path in sorted((ROOT / "schemas").glob("*.schema.json"))
        if "const" in (schema := _schema(path)).get("properties", {}).get("kind", {})
    ]
    return ["| kind | what it declares |", "| --- | --- |", *rows]


def _schema(path: Path) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def engine_table() -> list[str]:
    rows = [
        f"| {rule.id} | {rule.title} | {rule.remedy} |"
        for rule in ENGINE_RULES.values()
    ]
    return ["| rule | what is wrong | what to do |", "| --- | --- | --- |", *rows]


def document_table() -> list[str]:
    schemas = SchemaSet.load(data_dir("schemas"))
    specs = load_documents(data_dir("templates"), schemas)
    rows = [
        f"| {spec.title} | {spec.gate} | {_each(spec)}"
        f" | {', '.join(f'`{output.file}`' for output in spec.outputs)} |"
        for spec in sorted(specs, key=lambda spec: (spec.due_at, spec.id))
    ]
    head = ["| document | due from gate | one for each | files |", "| --- " * 4 + "|"]
    return [*head, *rows]


def _each(spec: DocumentSpec) -> str:
    per = spec.package if spec.per == "package" else spec.per.replace("_", " ")
    return {"monitoring": "monitoring plan", "meter readings": "set of readings"}.get(
        per, per
    )


TABLES: dict[str, Callable[[], list[str]]] = {
    "documents": document_table,
    "policies": policy_table,
    "kinds": kind_table,
    "engine rules": engine_table,
}


def rewritten(text: str, folder: Path) -> str:
    """Return a document with its outputs and tables as they are now."""

    def block(found: re.Match[str]) -> str:
        steps = list(steps_of(found[0]))
        lines: list[str] = []
        for step, printed in zip(steps, played(steps, folder), strict=True):
            lines += [f"$ {step.command}", *renewed(step.shown, printed)]
        return "".join(f"{line}\n" for line in lines)

    def table(found: re.Match[str]) -> str:
        rows = "\n".join(TABLES[found["name"]]())
        return f"{found['name']} -->\n{rows}\n"

    return _TABLE.sub(table, _BLOCK.sub(block, text))


def _read(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def _copy_of_the_examples(folder: Path) -> Path:
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


@pytest.mark.parametrize("document", DOCUMENTS)
def test_what_is_shown_is_what_the_command_prints(
    document: str, tmp_path: Path
) -> None:
    folder = _copy_of_the_examples(tmp_path)
    for block in _BLOCK.findall(_read(document)):
        steps = list(steps_of(block))
        for step, printed in zip(steps, played(steps, folder), strict=True):
            assert is_shown(step.shown, printed), (
                f"{document}: `{step.command}` prints something else now;"
                f" `make readme` writes it anew:\n" + "\n".join(printed)
            )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_tables_are_those_of_the_rule_book(document: str) -> None:
    for found in _TABLE.finditer(_read(document)):
        rows = found[0].splitlines()[1:]
        assert rows == TABLES[found["name"]](), "`make readme` writes it anew"


def test_every_table_has_its_document() -> None:
    names = [found["name"] for d in DOCUMENTS for found in _TABLE.finditer(_read(d))]
    assert sorted(names) == sorted(TABLES)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_to_a_file(document: str) -> None:
    folder = (ROOT / document).parent
    links = _LINK.findall(_read(document))
    assert links
    assert [link for link in links if not (folder / link).exists()] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    first = _BLOCK.search(_read("README.md"))
    assert first is not None
    commands = [step.command for step in steps_of(first[0])]
    assert [
        shlex.join(shlex.split(command, comments=True)) for command in commands
    ] == [
        "make demo",
        "make test",
    ]


def test_an_empty_folder_becomes_a_gated_repository_in_under_ten_commands(
    tmp_path: Path,
) -> None:
    section = _read("README.md").partition("## From an empty folder")[2]
    first, second, *_ = (list(steps_of(block)) for block in _BLOCK.findall(section))
    install = ["pipx install .", "pipx install pre-commit"]
    assert install[0] in _read("README.md")
    assert install[1] in section
    assert len(install) + len(first) < 10
    assert [tmp_path, *tmp_path.iterdir()] == [tmp_path]
    list(played(first, tmp_path))
    repository = tmp_path / "fleet"
    _, commits = external(["git", "log", "--oneline"], repository)
    assert len(commits.splitlines()) == 1
    printed = list(played(second, tmp_path))
    assert printed[-1] == ["1"]
    _, after = external(["git", "log", "--oneline"], repository)
    assert after == commits


@pytest.mark.parametrize("command", RUN_ELSEWHERE)
def test_a_command_that_is_run_elsewhere_is_found_there(command: str) -> None:
    file, words = RUN_ELSEWHERE[command]
    assert words in _read(file)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a b", "a b", True),
        ("a", "a b", False),
        ("a ... c", "a b c", True),
        ("a ... c", "a c", True),
        ("a ... c", "a b d", False),
        ("a ... b ... c", "a x b y c", True),
        ("a ... b ... c", "a x y c", False),
        ("a ...", "a b c", True),
        ("... c", "a b c", True),
        ("a b ... b c", "a b c", False),
    ],
)
def test_an_elision_stands_for_any_lines(shown: str, printed: str, same: bool) -> None:
    assert is_shown(tuple(shown.split()), printed.split()) is same


@pytest.mark.parametrize(
    ("shown", "printed", "now"),
    [
        ("a b", "c d", "c d"),
        ("a ... c", "x b b z", "x ... z"),
        ("a ... b ... c", "x y z w", "x ... w"),
        ("a b ... c", "x y", "x y"),
    ],
)
def test_writing_anew_keeps_as_many_lines_as_before(
    shown: str, printed: str, now: str
) -> None:
    assert renewed(tuple(shown.split()), printed.split()) == now.split()


def test_a_command_that_nobody_runs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no test runs `rm -r examples`"):
        list(played([Step("rm -r examples", ())], tmp_path))


def main() -> None:
    """Write outputs and tables of every document anew."""
    for document in DOCUMENTS:
        with tempfile.TemporaryDirectory() as folder:
            text = rewritten(_read(document), _copy_of_the_examples(Path(folder)))
        (ROOT / document).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
