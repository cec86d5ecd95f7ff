"""Odd days, odd figures, odd names and many sites, in every format."""

import csv
import json
import re
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from checker.load.read import read_text
from checker.render.manifest import MANIFEST
from checker.render.material import PROVENANCE

Portfolio = Any

NAMESPACE = "{http://www.caiso.com/soa/RawBidSet_v4.xsd#}"
PLAIN = "ordinary"
NAME = "name: Cold Store\n"


def files(
    portfolio: Portfolio, text: str, to: Path, **options: Any
) -> Mapping[str, bytes]:
    """Return every file of the packages of a text, by its name."""
    rendered = portfolio.render(portfolio.material(text), to, **options)
    assert rendered.refused == (), rendered.refused
    return {file.name: file.read_bytes() for file in to.rglob("*") if file.is_file()}


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON text is a YAML text


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def sheet(content: bytes, name: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet of a workbook by the names of its columns."""
    header, *rows = openpyxl.load_workbook(BytesIO(content))[name].values
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def scheduled(portfolio: Portfolio, day: str, hours: int, mw: str) -> str:
    # The short day has no hour ending 3.
    labels = [n for n in range(1, max(hours, 24) + 1) if (hours, n) != (23, 3)]
    text: str = portfolio.schedule(day, labels).replace("0.125", mw)
    return str(portfolio.good).replace(portfolio.schedule(), text)


@pytest.mark.parametrize(
    ("day", "of"),
    [
        ("2027-03-14", (23, "2027-03-14T08:00:00Z", "2027-03-15T07:00:00Z", "short")),
        ("2027-11-07", (25, "2027-11-07T07:00:00Z", "2027-11-08T08:00:00Z", "long")),
        (
            "2028-02-29",
            (24, "2028-02-29T08:00:00Z", "2028-03-01T08:00:00Z", "ordinary"),
        ),
        (
            "2026-12-31",
            (24, "2026-12-31T08:00:00Z", "2027-01-01T08:00:00Z", "ordinary"),
        ),
    ],
)
def test_a_trade_date_has_its_own_hours_in_every_format(
    portfolio: Portfolio, tmp_path: Path, day: str, of: tuple[int, str, str, str]
) -> None:
    hours, start, end, length = of
    made = files(portfolio, scheduled(portfolio, day, hours, "0.125"), tmp_path)
    stem = f"self-schedule-north-{day}"
    data = json.loads(made[f"{stem}.json"])
    assert (data["hour_count"], data["day_length"]) == (hours, length)
    assert (data["start_utc"], data["end_utc"]) == (start, end)
    root = ET.fromstring(made[f"{stem}.xml"])  # noqa: S314 # we wrote it
    ends = [element.text for element in root.iter(f"{NAMESPACE}timeIntervalEnd")]
    starts = [element.text for element in root.iter(f"{NAMESPACE}timeIntervalStart")]
    assert [start, *ends] == [*starts, end]
    assert len(set(ends)) == hours
    rows = table(made[f"{stem}.csv"])
    assert [row["interval_start_utc"] for row in rows] == starts
    (name,) = (n for n in openpyxl_names(made[f"{stem}.xlsx"]) if n != "about")
    assert len(sheet(made[f"{stem}.xlsx"], name)) == hours


def openpyxl_names(content: bytes) -> list[str]:
    return [str(name) for name in openpyxl.load_workbook(BytesIO(content)).sheetnames]


@pytest.mark.parametrize(
    ("declared", "shown"),
    [
        ("-0.5", "-0.5"),
        ("-0.001", "-0.001"),
        ("-0", "0"),
        ("0.25", "0.25"),
        ("1.0", "1"),
        ("1e-3", "0.001"),
    ],
)
def test_a_schedule_prints_each_figure_in_full(
    portfolio: Portfolio, tmp_path: Path, declared: str, shown: str
) -> None:
    day = "2026-12-10"
    made = files(portfolio, scheduled(portfolio, day, 24, declared), tmp_path)
    stem = f"self-schedule-north-{day}"
    assert {row["self_schedule_mw"] for row in table(made[f"{stem}.csv"])} == {shown}
    assert json.loads(made[f"{stem}.json"])["hours"][0]["mw"] == float(shown)
    root = ET.fromstring(made[f"{stem}.xml"])  # noqa: S314 # we wrote it
    texts = {element.text for element in root.iter(f"{NAMESPACE}selfSchedMw")}
    assert texts == {shown}
    cells = sheet(made[f"{stem}.xlsx"], "self-schedule")
    assert {cell["self_schedule_mw"] for cell in cells} == {float(shown)}


@pytest.mark.parametrize(
    ("kw", "mw"),
    [
        ("0.4", "0.0004"),
        ("0.001", "0.000001"),
        ("7.6", "0.0076"),
        ("499.999", "0.499999"),
        ("1500", "1.5"),
    ],
)
def test_a_small_der_keeps_its_watts_in_every_format(
    portfolio: Portfolio, tmp_path: Path, kw: str, mw: str
) -> None:
    text = str(portfolio.good).replace("rated_kw: 40", f"rated_kw: {kw}")
    made = files(portfolio, text, tmp_path, documents=("registration-package",))
    row = next(row for row in table(made["ders.csv"]) if row["der_id"] == "load-1")
    assert row["nameplate_mw"] == mw
    assert f" {mw} |" in made["registration.md"].decode()
    assert f">{mw}</td>" in made["registration.html"].decode()
    cells = sheet(made["registration.xlsx"], "ders")
    assert {str(c["nameplate_mw"]) for c in cells} >= {f"{float(mw):g}"} or any(
        c["nameplate_mw"] == float(mw) for c in cells
    )
    ders = json.loads(made["registration.json"])["ders"]
    assert float(mw) in {der["nameplate_mw"] for der in ders}


@pytest.mark.parametrize(
    "name",
    [
        "\u6771\u4eac\u51b7\u5eab",  # CJK
        "Cafe\u0301 Zu\u0308rich",  # combining marks
        "\u05de\u05d7\u05e1\u05df \u05e7\u05e8",  # Hebrew, written from right to left
        "\U0001f50b battery",
        "Thirty characters, not one less"[:30],
    ],
)
def test_a_name_of_any_script_is_the_same_in_every_format(
    portfolio: Portfolio, tmp_path: Path, name: str
) -> None:
    text = str(portfolio.good).replace(NAME, f"name: {quoted(name)}\n")
    made = files(portfolio, text, tmp_path, documents=("registration-package",))
    (row,) = table(made["sites.csv"])
    assert row["name"] == name
    assert json.loads(made["registration.json"])["sites"][0]["name"] == name
    assert name in made["registration.md"].decode()
    assert name in made["registration.html"].decode()
    assert sheet(made["registration.xlsx"], "sites")[0]["name"] == name
    values = json.loads(made[PROVENANCE])["documents"]["sites.csv"]["values"]
    assert name in values


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2028", "\u0007", "\u009b"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_name_that_would_turn_or_break_a_line_is_never_read(
    portfolio: Portfolio, mark: str, ascii_only: bool
) -> None:
    name = json.dumps(f"Cold{mark}Store", ensure_ascii=ascii_only)
    text = str(portfolio.good).replace(NAME, f"name: {name}\n")
    found = read_text("portfolio.yaml", text.encode()).findings
    assert {finding.policy for finding in found} <= {"READ-002", "READ-005"}
    assert found


def test_an_id_of_thirty_characters_names_its_files(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    long = "n" * 30
    text = re.sub(r"\bnorth\b(?!-)", long, str(portfolio.good))
    made = files(portfolio, text, tmp_path)
    assert (tmp_path / long / MANIFEST).is_file()
    assert json.loads(made["registration.json"])["aggregation"]["id"] == long


def many(portfolio: Portfolio, count: int) -> str:
    """Return the good portfolio with many sites instead of one, and a meter at each."""
    head, site, rest = re.split(
        r"(?=---\ndera: v1\nkind: (?:site|concurrence)\n)", str(portfolio.good)
    )
    member = "  - {site: north-1, from: 2026-06-01}\n"
    numbers = range(1, count + 1)
    members = "".join(member.replace("north-1", f"north-{n}") for n in numbers)
    sites = (
        site.replace("north-1", f"north-{n}")
        .replace("0041200117", f"{n:010}")
        .replace('"0051"', f'"{n:06}"')
        for n in numbers
    )
    return "".join((head.replace(member, members), *sites, rest))


def test_five_hundred_sites_are_all_listed_in_every_format(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    documents = ("registration-package",)
    made = files(portfolio, many(portfolio, 500), tmp_path, documents=documents)
    accounts = {f"{n:010}" for n in range(1, 501)}
    assert {row["service_account"] for row in table(made["sites.csv"])} == accounts
    assert {row["service_account_id"] for row in table(made["ders.csv"])} == accounts
    data = json.loads(made["registration.json"])
    assert {site["service_account"] for site in data["sites"]} == accounts
    letter, page = made["registration.md"].decode(), made["registration.html"].decode()
    cells = {
        row["service_account"] for row in sheet(made["registration.xlsx"], "sites")
    }
    assert cells == accounts
    for account in accounts:
        assert f"`{account}`" in letter
        assert f">{account}<" in page
    found = json.loads(made[PROVENANCE])
    assert found["documents"]["sites.csv"]["values"].keys() > accounts
    assert [row for row in found["stated"] if row["by"] == "untraced"] == []
