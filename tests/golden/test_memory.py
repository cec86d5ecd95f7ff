"""A run that takes over what an earlier one found out says what it would say alone."""

import json
import random
import re
import shutil
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from checker.cli.formats import View, shown
from checker.errors import CheckerError
from checker.model.finding import Severity
from checker.pipeline import Options, check, rule_book
from checker.policy.pack import Pack
from checker.report.text import Detail
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = EXAMPLES / "bad"
AS_OF = date(2026, 12, 8)
GOOD = sorted(
    path.parent.name
    for path in EXAMPLES.glob("*/dera.yaml")
    if path.parent.name != "bad"
)
CASES = sorted(path.parent.name for path in BAD.glob("*/expected.json"))
FORMATS = ("text", "json", "sarif", "junit", "markdown", "gitlab", "github")
BRIEF = ("text", "json")
PLAIN = Options(as_of=AS_OF, today=AS_OF)
Book = tuple[SchemaSet, Pack]


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Book]:
    """Read the rule book once, and once more as a cache gives it."""
    folder = str(tmp_path_factory.mktemp("rules"))
    rule_book(folder)
    read, kept = rule_book(), rule_book(folder)

    def rules(cache: str | None = None) -> Book:
        return read if cache is None else kept

    return rules


@pytest.fixture(autouse=True)
def one_rule_book(
    rules: Callable[[str | None], Book], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give it to every run: it is most of what a small portfolio costs."""
    monkeypatch.setattr(sys.modules["checker.pipeline.check"], "rule_book", rules)


def options_of(case: str) -> Options:
    expected = json.loads((BAD / case / "expected.json").read_text(encoding="utf-8"))
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity)
    given = parser.parse_args(expected["arguments"])
    return Options(as_of=given.as_of, today=given.as_of, profile=given.profile)


def said(
    folder: Path, options: Options, formats: tuple[str, ...] = FORMATS
) -> dict[str, str]:
    """Return all that a run says, in each format; or why there is none."""
    try:
        run = check((folder,), options)
    except CheckerError as error:
        return {"error": str(error)}
    view = View(
        run.report, run.root, Detail.VERBOSE, colour=False, fail_on=Severity.ERROR
    )
    return {name: shown(name, view) for name in formats}


def judged_anew(folder: Path, options: Options) -> int:
    """Return how many subjects a run judges, the portfolio itself among them."""
    return len(check((folder,), options).dossiers)


def assert_same_with_notes(folder: Path, options: Options, notes: Path) -> None:
    alone = said(folder, options)
    alike = replace(options, only_report=True)  # as from the command line
    assert said(folder, alike) == alone
    remembering = replace(alike, cache=str(notes))
    assert said(folder, remembering) == alone  # nothing is noted yet
    assert said(folder, remembering) == alone  # all is known


@pytest.mark.parametrize("example", GOOD)
def test_a_good_example_says_the_same_from_memory(example: str, tmp_path: Path) -> None:
    assert_same_with_notes(EXAMPLES / example, PLAIN, tmp_path)


@pytest.mark.parametrize("case", CASES)
def test_a_bad_example_says_the_same_from_memory(case: str, tmp_path: Path) -> None:
    assert_same_with_notes(BAD / case, options_of(case), tmp_path)


@pytest.fixture(scope="session")
def two_fleets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a portfolio of some aggregations, checked by nobody."""
    folder = tmp_path_factory.mktemp("fleets")
    count = write_corpus(90, folder, sites=9)
    assert count > 60
    return folder


def test_what_nothing_touches_is_not_judged_again(
    two_fleets: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(two_fleets, tmp_path / "portfolio")
    options = replace(PLAIN, cache=str(tmp_path / "notes"))
    whole = judged_anew(folder, options)
    assert judged_anew(folder, options) == 1  # the portfolio itself
    meter = next((folder / "meters/f00000").iterdir())
    text = meter.read_text(encoding="utf-8")
    meter.write_text(text.replace("accuracy_percent: 0.2", "accuracy_percent: 0.1"))
    # Its own, its aggregation's and that one's schedule; the portfolio.
    assert judged_anew(folder, options) == 4
    assert judged_anew(folder, options) == 1
    assert whole > 60


def a_file(rng: random.Random, folder: Path) -> Path:
    return rng.choice(sorted(folder.rglob("*.yaml")))


def another_number(rng: random.Random, folder: Path) -> None:
    file = a_file(rng, folder)
    text = file.read_text(encoding="utf-8")
    numbers = [*re.finditer(r"(?<=: )\d+(?:\.\d+)?$", text, re.MULTILINE)]
    if numbers:
        found = rng.choice(numbers)
        value = rng.choice(("0", "1", "7", "500", "0041200117"))
        file.write_text(text[: found.start()] + value + text[found.end() :])


def another_word(rng: random.Random, folder: Path) -> None:
    file, other = a_file(rng, folder), a_file(rng, folder)
    words = re.findall(
        r"(?<=: )[\w-]+$", other.read_text(encoding="utf-8"), re.MULTILINE
    )
    text = file.read_text(encoding="utf-8")
    mine = [*re.finditer(r"(?<=: )[\w-]+$", text, re.MULTILINE)]
    if words and mine:
        found = rng.choice(mine)
        file.write_text(text[: found.start()] + rng.choice(words) + text[found.end() :])


def without_a_line(rng: random.Random, folder: Path) -> None:
    file = a_file(rng, folder)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    file.write_text("".join(lines), encoding="utf-8")


def without_a_file(rng: random.Random, folder: Path) -> None:
    a_file(rng, folder).unlink()


def a_file_moved(rng: random.Random, folder: Path) -> None:
    file = a_file(rng, folder)
    file.rename(file.with_name(f"moved-{rng.randrange(100)}-{file.name}"))


def a_file_twice(rng: random.Random, folder: Path) -> None:
    file = a_file(rng, folder)
    shutil.copy(file, file.with_name(f"copy-{file.name}"))


def a_comment(rng: random.Random, folder: Path) -> None:
    file = a_file(rng, folder)
    text = file.read_text(encoding="utf-8")
    file.write_text(f"# {rng.random()}\n{text}", encoding="utf-8")


def a_member_shared(rng: random.Random, folder: Path) -> None:
    """Let two sites have one service account, as one site in two aggregations."""
    one, other = (rng.choice(sorted(folder.rglob("sites/*/*.yaml"))) for _ in "12")
    account = re.compile(r'service_account: "[^"]*"')
    found = account.search(other.read_text(encoding="utf-8"))
    if found:
        one.write_text(account.sub(found[0], one.read_text(encoding="utf-8")))


CHANGES: tuple[Callable[[random.Random, Path], None], ...] = (
    another_number,
    another_word,
    without_a_line,
    without_a_file,
    a_file_moved,
    a_file_twice,
    a_comment,
    a_member_shared,
)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_changes_from_run_to_run_the_verdicts_are_those_of_a_run_alone(
    seed: int, two_fleets: Path, tmp_path: Path
) -> None:
    rng = random.Random(seed)  # noqa: S311 # the same changes each time
    source = EXAMPLES / "bay-area" if seed % 2 else two_fleets
    folder = shutil.copytree(source, tmp_path / "portfolio")
    remembering = replace(PLAIN, cache=str(tmp_path / "notes"), only_report=True)
    said(folder, remembering, BRIEF)
    for _ in range(6):
        kept = shutil.copytree(folder, tmp_path / "before", dirs_exist_ok=False)
        for change in rng.sample(CHANGES, rng.randint(1, 2)):
            change(rng, folder)
        assert said(folder, remembering, BRIEF) == said(folder, PLAIN, BRIEF)
        if rng.random() < 0.6:  # taken back, so that not all is broken at the end
            shutil.rmtree(folder)
            kept.rename(folder)
            assert said(folder, remembering, BRIEF) == said(folder, PLAIN, BRIEF)
        else:
            shutil.rmtree(kept)
