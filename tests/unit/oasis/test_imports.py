"""Downloads of OASIS are read by column names, and what is wrong with one is said."""

from collections.abc import Callable
from typing import Any

import pytest

from checker.errors import DataError
from checker.oasis.archive import Bounds
from checker.oasis.faults import OasisError
from checker.oasis.gather import Wanted
from checker.oasis.imports import Download, import_downloads

Write = Callable[..., Download]

NOTHING = Wanted()
OPEN = "2009-04-01T00:00:00,2099-12-31T00:00:00"
ERROR = """<m:OASISReport xmlns:m="http://www.caiso.com/soa/OASISReport_v1.xsd">
 <m:MessagePayload><m:RTO><m:name>CAISO</m:name>
  <m:ERROR><m:ERR_CODE>1000</m:ERR_CODE>
   <m:ERR_DESC>No data returned for the specified selection</m:ERR_DESC></m:ERROR>
 </m:RTO></m:MessagePayload></m:OASISReport>
"""
PNODES_TURNED = (
    "EFF_END_DT,PNODE_TYPE,EFF_START_DT,PNODE_ID\n2099-12-31T00:00:00,LOAD,"
    "2009-04-01T00:00:00,BLM W_2_COSBT1GN\n"
)
LMP = (
    "INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,OPR_HR,NODE,MARKET_RUN_ID,"
    "LMP_TYPE,XML_DATA_ITEM,MW\n"
)


def lmp(
    hour: int = 8,
    node: str = "OAKLAND_1_N006",
    item: str = "LMP_PRC",
    value: object = 31.5,
    day: str = "2026-12-10",
) -> str:
    start = f"2026-12-10T{hour:02}:00:00-00:00"
    end = f"2026-12-10T{hour + 1:02}:00:00-00:00"
    return f"{start},{end},{day},{hour - 7},{node},DAM,LMP,{item},{value}\n"


def content(*downloads: Download, wanted: Wanted = NOTHING) -> dict[str, Any]:
    return import_downloads(downloads, wanted).content


def test_a_bare_csv_is_read_by_its_header(bare: Write) -> None:
    found = content(bare("pnodes.csv", PNODES_TURNED))
    entry = {"from": "2009-04-01", "ids": ["BLM W_2_COSBT1GN"]}
    assert found["pnodes"] == [entry]


def test_padding_around_an_identifier_does_not_belong_to_it(bare: Write) -> None:
    padded = PNODES_TURNED.replace("BLM W_2_COSBT1GN", "  BLM W_2_COSBT1GN ")
    (entry,) = content(bare("pnodes.csv", padded))["pnodes"]
    assert entry["ids"] == ["BLM W_2_COSBT1GN"]


def test_every_member_of_a_zip_is_read(zipped: Write, pnodes: str) -> None:
    other = pnodes.replace("OAKLAND_1_N006", "METCALF_1_N018")
    download = zipped("x_ATL_PNODE_x.zip", ("1.csv", pnodes), ("2.csv", other))
    assert content(download)["pnodes"][0]["ids"] == ["METCALF_1_N018", "OAKLAND_1_N006"]


def test_a_source_says_file_digest_rows_and_day(bare: Write, pnodes: str) -> None:
    (source,) = content(bare("pnodes.csv", pnodes))["sources"]
    assert source["report"] == "ATL_PNODE"
    assert source["files"][0]["name"] == "pnodes.csv"
    assert len(source["files"][0]["sha256"]) == 64
    assert (source["rows"], source["retrieved_on"]) == (1, "2026-11-30")


def test_a_mark_at_the_beginning_of_the_file_is_passed_over(
    bare: Write, pnodes: str
) -> None:
    assert content(bare("pnodes.csv", "\ufeff" + pnodes))["pnodes"]


