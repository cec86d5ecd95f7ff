"""What a well-formed file says."""

from hashlib import sha256
from typing import Any

import pytest

from checker.load.read import read_file, read_text
from checker.model.configuration import Limits
from checker.model.document import Document, locate
from checker.model.place import Place, Pointer


def data_of(text: str) -> Any:
    reading = read_text("x.yaml", text.encode())
    assert reading.findings == ()
    assert len(reading.documents) == 1
    return reading.documents[0].data


def span_of(document: Document, pointer: Pointer, *, on_key: bool = False) -> Any:
    return tuple(locate(Place(document, pointer, on_key)).span)


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: no\nb: 12:30\nc: 010\nd: '5'\ne:\n", "no 12:30 10 5 None"),
        ('a: "1"\nb: |\n  1\nc: >-\n  x\n  y\nd: ~\ne: 0x1F', "1 1\n x y None 31"),
    ],
)
def test_a_mapping_holds_what_its_author_sees(text: str, data: str) -> None:
    assert " ".join(str(value) for value in data_of(text).values()) == data


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_every_line_break_counts_as_one_line(line_break: str) -> None:
    text = line_break.join(["a: 1", "b:", "  - x", "  - y", ""])
    reading = read_text("x.yaml", text.encode())
    assert reading.source.text == "a: 1\nb:\n  - x\n  - y\n"
    assert span_of(reading.documents[0], ("b", 1)) == (4, 5, 4, 6)


def test_columns_count_characters_and_not_bytes() -> None:
    document = read_text("x.yaml", "{é: 1, 漢字: '🔋', z: 3}".encode()).documents[0]
    assert span_of(document, ("漢字",)) == (1, 12, 1, 15)
    assert span_of(document, ("z",), on_key=True) == (1, 17, 1, 18)


def test_each_document_of_a_file_keeps_its_own_lines() -> None:
    reading = read_text("x.yaml", b"# one\n---\na: 1\n---\n# none\n---\nb: 2\n...\n")
    assert [document.data for document in reading.documents] == [{"a": 1}, {"b": 2}]
    assert [document.index for document in reading.documents] == [0, 1]
    assert span_of(reading.documents[1], ("b",)) == (7, 4, 7, 5)


def test_an_anchor_belongs_to_its_document() -> None:
    reading = read_text("x.yaml", b"a: &x 1\n---\nb: *x\n")
    assert [finding.policy for finding in reading.findings] == ["READ-005"]


def test_a_null_that_is_written_is_a_document() -> None:
    assert read_text("x.yaml", b"~\n").documents[0].data is None


def test_the_digest_is_of_the_bytes() -> None:
    raw = b"a: 1\r\n"
    assert read_text("x.yaml", raw).source.sha256 == sha256(raw).hexdigest()


def test_a_list_may_stand_at_the_indentation_of_its_key() -> None:
    document = read_text("x.yaml", b"a:\n- x\n- y\n\n# end\nb: 1\n").documents[0]
    assert document.data == {"a": ["x", "y"], "b": 1}
    assert span_of(document, ("a",)) == (2, 1, 3, 4)


MERGED = """\
base: &base {a: 1, b: [2, 3]}
more: &more
  b: 9
  c: 4
one:
  x: 0
  <<: *base
  a: 7
two:
  <<: [*base, *more, {d: 5}]
three: {"<<": 1}
"""


def test_merged_fields_give_way_to_explicit_and_to_earlier_ones() -> None:
    data = data_of(MERGED)
    assert data["one"] == {"x": 0, "a": 7, "b": [2, 3]}
    assert data["two"] == {"a": 1, "b": [2, 3], "c": 4, "d": 5}
    assert data["three"] == {"<<": 1}


