"""The fleet to measure with complies, as CSV and as Parquet."""

from datetime import date
from pathlib import Path

from benchmarks.inventory import to_parquet, write_fleet
from checker.model.report import Report
from checker.pipeline import Options, check

DAY = date(2026, 12, 8)
ROWS, MEMBERS = 12, 9


def judged(folder: Path) -> Report:
    return check((folder,), Options(as_of=DAY, today=DAY)).report


def test_a_fleet_complies_in_either_format(tmp_path: Path) -> None:
    table = write_fleet(ROWS, tmp_path, members=MEMBERS)
    written = judged(tmp_path)
    assert written.findings == ()
    assert len(table.read_text().splitlines()) == 1 + ROWS
    to_parquet(table)
    table.unlink()
    again = judged(tmp_path)
    assert again.findings == ()
    assert again.declarations == written.declarations
