"""A user's own columns of the GRDT: read, or refused at their line."""

from pathlib import Path

import pytest

from checker.errors import ConfigurationError
from checker.model.grdt import GRDT_TABLES, KEYS, REQUIRED
from checker.resources import data_dir
from checker.validate.configuration import read_configuration
from checker.validate.grdt_columns import read_columns
from checker.validate.schemas import SchemaSet

SCHEMAS = SchemaSet.load(data_dir("schemas"))
FILE = "columns.yaml"
GOOD = """\
dera: v1
source: GRDT 18.1
columns:
  - {name: name, column: RES_NAME}
  - {name: mRID, column: Resource ID}
  - {name: maximumOperatingLimit, column: PMax}
  - {name: minimumOperatingLimit, column: PMin}
"""


def read(root: Path, text: str, named: str = FILE) -> object:
    (root / "dera.yaml").write_text(f"dera: v1\ngrdt_columns: {named}\n")
    (root / FILE).write_text(text)
    configuration, _ = read_configuration(root, SCHEMAS)
    return read_columns(root, configuration, SCHEMAS)


def test_columns_keep_their_order(tmp_path: Path) -> None:
    (tmp_path / "dera.yaml").write_text(f"dera: v1\ngrdt_columns: {FILE}\n")
    (tmp_path / FILE).write_text(GOOD)
    configuration, _ = read_configuration(tmp_path, SCHEMAS)
    mapping, file = read_columns(tmp_path, configuration, SCHEMAS)
    assert mapping is not None
    assert file is not None
    assert [one.column for one in mapping.columns][:2] == ["RES_NAME", "Resource ID"]
    assert mapping.own_name("mRID") == "Resource ID"
    assert mapping.own_name("subLAP") is None
    assert (mapping.source, mapping.file, file.file) == ("GRDT 18.1", FILE, FILE)


def test_without_the_setting_there_are_none(tmp_path: Path) -> None:
    configuration, _ = read_configuration(tmp_path, SCHEMAS)
    assert read_columns(tmp_path, configuration, SCHEMAS) == (None, None)


def test_the_schema_knows_every_canonical_name() -> None:
    columns = SCHEMAS.schema("grdt_columns")["properties"]["columns"]["items"]
    known = [column.name for table in GRDT_TABLES.values() for column in table]
    assert columns["properties"]["name"]["enum"] == [*(c.name for c in KEYS), *known]
    assert set(REQUIRED) <= set(columns["properties"]["name"]["enum"])


@pytest.mark.parametrize(
    ("old", "new", "says", "line"),
    [
        ("name: mRID", "name: mrid", "mrid", 5),
        ("name: mRID", "name: name", "the name `name` is there twice", 5),
        ("Resource ID", "RES_NAME", "the column `RES_NAME` is there twice", 5),
        ("name: mRID", "name: subLAP", "there is no column for `mRID`", 3),
        ("column: PMax", "colum: PMax", "colum", 6),
        ("source: GRDT 18.1\n", "", "source", 1),
        ("source: GRDT 18.1", "source: [", "a value is expected here", 4),
    ],
)
def test_a_broken_mapping_is_an_error_at_its_line(
    tmp_path: Path, old: str, new: str, says: str, line: int
) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, GOOD.replace(old, new))
    assert says in raised.value.message
    assert (raised.value.file, raised.value.line) == (FILE, line)


@pytest.mark.parametrize("name", ["../columns.yaml", "/etc/columns.yaml", ".c.yaml"])
def test_a_mapping_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read(tmp_path, GOOD, name)
    assert "not in the open" in raised.value.message
    assert (raised.value.file, raised.value.line) == ("dera.yaml", 2)


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError):
        read(tmp_path, GOOD, "nothing.yaml")
