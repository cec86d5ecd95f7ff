"""A server on this machine plays every kind of answer that OASIS gives.

Nobody waits here: the clock is the test's own, and only a connection that hangs is
waited for, a tenth of a second.
"""

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from checker.errors import DataError
from checker.oasis.faults import OasisError
from checker.oasis.fetch import Fetched, fetch
from checker.oasis.queries import Query, hours_of
from checker.oasis.transport import Pace, Patience

TODAY = date(2026, 12, 14)
DAY = date(2026, 12, 10)
HOUR = timedelta(hours=1)
NODE = "OAKLAND_1_N006"
PNODES = (
    "PNODE_ID,PNODE_TYPE,EFF_START_DT,EFF_END_DT\n"
    "OAKLAND_1_N006,LOAD,2009-04-01T00:00:00,2099-12-31T00:00:00\n"
)
ERROR = (
    "<m:OASISReport xmlns:m='http://www.caiso.com/soa/OASISReport_v1.xsd'>"
    "<m:MessagePayload><m:RTO><m:ERROR><m:ERR_CODE>{code}</m:ERR_CODE>"
    "<m:ERR_DESC>said by the server</m:ERR_DESC></m:ERROR></m:RTO>"
    "</m:MessagePayload></m:OASISReport>"
)
TOO_FAST = b"<html>CAISO Acceptable Use Policy Violation. Please retry</html>"

Play = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Plays the answers of its server, one for each request."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        server: Any = self.server
        server.asked.append(self.path)
        plays: list[Play] = server.plays
        play = plays.pop(0) if len(plays) > 1 else plays[0]
        play(self)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def zipped(text: str, name: str = "a.csv") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def data(text: str = PNODES) -> Play:
    return lambda handler: handler.send(zipped(text))


def error(code: int) -> Play:
    body = zipped(ERROR.format(code=code), "INVALID_REQUEST.xml")
    return lambda handler: handler.send(body)


def too_fast(**headers: str) -> Play:
    return lambda handler: handler.send(TOO_FAST, 429, **headers)


def fault(status: int) -> Play:
    return lambda handler: handler.send(b"", status)


def cut_off(handler: Handler) -> None:
    body = zipped(PNODES)
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:20])
    handler.close_connection = True


def half_a_zip(handler: Handler) -> None:
    handler.send(zipped(PNODES)[:60])


def page(handler: Handler) -> None:
    handler.send(TOO_FAST)


def hang(handler: Handler) -> None:
    server: Any = handler.server
    server.over.wait(5)
    handler.close_connection = True


def moved(handler: Handler) -> None:
    target = handler.path.replace("/SingleZip", "/Elsewhere")
    handler.send(b"", 302, Location=target)


def of_the_days_asked(handler: Handler) -> None:
    """Answer a price for every hour, but of several days only the last."""
    query = parse_qs(urlsplit(handler.path).query)
    last = query["enddatetime"][0][:8]
    ends = date(int(last[:4]), int(last[4:6]), int(last[6:]))
    day = date.fromordinal(ends.toordinal() - 1)
    handler.send(zipped(prices(day)))


def prices(day: date, hours: int = 25, node: str = NODE) -> str:
    rows = [
        f"{start.isoformat()},{(start + HOUR).isoformat()},{day},{node},"
        "DAM,LMP,LMP_PRC,30"
        for start in hours_of(day)[:hours]
    ]
    head = (
        "INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,NODE,MARKET_RUN_ID,LMP_TYPE,"
        "XML_DATA_ITEM,MW"
    )
    return "\n".join([head, *rows]) + "\n"


class Clock:
    """Seconds that pass only when somebody sleeps, or a little at each look."""

    def __init__(self, step: float = 0) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self._step = step

    def now(self) -> float:
        self.seconds += self._step
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


