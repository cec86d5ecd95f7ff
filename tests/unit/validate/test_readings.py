"""Meter readings in a file: as if written out, with the places of the file."""

from pathlib import Path

import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.document import Document, locate
from checker.model.place import Place
from checker.resources import data_dir
from checker.validate.readings import Attached, read_attached
from checker.validate.schemas import SchemaSet

SCHEMAS = SchemaSet.load(data_dir("schemas"))
HEADER = "interval_end_utc,value,quality\n"
GOOD = HEADER + "2026-12-07T08:05:00Z,-0.333,ACTUAL\n2026-12-07T08:10:00Z,2,ESTIMATED\n"
DECLARED = """\
dera: v1
kind: meter_readings
id: night
aggregation: north
trade_date: 2026-12-07
interval_minutes: 5
unit: kWh
measurement_type: GEN
file: night.csv
annotations: {export: [a, {b: c}]}
"""


def declared(text: str = DECLARED) -> Declaration:
    (one,), _ = declarations_of(read_text("m.yaml", text.encode()), SCHEMAS.kinds)
    return one


def attached(folder: Path, content: str, *declarations: Declaration) -> Attached:
    (folder / "night.csv").write_text(content)
    return read_attached(folder, declarations or (declared(),), Limits(), SCHEMAS)


def test_the_rows_become_the_readings(tmp_path: Path) -> None:
    found = attached(tmp_path, GOOD)
    (document,) = found.documents.values()
    assert isinstance(document, Document)
    assert found.findings == []
    assert document.data["readings"] == [
        {
            "interval_end": "2026-12-07T08:05:00Z",
            "value": -0.333,
            "quality": "ACTUAL",
        },
        {"interval_end": "2026-12-07T08:10:00Z", "value": 2, "quality": "ESTIMATED"},
    ]
    assert document.data["trade_date"] == "2026-12-07"
    assert "file" not in document.data
    assert [entry.file for entry in found.inputs] == ["night.csv"]


@pytest.mark.parametrize(
    ("pointer", "span"),
    [
        (("id",), (1, 1, 1, 31)),
        (("readings",), (1, 1, 1, 31)),
        (("readings", 0), (2, 1, 2, 35)),
        (("readings", 0, "interval_end"), (2, 1, 2, 21)),
        (("readings", 1, "value"), (3, 22, 3, 23)),
        (("readings", 1, "quality"), (3, 24, 3, 33)),
    ],
)
def test_a_reading_is_placed_at_its_row_and_cell(
    tmp_path: Path, pointer: tuple[str | int, ...], span: tuple[int, ...]
) -> None:
    (document,) = attached(tmp_path, GOOD).documents.values()
    assert isinstance(document, Document)
    location = locate(Place(document, pointer))
    assert (location.file, location.span) == ("night.csv", span)


def test_the_columns_may_stand_in_another_order(tmp_path: Path) -> None:
    content = "quality,value,interval_end_utc\nACTUAL,1.5,2026-12-07T08:05:00Z\n"
    (document,) = attached(tmp_path, content).documents.values()
    assert isinstance(document, Document)
    (reading,) = document.data["readings"]
    assert reading["value"] == 1.5


@pytest.mark.parametrize(
    ("content", "rule", "line", "column"),
    [
        ("", "READ-009", 1, 1),
        (HEADER.replace("value", "valu"), "READ-009", 1, 18),
        (HEADER.replace("value", "quality"), "READ-009", 1, 26),
        (HEADER + "2026-12-07T08:05:00Z,1\n", "READ-009", 2, 1),
        (HEADER + "2026-12-07T08:05:00Z,,ACTUAL\n", "SCHEMA-003", 2, 22),
        (HEADER + "2026-12-07T08:05:00Z,one,ACTUAL\n", "SCHEMA-003", 2, 22),
        (HEADER + "2026-12-07T08:05:00Z,1e999,ACTUAL\n", "SCHEMA-003", 2, 22),
        (HEADER + '2026-12-07T08:05:00Z,"1,5",ACTUAL\n', "SCHEMA-003", 2, 22),
        (HEADER + "2026-12-07T08:05:00Z,1,actual\n", "SCHEMA-004", 2, 24),
        (HEADER + "2026-12-07 00:05,1,ACTUAL\n", "SCHEMA-004", 2, 1),
    ],
)
def test_a_fault_is_named_at_its_row_and_column(
    tmp_path: Path, content: str, rule: str, line: int, column: int
) -> None:
    found = attached(tmp_path, content)
    places = [
        (one.policy, one.location.span.line, one.location.span.column)
        for one in found.findings
    ]
    assert (rule, line, column) in places
    assert {one.location.file for one in found.findings} == {"night.csv"}
    assert {one.subject.id for one in found.findings} == {"night"}
    assert list(found.documents.values()) == [
        "the readings in `night.csv` cannot be used: see the findings there"
    ]


def test_a_column_that_is_nearly_right_is_recognised(tmp_path: Path) -> None:
    found = attached(tmp_path, HEADER.replace("value", "valeu"))
    said = [one.message for one in found.findings]
    assert "no column is called `valeu`; did you mean `value`?" in said
    assert "the header lacks `value`" in said


def test_very_many_faults_are_counted(tmp_path: Path) -> None:
    found = attached(tmp_path, HEADER + "2026-12-07T08:05:00Z,x,ACTUAL\n" * 100)
    assert len(found.findings) == 21
    assert found.findings[-1].message == "from here on 80 more faults are not shown"


def test_a_finding_in_the_file_says_whose_it_is(tmp_path: Path) -> None:
    (finding, *_) = attached(tmp_path, "a\n").findings
    assert finding.place.document.data["aggregation"] == "north"
    assert locate(finding.place).span == finding.location.span


def test_a_file_that_is_not_there_is_a_finding_on_the_declaration(
    tmp_path: Path,
) -> None:
    found = read_attached(tmp_path, (declared(),), Limits(), SCHEMAS)
    (finding,) = found.findings
    assert (finding.policy, finding.location.span.line) == ("LINK-003", 9)
    assert found.inputs == []


def test_readings_that_are_written_out_need_no_file(tmp_path: Path) -> None:
    inline = declared(DECLARED.replace("file: night.csv", "readings: []"))
    assert attached(tmp_path, GOOD, inline).documents == {}


def test_a_file_that_two_declarations_name_is_one_input(tmp_path: Path) -> None:
    second = declared(DECLARED.replace("id: night", "id: again"))
    found = attached(tmp_path, GOOD, declared(), second)
    assert len(found.documents) == 2
    assert len(found.inputs) == 1
