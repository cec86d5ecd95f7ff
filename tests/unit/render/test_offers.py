"""Priced bids and ancillary services of a schedule, in every format and refused."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

Portfolio = Any

SHORT_DAY = [1, 2, *range(4, 25)]
RAW_BID = "{http://www.caiso.com/soa/RawBidSet_v4.xsd#}"
BIDS = "economic-bids"
SERVICES = "ancillary-self-provision"
BID = "  - {{hour_ending: {hour}, segments: [{segments}]}}\n"
OFFER = "  - {{hour_ending: {hour}, service: {service}, mw: {mw}}}\n"


def point(mw: float, price: float) -> str:
    return f"{{mw: {mw}, price_per_mwh: {price}}}"


def bids(*hours: int, curve: Iterable[tuple[float, float]] = ((0.1, 20),)) -> str:
    segments = ", ".join(point(*pair) for pair in curve)
    return "bids:\n" + "".join(BID.format(hour=h, segments=segments) for h in hours)


def offers(*entries: tuple[int, str, float]) -> str:
    rows = (OFFER.format(hour=h, service=s, mw=mw) for h, s, mw in entries)
    return "ancillary_services:\n" + "".join(rows)


def text_of(portfolio: Portfolio, offered: str, **schedule: Any) -> str:
    whole = portfolio.provider + portfolio.aggregation + portfolio.schedule(**schedule)
    return str(whole).removesuffix("---\n") + offered + "---\n"


def made(
    portfolio: Portfolio, to: Path, document: str, offered: str, **schedule: Any
) -> dict[str, str]:
    """Return the files of one document by their endings."""
    material = portfolio.material(text_of(portfolio, offered, **schedule))
    result = portfolio.render(material, to, documents=(document,))
    assert result.refused == ()
    files = (file for file in (to / "north").iterdir() if "manifest" not in file.name)
    return {
        file.name.split(".", 1)[1]: file.read_text()
        for file in files
        if file.suffix in {".csv", ".json", ".xml"} and "provenance" not in file.name
    }


def refused(portfolio: Portfolio, to: Path, document: str, offered: str) -> list[str]:
    material = portfolio.material(text_of(portfolio, offered))
    result = portfolio.render(material, to, documents=(document,))
    assert result.written == ()
    return [reason.message for one in result.refused for reason in one.reasons]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def found(text: str, name: str) -> list[str]:
    return [str(e.text) for e in ET.fromstring(text).iter(f"{RAW_BID}{name}")]  # noqa: S314 # our own output


def test_a_curve_is_the_same_in_every_format(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    curve = ((-0.5, 12.25), (-0.001, 40), (0.499, 99.5))
    files = made(portfolio, tmp_path, BIDS, bids(18, curve=curve))
    table = rows(files["csv"])
    data = json.loads(files["json"])
    assert [(row["mw"], row["price_per_mwh"]) for row in table] == [
        ("-0.5", "12.25"),
        ("-0.001", "40"),
        ("0.499", "99.5"),
    ]
    assert [row["segment"] for row in table] == ["1", "2", "3"]
    assert {row["interval_start_utc"] for row in table} == {"2026-12-11T01:00:00Z"}
    (bid,) = data["bids"]
    assert [(s["mw"], s["price_per_mwh"]) for s in bid["segments"]] == list(curve)
    assert bid["self_schedule_mw"] == 0.125
    assert found(files["xml"], "xAxisData") == ["-0.5", "-0.001", "0.499"]
    assert found(files["xml"], "y1AxisData") == ["12.25", "40", "99.5"]


def test_the_bid_message_holds_the_self_schedule_of_every_hour(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path, BIDS, bids(18))
    assert found(files["xml"], "selfSchedMw") == ["0.125"] * 24
    assert found(files["xml"], "marketProductType") == ["EN"]
    assert found(files["xml"], "TimeDate") == ["2026-12-08T17:30:00Z"]


@pytest.mark.parametrize("document", [BIDS, SERVICES])
def test_the_dialect_says_that_nobody_verified_it(
    portfolio: Portfolio, tmp_path: Path, document: str
) -> None:
    offered = bids(18) + offers((18, "RU", 0.1))
    files = made(portfolio, tmp_path, document, offered)
    meta = json.loads(files["meta.json"])
    assert "Profile caiso-rawbidset/0, status unverified" in files["xml"]
    assert meta["profile"] == {"name": "caiso-rawbidset/0", "status": "unverified"}
    assert "confirm with CAISO" in meta["submission_note"]


@pytest.mark.parametrize(
    ("trade_date", "labels", "hour", "start"),
    [
        ("2026-12-10", range(1, 25), 3, "2026-12-10T10:00:00Z"),
        ("2027-03-14", SHORT_DAY, 4, "2027-03-14T10:00:00Z"),
        ("2027-11-07", range(1, 26), 3, "2027-11-07T09:00:00Z"),
        ("2027-11-07", range(1, 26), 25, "2027-11-08T07:00:00Z"),
        ("2028-02-29", range(1, 25), 24, "2028-03-01T07:00:00Z"),
    ],
)
def test_an_offer_stands_in_its_own_hour_on_every_day(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio,
    tmp_path: Path,
    trade_date: str,
    labels: Iterable[int],
    hour: int,
    start: str,
) -> None:
    offered = bids(hour) + offers((hour, "RU", 0.25))
    day = {"trade_date": trade_date, "hours": labels}
    for document in (BIDS, SERVICES):
        files = made(portfolio, tmp_path / document, document, offered, **day)
        (row,) = rows(files["csv"])
        assert (row["hour_ending"], row["interval_start_utc"]) == (str(hour), start)
        assert start in found(files["xml"], "timeIntervalStart")


def test_each_ancillary_service_is_a_product_of_its_own(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    offered = offers((8, "RD", 0.1), (7, "RU", 0.25), (7, "RD", 0.001))
    files = made(portfolio, tmp_path, SERVICES, offered)
    assert [
        (row["product"], row["hour_ending"], row["self_provided_mw"])
        for row in rows(files["csv"])
    ] == [("RU", "7", "0.25"), ("RD", "7", "0.001"), ("RD", "8", "0.1")]
    assert found(files["xml"], "marketProductType") == ["RU", "RD"]
    assert found(files["xml"], "selfSchedType") == ["SP"] * 3


@pytest.mark.parametrize(
    ("document", "offered", "says"),
    [
        (BIDS, bids(25), "names no scheduled hour in `bids[1].hour_ending`"),
        (BIDS, bids(7, 7), "offers the same twice with `bids[2].hour_ending`"),
        (BIDS, bids(7, curve=()), "has nothing in `bids[1].segments`"),
        (BIDS, bids(7, curve=((1, 5), (1, 6))), "does not rise in"),
        (BIDS, bids(7, curve=((1, 5), (0.5, 6))), "does not rise in"),
        (BIDS, bids(7, curve=((1, 5), (2, 4.99))), "falls in"),
        (BIDS, bids(7, curve=((0.0001, 5),)), "has more than three decimals in"),
        (BIDS, bids(7, curve=((1, 5.001),)), "has more than two decimals in"),
        (SERVICES, offers((25, "RU", 1)), "names no scheduled hour in"),
        (SERVICES, offers((7, "RU", 1), (7, "RU", 2)), "offers the same twice with"),
        (SERVICES, offers((7, "RU", 0.0001)), "has more than three decimals in"),
    ],
)
def test_an_offer_that_no_market_takes_is_refused_by_name(
    portfolio: Portfolio, tmp_path: Path, document: str, offered: str, says: str
) -> None:
    messages = refused(portfolio, tmp_path, document, offered)
    assert any(says in message for message in messages), messages


@pytest.mark.parametrize("document", [BIDS, SERVICES])
def test_a_schedule_without_offers_needs_no_document_and_that_is_said(
    portfolio: Portfolio, tmp_path: Path, document: str
) -> None:
    result = portfolio.render(
        portfolio.material(portfolio.good), tmp_path, documents=(document,)
    )
    assert (result.written, result.refused) == ((), ())
    (unneeded,) = result.unneeded
    what = "bids" if document == BIDS else "ancillary services"
    assert unneeded.why == f"no {what} in schedule north-2026-12-10"


def test_an_aggregation_without_a_schedule_is_said_to_have_none(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.provider + portfolio.aggregation
    result = portfolio.render(portfolio.material(text), tmp_path, documents=(BIDS,))
    assert [one.why for one in result.unneeded] == ["no schedule declared"]


def test_one_schedule_of_two_may_have_offers(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = text_of(portfolio, bids(7)) + portfolio.schedule("2026-12-11")
    result = portfolio.render(portfolio.material(text), tmp_path, documents=(BIDS,))
    (written,) = result.written
    assert {name for name in written.files if name.endswith(".csv")} == {
        "economic-bids-north-2026-12-10.csv"
    }
    assert [one.why for one in result.unneeded] == [
        "no bids in schedule north-2026-12-11"
    ]


@pytest.mark.parametrize("text", ['A"&<B', "x" * 30, "]]>"])
def test_xml_gives_back_what_was_declared(
    portfolio: Portfolio, tmp_path: Path, text: str
) -> None:
    whole = text_of(portfolio, bids(7)).replace("NORTH_7_DERA1", json.dumps(text))
    result = portfolio.render(portfolio.material(whole), tmp_path, documents=(BIDS,))
    assert result.refused == ()
    message = (tmp_path / "north" / "economic-bids-north-2026-12-10.xml").read_text()
    assert text in found(message, "mRID")


def test_a_schedule_that_cannot_be_used_may_be_the_one_with_bids(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    broken = portfolio.schedule("2026-12-11").replace("market: DAM\n", "")
    material = portfolio.material(portfolio.good + broken)
    result = portfolio.render(material, tmp_path, documents=(BIDS,))
    assert [one.documents for one in result.refused] == [(BIDS,)]
    assert result.unneeded == ()
