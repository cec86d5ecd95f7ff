"""The exact requests of a monitoring plan."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

Portfolio = Any

PLAN = "monitoring-plan-north-watch"


def made(portfolio: Portfolio, to: Path, text: str = "") -> dict[str, Any]:
    """Return the plan in each of its formats."""
    material = portfolio.material(text or portfolio.good)
    result = portfolio.render(material, to, documents=("monitoring-plan",))
    assert result.refused == ()
    folder = to / "north"
    table = (folder / f"{PLAN}.csv").read_text()
    return {
        "md": (folder / f"{PLAN}.md").read_text(),
        "json": json.loads((folder / f"{PLAN}.json").read_text()),
        "rows": list(csv.DictReader(io.StringIO(table))),
    }


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new)


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query, strict_parsing=True))


def test_a_request_is_written_out_for_the_trade_date(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path)
    (row,) = files["rows"]
    assert row["url"] == (
        "https://oasis.caiso.com/oasisapi/SingleZip?resultformat=6&queryname=PRC_LMP"
        "&version=1&market_run_id=DAM&startdatetime=20261210T08:00-0000"
        "&enddatetime=20261211T08:00-0000&node=OAKLAND_1_N006"
    )
    assert row["url"] in files["md"]
    assert files["json"]["requests"][0]["url"] == row["url"]
    assert files["json"]["spacing_seconds"] == 5
    assert "read from the Automated Dispatch System (ADS)" in files["md"]
    assert "Wait at least 5 s between two requests" in files["md"]


@pytest.mark.parametrize(
    ("trade_date", "hours", "start", "end"),
    [
        ("2026-03-08", 23, "20260308T08:00-0000", "20260309T07:00-0000"),
        ("2026-07-14", 24, "20260714T07:00-0000", "20260715T07:00-0000"),
        ("2026-11-01", 25, "20261101T07:00-0000", "20261102T08:00-0000"),
        ("2026-12-11", 24, "20261211T08:00-0000", "20261212T08:00-0000"),
        ("2027-03-14", 23, "20270314T08:00-0000", "20270315T07:00-0000"),
        ("2027-11-07", 25, "20271107T07:00-0000", "20271108T08:00-0000"),
    ],
)
def test_the_window_of_a_trade_date_is_in_gmt(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio,
    tmp_path: Path,
    trade_date: str,
    hours: int,
    start: str,
    end: str,
) -> None:
    """The windows are those of INTERFACES 7.2."""
    text = portfolio.provider + portfolio.aggregation + portfolio.schedule(trade_date)
    files = made(portfolio, tmp_path, text)
    (day,) = files["json"]["trade_days"]
    assert (day["trade_date"], day["hours"]) == (trade_date, hours)
    assert (day["startdatetime"], day["enddatetime"]) == (start, end)
    query = query_of(files["rows"][0]["url"])
    assert (query["startdatetime"], query["enddatetime"]) == (start, end)


def test_the_next_changes_of_the_clock_are_listed(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = made(portfolio, tmp_path)["md"].split("the clock changes on:")[1]
    assert "| 2027-03-14 | short | 23 | 276 |" in text
    assert "| 2027-11-07 | long | 25 | 300 |" in text


def test_every_request_but_the_first_waits(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good + portfolio.schedule("2026-12-11")
    text = changed(text, "spacing_seconds: 5", "spacing_seconds: 7.5")
    rows = made(portfolio, tmp_path, text)["rows"]
    assert [(row["number"], row["wait_seconds"]) for row in rows] == [
        ("1", "0"),
        ("2", "7.5"),
    ]


def test_nodes_are_asked_for_ten_at_a_time_and_percent_encoded(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    ids = ["BLM W_2_COSBT1GN", "A#1_7_N001", *(f"NODE{n}_7_N001" for n in range(9))]
    listed = "".join(f"  - {{id: '{name}', gdf: 0.1}}\n" for name in ids)
    old = "  - {id: OAKLAND_1_N006, gdf: 1}\n"
    rows = made(portfolio, tmp_path, changed(portfolio.good, old, listed))["rows"]
    assert "node=BLM%20W_2_COSBT1GN,A%231_7_N001,NODE0" in rows[0]["url"]
    nodes = [query_of(row["url"])["node"].split(",") for row in rows]
    assert [len(part) for part in nodes] == [10, 1]
    assert [node for part in nodes for node in part] == ids


@pytest.mark.parametrize(
    ("query", "further"),
    [
        ("AS_RESULTS", {"anc_type": "ALL", "anc_region": "ALL"}),
        ("ATL_PNODE", {"Pnode_id": "ALL", "Pnode_type": "ALL"}),
        ("ATL_HUB", {}),
        ("SOME_OTHER", {}),
    ],
)
def test_a_query_has_the_parameters_that_it_needs(
    portfolio: Portfolio, tmp_path: Path, query: str, further: dict[str, str]
) -> None:
    text = changed(portfolio.good, "queryname: PRC_LMP", f"queryname: {query}")
    if query.startswith("ATL_"):
        text = text.replace("    market_run_id: DAM\n", "")
    files = made(portfolio, tmp_path, text)
    found = query_of(files["rows"][0]["url"])
    common = {"resultformat", "queryname", "version", "startdatetime", "enddatetime"}
    assert {k: v for k, v in found.items() if k not in common | {"market_run_id"}} == (
        further
    )
    assert ("market_run_id" in found) is not query.startswith("ATL_")
    said = "confirm with CAISO" if query == "SOME_OTHER" else "as below"
    assert f"| 5 | {said} |" in files["md"]


def test_a_group_has_no_end(portfolio: Portfolio, tmp_path: Path) -> None:
    text = changed(portfolio.good, "/oasisapi/SingleZip", "/oasisapi/GroupZip")
    text = changed(text, "PRC_LMP", "PUB_DAM_GRP")
    text = text.replace("    enddatetime: 20261211T08:00-0000\n", "")
    (row,) = made(portfolio, tmp_path, text)["rows"]
    query = query_of(row["url"])
    assert query["groupid"] == "PUB_DAM_GRP"
    assert "enddatetime" not in query
    assert row["enddatetime"] == "none"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ADS", "The own dispatch is read from the Automated Dispatch System"),
        ("CMRI", "The own awards are read from the Customer Market Results Interface"),
        ("OASIS_AS_RESULTS", "never by resource"),
    ],
)
def test_where_the_own_dispatch_is_read_is_said(
    portfolio: Portfolio, tmp_path: Path, source: str, said: str
) -> None:
    text = changed(portfolio.good, "source: ADS", f"source: {source}")
    assert said in made(portfolio, tmp_path, text)["md"]


@pytest.mark.parametrize(
    ("old", "lacks"),
    [
        ('    version: "1"\n', "lacks `requests[1].version`"),
        ("    spacing_seconds: 5\n", "lacks `requests[1].spacing_seconds`"),
        ("    market_run_id: DAM\n", "lacks `requests[1].market_run_id`"),
        ("    enddatetime: 20261211T08:00-0000\n", "lacks `requests[1].enddatetime`"),
    ],
)
def test_what_a_request_needs_is_named(
    portfolio: Portfolio, tmp_path: Path, old: str, lacks: str
) -> None:
    material = portfolio.material(changed(portfolio.good, old, ""))
    result = portfolio.render(material, tmp_path, documents=("monitoring-plan",))
    found = [reason.message for r in result.refused for reason in r.reasons]
    assert found == [f"monitoring `north-watch` {lacks}"]


def test_a_plan_without_requests_is_refused(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    before, after = portfolio.good.split("requests:\n", 1)
    text = before + "requests: []\n---\n" + after.split("---\n", 1)[1]
    result = portfolio.render(
        portfolio.material(text), tmp_path, documents=("monitoring-plan",)
    )
    assert "`north-watch` has nothing in `requests`" in str(result.refused)


def test_without_a_plan_no_document_is_made(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    before, after = portfolio.good.split("dera: v1\nkind: monitoring")
    text = before + after.split("---\n", 1)[1]
    result = portfolio.render(
        portfolio.material(text), tmp_path, documents=("monitoring-plan",)
    )
    assert (result.refused, result.written) == ((), ())
