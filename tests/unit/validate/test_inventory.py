"""Inventories: rows become sites and meters, and what is wrong stands at its cell."""

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.finding import Finding
from checker.model.table import Table
from checker.resources import data_dir
from checker.validate.inventory.bounded import MOST_SHOWN
from checker.validate.inventory.read import Fleet, read_fleet
from checker.validate.schemas import SchemaSet

SCHEMAS = SchemaSet.load(data_dir("schemas"))
DECLARED = """\
dera: v1
kind: site_inventory
id: homes
file: homes.csv
columns:
  site.id: site
  site.name: site
  site.service_account: account
  der.id: der
  der.name: der
  der.rated_kw: kw
  der.exports: exports
  der.interconnection.reference: agreement
  meter.id: meter
  meter.serial_number: serial
constants:
  site:
    service_address: {street: 1 Example Way, city: Oakland, state: CA, zip: "94607"}
    utility: pge
  der:
    technology: battery
    interconnection: {status: complete, tariff: RULE21}
    programs: []
  meter: {revenue_quality: true, certification: caiso, interval_minutes: 5}
"""
HEADER = "site,account,der,kw,exports,agreement,meter,serial\n"
ROW = "home-1,0017,b1,5,true,R21-1,m1,007\n"
GOOD = HEADER + ROW


def declared(text: str = DECLARED) -> Declaration:
    (one,), _ = declarations_of(read_text("sub/i.yaml", text.encode()), SCHEMAS.kinds)
    assert SCHEMAS.accepts("site_inventory", one.data)
    return one


def read(
    root: Path, content: str | bytes, text: str = DECLARED, **limits: int
) -> Fleet:
    (root / "sub").mkdir(exist_ok=True)
    raw = content if isinstance(content, bytes) else content.encode()
    (root / "sub" / "homes.csv").write_bytes(raw)
    return read_fleet(root, (declared(text),), Limits(**limits), SCHEMAS)


def shown(finding: Finding) -> str:
    """Return rule, place and message of a finding, on one line."""
    line, column, last, end = finding.location.span
    assert finding.location.file in {"sub/homes.csv", "sub/i.yaml"}
    assert (last, end) > (line, column)
    return f"{finding.policy} {line}:{column} {finding.message}"


def faults(fleet: Fleet) -> list[str]:
    return [shown(finding) for finding in (*fleet.unread, *fleet.faults)]


def data_of(fleet: Fleet) -> dict[tuple[str, str], dict[str, Any]]:
    return {(each.kind, each.id): each.data for each in fleet.declarations}


def test_a_row_is_a_site_with_its_der_and_its_meter(tmp_path: Path) -> None:
    fleet = read(tmp_path, GOOD)
    assert faults(fleet) == []
    assert data_of(fleet) == {
        ("site", "home-1"): {
            "dera": "v1",
            "kind": "site",
            "id": "home-1",
            "name": "home-1",
            "service_address": {
                "street": "1 Example Way",
                "city": "Oakland",
                "state": "CA",
                "zip": "94607",
            },
            "utility": "pge",
            "service_account": "0017",
            "ders": [
                {
                    "id": "b1",
                    "name": "b1",
                    "technology": "battery",
                    "rated_kw": 5,
                    "exports": True,
                    "interconnection": {
                        "status": "complete",
                        "tariff": "RULE21",
                        "reference": "R21-1",
                    },
                    "programs": [],
                }
            ],
        },
        ("meter", "m1"): {
            "dera": "v1",
            "kind": "meter",
            "id": "m1",
            "site": "home-1",
            "serial_number": "007",
            "revenue_quality": True,
            "certification": "caiso",
            "interval_minutes": 5,
        },
    }


def test_the_file_is_among_what_was_read(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, GOOD).inputs
    assert entry.file == "sub/homes.csv"


