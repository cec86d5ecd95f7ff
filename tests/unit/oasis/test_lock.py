"""The lock file says what was kept, in an order of its own, with its digest."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.errors import DataError
from checker.model.document import locate
from checker.model.refdata import REFERENCE_FILE
from checker.oasis.gather import Wanted
from checker.oasis.imports import Download, import_downloads
from checker.oasis.lock import as_lock, digest_of, replaced
from checker.resources import data_dir
from checker.validate.refdata import read_reference_data
from checker.validate.schemas import SchemaSet

Write = Callable[..., Download]
SCHEMAS = SchemaSet.load(data_dir("schemas"))
RESOURCES = (
    "RESOURCE_ID,NODE_ID,EFF_START_DT,EFF_END_DT\nA_1_B,A_1_B-APND,2020-01-01,\n"
)


def content(*downloads: Download) -> dict[str, Any]:
    return import_downloads(downloads, Wanted()).content


def test_what_is_written_is_read_again(
    bare: Write, tmp_path: Path, pnodes: str
) -> None:
    text = as_lock(content(bare("p.csv", pnodes), bare("r.csv", RESOURCES)))
    (tmp_path / REFERENCE_FILE).write_text(text)
    data, file = read_reference_data(tmp_path, SCHEMAS)
    assert data is not None
    assert file is not None
    assert [s.report for s in data.sources] == ["ATL_PNODE", "ATL_RESOURCE"]
    assert data.pnodes["OAKLAND_1_N006"][0].covers("2026-12-08")
    assert not data.pnodes["OAKLAND_1_N006"][0].covers("2009-03-31")
    assert file.file == REFERENCE_FILE


def test_the_same_downloads_give_the_same_bytes(bare: Write, pnodes: str) -> None:
    one, two = bare("p.csv", pnodes), bare("r.csv", RESOURCES)
    assert as_lock(content(one, two)) == as_lock(content(two, one))


def test_a_source_is_placed_on_its_line(
    bare: Write, tmp_path: Path, pnodes: str
) -> None:
    text = as_lock(content(bare("p.csv", pnodes), bare("r.csv", RESOURCES)))
    (tmp_path / REFERENCE_FILE).write_text(text)
    data, _ = read_reference_data(tmp_path, SCHEMAS)
    assert data is not None
    for source in data.sources:
        span = locate(source.place).span
        line = text.splitlines()[span.line - 1]
        assert line[span.column - 1 : span.end_column - 1] == line.strip(" ,")
        assert source.report in line


def test_a_report_replaces_itself_and_leaves_the_others(
    bare: Write, pnodes: str
) -> None:
    old = content(bare("p.csv", pnodes), bare("r.csv", RESOURCES))
    new = content(bare("q.csv", pnodes.replace("OAKLAND", "METCALF")))
    both = replaced(old, new)
    assert [ids for entry in both["pnodes"] for ids in entry["ids"]] == [
        "METCALF_1_N006"
    ]
    assert both["resources"] == old["resources"]
    assert [s["files"][0]["name"] for s in both["sources"]] == ["q.csv", "r.csv"]


def test_without_a_lock_file_there_is_no_reference_data(tmp_path: Path) -> None:
    assert read_reference_data(tmp_path, SCHEMAS) == (None, None)


def hand_edited(text: str) -> str:
    return text.replace("OAKLAND_1_N006", "OAKLAND_1_N007")


def newer(text: str) -> str:
    data = json.loads(text)
    data["version"] = 2
    return json.dumps(data)


def of_another_shape(text: str) -> str:
    data = json.loads(text)
    data["pnodes"] = {}
    data["sha256"] = digest_of(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (hand_edited, "does not match its own digest"),
        (newer, "it is of version 2"),
        (of_another_shape, "not that of reference data"),
        (lambda text: text[:-20], "this is no JSON"),
        (lambda text: "<<<<<<< ours\n" + text, "this is no JSON"),
        (lambda _: "", "this is no JSON"),
        (lambda _: "[" * 100_000, r"no JSON|nested too deeply"),
        (lambda _: "[]", "not that of reference data"),
    ],
)
def test_a_lock_file_that_was_not_written_by_us_is_refused(
    bare: Write,
    tmp_path: Path,
    pnodes: str,
    spoil: Callable[[str], str],
    message: str,
) -> None:
    text = as_lock(content(bare("p.csv", pnodes)))
    (tmp_path / REFERENCE_FILE).write_text(spoil(text))
    with pytest.raises(DataError, match=message) as caught:
        read_reference_data(tmp_path, SCHEMAS)
    assert caught.value.file == REFERENCE_FILE


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / REFERENCE_FILE).write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="not UTF-8"):
        read_reference_data(tmp_path, SCHEMAS)


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / REFERENCE_FILE).mkdir()
    with pytest.raises(DataError, match="no regular file"):
        read_reference_data(tmp_path, SCHEMAS)


def test_another_layout_of_the_same_content_is_taken(
    bare: Write, tmp_path: Path, pnodes: str
) -> None:
    text = as_lock(content(bare("p.csv", pnodes)))
    (tmp_path / REFERENCE_FILE).write_text(json.dumps(json.loads(text)))
    data, _ = read_reference_data(tmp_path, SCHEMAS)
    assert data is not None
    assert data.sources[0].place is not None
