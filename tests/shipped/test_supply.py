"""What is installed and released: each dependency has a lower bound and is locked."""

import re
import subprocess
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import checker

ROOT = Path(checker.__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]
EXTRAS = PROJECT["optional-dependencies"]
EVERY = [
    Requirement(line)
    for line in chain(PROJECT["dependencies"], *EXTRAS.values())
    if not line.startswith("deracheck")
]
LOCKED = [
    Requirement(line)
    for line in (ROOT / ".ci/constraints.txt").read_text(encoding="utf-8").splitlines()
]
WITHOUT_BOUND = {"types-jsonschema", "types-openpyxl", "types-pyyaml"}
SCRIPTS = ("lock", "lowest", "release", "run")


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("requirement", EVERY, ids=str)
def test_a_dependency_has_a_lower_bound(requirement: Requirement) -> None:
    bounds = {specifier.operator for specifier in requirement.specifier}
    assert bounds == (set() if requirement.name in WITHOUT_BOUND else {">="})


@pytest.mark.parametrize("requirement", EVERY, ids=str)
def test_a_dependency_is_locked_at_a_version_that_it_allows(
    requirement: Requirement,
) -> None:
    locked = [line for line in LOCKED if plain(line.name) == plain(requirement.name)]
    assert locked, "run .ci/lock"
    for line in locked:
        (pin,) = line.specifier
        assert pin.operator == "=="
        assert requirement.specifier.contains(pin.version, prereleases=True)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_read_by_bash(script: str) -> None:
    path = ROOT / ".ci" / script
    subprocess.run(["bash", "-n", path], check=True)  # noqa: S607 # bash of the system
    assert path.stat().st_mode & 0o111