def test_rows_with_one_site_id_are_one_site_and_may_have_one_meter(
    tmp_path: Path,
) -> None:
    other = "home-2,0018,b1,7.5,false,R21-2,m2,008\n"
    second = ROW.replace(",b1,", ",b2,").replace("R21-1", "R21-3")
    fleet = read(tmp_path, HEADER + ROW + other + second)
    assert faults(fleet) == []
    found = data_of(fleet)
    assert [*found] == [
        ("site", "home-1"),
        ("site", "home-2"),
        ("meter", "m1"),
        ("meter", "m2"),
    ]
    ders = found["site", "home-1"]["ders"]
    assert [der["id"] for der in ders] == ["b1", "b2"]


def test_a_row_without_meter_has_none(tmp_path: Path) -> None:
    fleet = read(tmp_path, HEADER + "home-1,0017,b1,5,true,R21-1,,\n")
    assert faults(fleet) == []
    assert [*data_of(fleet)] == [("site", "home-1")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("home-1,0017,b1,5 kW,true,R21-1,m1,007", "SCHEMA-003 2:16 `rated_kw` of"),
        ("home-1,0017,b1,05,true,R21-1,m1,007", "SCHEMA-003 2:16 `rated_kw` of"),
        ("home-1,0017,b1,1_0,true,R21-1,m1,007", "SCHEMA-003 2:16 `rated_kw` of"),
        ("home-1,0017,b1,=1+2,true,R21-1,m1,007", "SCHEMA-003 2:16 `rated_kw` of"),
        ("home-1,0017,b1,-5,true,R21-1,m1,007", "SCHEMA-004 2:16 `rated_kw` of"),
        ("home-1,0017,b1,5,yes,R21-1,m1,007", "SCHEMA-003 2:18 `exports` of"),
        ("home-1,,b1,5,true,R21-1,m1,007", "SCHEMA-002 2:8 site lacks the"),
        ("home-1,0017,b1,,true,R21-1,m1,007", "SCHEMA-002 2:16 site.ders[b1] lacks"),
        ("home-1,0017,b1,5,true,,m1,007", "SCHEMA-002 2:23 site.ders[b1].inter"),
        ("Home 1,0017,b1,5,true,R21-1,m1,007", "SCHEMA-004 2:1 `Home 1` cannot be"),
        (' home-1,0017,b1,5,true,R21-1,"m1",007', "SCHEMA-004 2:1 ` home-1` cannot"),
        ("home-1,0017,b1,5,true,R21-1,M 1,007", "SCHEMA-004 2:29 `M 1` cannot be"),
        ("home-1,0017,b1,5,true,R21-1,,007", "SCHEMA-002 2:29 the meter of this row"),
        (",0017,b1,5,true,R21-1,m1,007", "SCHEMA-002 2:1 the site of this row lacks"),
        ("home-1,0017,b1,5,true,R21-1,m1", "READ-009 2:1 the row has 7 cells; the"),
        ("home-1,0017,b1,5,true,R21-1,m1,7,8", "READ-009 2:1 the row has 9 cells;"),
        ('home-1,0017,b"1,5,true,R21-1,m1,7', "READ-009 2:14 a quote stands where"),
        ('home-1,"0017,b1,5,true,R21-1,m1,7', "READ-009 2:8 a quote is not closed"),
        ('home-1,"0017"x,b1,5,true,R,m1,7', "READ-009 2:14 a quote stands where"),
        ("", "READ-009 2:1 the row has 1 cell; the header has 8"),
    ],
)
def test_a_fault_stands_at_its_cell(tmp_path: Path, cells: str, expected: str) -> None:
    found = faults(read(tmp_path, f"{HEADER}{cells}\n"))
    assert any(each.startswith(expected) for each in found), found


def test_a_fault_names_its_column_and_concerns_its_site(tmp_path: Path) -> None:
    fleet = read(tmp_path, HEADER + ROW.replace(",5,", ",five,"))
    (finding,) = fleet.faults
    assert finding.message == (
        "`rated_kw` of site.ders[b1] must be a number; `five` is text (column `kw`)"
    )
    assert finding.subject == ("site", "home-1")
    assert finding.path == "/ders[id=b1]/rated_kw"
    assert fleet.invalid == {d for d in fleet.declarations if d.kind == "site"}


