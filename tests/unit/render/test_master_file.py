"""The Master File extract: canonical names, or a user's own columns in order."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from checker.model.grdt import ColumnMapping, MappedColumn

Portfolio = Any

DOCUMENT = "master-file-extract"
RESOURCE_ID = "resource_id: NORTH_7_DERA1\n"
OWN = ColumnMapping(
    file="grdt-columns.yaml",
    source="GRDT 18.1",
    columns=tuple(
        MappedColumn(name=name, column=column)
        for name, column in (
            ("name", "RES_NAME"),
            ("maximumOperatingLimit", "PMax"),
            ("mRID", "Resource ID"),
            ("minimumOperatingLimit", "=PMin"),
            ("energyUpRampRate", "RAMP_UP"),
        )
    ),
)


def made(
    portfolio: Portfolio, to: Path, text: str = "", columns: ColumnMapping | None = None
) -> dict[str, str]:
    material = replace(portfolio.material(text or portfolio.good), columns=columns)
    result = portfolio.render(material, to, documents=(DOCUMENT,))
    assert result.refused == ()
    files = (to / "north").glob("04-grdt*")
    return {
        file.name.removeprefix("04-grdt").lstrip("-."): file.read_text()
        for file in files
        if file.suffix in {".csv", ".md", ".json"}
    }


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_resource_has_its_limits_under_canonical_names(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path)
    (row,) = rows(files["resource.csv"])
    shown = {
        "mRID": "NORTH_7_DERA1",
        "name": "North Storage",
        "comment": "",
        "schedulingCoordinator": "CORD",
        "isAggregatedRes": "true",
        "resourceSubType": "NGR",
        "nameplateCapacity": "0.54",
        "maximumOperatingLimit": "0.5",
        "minimumOperatingLimit": "-0.5",
        "maximumEnergyLimit": "1.9",
        "utilities": "Pacific Utility",
        "telemetry": "true",
        "status": "final",
    }
    assert row.items() >= shown.items()
    assert "confirm with CAISO" in files["md"]


def test_each_list_of_the_resource_is_a_table(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path)
    (ramp,) = rows(files["ramp-rates.csv"])
    (factor,) = rows(files["distribution-factors.csv"])
    (service,) = rows(files["ancillary-services.csv"])
    assert (ramp["rampFromMW"], ramp["energyUpRampRate"]) == ("-0.5", "0.5")
    assert (factor["Pnode"], factor["PnodeDistributionFactor"]) == (
        "OAKLAND_1_N006",
        "1",
    )
    assert (service["capacityType"], service["certificationType"]) == ("RU", "RG")
    assert (service["maximumCapacity"], service["qualificationFlag"]) == (
        "0.25",
        "true",
    )
    assert {table["mRID"] for table in (ramp, factor, service)} == {"NORTH_7_DERA1"}


def test_own_columns_are_written_in_their_order(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path, columns=OWN)
    header, row = list(csv.reader(io.StringIO(files["resource.csv"])))
    assert header == [
        *("RES_NAME", "PMax", "Resource ID", "'=PMin"),
        *("as_of", "profile", "status"),
    ]
    assert row[:4] == ["North Storage", "0.5", "NORTH_7_DERA1", "-0.5"]
    (ramp,) = rows(files["ramp-rates.csv"])
    assert ramp.items() >= {"RES_NAME": "North Storage", "RAMP_UP": "0.5"}.items()


def test_own_columns_are_marked_as_nobody_verified_and_the_rest_is_named(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = made(portfolio, tmp_path, columns=OWN)
    columns = json.loads(files["json"])["columns"]
    assert columns["own"] is True
    assert "not verified" in columns["own_note"]
    assert (columns["file"], columns["source"]) == ("grdt-columns.yaml", "GRDT 18.1")
    assert {"subLAP", "Pnode", "comment"} <= set(columns["without_column"])
    assert "mRID" not in columns["without_column"]
    assert "**This tool has not verified them:**" in files["md"]
    assert "`subLAP`, `utilities`" in files["md"]


def test_the_data_keep_their_canonical_names_whatever_the_columns(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    own = json.loads(made(portfolio, tmp_path / "own", columns=OWN)["json"])
    plain = json.loads(made(portfolio, tmp_path / "plain")["json"])
    for table in ("resource", "ramp_rates", "distribution_factors"):
        assert own[table] == plain[table]


def test_the_resource_id_is_blank_until_caiso_assigns_it(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("gate: market", "gate: registration")
    text = text.replace(RESOURCE_ID, "", 1)
    text = text.replace("market_date:", "rims_registration_code: R-7\nmarket_date:")
    files = made(portfolio, tmp_path, text)
    (row,) = rows(files["resource.csv"])
    assert (row["mRID"], row["comment"]) == ("", "R-7")
    assert "registration code `R-7`" in files["md"]


@pytest.mark.parametrize(
    ("old", "gate", "says"),
    [
        (RESOURCE_ID, "market", "lacks `resource_id`"),
        (RESOURCE_ID, "registration", "lacks `rims_registration_code`"),
        ("pmax_mw: 0.5\n", "market", "lacks `pmax_mw`"),
        ("soc_max_mwh: 1.9\n", "market", "lacks `soc_max_mwh`"),
        ("market_date: 2026-10-01\n", "market", "lacks `market_date`"),
    ],
)
def test_what_the_extract_needs_is_named_when_it_is_missing(
    portfolio: Portfolio, tmp_path: Path, old: str, gate: str, says: str
) -> None:
    text = portfolio.good.replace(old, "", 1)
    text = text.replace("gate: market", f"gate: {gate}")
    material = portfolio.material(text)
    (refusal,) = portfolio.render(material, tmp_path, documents=(DOCUMENT,)).refused
    messages = [reason.message for reason in refusal.reasons]
    assert f"aggregation `north` {says}" in messages


CERTIFICATION = "capacity_mw: 0.25\n"  # without it the declaration cannot be read


@pytest.mark.parametrize("columns", [None, OWN])
@pytest.mark.parametrize(
    ("lost", "table"),
    [
        (CERTIFICATION, "ancillary-services"),
        ("pnodes:\n  - {id: OAKLAND_1_N006, gdf: 1}\n", "distribution-factors"),
        (re.compile(r"ramp_segments:\n.*\n"), "ramp-rates"),
    ],
)
def test_a_list_that_is_not_known_is_one_row_of_marks_in_a_draft(
    portfolio: Portfolio,
    tmp_path: Path,
    lost: str | re.Pattern[str],
    table: str,
    columns: ColumnMapping | None,
) -> None:
    text = re.sub(lost, "", portfolio.good, count=1)
    assert text != portfolio.good
    material = replace(portfolio.material(text), columns=columns)
    portfolio.render(material, tmp_path, documents=(DOCUMENT,), draft=True)
    file = tmp_path / "north.draft" / f"DRAFT-04-grdt-{table}.csv"
    header, row = csv.reader(io.StringIO(file.read_text(), newline=""))
    assert len(row) == len(header)
    assert set(row[:-3]) == {"MISSING"}


def test_a_generator_has_no_limits_of_energy(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("model: ngr", "model: generator")
    (row,) = rows(made(portfolio, tmp_path, text)["resource.csv"])
    assert row["maximumEnergyLimit"] == row["minimumEnergyLimit"] == "no NGR"


def test_a_figure_is_exact_below_the_kilowatt(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("pmax_mw: 0.5", "pmax_mw: 0.4999")
    text = text.replace("name: North Storage", f"name: {'é' * 30}")
    (row,) = rows(made(portfolio, tmp_path, text)["resource.csv"])
    assert (row["maximumOperatingLimit"], row["name"]) == ("0.4999", "é" * 30)