@pytest.mark.parametrize(
    ("end", "until"),
    [
        ("2099-12-31T00:00:00", None),
        ("2026-01-01T00:00:00", "2025-12-31"),
        ("2025-12-31T23:59:59", "2025-12-31"),
        ("", None),
    ],
)
def test_an_end_at_midnight_is_the_end_of_the_day_before(
    bare: Write, end: str, until: str | None
) -> None:
    rows = (
        f"PNODE_ID,PNODE_TYPE,EFF_START_DT,EFF_END_DT\nA_1_B1,LOAD,2009-04-01,{end}\n"
    )
    assert content(bare("pnodes.csv", rows))["pnodes"][0].get("until") == until


def test_a_period_in_gmt_counts_by_the_clock_in_california(bare: Write) -> None:
    rows = (
        "PNODE_ID,PNODE_TYPE,EFF_START_DT_GMT,EFF_END_DT_GMT\n"
        "A_1_B1,LOAD,2026-07-01T06:59:00-00:00,2026-12-02T08:00:00-00:00\n"
    )
    (entry,) = content(bare("pnodes.csv", rows))["pnodes"]
    assert (entry["from"], entry["until"]) == ("2026-06-30", "2026-12-01")


def test_a_node_that_never_held_is_not_kept(bare: Write) -> None:
    rows = (
        "PNODE_ID,PNODE_TYPE,EFF_START_DT,EFF_END_DT\n"
        "A_1_B1,LOAD,2026-07-01T00:00:00,2026-07-01T00:00:00\n"
    )
    assert content(bare("pnodes.csv", rows))["pnodes"] == []


def test_only_rows_of_sub_laps_make_the_map(bare: Write) -> None:
    rows = (
        "APNODE_ID,PNODE_ID,DIST_FACTOR,EFF_START_DT,EFF_END_DT\n"
        f"SLAP_PGEB-APND,OAKLAND_1_N006,10,{OPEN}\n"
        f"DLAP_PGAE-APND,OAKLAND_1_N006,1,{OPEN}\n"
    )
    (entry,) = content(bare("ldf.csv", rows))["sub_laps"]
    assert (entry["code"], entry["ids"]) == ("PGEB", ["OAKLAND_1_N006"])


def test_a_generator_without_capacity_says_none(bare: Write) -> None:
    rows = "RESOURCE_ID,NET_DEPENDABLE_CAPACITY,UDC\nA_1_B,,PGAE\nA_1_C,2.5,SCE\n"
    assert content(bare("gen.csv", rows))["generators"] == [
        {"id": "A_1_B", "capacity_mw": None, "udc": "PGAE"},
        {"id": "A_1_C", "capacity_mw": 2.5, "udc": "SCE"},
    ]


def test_prices_are_kept_for_declared_nodes_and_days_only(bare: Write) -> None:
    wanted = Wanted(frozenset({"2026-12-10"}), frozenset({"OAKLAND_1_N006"}))
    rows = (
        LMP + lmp(9, value=2) + lmp(8) + lmp(node="B_1_C1") + lmp(item="LMP_LOSS_PRC")
    )
    found = content(bare("lmp.csv", rows), wanted=wanted)
    (series,) = found["series"]
    assert (series["name"], series["item"]) == ("OAKLAND_1_N006", "LMP_PRC")
    assert (series["start"], series["interval_minutes"]) == ("2026-12-10T08:00:00Z", 60)
    assert series["values"] == [31.5, 2.0]
    assert found["sources"][0]["rows"] == 4


def test_a_gap_between_two_hours_is_null(bare: Write) -> None:
    wanted = Wanted(frozenset({"2026-12-10"}), frozenset({"OAKLAND_1_N006"}))
    found = content(bare("lmp.csv", LMP + lmp(8) + lmp(10)), wanted=wanted)
    assert found["series"][0]["values"] == [31.5, None, 31.5]


def test_a_day_that_nobody_declares_is_not_kept(bare: Write) -> None:
    assert content(bare("lmp.csv", LMP + lmp()))["series"] == []


