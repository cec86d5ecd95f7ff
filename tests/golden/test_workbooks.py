"""Every cell of a workbook is what the declarations of the example say."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from checker.pipeline import Options, render
from checker.render.documents import DocumentSpec, load_documents
from checker.render.material import RenderOptions
from checker.render.tables import Table, typed_rows
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

ROOT = Path(__file__).parents[2] / "examples" / "bay-area"
DAY = date(2026, 12, 8)
AGGREGATIONS = ("bayview-storage", "delta-solar-storage")

Rows = list[dict[str, Any]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("out")
    target = RenderOptions(to=to, now=datetime.fromisoformat("2026-12-08T17:30:00Z"))
    render((ROOT,), Options(as_of=DAY, today=DAY), target)
    return to


@pytest.fixture(scope="module")
def declared() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every declaration, as any other YAML reader sees it."""
    found = (
        declaration
        for file in sorted(ROOT.rglob("*.yaml"))
        if file.name != "dera.yaml"
        for declaration in yaml.safe_load_all(file.read_text(encoding="utf-8"))
    )
    return {(one["kind"], one["id"]): one for one in found}


@pytest.fixture(scope="module")
def spec() -> DocumentSpec:
    schemas = SchemaSet.load(data_dir("schemas"))
    return load_documents(data_dir("templates"), schemas)[0]


def rows_of(file: Path, sheet: str) -> Rows:
    header, *rows = load_workbook(file)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def members_of(aggregation: dict[str, Any]) -> Rows:
    """Return the members on the day that counts: that of the market, while ahead."""
    day = max(DAY, aggregation.get("market_date", DAY))
    return [
        member
        for member in aggregation["members"]
        if member["from"] <= day <= member.get("until", day)
    ]


def at(day: Any) -> datetime:
    """Return a declared day as a cell holds it."""
    return datetime.fromisoformat(str(day))


@pytest.mark.parametrize("name", AGGREGATIONS)
def test_the_sites_are_those_that_are_declared(
    out: Path, declared: dict[Any, Any], name: str
) -> None:
    aggregation = declared["aggregation", name]
    starts = {m["site"]: m["from"] for m in members_of(aggregation)}
    rows = rows_of(out / name / "registration.xlsx", "sites")
    assert {row["site_id"] for row in rows} == set(starts)
    for row in rows:
        site = declared["site", row["site_id"]]
        address = site["service_address"]
        assert row["name"] == site["name"]
        assert row["service_account"] == site["service_account"]
        assert [row[step] for step in address] == list(address.values())
        assert (row["pnode"], row["sub_lap"]) == (site["pnode"], site["sub_lap"])
        assert row["utility_name"] == declared["utility", site["utility"]]["name"]
        assert row["member_from"] == at(starts[row["site_id"]])
        assert row["as_of"] == at(DAY)


@pytest.mark.parametrize("name", AGGREGATIONS)
def test_the_ders_are_those_that_are_declared(
    out: Path, declared: dict[Any, Any], name: str
) -> None:
    sites = [m["site"] for m in members_of(declared["aggregation", name])]
    ders = {
        (site, der["id"]): der
        for site in sites
        for der in declared["site", site]["ders"]
    }
    rows = rows_of(out / name / "registration.xlsx", "ders")
    assert {(row["site_id"], row["der_id"]) for row in rows} == set(ders)
    for row in rows:
        der = ders[row["site_id"], row["der_id"]]
        assert row["der_name"] == der["name"]
        assert row["technology"] == der["technology"]
        assert row["nameplate_mw"] * 1000 == pytest.approx(der["rated_kw"], abs=1e-9)
        assert row["exports"] is der["exports"]
        assert row["is_nem"] is der["net_metering"]["enrolled"]
        if der["exports"]:
            assert row["interconnection_ref"] == der["interconnection"]["reference"]
            assert row["export_allowed"] is der["interconnection"]["export_allowed"]


def test_the_hours_are_those_that_are_declared(
    out: Path, declared: dict[Any, Any]
) -> None:
    schedules = [one for (kind, _), one in declared.items() if kind == "schedule"]
    assert schedules
    for schedule in schedules:
        file = f"self-schedule-{schedule['id']}.xlsx"
        rows = rows_of(out / schedule["aggregation"] / file, "self-schedule")
        assert [(row["hour_ending"], row["self_schedule_mw"]) for row in rows] == [
            (hour["hour_ending"], hour["mw"]) for hour in schedule["hours"]
        ]
        assert {row["trade_date"] for row in rows} == {at(schedule["trade_date"])}
        assert all(isinstance(row["interval_start_utc"], datetime) for row in rows)


def tables(out: Path) -> dict[Path, str]:
    return {file: file.read_bytes().decode() for file in sorted(out.rglob("*.csv"))}


def test_a_workbook_holds_every_row_of_its_tables(
    out: Path, spec: DocumentSpec
) -> None:
    sheets = {
        (book.parent.name, sheet.title, sheet.max_row - 1, sheet.max_column)
        for book in out.rglob("*.xlsx")
        for sheet in load_workbook(book)
        if sheet.title != "about"
    }
    shapes = []
    for file, text in tables(out).items():
        header, rows = typed_rows(Table("t", file.name, text), spec.columns)
        shapes.append((file.parent.name, len(rows), len(header)))
    assert sorted({(at, rows, columns) for at, _, rows, columns in sheets}) == sorted(
        set(shapes)
    )


def texts_of(table: Table, columns: dict[str, Any], name: str) -> list[str]:
    """Return the cells of a column that are texts, when it is read by some types."""
    header, rows = typed_rows(table, columns)
    return [
        row[header.index(name)]
        for row in rows
        if isinstance(row[header.index(name)], str)
    ]


def test_every_column_of_dates_instants_or_truths_is_named_in_columns_yaml(
    out: Path, spec: DocumentSpec
) -> None:
    """A column that holds nothing else is no text, whoever forgot to say so."""
    forgotten = {
        (file.name, name, kind)
        for file, text in tables(out).items()
        for table in [Table("t", file.name, text)]
        for name in typed_rows(table, {})[0]
        for kind in ("date", "instant", "boolean")
        if texts_of(table, {}, name) and not texts_of(table, {name: kind}, name)
        if spec.columns.get(name) != kind
    }
    assert forgotten == set()


def test_every_name_in_columns_yaml_is_a_column(out: Path, spec: DocumentSpec) -> None:
    templates = Path(str(data_dir("templates"))).glob("*/*.csv.j2")
    headers = [
        file.read_text(encoding="utf-8").partition("\n")[0] for file in templates
    ]
    columns = {name for header in headers for name in header.split(",")}
    for file, text in tables(out).items():
        columns.update(typed_rows(Table("t", file.name, text), {})[0])
    assert set(spec.columns) <= columns