class Oasis:
    """The server, and what to ask it."""

    def __init__(self, server: Any, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.clock = Clock()
        self.told: list[str] = []
        self.limits = Patience(read_seconds=0.1)

    @property
    def asked(self) -> list[str]:
        asked: list[str] = self.server.asked
        return asked

    def fetch(self, *queries: Query) -> Fetched:
        host, port = self.server.server_address[:2]
        return fetch(
            queries,
            base_url=f"http://{host}:{port}/oasisapi/SingleZip",
            folder=self.folder,
            today=TODAY,
            pace=Pace(self.clock.now, self.clock.sleep),
            limits=self.limits,
            tell=self.told.append,
        )


@pytest.fixture
def oasis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Oasis]]:
    monkeypatch.setenv("NO_PROXY", "*")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state: Any = server
    state.asked, state.over = [], threading.Event()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()

    def play(*plays: Play) -> Oasis:
        state.plays = list(plays)
        return Oasis(server, tmp_path)

    yield play
    state.over.set()
    server.shutdown()
    server.server_close()
    thread.join()


Make = Callable[..., Oasis]
LIST = Query("ATL_PNODE", (TODAY,))
PRICES = Query("PRC_LMP", (DAY,), (NODE,))


def test_data_are_kept_with_their_query_and_day(oasis: Make) -> None:
    (got,) = oasis(data()).fetch(LIST).downloads
    assert got.path.read_bytes() == zipped(PNODES)
    assert (got.retrieved_on, got.query) == (TODAY, LIST.text)


def test_five_seconds_lie_between_two_requests(oasis: Make) -> None:
    server = oasis(data())
    server.fetch(LIST, LIST, LIST)
    assert server.clock.slept == [5, 5]


def test_time_that_has_passed_anyway_is_not_waited_for(oasis: Make) -> None:
    server = oasis(data())
    server.clock = Clock(step=1)
    server.fetch(LIST, LIST)
    assert len(server.clock.slept) == 1
    assert server.clock.slept[0] < 5


def test_the_request_asks_what_it_is_to(oasis: Make) -> None:
    server = oasis(data())
    server.fetch(LIST)
    assert server.asked == [f"/oasisapi/SingleZip?{LIST.text}"]


def test_an_error_document_is_an_error_and_not_asked_again(oasis: Make) -> None:
    server = oasis(error(1020))
    with pytest.raises(
        OasisError, match=r"error 1020 .the version is missing or wrong"
    ):
        server.fetch(LIST)
    assert len(server.asked) == 1


def test_a_fault_within_caiso_is_asked_again(oasis: Make) -> None:
    server = oasis(error(1010), data())
    assert server.fetch(LIST).downloads
    assert server.clock.slept == [10]


def test_no_data_for_a_trade_date_is_said_and_no_error(oasis: Make) -> None:
    got = oasis(error(1000)).fetch(PRICES)
    assert got == ((), ("PRC_LMP: no data for 2026-12-10",))


def test_no_data_for_a_list_is_an_error(oasis: Make) -> None:
    with pytest.raises(OasisError, match="error 1000"):
        oasis(error(1000)).fetch(LIST)


def test_too_fast_is_waited_for_longer_each_time(oasis: Make) -> None:
    server = oasis(too_fast(), too_fast(), data())
    assert server.fetch(LIST).downloads
    assert server.clock.slept == [10, 20]
    assert "asked too fast (status 429)" in " ".join(server.told)


def test_what_the_server_asks_to_wait_is_waited(oasis: Make) -> None:
    server = oasis(too_fast(Retry_After="60"), data())
    server.fetch(LIST)
    assert server.clock.slept == [60]


@pytest.mark.parametrize("text", ["Wed, 21 Oct 2026 07:28:00 GMT", "soon", "-5", "1"])
def test_a_wait_that_cannot_be_read_or_is_short_does_not_shorten_ours(
    oasis: Make, text: str
) -> None:
    server = oasis(too_fast(Retry_After=text), data())
    server.fetch(LIST)
    assert server.clock.slept == [10]


def test_a_wait_beyond_the_total_time_is_not_begun(oasis: Make) -> None:
    server = oasis(too_fast(Retry_After="86400"))
    with pytest.raises(DataError, match="the total time of 1800 s is up"):
        server.fetch(LIST)
    assert server.clock.slept == []


def test_after_four_attempts_it_gives_up(oasis: Make) -> None:
    server = oasis(too_fast())
    with pytest.raises(DataError, match="did not come in 4 attempts: OASIS was asked"):
        server.fetch(LIST)
    assert server.clock.slept == [10, 20, 40]
    assert list(server.folder.iterdir()) == []