def test_lines_are_counted_where_cells_run_over_them(tmp_path: Path) -> None:
    text = DECLARED.replace("  der.name: der\n", "  der.name: note\n")
    header = HEADER.replace("\n", ",note\n")
    first = ROW.replace("\n", ',"one\r\n""two"", and\nthree"\r\n')
    second = ROW.replace("home-1", "home-2").replace("m1", "m2").replace("5", "x")
    fleet = read(tmp_path, header + first + second.replace("\n", ",n\n"), text)
    assert [each.split(" ", 2)[:2] for each in faults(fleet)] == [
        ["SCHEMA-004", "2:36"],
        ["SCHEMA-003", "5:16"],
    ]
    assert faults(fleet)[0].endswith("holds a line break (column `note`)")
    assert fleet.faults[0].location.span[2:] == (4, 7)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_any_line_break_ends_a_row(tmp_path: Path, end: str) -> None:
    bad = ROW.replace("home-1", "home-2").replace("m1", "m2").replace(",5,", ",x,")
    (found,) = faults(read(tmp_path, (GOOD + bad).replace("\n", end)))
    assert found.startswith("SCHEMA-003 3:16 ")


@pytest.mark.parametrize(
    ("name", "delimiter"), [("semicolon", ";"), ("tab", "\t"), ("pipe", "|")]
)
def test_another_delimiter_may_be_declared(
    tmp_path: Path, name: str, delimiter: str
) -> None:
    content = GOOD.replace("0017", '"00,17"').replace(",", delimiter)
    content = content.replace(f"00{delimiter}17", "00,17")
    fleet = read(tmp_path, content, f"{DECLARED}delimiter: {name}\n")
    assert faults(fleet) == []
    assert data_of(fleet)["site", "home-1"]["service_account"] == "00,17"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            "home-1,0018,b2,5,true,R21-1,m1,007",
            "LINK-004 3:8 `account` of site `home-1` is `0018` here and `0017`",
        ),
        (
            "home-1,0017,b1,6,true,R21-1,m1,007",
            "LINK-004 3:13 DER `b1` of site `home-1` is in two rows",
        ),
        (
            "home-2,0018,b1,5,true,R21-1,m1,007",
            "LINK-004 3:29 meter `m1` measures site `home-2` here and site `home-1`",
        ),
        (
            "home-1,0017,b2,5,true,R21-1,m1,008",
            "LINK-004 3:32 `serial` of meter `m1` is `008` here and `007`",
        ),
    ],
)
def test_rows_that_contradict_each_other_are_named_both(
    tmp_path: Path, row: str, expected: str
) -> None:
    fleet = read(tmp_path, f"{GOOD}{row}\n")
    (found,) = faults(fleet)
    assert found.startswith(expected)
    (finding,) = fleet.faults
    assert [other.location.span.line for other in finding.related] == [2]
    assert {(each.kind, each.id) for each in fleet.invalid} == {finding.subject}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("site.id: site", "site.id: Site", "READ-009 6:12 the column `Site` of"),
        ("der.rated_kw: kw", "der.rated_kw: power", "READ-009 11:17 the column"),
        ("  site.service_account: account\n", "", "SCHEMA-002 5:1 no column and no"),
        ("  site.id: site\n", "", "SCHEMA-002 5:1 no column and no constant gives"),
        ("  der.id: der\n", "", "SCHEMA-002 5:1 no column and no constant gives"),
        ("  meter.id: meter\n", "", "SCHEMA-002 5:1 no column and no constant gives"),
        ("    utility: pge\n", "", "SCHEMA-002 5:1 no column and no constant gives"),
        (", tariff: RULE21", "", "SCHEMA-002 5:1 no column and no constant gives"),
        ("street: 1 Example Way, ", "", "SCHEMA-002 5:1 no column and no constant"),
        ("utility: pge", "{utility: pge, name: Home}", "SCHEMA-004"),
    ],
)
def test_a_declaration_that_its_table_does_not_fit_is_told_so(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    if new.startswith("{"):
        new = "utility: pge\n    name: Home"
    assert old in DECLARED
    fleet = read(tmp_path, GOOD, DECLARED.replace(old, new))
    (found,) = faults(fleet)
    assert found.startswith(expected)
    assert fleet.declarations == []
    assert len(fleet.unread) == 1


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    content = HEADER.replace("\n", ",kw\n") + ROW.replace("\n", ",6\n")
    (found,) = faults(read(tmp_path, content))
    assert found == ("READ-009 11:17 the column `kw` of sub/homes.csv is there twice")


def test_the_column_that_was_meant_is_named(tmp_path: Path) -> None:
    (found,) = faults(read(tmp_path, GOOD.replace("account,", "Acount ,")))
    assert "is not there; did you mean `Acount `?" in found


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "READ-009 1:1 the file is empty: it has no header"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "READ-002 1:1 the file begins with a byte-"),
        (GOOD.encode("utf-16"), "READ-002 1:1 the file is UTF-16 text"),
        (GOOD.replace("b1", "b\xe9").encode("latin-1"), "READ-002 2:14 byte 0xE9 is"),
        (GOOD.replace("b1", "b\0").encode(), "READ-002 2:14 the character U+0000"),
        (GOOD.replace("b1", "b\x1f").encode(), "READ-002 2:14 the character U+001F"),
        (GOOD.replace("b1", "b\u202e").encode(), "READ-002 2:14 the character U+202E"),
        (GOOD.replace("b1", "b" * 70_000).encode(), "READ-009 2:1 the row has more"),
        ((HEADER + "," * 70_000).encode(), "READ-009 2:1 the row has more than 65536"),
        (b'"site', "READ-009 1:1 a quote in the header is not closed, or stands"),
        (b"a" * 70_000, "READ-009 1:1 the header has more than 65536 bytes"),
        (b'a,"' * 70_000, "READ-009 1:1 the header has more than 65536 bytes; a quote"),
    ],
)
def test_a_file_that_is_no_plain_table_is_refused(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    fleet = read(tmp_path, content)
    (found,) = faults(fleet)
    assert found.startswith(expected)
    assert fleet.unread
    assert fleet.unread[0].subject == ("site_inventory", "homes")


def test_a_character_that_hides_is_found_far_into_a_large_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("checker.load.regular.BLOCK", 1001)
    rows = "".join(
        f"home-{n},{n:05},b1,5,true,{'R' * 40}\N{DEGREE SIGN},m{n},1\n"
        for n in range(200)
    )
    (found,) = faults(read(tmp_path, f"{HEADER}{rows}home-x,1,b\u202e,5,true,R,,\n"))
    assert found.startswith("READ-002 202:11 the character U+202E")


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    status = os.fstat
    file = tmp_path / "sub" / "homes.csv"

    def grow(handle: int) -> os.stat_result:
        with file.open("ab") as stream:
            stream.write(b"more\n")
        return status(handle)

    monkeypatch.setattr("checker.load.regular.os.fstat", grow)
    fleet = read(
        tmp_path, GOOD, DECLARED.replace("columns:", f"format: {form}\ncolumns:")
    )
    (finding,) = fleet.unread
    assert finding.policy == "LINK-003"
    assert finding.message == (
        "the file `homes.csv` cannot be used: the file cannot be read: it changed while"
        " it was read"
    )
    assert fleet.inputs == []


def test_letters_of_any_alphabet_are_kept(tmp_path: Path) -> None:
    text = DECLARED.replace("  der.name: der\n", "  der.name: agreement\n")
    fleet = read(tmp_path, GOOD.replace("R21-1", "Cañada \U0001f50b"), text)
    assert faults(fleet) == []
    assert data_of(fleet)["site", "home-1"]["ders"][0]["name"] == "Cañada \U0001f50b"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"inventory_bytes": 40}, "READ-006 1:1 the inventory has more than 40 bytes"),
        ({"inventory_rows": 1}, "READ-006 1:1 the inventory has more than 1 rows"),
    ],
)
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_table_has_bounds_of_its_own(
    tmp_path: Path, limits: dict[str, Any], expected: str, quote: str
) -> None:
    more = ROW.replace("home-1", f"{quote}home-2{quote}").replace("m1", "m2")
    (found,) = faults(read(tmp_path, GOOD + more, **limits))
    assert found == expected