@pytest.mark.parametrize(
    ("columns", "report"),
    [
        ("LABEL,ANC_TYPE", "AS_REQ"),
        ("RESULT_TYPE,ANC_TYPE", "AS_RESULTS"),
        ("OPR_TYPE,ANC_TYPE", "PRC_AS"),
    ],
)
def test_reports_of_ancillary_services_are_told_apart(
    bare: Write, columns: str, report: str
) -> None:
    head = (
        "INTERVALSTARTTIME_GMT,INTERVALENDTIME_GMT,OPR_DT,MARKET_RUN_ID,ANC_REGION,"
        f"XML_DATA_ITEM,MW,{columns}\n"
    )
    row = (
        "2026-12-10T08:00:00-00:00,2026-12-10T09:00:00-00:00,2026-12-10,DAM,AS_CAISO,"
        "RU_CLR_PRC,4.5,x,RU\n"
    )
    assert content(bare("as.csv", head + row))["sources"][0]["report"] == report


def test_xml_of_an_interval_report_says_the_same(bare: Write) -> None:
    wanted = Wanted(frozenset({"2026-12-10"}), frozenset({"OAKLAND_1_N006"}))
    text = """<?xml version="1.0"?>
<m:OASISReport xmlns:m="http://www.caiso.com/soa/OASISReport_v1.xsd">
 <m:MessagePayload><m:RTO><m:name>CAISO</m:name><m:REPORT_ITEM>
  <m:REPORT_HEADER><m:REPORT>PRC_LMP</m:REPORT><m:MKT_TYPE>DAM</m:MKT_TYPE></m:REPORT_HEADER>
  <m:REPORT_DATA><m:DATA_ITEM>LMP_PRC</m:DATA_ITEM>
   <m:RESOURCE_NAME>OAKLAND_1_N006</m:RESOURCE_NAME><m:OPR_DATE>2026-12-10</m:OPR_DATE>
   <m:INTERVAL_START_GMT>2026-12-10T08:00:00-00:00</m:INTERVAL_START_GMT>
   <m:INTERVAL_END_GMT>2026-12-10T09:00:00-00:00</m:INTERVAL_END_GMT>
   <m:VALUE>31.5</m:VALUE></m:REPORT_DATA>
 </m:REPORT_ITEM></m:RTO></m:MessagePayload></m:OASISReport>"""
    (series,) = content(bare("lmp.xml", text), wanted=wanted)["series"]
    assert (series["market"], series["values"]) == ("DAM", [31.5])


def test_xml_of_the_atlas_is_read(bare: Write) -> None:
    text = """<OASISMaster><MessagePayload><RTO><ATLS_ITEM>
  <ATLS_HEADER><REPORT>ATL_APNODE</REPORT></ATLS_HEADER>
  <ATLS_DATA><APNODE_ID>SLAP_PGEB-APND</APNODE_ID>
   <START_DATE_GMT>2009-04-01T07:00:00-00:00</START_DATE_GMT></ATLS_DATA>
  <ATLS_DATA><APNODE_ID>POD_A_1_B-APND</APNODE_ID>
   <START_DATE_GMT>2009-04-01T07:00:00-00:00</START_DATE_GMT></ATLS_DATA>
 </ATLS_ITEM></RTO></MessagePayload></OASISMaster>"""
    (entry,) = content(bare("apnodes.xml", text))["apnodes"]
    assert (entry["from"], entry["ids"]) == ("2009-04-01", ["SLAP_PGEB-APND"])


def test_an_error_document_in_a_zip_is_reported_as_one(zipped: Write) -> None:
    with pytest.raises(OasisError) as caught:
        content(zipped("x.zip", ("INVALID_REQUEST.xml", ERROR)))
    assert caught.value.code == 1000
    assert "error 1000 (no data for the selection): No data returned" in str(
        caught.value
    )
    assert caught.value.file == "x.zip(INVALID_REQUEST.xml)"


def test_a_page_that_says_too_fast_is_reported_as_one(bare: Write) -> None:
    page = (
        "<html><body>CAISO Acceptable Use Policy Violation. Please retry.</body></html>"
    )
    with pytest.raises(DataError, match="asked too fast"):
        content(bare("x.zip", page))


PNODE_HEAD = "PNODE_ID,PNODE_TYPE,EFF_START_DT,EFF_END_DT\n"

