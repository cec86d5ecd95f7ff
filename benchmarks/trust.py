"""Run what holds the promises of SECURITY.md, and write what was measured into it.

    python -m benchmarks.trust [TIMES] [NAME...]

Besides what CI runs, it fuzzes with TIMES as many examples, at random (5 when not
given), and stops each command that writes at every moment. With names, only these
lines of the table are measured anew; each says its day.
Figures are counted by pytest in real runs, never written by hand: a failing
test stops the script before the table is changed.
"""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from xml.etree import ElementTree as ET

import yaml

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "SECURITY.md"
DEFECTS = ROOT / "benchmarks" / "defects.yaml"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

SELECTIONS = {
    "Hostile input": ("tests/unit/load", "tests/cli/test_hostile_files.py"),
    "Fuzzing": ("tests/fuzz",),
    "Hostile templates, schemas, expressions": (
        "tests/unit/render/test_environment.py",
        "tests/unit/validate/test_schemas.py",
        "tests/unit/policy/expression/test_refusals.py",
    ),
    "Injection": (
        "tests/golden/test_payloads.py",
        "tests/golden/test_payloads_elsewhere.py",
        "tests/unit/render/test_injection.py",
    ),
    "Faults": (
        "tests/unit/test_faults.py",
        "tests/unit/render/test_folder.py",
        "tests/cli/test_faults_of_commands.py",
    ),
    "Honest verdicts": (
        "tests/golden/test_honesty.py",
        "tests/golden/test_honesty_of_fields.py",
        "tests/golden/test_metamorphic.py",
        "tests/unit/test_removal.py",
    ),
    "Mutants of policies": ("tests/shipped/test_mutants.py",),
    "Supply": ("tests/shipped/test_supply.py",),
}


LONGER = {
    "Fuzzing for longer, at random": SELECTIONS["Fuzzing"],
    "Faults at every moment": ("tests/cli/test_faults_of_commands.py",),
}
EVERY = {**SELECTIONS, **LONGER}
_EXAMPLES = re.compile(r"(\d+) passing, (\d+) failing")


class Measured(NamedTuple):
    """What one selection of tests came to.

    Attributes:
        cases: tests.
        tried: what they tried: the examples that hypothesis made, what a test counted
            itself as its property `tried` (faults, mutants), and every other case.
        seconds: how long that took.
    """

    cases: int
    tried: int
    seconds: float


def main(times: str = "5", *names: str) -> int:
    """Measure each selection, or those that are named; rewrite the table."""
    rows = kept_rows(names)
    day = datetime.now(UTC).date().isoformat()
    for name, there in EVERY.items():
        if names and name not in names:
            continue
        measured = run_tests(there, times if name in LONGER else "0")
        print(f"{name}: {measured}", flush=True)
        links = ", ".join(f"[{Path(path).stem}]({path})" for path in there)
        seconds = f"{measured.seconds:.0f}"
        cells = (name, day, measured.cases, measured.tried, seconds, links)
        rows[name] = f"| {' | '.join(map(str, cells))} |"
    defects = yaml.safe_load(DEFECTS.read_text(encoding="utf-8"))
    for defect in defects:
        if not (ROOT / defect["test"]).exists():
            raise FileNotFoundError(f"no test holds: {defect['what']}")
    table = [
        "Measured by `python -m benchmarks.trust`; every test passed.",
        "",
        "Tried are the examples that hypothesis made, faults injected, mutants of",
        "policies, and every other case.",
        "",
        "| What | Measured | Cases | Tried | Seconds | Tests |",
        "| --- | --- | ---: | ---: | ---: | --- |",
        *(rows[name] for name in EVERY if name in rows),
        "",
        f"Defects found and fixed: {len(defects)}.",
        "",
        "| Found | Defect | Found by | Held by |",
        "| --- | --- | --- | --- |",
        *(
            f"| {d['found']} | {d['what']} | {d['by']} |"
            f" [{Path(d['test']).stem}]({d['test']}) |"
            for d in defects
        ),
    ]
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    body = "\n".join(table)
    PAGE.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", encoding="utf-8")
    return 0


def kept_rows(names: tuple[str, ...]) -> dict[str, str]:
    """Return the lines of the table as they stand, by name; none when all are new."""
    if not names:
        return {}
    lines = PAGE.read_text(encoding="utf-8").split("\n")
    return {
        line.split(" | ")[0].removeprefix("| "): line
        for line in lines
        if line.startswith("| ") and line.split(" | ")[0][2:] in EVERY
    }


def run_tests(paths: tuple[str, ...], times: str) -> Measured:
    """Run some tests and count their cases.

    Args:
        paths: where they stand.
        times: how many times as many examples are made as in CI; 0 for those of CI,
            and for a few moments of faults instead of all.

    Raises:
        SystemExit: one of them fails.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "junit.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={file}"]
        command += ["-o", "junit_family=xunit1"]  # the one that has properties
        done = subprocess.run(
            [*command, "--hypothesis-show-statistics", *paths],
            cwd=ROOT,
            env={**os.environ, "DERA_FUZZ": times},
            check=False,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        if done.returncode:
            print(done.stdout[-20_000:])
            raise SystemExit("a test fails: nothing is measured")
        suite = ET.parse(file).getroot().find("testsuite")  # noqa: S314 # pytest's own
        assert suite is not None  # noqa: S101 # pytest always writes one
        cases = int(suite.get("tests", 0))
        counted = [
            int(found.get("value", 0))
            for found in suite.iter("property")
            if found.get("name") == "tried"
        ]
        made = [sum(map(int, found)) for found in _EXAMPLES.findall(done.stdout)]
        tried = cases - len(counted) + sum(counted) + sum(made)
        return Measured(cases, tried, float(suite.get("time", 0)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