def test_as_many_rows_as_the_bound_are_read(tmp_path: Path) -> None:
    more = ROW.replace("home-1", "home-2").replace("m1", "m2")
    fleet = read(tmp_path, GOOD + more, inventory_rows=2, file_bytes=1)
    assert faults(fleet) == []


def test_what_is_wrong_in_every_row_is_said_a_thousand_times_and_counted(
    tmp_path: Path,
) -> None:
    rows = "".join(f"home-{n},{n},b1,x,true,R,,\n" for n in range(MOST_SHOWN + 7))
    fleet = read(tmp_path, HEADER + rows)
    *shown_ones, last = faults(fleet)
    assert len(shown_ones) == MOST_SHOWN
    assert last == (
        f"READ-010 {MOST_SHOWN + 2}:1 from here on 7 more sites and meters do not"
        " follow their schema; what is wrong with them is not shown"
    )
    assert len(fleet.invalid) == MOST_SHOWN + 7


def test_how_often_a_row_is_cut_does_not_grow_with_the_rows_of_its_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, cut, counted = 300, Table.cells, Counter[int]()

    def count(table: Table, row: int) -> list[str] | int:
        counted[row] += 1
        return cut(table, row)

    monkeypatch.setattr(Table, "cells", count)
    lines = [f"home-1,0017,b{n},{n or 'x'},true,R,,\n" for n in range(rows)]
    fleet = read(tmp_path, HEADER + "".join(lines) + lines[7])
    assert [fault[:16] for fault in sorted(faults(fleet))] == [
        "LINK-004 302:13 ",
        "SCHEMA-003 2:16 ",
    ]
    assert max(counted[row] for row in range(2, rows)) <= 4


