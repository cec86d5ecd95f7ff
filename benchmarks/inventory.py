"""Fleets in a table: what a row costs, read as CSV and, by way of DuckDB, as Parquet.

    python -m benchmarks.inventory [ROWS ...]      10,000, 100,000 and 1,000,000 rows

One aggregation has 2,000 of the sites as its members; all other rows are sites of
nobody. `write_fleet` makes the same bytes for the same numbers.
"""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from benchmarks.corpus import write_corpus
from benchmarks.process import Command, Cost, run
from checker.load.csv_table import read_csv
from checker.load.read import read_text
from checker.load.regular import regular_blocks
from checker.model.configuration import Limits

__all__ = ["HEAD", "measure", "write_fleet"]

HEAD = ("Table", "Size", "CPU s", "CPU per row", "Memory above the base", "Per row")
MEMBERS = 2_000
SIZES = (10_000, 100_000, 1_000_000)
_AS_OF = "2026-12-08"
_MEGABYTE = 1_000_000
_HEADER = "site,account,street,kw,kwh,meter,serial\n"
_COLUMNS = {
    "site.id": "site",
    "site.service_account": "account",
    "site.service_address.street": "street",
    "der.rated_kw": "kw",
    "der.energy_kwh": "kwh",
    "meter.id": "meter",
    "meter.serial_number": "serial",
}


def write_fleet(rows: int, folder: Path, *, members: int = MEMBERS) -> Path:
    """Write a compliant portfolio whose sites and meters are rows of a table.

    Args:
        rows: how many; at least as many as there are members.
        folder: where to; made when it is not there.
        members: the sites of its only aggregation.

    Returns:
        The table.
    """
    write_corpus(21 + 2 * members, folder, sites=members)
    files = sorted((folder / "sites").rglob("*.yaml"))
    site, meter = _data(files[0]), _data(next((folder / "meters").rglob("*.yaml")))
    names = [file.stem for file in files]
    for name in ("sites", "meters"):
        shutil.rmtree(folder / name)
    der = site["ders"][0]
    kilowatts, hours = der["rated_kw"], der["energy_kwh"]
    street = site["service_address"]["street"]
    table = folder / "homes.csv"
    with table.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(_HEADER)
        for index, name in enumerate(names):
            serial = f"00000{index:05}"
            stream.write(
                f"{name},{serial},{street},{kilowatts},{hours},{name}-m1,{serial}\n"
            )
        for n in range(rows - members):
            stream.write(
                f"home-{n:07},8{n:09},{n % 9000 + 1} Sample Street,{5 + n % 3},13.5,"
                f"home-{n:07}-m1,9{n:07}\n"
            )
    declared = {
        "dera": "v1",
        "kind": "site_inventory",
        "id": "homes",
        "file": "homes.csv",
        "columns": _COLUMNS,
        "constants": _constants(site, meter),
    }
    text = json.dumps(declared, indent=1)
    (folder / "inventory.yaml").write_text(text, encoding="utf-8")
    return table


def _constants(site: dict[str, Any], meter: dict[str, Any]) -> dict[str, Any]:
    """Return what all rows have in common: the fields that no column gives."""
    header = {"dera", "kind", "id", "site", "ders", "annotations"}
    parts = {"site": site, "der": site["ders"][0], "meter": meter}
    constants: dict[str, Any] = {}
    for part, data in parts.items():
        left = header - ({"id"} if part == "der" else set())
        kept = {name: value for name, value in data.items() if name not in left}
        for path in _COLUMNS:
            owner, *steps = path.split(".")
            if owner == part:
                kept = json.loads(json.dumps(kept))
                inner = kept
                for step in steps[:-1]:
                    inner = inner[step]
                inner.pop(steps[-1], None)
        constants[part] = kept
    return constants


def _data(file: Path) -> dict[str, Any]:
    data: dict[str, Any] = read_text(file.name, file.read_bytes()).documents[0].data
    return data


