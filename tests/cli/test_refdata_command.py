"""`dera refdata` writes the lock file whole or not at all, and says what it did."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
DOWNLOADS = EXAMPLES / "oasis"
SPAN = "20261130T08_00_20261201T08_00"
PNODES = DOWNLOADS / f"{SPAN}_ATL_PNODE_N_N_v1_csv.zip"
LDF = DOWNLOADS / f"{SPAN}_ATL_LDF_N_N_v1.csv"
LOCK = "dera.refdata.json"
DAY = ("--retrieved-on", "2026-11-30")
OPEN = "2009-04-01T00:00:00,2099-12-31T00:00:00"
ERROR = (
    "<OASISReport><ERROR><ERR_CODE>1004</ERR_CODE><ERR_DESC>too long</ERR_DESC></ERROR>"
    "</OASISReport>"
)

Dera = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "minimal", tmp_path / "mine"))


def content(portfolio: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((portfolio / LOCK).read_text(encoding="utf-8"))
    return data


def test_an_import_writes_the_lock_file_and_says_so(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("refdata", "import", PNODES, LDF, *DAY, cwd=portfolio)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "ATL_LDF: 10 PNodes with their sub-LAPs of 20 rows",
        "ATL_PNODE: 2259 PNodes of 2259 rows",
        "written to dera.refdata.json",
    ]


def test_importing_the_same_again_changes_no_byte(dera: Dera, portfolio: Path) -> None:
    dera("refdata", "import", PNODES, LDF, *DAY, cwd=portfolio)
    before = (portfolio / LOCK).read_bytes()
    dera("refdata", "import", LDF, PNODES, *DAY, cwd=portfolio)
    assert (portfolio / LOCK).read_bytes() == before


def test_another_report_is_added_and_anew_forgets_it(
    dera: Dera, portfolio: Path
) -> None:
    dera("refdata", "import", PNODES, *DAY, cwd=portfolio)
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    assert len(content(portfolio)["sources"]) == 2
    dera("refdata", "import", LDF, "--anew", *DAY, cwd=portfolio)
    assert [one["report"] for one in content(portfolio)["sources"]] == ["ATL_LDF"]


def test_a_download_that_is_an_error_leaves_the_lock_file_as_it_is(
    dera: Dera, portfolio: Path, tmp_path: Path
) -> None:
    dera("refdata", "import", PNODES, *DAY, cwd=portfolio)
    before = (portfolio / LOCK).read_bytes()
    answer = tmp_path / "answer.xml"
    answer.write_text(ERROR)
    done = dera("refdata", "import", LDF, answer, cwd=portfolio)
    assert done.returncode == 2
    assert "error 1004 (more than 31 days were asked for): too long" in done.stderr
    assert (portfolio / LOCK).read_bytes() == before
    assert [p.name for p in portfolio.iterdir() if p.name.startswith(".")] == []


def test_the_day_is_that_of_the_file_when_none_is_given(
    dera: Dera, portfolio: Path, tmp_path: Path
) -> None:
    file = tmp_path / LDF.name
    shutil.copyfile(LDF, file)
    os.utime(file, (1_764_500_000, 1_764_500_000))  # 2025-11-30 02:53 in California
    dera("refdata", "import", file, cwd=portfolio)
    assert content(portfolio)["sources"][0]["retrieved_on"] == "2025-11-30"


def test_the_portfolio_may_be_elsewhere(dera: Dera, portfolio: Path) -> None:
    done = dera(
        "refdata", "import", LDF, *DAY, "--portfolio", "mine", cwd=portfolio.parent
    )
    assert done.stdout.endswith("written to mine/dera.refdata.json\n")
    assert (portfolio / LOCK).exists()


def test_a_file_whose_name_the_lock_file_cannot_hold_is_refused(
    dera: Dera, portfolio: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a\nb.csv"
    shutil.copyfile(LDF, file)
    done = dera("refdata", "import", file, *DAY, cwd=portfolio)
    assert done.returncode == 2
    assert "a name, or holds one, that a lock file cannot hold" in done.stderr
    assert not (portfolio / LOCK).exists()


def test_a_file_that_is_not_there_is_wrong_use(dera: Dera, portfolio: Path) -> None:
    done = dera("refdata", "import", "none.zip", cwd=portfolio)
    assert done.returncode == 2
    assert "none.zip" in done.stderr


def test_a_check_lists_the_lock_file_among_its_inputs(
    dera: Dera, portfolio: Path
) -> None:
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    report = json.loads(dera("check", "-o", "json", cwd=portfolio).stdout)
    assert LOCK in [one["file"] for one in report["inputs"]]


def test_without_the_lists_a_verbose_check_says_how_to_import_them(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("check", "-v", "--as-of", "2026-12-08", cwd=portfolio)
    assert done.returncode == 0
    line = next(one for one in done.stdout.splitlines() if "LOC-008" in one)
    assert "1 not applicable (the portfolio holds no ATL_PNODE: `dera refdata" in line


def test_an_edited_lock_file_stops_a_check_and_an_import_anew_mends_it(
    dera: Dera, portfolio: Path
) -> None:
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    lock = portfolio / LOCK
    lock.write_text(lock.read_text().replace("PGEB", "PGSB"))
    for command in ("check", "reconcile"):
        done = dera(command, cwd=portfolio)
        assert done.returncode == 2
        assert f"{LOCK}: its content does not match its own digest" in done.stderr
    assert dera("refdata", "import", LDF, cwd=portfolio).returncode == 2
    assert dera("refdata", "import", LDF, "--anew", cwd=portfolio).returncode == 0
    assert dera("check", "--as-of", "2026-12-08", cwd=portfolio).returncode == 0


def test_info_says_what_is_held_how_old_it_is_and_what_is_not_there(
    dera: Dera, portfolio: Path
) -> None:
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    done = dera("refdata", "info", "--as-of", "2027-02-01", cwd=portfolio)
    assert done.stdout.splitlines()[:3] == [
        "ATL_LDF: retrieved on 2026-11-30, 63 days old (older than 60 days: REF-002)",
        "  10 PNodes with their sub-LAPs of 20 rows",
        f"  from {LDF.name} (sha256 {sha256(LDF.read_bytes()).hexdigest()[:12]})",
    ]
    assert "not there: ATL_RESOURCE (would decide MF-005)" in done.stdout


def test_info_counts_one_day_and_takes_the_portfolios_own_limit(
    dera: Dera, portfolio: Path
) -> None:
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    with (portfolio / "dera.yaml").open("a") as file:
        file.write("parameters: {refdata_stale_days: 0}\n")
    done = dera("refdata", "info", "--as-of", "2026-12-01", cwd=portfolio)
    assert "2026-11-30, 1 day old (older than 0 days: REF-002)" in done.stdout


def test_info_as_json_is_the_list_of_sources(dera: Dera, portfolio: Path) -> None:
    dera("refdata", "import", LDF, *DAY, cwd=portfolio)
    done = dera("refdata", "info", "--format", "json", cwd=portfolio)
    assert json.loads(done.stdout) == content(portfolio)["sources"]


def test_info_without_a_lock_file_says_how_to_get_one(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("refdata", "info", cwd=portfolio)
    assert done.returncode == 2
    assert "dera refdata import FILES" in done.stderr


class Answers(BaseHTTPRequestHandler):
    """Answers every request with the list of PNodes."""

    def do_GET(self) -> None:
        body = PNODES.read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/oasisapi/SingleZip"
    server.shutdown()
    server.server_close()
    thread.join()


def test_fetch_gets_a_report_and_writes_the_lock_file(
    dera: Dera, portfolio: Path, url: str
) -> None:
    done = dera(
        *("refdata", "fetch", "ATL_PNODE", "--base-url", url, "--verbose"),
        cwd=portfolio,
        NO_PROXY="*",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("ATL_PNODE: 2259 PNodes of 2259 rows\n")
    assert "queryname=ATL_PNODE&startdatetime=" in done.stderr
    (source,) = content(portfolio)["sources"]
    assert source["query"][0].startswith("queryname=ATL_PNODE")


def test_a_fetch_that_fails_leaves_the_lock_file_as_it_is(
    dera: Dera, portfolio: Path, url: str
) -> None:
    done = dera(
        *("refdata", "fetch", "ATL_LDF", "--base-url", url),
        cwd=portfolio,
        NO_PROXY="*",
    )
    assert done.returncode == 2
    assert "ATL_LDF was asked for, and ATL_PNODE came" in done.stderr
    assert not (portfolio / LOCK).exists()


def test_a_report_that_does_not_exist_is_wrong_use(dera: Dera, portfolio: Path) -> None:
    done = dera("refdata", "fetch", "ATL_NODES", cwd=portfolio)
    assert done.returncode == 2
    assert "there is no report `ATL_NODES`" in done.stderr


def test_prices_without_a_trade_date_are_nothing_to_ask_for(
    dera: Dera, portfolio: Path
) -> None:
    done = dera("refdata", "fetch", "PRC_LMP", cwd=portfolio)
    assert done.returncode == 2
    assert "there is nothing to ask for" in done.stderr


def test_without_httpx_fetch_says_what_to_install(
    dera: Dera, portfolio: Path, tmp_path: Path
) -> None:
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "httpx.py").write_text(
        "raise ModuleNotFoundError('no httpx', name='httpx')\n"
    )
    done = dera("refdata", "fetch", cwd=portfolio, PYTHONPATH=str(hidden))
    assert done.returncode == 2
    assert "pip install 'deracheck[oasis]'" in done.stderr


def test_fetch_is_among_the_commands_of_the_group(dera: Dera, portfolio: Path) -> None:
    done = dera("refdata", "--help", cwd=portfolio)
    assert all(name in done.stdout for name in ("import", "info", "fetch"))