@pytest.mark.parametrize(
    ("pointer", "on_key", "span"),
    [
        (("one", "a"), False, (8, 6, 8, 7)),
        (("one", "b"), True, (1, 20, 1, 21)),
        (("one", "b", 1), False, (1, 27, 1, 28)),
        (("two", "c"), False, (4, 6, 4, 7)),
        (("two", "d"), True, (10, 23, 10, 24)),
        (("two",), False, (10, 3, 10, 29)),
        (("three", "<<"), False, (11, 15, 11, 16)),
    ],
)
def test_a_merged_field_is_located_where_it_is_written(
    pointer: Pointer, on_key: bool, span: tuple[int, ...]
) -> None:
    document = read_text("x.yaml", MERGED.encode()).documents[0]
    assert span_of(document, pointer, on_key=on_key) == span


def test_an_aliased_value_is_located_at_its_anchor() -> None:
    text = b"a: &x\n  k: [1, 2]\nb: *x\nc: [*x, 5]\nd: &y v\ne: *y\n"
    document = read_text("x.yaml", text).documents[0]
    assert document.data["c"] == [{"k": [1, 2]}, 5]
    assert span_of(document, ("b", "k", 1)) == (2, 10, 2, 11)
    assert span_of(document, ("b",), on_key=True) == (3, 1, 3, 2)
    assert span_of(document, ("c", 0, "k"), on_key=True) == (2, 3, 2, 4)
    assert span_of(document, ("c", 1)) == (4, 9, 4, 10)
    assert span_of(document, ("e",)) == (5, 4, 5, 8)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a: |\n  x\n\n\n# c\nb: 1\n", (1, 4, 2, 4)),
        ("a: |+\n  x\n\n", (1, 4, 2, 4)),
        ("a: >-\n  x", (1, 4, 2, 4)),
        ("a: |\n\n  x\n  y\nb: 1\n", (1, 4, 4, 4)),
        ("a: |\nb: 1\n", (1, 4, 1, 5)),
        ("a: x\n  y # c\nb: 1", (1, 4, 2, 4)),
        ("a: 'x\n\n  y'\nb: 1", (1, 4, 3, 5)),
        ("a:   # c\n\n  k: v # c\n\nb: 1", (3, 3, 3, 7)),
        ("a: &n\n  k: v\nb: 1", (1, 4, 2, 7)),
        ("a: [1,\n  2,\n ]\nb: 1", (1, 4, 3, 3)),
        ("a:\n  - x:\n  -\n\n# c\nb: 1", (2, 3, 3, 4)),
    ],
)
def test_a_value_ends_where_its_text_ends(text: str, span: tuple[int, ...]) -> None:
    document = read_text("x.yaml", text.encode()).documents[0]
    assert span_of(document, ("a",)) == span


def test_a_yaml_1_2_directive_is_accepted() -> None:
    assert data_of("%YAML 1.2\n---\na: 1\n") == {"a": 1}


def test_a_file_is_read_by_its_path_below_the_root(tmp_path: Any) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "x.yaml").write_bytes(b"a: 1\n")
    reading = read_file(tmp_path, "sub/x.yaml", Limits())
    assert reading.source.file == "sub/x.yaml"
    assert reading.documents[0].data == {"a": 1}


def test_a_file_that_is_gone_is_a_finding(tmp_path: Any) -> None:
    (finding,) = read_file(tmp_path, "x.yaml").findings
    assert finding.policy == "READ-001"
    assert finding.message == "the file cannot be read: no such file or directory"


def test_a_folder_is_not_opened_as_a_file(tmp_path: Any) -> None:
    (tmp_path / "x.yaml").mkdir()
    (finding,) = read_file(tmp_path, "x.yaml").findings
    assert finding.message == "this is no regular file"


def test_no_more_of_a_file_is_read_than_the_bound(tmp_path: Any) -> None:
    (tmp_path / "x.yaml").write_bytes(b"a: 1\n" * 100)
    (finding,) = read_file(tmp_path, "x.yaml", Limits(file_bytes=10)).findings
    assert finding.policy == "READ-006"
    assert finding.message == "the file has more than 10 bytes"
