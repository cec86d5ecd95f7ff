"""The types of columns are named for every table that has such columns."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.pipeline import Options
from checker.pipeline.render import render
from checker.render.documents import DocumentSpec, load_documents
from checker.render.material import RenderOptions
from checker.render.tables import Table, typed_rows
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

ROOT = Path(__file__).parents[2] / "examples" / "bay-area"
DAY = date(2026, 12, 8)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("out")
    target = RenderOptions(to=to, now=datetime.fromisoformat("2026-12-08T17:30:00Z"))
    render((ROOT,), Options(as_of=DAY, today=DAY), target)
    return to


@pytest.fixture(scope="module")
def spec() -> DocumentSpec:
    schemas = SchemaSet.load(data_dir("schemas"))
    return load_documents(data_dir("templates"), schemas)[0]


def tables(out: Path) -> dict[Path, str]:
    return {file: file.read_bytes().decode() for file in sorted(out.rglob("*.csv"))}


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