BROKEN: dict[str, tuple[str | bytes, str, int | None]] = {
    "empty": ("", "the file is empty", None),
    "no header": ("\n", "the header is that of no report", 1),
    "another table": ("a,b\n1,2\n", "the header is that of no report (A, B)", 1),
    "a web page": ("<!DOCTYPE html><html></html>", "a web page", None),
    "XML of another kind": ("<a></a>", "XML of another kind: <a>", 1),
    "XML without a report": ("<OASISReport></OASISReport>", "holds no report", None),
    "a document type": (
        '<!DOCTYPE x [<!ENTITY a "b">]><OASISReport/>',
        "declares a document type",
        1,
    ),
    "XML cut off": ("<OASISReport><REPORT>PRC", "cut off or damaged", 1),
    "no UTF-8": (PNODE_HEAD.encode() + b"\xe9_1_B,LOAD,2009-04-01,\n", "not UTF-8", 2),
    "a column twice": ("PNODE_ID,PNODE_ID\n", "PNODE_ID is there twice", 1),
    "a row too short": (PNODE_HEAD + "A_1_B1,LOAD\n", "2 cells under 4 columns", 2),
    "no rows": (PNODE_HEAD, "the table has no rows", None),
    "no name": (PNODE_HEAD + " ,LOAD,2009-04-01,\n", "PNODE_ID is empty", 2),
    "no date": (PNODE_HEAD + "A_1_B1,LOAD,soon,\n", "`soon` of EFF_START_DT", 2),
    "no period": (PNODE_HEAD + "A_1_B1,LOAD,,\n", "EFF_START_DT is missing", 2),
    "a quote left open": (PNODE_HEAD + '"A_1_B1,LOAD,2009-04-01,\n', "no CSV", 2),
    "no number": (LMP + lmp(value="n/a"), "`n/a` is no number", 2),
    "not finite": (LMP + lmp(value="nan"), "no number of MW or USD", 2),
    "another trade date": (LMP + lmp(day="2026-12-11"), "OPR_DT is 2026-12-11", 2),
    "a map to hubs": (
        "APNODE_ID,PNODE_ID,EFF_START_DT,EFF_END_DT\n",
        "the header is that of no report",
        1,
    ),
    "LMP without prices": (
        LMP.replace(",MW", "") + "\n",
        "PRC_LMP without the column MW",
        1,
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_refused_with_its_place(bare: Write, case: str) -> None:
    text, message, line = BROKEN[case]
    with pytest.raises(DataError) as caught:
        content(bare("x.csv", text))
    assert message in caught.value.message
    assert caught.value.file == "x.csv"
    assert caught.value.line == line


def test_two_prices_for_one_hour_are_refused(bare: Write) -> None:
    wanted = Wanted(frozenset({"2026-12-10"}), frozenset({"OAKLAND_1_N006"}))
    with pytest.raises(DataError, match="two values for one interval"):
        content(bare("lmp.csv", LMP + lmp(value=1) + lmp(value=2)), wanted=wanted)


def test_the_same_price_twice_is_no_fault(bare: Write) -> None:
    wanted = Wanted(frozenset({"2026-12-10"}), frozenset({"OAKLAND_1_N006"}))
    assert content(bare("lmp.csv", LMP + lmp() + lmp()), wanted=wanted)["series"]


def test_answers_to_two_queries_in_one_zip_are_refused(
    zipped: Write, pnodes: str
) -> None:
    mixed = zipped("x.zip", ("a.csv", pnodes), ("b.csv", LMP + lmp()))
    with pytest.raises(
        DataError, match="answers to several queries are mixed"
    ) as caught:
        content(mixed)
    assert caught.value.file == "x.zip(b.csv)"


def test_a_name_that_says_another_report_is_refused(bare: Write, pnodes: str) -> None:
    with pytest.raises(DataError, match="the name says ATL_LDF"):
        content(bare("20261130_20261201_ATL_LDF_N_N_v1.csv", pnodes))


def test_the_map_to_trading_hubs_is_refused_with_the_reason(bare: Write) -> None:
    rows = (
        f"APNODE_ID,PNODE_ID,EFF_START_DT,EFF_END_DT\nTH_NP15_GEN-APND,A_1_B1,{OPEN}\n"
    )
    with pytest.raises(DataError, match="sub-LAPs are in ATL_LDF"):
        content(bare("20261130_20261201_ATL_PNODE_MAP_N_N_v1.csv", rows))


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "/a.csv", "a/b.csv", "a\\b.csv", "c:a.csv", ".a.csv", "a\n.csv"],
)
def test_a_member_whose_name_is_a_path_is_refused(
    zipped: Write, pnodes: str, name: str
) -> None:
    with pytest.raises(DataError, match="a name of OASIS is no path"):
        content(zipped("x.zip", (name, pnodes)))