def test_rows_that_cannot_be_cut_are_counted_as_well(tmp_path: Path) -> None:
    fleet = read(tmp_path, HEADER + "a,b\n" * (MOST_SHOWN + 3))
    found = faults(fleet)
    assert len(found) == MOST_SHOWN + 1
    assert found[-1].startswith(
        f"READ-010 {MOST_SHOWN + 2}:1 READ-009: from here on 3 more findings are not"
    )


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../elsewhere.csv", "it leads out of the portfolio"),
        ("/etc/hostname", "it leads out of the portfolio"),
        (".hidden.csv", "hidden files are not read"),
        ("gone.csv", "no such file or directory"),
        ("out.csv", "a link leads out of the portfolio"),
        ("pipe.csv", "this is no regular file"),
        (".", "hidden files are not read"),
    ],
)
def test_a_file_that_is_not_to_be_read_is_not_read(
    tmp_path: Path, name: str, why: str
) -> None:
    root = tmp_path / "root"
    (root / "sub").mkdir(parents=True)
    (tmp_path / "elsewhere.csv").write_text(GOOD)
    (root / "sub" / ".hidden.csv").write_text(GOOD)
    (root / "sub" / "out.csv").symlink_to(tmp_path / "elsewhere.csv")
    os.mkfifo(root / "sub" / "pipe.csv")
    one = declared(DECLARED.replace("homes.csv", name))
    fleet = read_fleet(root, (one,), Limits(), SCHEMAS)
    (finding,) = fleet.unread
    assert finding.policy == "LINK-003"
    assert name != "." or finding.message
    assert name == "." or finding.message.endswith(why)
    assert fleet.inputs == []


def test_each_field_of_a_site_and_a_meter_can_come_from_a_column_or_a_constant() -> (
    None
):
    inventory = SCHEMAS.schema("site_inventory")["properties"]
    columns = inventory["columns"]["propertyNames"]["enum"]
    constants = inventory["constants"]["properties"]
    der = SCHEMAS.resolve("site.schema.json#/$defs/der")["properties"]
    own = {"dera", "kind", "id", "annotations"}
    fields = {
        "site": {*SCHEMAS.schema("site")["properties"]} - own - {"ders"},
        "der": {*der},
        "meter": {*SCHEMAS.schema("meter")["properties"]} - own - {"site"},
    }
    for part, names in fields.items():
        assert {*constants[part]["properties"]} == names
        given = {path.split(".")[1] for path in columns if path.startswith(f"{part}.")}
        lists = {"programs", "other_caiso_registrations"}
        assert given == (names - lists) | {"id"}
