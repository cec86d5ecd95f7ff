"""Which requests a portfolio gives rise to, and the lock file that the answers make."""

import shutil
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from checker.errors import UsageError
from checker.oasis.transport import Pace, Patience
from checker.pipeline.refdata_fetch import FetchOptions, fetch_lock

EXAMPLES = Path(__file__).parents[2] / "examples"
NO_DATA = (
    b"<OASISReport><ERROR><ERR_CODE>1000</ERR_CODE><ERR_DESC>none</ERR_DESC></ERROR>"
    b"</OASISReport>"
)


class Answers(BaseHTTPRequestHandler):
    """Answers with the example's download of the report, else that there is none."""

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        server: Any = self.server
        server.asked.append(query)
        files = sorted((EXAMPLES / "oasis").glob(f"20261130*{query['queryname'][0]}*"))
        body = files[0].read_bytes() if files else NO_DATA
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def oasis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("NO_PROXY", "*")
    server: Any = HTTPServer(("127.0.0.1", 0), Answers)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def options(server: Any, *reports: str, today: date) -> FetchOptions:
    return FetchOptions(
        reports=reports,
        base_url=f"http://127.0.0.1:{server.server_address[1]}/oasisapi/SingleZip",
        today=today,
        limits=Patience(),
        pace=Pace(lambda: 0.0, lambda _: None),
        anew=False,
        tell=lambda _: None,
    )


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "reconciled", tmp_path / "mine"))


def test_lists_are_asked_for_today_and_prices_for_declared_days(
    oasis: Any, portfolio: Path
) -> None:
    today = date(2026, 12, 14)
    update, without = fetch_lock(portfolio, options(oasis, today=today))
    asked = {query["queryname"][0]: query for query in oasis.asked}
    assert len(asked) == len(oasis.asked) == 9
    assert asked["ATL_PNODE"]["startdatetime"] == ["20261214T08:00-0000"]
    assert asked["PRC_LMP"]["startdatetime"] == ["20261207T08:00-0000"]
    assert asked["PRC_LMP"]["node"] == ["OAKLAND_1_N006,SLAP_PGEB-APND"]
    assert "PRC_LMP: no data for 2026-12-07" in without
    assert {"ATL_PNODE", "ATL_LDF"} <= set(update.imported)


def test_what_did_not_come_stays_as_it_was(oasis: Any, portfolio: Path) -> None:
    wishes = options(oasis, "PRC_LMP", "ATL_LDF", today=date(2026, 12, 14))
    update, _ = fetch_lock(portfolio, wishes)
    reports = [source["report"] for source in update.content["sources"]]
    assert "PRC_LMP" in reports
    assert update.imported == ("ATL_LDF",)
    assert update.content["series"]


def test_a_day_that_cannot_have_been_published_is_not_asked_for(
    oasis: Any, portfolio: Path
) -> None:
    with pytest.raises(UsageError, match="nothing to ask for"):
        fetch_lock(portfolio, options(oasis, "PRC_AS", today=date(2026, 12, 5)))
    fetch_lock(portfolio, options(oasis, "PRC_AS", today=date(2026, 12, 6)))
    assert len(oasis.asked) == 1


def test_nothing_is_written(oasis: Any, portfolio: Path) -> None:
    before = (portfolio / "dera.refdata.json").read_bytes()
    fetch_lock(portfolio, options(oasis, "ATL_LDF", today=date(2026, 12, 14)))
    assert (portfolio / "dera.refdata.json").read_bytes() == before