def to_parquet(table: Path) -> Path:
    """Write a table anew as Parquet, texts as text, and let the inventory name it."""
    import duckdb  # noqa: PLC0415 # the extra `fleet`

    parquet = table.with_suffix(".parquet")
    with duckdb.connect() as connection:
        rows = connection.read_csv(str(table), all_varchar=True)
        typed = "* REPLACE (kw::DOUBLE AS kw, kwh::DOUBLE AS kwh)"
        rows.project(typed).write_parquet(str(parquet))
    inventory = table.with_name("inventory.yaml")
    text = inventory.read_text(encoding="utf-8")
    text = text.replace('"homes.csv"', '"homes.parquet", "format": "parquet"')
    inventory.write_text(text, encoding="utf-8")
    return parquet


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[tuple[str, ...]]:
    """Measure `dera check` of fleets; yield the lines of a table, see `HEAD`."""
    with tempfile.TemporaryDirectory(prefix="dera-bench-") as temporary:
        base = None
        for rows in (MEMBERS, *sizes):
            folder = Path(temporary, str(rows))
            table = write_fleet(rows, folder)
            if base is None:  # what the members and the rule book cost
                base = _check(folder)
                yield ("base", _size(table), f"{base.cpu:.1f}", "", "", "")
                continue
            yield _line(f"CSV, {rows:,} rows", table, rows, _check(folder), base)
            parquet = to_parquet(table)
            yield _line(f"Parquet, {rows:,} rows", parquet, rows, _check(folder), base)
            yield from _read_only(table, rows)


def _check(folder: Path) -> Cost:
    program = Path(sys.executable).with_name("dera")
    arguments = ("check", ".", "--as-of", _AS_OF, "--no-cache", "--jobs", "1")
    return run(Command((str(program), *arguments), folder=folder))


def _line(name: str, table: Path, rows: int, cost: Cost, base: Cost) -> tuple[str, ...]:
    cpu, memory = cost.cpu - base.cpu, cost.memory - base.memory
    more = rows - MEMBERS
    return (
        name,
        _size(table),
        f"{cost.cpu:.1f}",
        f"{cpu / more * 1e6:.0f} us",
        f"{memory / _MEGABYTE:.0f} MB",
        f"{memory / more / 1000:.2f} kB",
    )


def _read_only(table: Path, rows: int) -> Iterator[tuple[str, ...]]:
    """Measure reading alone: our own index and DuckDB, each to the texts of cells."""
    import duckdb  # noqa: PLC0415 # the extra `fleet`

    begun = time.process_time()
    limits = Limits()
    blocks = regular_blocks(table, limits.inventory_bytes)
    found = read_csv(table.name, blocks, ",", limits).table
    if isinstance(found, list):
        raise TypeError(found[0].message)
    every = (found.cells(row) for row in range(len(found)))
    cells = sum(len(each) for each in every if isinstance(each, list))
    ours = time.process_time() - begun
    begun = time.process_time()
    reading = duckdb.connect(config={"memory_limit": "512MB", "threads": "1"})
    result = reading.execute(
        "SELECT * FROM read_csv(?, all_varchar = true)", [str(table)]
    )
    theirs_cells = 0
    while batch := result.fetchmany(20_000):
        theirs_cells += sum(map(len, batch))
    theirs = time.process_time() - begun
    if cells != theirs_cells + _HEADER.count(",") + 1:
        raise ValueError("the two do not read the same")
    for name, spent in (("csv index", ours), ("DuckDB", theirs)):
        each = f"{spent / rows * 1e6:.1f} us"
        yield (f"CSV to cells by {name}", _size(table), f"{spent:.2f}", each, "", "")


def _size(table: Path) -> str:
    return f"{table.stat().st_size / _MEGABYTE:.1f} MB"


if __name__ == "__main__":
    wanted = tuple(int(each) for each in sys.argv[1:]) or SIZES
    for line in chain((HEAD,), measure(wanted)):
        print(" | ".join(line), flush=True)