def test_a_member_of_another_kind_is_refused(zipped: Write, pnodes: str) -> None:
    with pytest.raises(DataError, match="neither CSV nor XML"):
        content(zipped("x.zip", ("a.csv", pnodes), ("a.exe", "x")))


def test_an_empty_zip_is_refused(zipped: Write) -> None:
    with pytest.raises(DataError, match="the ZIP is empty"):
        content(zipped("x.zip"))


@pytest.mark.parametrize("keep", [5, 60, -1, -30])
def test_a_zip_that_is_cut_off_is_refused(
    zipped: Write, pnodes: str, keep: int
) -> None:
    download = zipped("x.zip", ("a.csv", pnodes * 50))
    download.path.write_bytes(download.path.read_bytes()[:keep])
    with pytest.raises(DataError, match="cut off or damaged"):
        content(download)


def test_a_zip_with_a_changed_byte_is_refused(zipped: Write, pnodes: str) -> None:
    rows = "".join(f"N{n}_1_B1,LOAD,x,x,2009-04-01,\n" for n in range(500))
    download = zipped("x.zip", ("a.csv", pnodes + rows))
    raw = bytearray(download.path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    download.path.write_bytes(raw)
    with pytest.raises(DataError):
        content(download)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(zipped: Write) -> None:
    bomb = zipped("x.zip", ("a.csv", "0" * (4 << 20)))
    with pytest.raises(DataError, match="it unpacks"):
        content(bomb)


def test_a_zip_that_lies_about_its_size_is_stopped(zipped: Write, pnodes: str) -> None:
    download = zipped("x.zip", ("a.csv", pnodes * 900))
    size = len(pnodes * 900).to_bytes(4, "little")
    raw = download.path.read_bytes()
    assert raw.count(size) == 2
    download.path.write_bytes(raw.replace(size, (9).to_bytes(4, "little")))
    with pytest.raises(DataError, match=r"more comes out|cut off or damaged|2 cells"):
        content(download)


def test_a_zip_that_is_larger_than_allowed_is_refused(
    zipped: Write, pnodes: str
) -> None:
    download = zipped("x.zip", ("a.csv", pnodes))
    with pytest.raises(DataError, match="it unpacks"):
        import_downloads([download], NOTHING, Bounds(total_bytes=64))


def test_a_bare_file_is_bounded_too(bare: Write, pnodes: str) -> None:
    with pytest.raises(DataError, match="more comes out"):
        import_downloads([bare("x.csv", pnodes * 9)], NOTHING, Bounds(total_bytes=64))


def test_too_many_members_are_refused(zipped: Write, pnodes: str) -> None:
    download = zipped("x.zip", ("a.csv", pnodes), ("b.csv", pnodes))
    with pytest.raises(DataError, match="2 members"):
        import_downloads([download], NOTHING, Bounds(members=1))


def test_a_file_that_is_gone_is_named(bare: Write, pnodes: str) -> None:
    download = bare("x.csv", pnodes)
    download.path.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        content(download)


def test_the_order_of_files_does_not_matter(bare: Write, pnodes: str) -> None:
    one = bare("a.csv", pnodes)
    two = bare("b.csv", pnodes.replace("OAKLAND", "METCALF"))
    assert content(one, two) == content(two, one)
