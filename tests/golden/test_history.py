"""A history of ten commits: what `dera` says of each change, as it was reviewed.

`make golden` writes the pages anew (`python tests/golden/test_history.py`). Look at the
difference before you commit it.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest

import checker
from checker.cli.entry import run

EXAMPLE = Path(checker.__file__).parents[1] / "examples" / "minimal" / "portfolio.yaml"
PAGES = Path(__file__).parent / "history"
DAY = ("--as-of", "2026-12-08")
COMMANDS = (
    ("check", "--base", "HEAD~1", "--quiet", *DAY),
    ("plan", "--base", "HEAD~1", *DAY),
)
_COMMIT = re.compile(r"\b[0-9a-f]{12}\b(?=[).,: ]|$)", re.MULTILINE)

SITE = "sites/harbor-001.yaml"
FLEET = "aggregations/harbor-storage.yaml"
PLAN = "metering_plans/spth-sqmd.yaml"
WAIVER = """\
dera: v1
kind: waiver
id: spth-short-scid
policy: SC-003
subject: {kind: scheduling_coordinator, id: spth}
reason: CAISO certified the predecessor with three characters and lets it keep them.
approved_by: Head of Market Compliance
ticket: COMP-214
expires_on: 2027-06-30
"""


class Fleet:
    """A repository with the minimal example, a declaration to a file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")
        self.put("README.md", "The fleet.\n")
        self.commit("Begin")

    def git(self, *arguments: str) -> None:
        command = ["git", *arguments]
        done = subprocess.run(
            command, cwd=self.folder, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def put(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert text.count(old) == 1, f"{name}: `{old}`"
        self.put(name, text.replace(old, new))


def declare_the_fleet(fleet: Fleet) -> None:
    fleet.put("dera.yaml", "dera: v1\n")
    for declaration in EXAMPLE.read_text(encoding="utf-8").split("\n---\n"):
        kind, name = re.findall(r"^(?:kind|id): (.*)$", declaration, re.MULTILINE)
        folder = f"{kind}s".replace("ys", "ies")
        fleet.put(f"{folder}/{name}.yaml", declaration.rstrip() + "\n")
    fleet.replace(FLEET, "gate: market", "gate: registration")


def sort_and_move(fleet: Fleet) -> None:
    provider = "providers/sunpath.yaml"
    *lines, last = fleet.read(provider).splitlines()
    fleet.put(
        provider, "\n".join([*lines[:3], *reversed(lines[3:-1]), lines[-1], last])
    )
    fleet.put("sites/oakland/harbor-001.yaml", fleet.read(SITE))
    (fleet.folder / SITE).unlink()


def raise_the_gate(fleet: Fleet) -> None:
    fleet.replace(FLEET, "gate: registration", "gate: market")


def add_a_site(fleet: Fleet) -> None:
    site = fleet.read("sites/oakland/harbor-001.yaml")
    for old, new in (
        ("harbor-001", "harbor-002"),
        ("Harbor Cold Store", "Harbor Ice House"),
        ("1 Sample Wharf", "7 Sample Wharf"),
        ("0041200117", "0041200203"),
        ("WDAT-2024-0611", "WDAT-2026-0093"),
        ("2025-09-12", "2026-11-20"),
    ):
        assert old in site
        site = site.replace(old, new)
    fleet.put("sites/oakland/harbor-002.yaml", site)
    member = "  - {site: harbor-001, from: 2026-10-01}\n"
    joining = "  - {site: harbor-002, from: 2027-03-01}\n"
    fleet.replace(FLEET, member, member + joining)


def enlarge_the_battery(fleet: Fleet) -> None:
    site = "sites/oakland/harbor-001.yaml"
    fleet.replace(site, "rated_kw: 500", "rated_kw: 600")


def take_it_back(fleet: Fleet) -> None:
    fleet.git("revert", "--no-commit", "HEAD")


def misspell_a_field(fleet: Fleet) -> None:
    fleet.replace(PLAN, "status: accepted", "statuss: accepted")


def mend_it(fleet: Fleet) -> None:
    fleet.replace(PLAN, "statuss: accepted", "status: accepted")


def merge_a_branch(fleet: Fleet) -> None:
    fleet.git("switch", "--quiet", "--create", "renewal")
    credential = "credentials/sunpath-rims.yaml"
    fleet.replace(credential, "expires_on: 2027-12-14", "expires_on: 2029-12-14")
    fleet.commit("Renew the certificate for RIMS")
    fleet.git("switch", "--quiet", "main")
    fleet.git("merge", "--quiet", "--no-ff", "--no-commit", "renewal")


def waive_a_finding(fleet: Fleet) -> None:
    coordinator = "scheduling_coordinators/spth.yaml"
    fleet.replace(coordinator, "scid: SPTH", "scid: SPT")
    fleet.put("waivers/spth-short-scid.yaml", WAIVER)


class Step(NamedTuple):
    """A commit: its message, and what it does."""

    message: str
    edit: Callable[[Fleet], None]

    @property
    def name(self) -> str:
        return self.edit.__name__.replace("_", "-")


HISTORY = (
    Step("Declare the fleet, on its way to registration", declare_the_fleet),
    Step("Sort fields and move a file", sort_and_move),
    Step("Raise the gate to market", raise_the_gate),
    Step("Let a second site join in March", add_a_site),
    Step("Enlarge the battery that is in use", enlarge_the_battery),
    Step("Take that back", take_it_back),
    Step("Misspell a field", misspell_a_field),
    Step("Mend it", mend_it),
    Step("Merge the renewal of a certificate", merge_a_branch),
    Step("Take over a short SCID, with a waiver", waive_a_finding),
)


def told(folder: Path) -> Iterator[tuple[str, str]]:
    """Make the history; yield the name of each commit and what is said of it."""
    with _settings():
        fleet = Fleet(folder)
        for number, step in enumerate(HISTORY, 1):
            step.edit(fleet)
            fleet.commit(step.message)
            said = [f"{number}. {step.message}"]
            for command in COMMANDS:
                code, output = _dera(command, folder)
                said.append(f"$ dera {' '.join(command)}\n{output}exit code {code}")
            yield f"{number:02}-{step.name}", "\n\n".join(said) + "\n"


@contextmanager
def _settings() -> Iterator[None]:
    ours = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    ours |= {"NO_COLOR": "1", "COLUMNS": "80"}
    for who in ("AUTHOR", "COMMITTER"):
        ours |= {f"GIT_{who}_NAME": "Ana", f"GIT_{who}_EMAIL": "ana@example.org"}
    kept = {name: v for name, v in os.environ.items() if not name.startswith("GIT_")}
    with patch.dict(os.environ, {**kept, **ours}, clear=True):
        yield


def _dera(command: tuple[str, ...], folder: Path) -> tuple[int, str]:
    output = StringIO()
    with chdir(folder), redirect_stdout(output), redirect_stderr(output):
        code = run(command)
    return code, _COMMIT.sub("COMMIT", output.getvalue())


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return dict(told(tmp_path_factory.mktemp("fleet")))


def test_the_history_has_ten_commits(pages: dict[str, str]) -> None:
    assert len(pages) == 10
    assert {file.stem for file in PAGES.glob("*.txt")} == set(pages)


@pytest.mark.parametrize("number", range(1, 11))
def test_each_commit_is_told_as_it_was_reviewed(
    pages: dict[str, str], number: int
) -> None:
    name = list(pages)[number - 1]
    reviewed = (PAGES / f"{name}.txt").read_text(encoding="utf-8")
    assert pages[name] == reviewed, "run `make golden` and look at the difference"


def test_the_gate_closes_for_the_commits_that_break_something(
    pages: dict[str, str],
) -> None:
    closed = []
    for name, page in pages.items():
        _, checked, _ = page.split("$ dera ")
        if checked.rstrip().endswith("exit code 1"):
            closed.append(name)
    assert closed == ["05-enlarge-the-battery", "07-misspell-a-field"]


def test_what_is_taken_back_is_counted_as_fixed(pages: dict[str, str]) -> None:
    def count(name: str, word: str) -> str:
        found = re.search(rf"(\d+) {word}[,.]", pages[name])
        assert found is not None
        return found[1]

    for broken, mended in (
        ("05-enlarge-the-battery", "06-take-it-back"),
        ("07-misspell-a-field", "08-mend-it"),
    ):
        assert count(broken, "new") == count(mended, "fixed") != "0"


def main() -> None:
    """Write the pages anew."""
    PAGES.mkdir(exist_ok=True)
    for file in PAGES.glob("*.txt"):
        file.unlink()
    with tempfile.TemporaryDirectory() as folder:
        for name, page in told(Path(folder)):
            (PAGES / f"{name}.txt").write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