@pytest.mark.parametrize(
    "play",
    [fault(500), fault(503), cut_off, half_a_zip, page, hang],
    ids=["500", "503", "cut off", "half a ZIP", "a page with 200", "hangs"],
)
def test_what_can_be_better_next_time_is_asked_again(oasis: Make, play: Play) -> None:
    server = oasis(play, data())
    assert server.fetch(LIST).downloads
    assert len(server.asked) == 2
    assert [path.suffix for path in server.folder.iterdir()] == [".zip"]


def test_a_refusal_is_not_asked_again(oasis: Make) -> None:
    server = oasis(fault(404))
    with pytest.raises(DataError, match="status 404"):
        server.fetch(LIST)
    assert len(server.asked) == 1


def test_a_redirection_is_followed(oasis: Make) -> None:
    server = oasis(moved, data())
    assert server.fetch(LIST).downloads
    assert "/oasisapi/Elsewhere?" in server.asked[1]


def test_an_answer_that_trickles_in_ends_with_the_total_time(oasis: Make) -> None:
    server = oasis(data("PNODE_ID,PNODE_TYPE\n" + "A" * 300_000))
    server.clock = Clock(step=1)
    server.limits = Patience(total_seconds=4)
    with pytest.raises(DataError, match="total time"):
        server.fetch(LIST)


def test_an_answer_that_is_too_large_is_dropped(oasis: Make) -> None:
    server = oasis(data())
    server.limits = Patience(most_bytes=50)
    with pytest.raises(DataError, match="larger than 50 bytes"):
        server.fetch(LIST)
    assert [path.suffix for path in server.folder.iterdir()] in ([], [".part"])


def test_a_server_that_is_not_there_is_said(oasis: Make) -> None:
    server = oasis(data())
    server.server.server_close()
    server.limits = Patience(attempts=1)
    with pytest.raises(DataError, match=r"the connection failed|no answer"):
        server.fetch(LIST)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "oasis", ""])
def test_an_address_that_is_none_is_said(tmp_path: Path, url: str) -> None:
    clock = Clock()
    with pytest.raises(DataError, match="no address to ask"):
        fetch(
            [LIST],
            base_url=url,
            folder=tmp_path,
            today=TODAY,
            pace=Pace(clock.now, clock.sleep),
            limits=Patience(),
        )


def test_another_report_than_was_asked_for_is_refused(oasis: Make) -> None:
    with pytest.raises(DataError, match="ATL_LDF was asked for, and ATL_PNODE came"):
        oasis(data()).fetch(Query("ATL_LDF", (TODAY,)))


@pytest.mark.parametrize("day", ["2026-12-10", "2026-03-08", "2026-11-01"])
def test_every_hour_of_a_day_has_to_be_there(oasis: Make, day: str) -> None:
    that = date.fromisoformat(day)
    query = PRICES._replace(days=(that,))
    assert oasis(data(prices(that))).fetch(query).downloads


def test_an_hour_that_is_missing_is_an_error(oasis: Make) -> None:
    with pytest.raises(DataError, match="OAKLAND_1_N006 without 1 of 24 hours"):
        oasis(data(prices(DAY, hours=23))).fetch(PRICES)


def test_a_node_that_is_missing_is_an_error(oasis: Make) -> None:
    query = PRICES._replace(nodes=(NODE, "B_1_C1"))
    with pytest.raises(DataError, match="B_1_C1 without 24 of 24 hours"):
        oasis(data(prices(DAY))).fetch(query)


def test_days_that_were_left_out_are_asked_for_one_by_one(oasis: Make) -> None:
    days = (date(2026, 12, 8), date(2026, 12, 9), DAY)
    server = oasis(of_the_days_asked)
    got = server.fetch(PRICES._replace(days=days))
    assert len(server.asked) == 3
    assert len(got.downloads) == 3
    assert server.clock.slept == [5, 5]


def test_days_that_nobody_has_are_each_said(oasis: Make) -> None:
    days = (date(2026, 12, 9), DAY)
    got = oasis(error(1000)).fetch(PRICES._replace(days=days))
    assert got.without == (
        "PRC_LMP: no data for 2026-12-09",
        "PRC_LMP: no data for 2026-12-10",
    )
