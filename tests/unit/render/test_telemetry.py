"""The point list of a real-time link, and the request for certifications."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

Portfolio = Any

POINTS = "telemetry-points"
REQUEST = "ancillary-service-certification"
LISTED = "points: [AGG_POD_MW, AGG_UCON, DATA_QUALITY, SOC_MWH, SETPOINT_FEEDBACK_MW]"


def files_of(portfolio: Portfolio, to: Path, document: str, text: str) -> list[Path]:
    material = portfolio.material(text)
    result = portfolio.render(material, to, documents=(document,))
    assert result.refused == ()
    return sorted((to / "north").iterdir())


def made(portfolio: Portfolio, to: Path, text: str = "") -> tuple[str, Any]:
    """Return the list in Markdown, and its points."""
    files = files_of(portfolio, to, POINTS, text or portfolio.good)
    (table,) = (file for file in files if file.suffix == ".csv")
    rows = list(csv.DictReader(io.StringIO(table.read_text()), strict=True))
    return (to / "north" / "06-telemetry-points.md").read_text(), rows


def refusals(
    portfolio: Portfolio, to: Path, text: str, document: str = POINTS
) -> list[str]:
    result = portfolio.render(portfolio.material(text), to, documents=(document,))
    return [reason.message for one in result.refused for reason in one.reasons]


def test_a_point_has_its_object_its_unit_and_its_range(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    _, rows = made(portfolio, tmp_path)
    names = ("point_no", "dnp3_object", "dnp3_variation", "eu", "low", "high")
    assert {row["name"]: tuple(row[n] for n in names) for row in rows} == {
        "AGG_POD_MW": ("0", "30", "2", "MW", "-0.5", "0.5"),
        "AGG_UCON": ("0", "1", "2", "bool", "0", "1"),
        "DATA_QUALITY": ("1", "1", "2", "bool", "0", "1"),
        "SOC_MWH": ("1", "30", "2", "MWh", "0", "1.9"),
        "SETPOINT_FEEDBACK_MW": ("2", "30", "2", "MW", "-0.5", "0.5"),
    }
    for row in rows:
        assert row["scale"] == row["deadband"] == "confirm with CAISO"
        assert (row["resource_id"], row["aggregate"]) == ("NORTH_7_DERA1", "true")


def test_a_set_point_comes_from_caiso(portfolio: Portfolio, tmp_path: Path) -> None:
    text = portfolio.good.replace("[AGG_POD_MW,", "[SETPOINT_MW, AGG_POD_MW,")
    _, (row, *_) = made(portfolio, tmp_path, text)
    assert (row["dnp3_object"], row["direction"], row["source"]) == (
        "41",
        "output",
        "CAISO EMS",
    )


def test_a_name_that_nobody_knows_is_listed_and_marked(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("[AGG_POD_MW,", "[WIND_SPEED, AGG_POD_MW,")
    _, (row, *_) = made(portfolio, tmp_path, text)
    assert row["name"] == "WIND_SPEED"
    for column in ("point_no", "dnp3_object", "eu", "low", "high", "needed_for"):
        assert row[column] == "confirm with CAISO"


def test_points_of_the_table_that_are_not_listed_are_named(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path)
    said = next(line for line in text.split("\n") if "the list does not" in line)
    assert "`UAGC`" in said
    assert "`AGG_UCON`" not in said
    assert "`UNIT_POD_MW`" not in said


def test_points_of_units_are_listed_for_each_der(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("scope: aggregate", "scope: unit")
    text = text.replace("[AGG_POD_MW,", "[UNIT_POD_MW, AGG_POD_MW,")
    _, rows = made(portfolio, tmp_path, text)
    units = [row for row in rows if row["name"] == "UNIT_POD_MW"]
    assert [row["unit"] for row in units] == ["north-1/bess-1", "north-1/load-1"]
    assert [row["point_no"] for row in units] == ["0", "1"]
    assert {row["aggregate"] for row in units} == {"false"}
    listed = {(row["dnp3_object"], row["point_no"]) for row in rows}
    assert len(listed) == len(rows)


def test_iccp_has_no_objects_of_dnp3(portfolio: Portfolio, tmp_path: Path) -> None:
    text = portfolio.good.replace("protocol: DNP3", "protocol: ICCP")
    _, rows = made(portfolio, tmp_path, text)
    assert {row["dnp3_object"] for row in rows} == {"confirm with CAISO"}


@pytest.mark.parametrize(
    ("point", "says"),
    [
        ("AGG_POD_MW", "lists no point for power (AGG_POD_MW, AGG_GROSS_MW)"),
        ("AGG_UCON", "lists no point for connection"),
        ("DATA_QUALITY", "lists no point for quality"),
        ("SOC_MWH", "lists no point for stored energy"),
        ("SETPOINT_FEEDBACK_MW", "lists no point for echo of the set point"),
    ],
)
def test_a_list_without_a_needed_point_is_refused_by_name(
    portfolio: Portfolio, tmp_path: Path, point: str, says: str
) -> None:
    text = portfolio.good.replace(LISTED, LISTED.replace(point, "OTHER"))
    messages = refusals(portfolio, tmp_path, text)
    assert any(f"telemetry `north-feed` {says}" in message for message in messages)


def test_what_regulates_not_and_stores_not_needs_fewer_points(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("services: [energy, RU]", "services: [energy, NR]")
    text = text.replace("technology: battery", "technology: solar")
    listed = "points: [AGG_POD_MW, AGG_UCON, DATA_QUALITY]"
    _, rows = made(portfolio, tmp_path, text.replace(LISTED, listed))
    assert len(rows) == 3


@pytest.mark.parametrize("field", ["scan_seconds: 4\n", "link: ecn\n", f"{LISTED}\n"])
def test_a_link_says_all_that_the_list_shows(
    portfolio: Portfolio, tmp_path: Path, field: str
) -> None:
    messages = refusals(portfolio, tmp_path, portfolio.good.replace(field, ""))
    name = field.split(":", maxsplit=1)[0]
    assert f"telemetry `north-feed` lacks `{name}`" in messages


def test_without_telemetry_there_is_no_list(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    before, _, after = portfolio.good.partition("dera: v1\nkind: telemetry\n")
    text = before + after.split("---\n", 1)[1]
    material = portfolio.material(text)
    result = portfolio.render(material, tmp_path, documents=(POINTS,))
    assert [one.why for one in result.unneeded] == ["no telemetry declared"]


def test_the_request_shows_each_certification(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = files_of(portfolio, tmp_path, REQUEST, portfolio.good)
    text = next(file for file in files if file.suffix == ".md").read_text()
    for said in (
        "| Regulation Up (RU) | `north-ru` | 0.25 | 0.5 | 2026-09-15 | certified |",
        "within 10 minutes",
        "| `north-feed` | `rig-1` (rig) | DNP3 | ecn | 2026-05-04 | 2026-05-20 |",
        "| Resource ID | `NORTH_7_DERA1` |",
    ):
        assert said in text


def test_what_is_not_certified_yet_is_asked_for(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("certified_on: 2026-09-25\n", "")
    files = files_of(portfolio, tmp_path, REQUEST, text)
    (table,) = (file for file in files if file.suffix == ".csv")
    (row,) = csv.DictReader(io.StringIO(table.read_text()), strict=True)
    assert (row["state"], row["certified_on"]) == ("asked for", "not yet")


@pytest.mark.parametrize("field", ["test_on: 2026-09-15\n", "scan_seconds: 4\n"])
def test_the_request_needs_a_day_of_test_and_no_more(
    portfolio: Portfolio, tmp_path: Path, field: str
) -> None:
    text = portfolio.good.replace(field, "")
    messages = refusals(portfolio, tmp_path, text, REQUEST)
    lack = "ancillary_service_certification `north-ru` lacks `test_on`"
    assert messages == ([lack] if "test_on" in field else [])


def test_the_data_of_the_list_hold_every_link(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = files_of(portfolio, tmp_path, POINTS, portfolio.good)
    data = json.loads(
        next(f for f in files if f.name == "06-telemetry-points.json").read_text()
    )
    (link,) = data["links"]
    assert [point["name"] for point in link["points"]] == LISTED[9:-1].split(", ")
