"""What is put away is what was read, wherever it is asked for."""

import pickle
from pathlib import Path

import pytest

from checker.load.portfolio import Job, read_one
from checker.load.read import read_text
from checker.load.shelf import PackedDocument, Shelf
from checker.model.configuration import Limits
from checker.model.declaration import Declaration
from checker.model.document import Document, every_span, locate
from checker.model.place import Place
from checker.model.report import InputFile

EXAMPLES = Path(__file__).parents[3] / "examples"
KINDS = tuple(
    path.name.removesuffix(".schema.json")
    for path in EXAMPLES.parent.glob("schemas/*.schema.json")
)


def declared(text: str) -> list[Declaration]:
    """Read a text and take each of its documents for a declaration."""
    reading = read_text("a.yaml", text.encode())
    assert not reading.findings
    return [Declaration("site", "s", document) for document in reading.documents]


def put(shelf: Shelf, declarations: list[Declaration]) -> list[Document]:
    source = declarations[0].document.source
    file = InputFile(source.file, source.sha256)
    return [each.document for each in shelf.put(file, declarations)]


def assert_same(packed: Document, plain: Document) -> None:
    assert isinstance(packed, PackedDocument)
    assert packed.data == plain.data
    assert repr(packed.data) == repr(
        plain.data
    )  # 1 is no 1.0, and keys keep their order
    assert packed.spans == plain.spans
    assert packed.source == plain.source
    assert (packed.file, packed.index) == (plain.file, plain.index)
    assert every_span(packed) == every_span(plain)


def test_examples_are_the_same_when_they_are_put_away_together() -> None:
    job = Job(EXAMPLES, Limits(), KINDS)
    shelf = Shelf()
    both: list[tuple[Declaration, Declaration]] = []
    for path in sorted(EXAMPLES.rglob("*.yaml")):
        one = read_one(job, path.relative_to(job.root).as_posix())
        if one.declarations and not one.findings:
            put_away = shelf.put(one.file, one.declarations)
            both += zip(put_away, one.declarations, strict=True)
    assert len(both) > 300
    for packed, plain in both:
        assert (packed.kind, packed.id) == (plain.kind, plain.id)
        assert_same(packed.document, plain.document)


LINES = "\n".join(f"k{number}: {number}" for number in range(300))
WIDE = "text: " + "x" * 300


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\n---\nb: {c: [1, 2.0, true, null, -0.5]}\n---\n'': ''\n",
        LINES,
        WIDE,
        "base: &a {b: [1]}\nmore: *a\nmerged: {<<: *a}\n",
        "cents: '€ 😀'\n",
        f"a: {2**63 - 1}\nb: {-(2**63)}\nc: 1.0e-300\n",
        "a: |\n  one\n\n  two\n",
        "[]",
        "just text",
    ],
    ids=lambda text: text[:20],
)
def test_any_document_is_the_same(text: str) -> None:
    plain = declared(text)
    for packed, one in zip(put(Shelf(), plain), plain, strict=True):
        assert_same(packed, one.document)


def test_a_document_is_the_same_before_and_behind_the_end_of_its_block() -> None:
    shelf = Shelf()
    texts = [f"number: {number}\nfill: {'x' * 900}\n" for number in range(200)]
    plain = [declared(text) for text in texts]
    packed = [put(shelf, each) for each in plain]
    for one, other in zip(packed, plain, strict=True):
        assert_same(one[0], other[0].document)


def test_a_place_in_it_is_where_it_was() -> None:
    plain = declared("a: 1\nb:\n  - c: 2\n")
    (packed,) = put(Shelf(), plain)
    for pointer in ((), ("a",), ("b", 0, "c"), ("b", 0, "missing")):
        for on_key in (False, True):
            here = locate(Place(packed, pointer, on_key))
            assert here == locate(Place(plain[0].document, pointer, on_key))


def test_what_is_sent_to_another_process_is_the_same_and_sent_once() -> None:
    shelf = Shelf()
    plain = [declared(f"number: {number}\n") for number in range(3)]
    packed = [put(shelf, each)[0] for each in plain]
    sent = pickle.loads(pickle.dumps(packed))  # noqa: S301 # our own
    later = put(shelf, declared("number: 3\n"))[0]  # the block goes on here
    for one, other in zip(sent, plain, strict=True):
        assert_same(one, other[0].document)
    assert later.data == {"number": 3}
    assert later.source.text == "number: 3\n"
    alone = len(pickle.dumps(packed[0]))
    assert len(pickle.dumps(packed)) < 3 * alone


def test_changing_what_it_says_changes_nothing_of_it() -> None:
    (packed,) = put(Shelf(), declared("a: [1]\n"))
    packed.data["a"].append(2)
    assert packed.data == {"a": [1]}


def test_it_does_not_need_the_file_again(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("dera: v1\nkind: site\nid: s\n", encoding="utf-8")
    one = read_one(Job(tmp_path, Limits(), ("site",)), "one.yaml")
    (packed,) = Shelf().put(one.file, one.declarations)
    file.unlink()
    assert packed.document.source.text == "dera: v1\nkind: site\nid: s\n"
    assert packed.data["id"] == "s"
