"""An inventory in Parquet says what the same one in CSV says."""

from pathlib import Path

import duckdb
import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.configuration import Limits
from checker.model.finding import Finding
from checker.resources import data_dir
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
  site.name: name
  site.service_account: account
  site.service_address.zip: zip
  der.id: der
  der.name: der
  der.rated_kw: kw
  der.exports: exports
  meter.id: meter
  meter.serial_number: serial
  meter.installed_on: day
constants:
  site:
    service_address: {street: 1 Example Way, city: Oakland, state: CA}
    utility: pge
  der: {technology: battery}
  meter: {revenue_quality: true, certification: caiso, interval_minutes: 5}
"""
HEADER = "site,name,account,zip,der,kw,exports,meter,serial,day\n"
ROWS = """\
home-1,"Home, 1",0017,94607,b1,5,true,m1,007,2026-01-02
home-2,"Home
2",0018,94607,b1,7.5,false,m2,008,2026-01-02
home-3,Home 3,,94607,b1,x,yes,m3,009,2026-13-02
home-1,"Home, 1",0017,94608,b2,5,true,m1,007,2026-01-02
home-1,"Home, 1",0017,94607,b1,5,true,,,
home-4,Home 4,0019,9460,b1,-1,,m1,007,2026-01-02
,Home 5,0020,94607,b1,5,,,,
home-6,Home 6,0021,94607,,5,,,99,
Home 7,Home 7,0022,94607,b1,05,,,,
"""


def read(root: Path, text: str) -> Fleet:
    (one,), _ = declarations_of(read_text("i.yaml", text.encode()), SCHEMAS.kinds)
    assert SCHEMAS.accepts("site_inventory", one.data)
    return read_fleet(root, (one,), Limits(), SCHEMAS)


def both(root: Path, select: str = "*") -> tuple[Fleet, Fleet]:
    """Read a CSV, and a Parquet file that DuckDB makes of it."""
    table = root / "homes.csv"
    table.write_text(HEADER + ROWS)
    relation = duckdb.read_csv(str(table), all_varchar=True).project(select)
    relation.write_parquet(str(root / "homes.parquet"))
    text = DECLARED.replace("homes.csv", "homes.parquet\nformat: parquet")
    return read(root, DECLARED), read(root, text)


def told(fleet: Fleet) -> list[tuple[object, ...]]:
    return [
        (f.policy, f.subject, f.message, f.remedy, f.path)
        for f in (*fleet.unread, *fleet.faults)
    ]


def test_the_two_say_the_same(tmp_path: Path) -> None:
    csv, parquet = both(tmp_path)
    assert len(told(csv)) > 12
    assert told(parquet) == told(csv)
    assert [each.data for each in parquet.declarations] == [
        each.data for each in csv.declarations
    ]
    broken = [
        [each.id for each in f.declarations if each in f.invalid]
        for f in (csv, parquet)
    ]
    assert broken[0] == broken[1]


def test_a_place_in_parquet_is_the_row_and_the_ordinal_of_the_column(
    tmp_path: Path,
) -> None:
    _, parquet = both(tmp_path)

    def place(finding: Finding) -> tuple[int, int]:
        return (finding.location.span.line, finding.location.span.column)

    (kilowatts,) = (f for f in parquet.unread if "`x` is text" in f.message)
    assert place(kilowatts) == (3, 6)
    assert kilowatts.message.endswith("(column `kw`)")


def test_numbers_truth_values_and_dates_may_have_types_of_their_own(
    tmp_path: Path,
) -> None:
    select = (
        "* REPLACE (try_cast(kw AS DOUBLE) AS kw, exports = 'true' AS exports,"
        " try_cast(day AS DATE) AS day)"
    )
    _, parquet = both(tmp_path, select)
    data = {(each.kind, each.id): each.data for each in parquet.declarations}
    (der, second, _) = data["site", "home-1"]["ders"]
    assert (der["rated_kw"], der["exports"], second["rated_kw"]) == (5.0, True, 5.0)
    assert data["meter", "m1"]["installed_on"] == "2026-01-02"


@pytest.mark.parametrize("column", ["zip", "account", "serial"])
def test_a_number_where_text_is_wanted_has_lost_its_zeros(
    tmp_path: Path, column: str
) -> None:
    _, parquet = both(tmp_path, f"* REPLACE ({column}::BIGINT AS {column})")
    found = [f.message for f in parquet.unread if "must be text" in f.message]
    assert found
    assert all(each.endswith(f"(column `{column}`)") for each in found)


def test_a_column_of_a_type_that_is_not_read_is_named(tmp_path: Path) -> None:
    _, parquet = both(tmp_path, "* REPLACE ([kw] AS kw)")
    (finding,) = parquet.unread
    assert finding.message == (
        "the column `kw` of homes.parquet holds VARCHAR[], which is not read"
    )
