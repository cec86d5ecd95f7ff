"""From a symbolic place to line and column."""

import pytest

from checker.load.read import read_text
from checker.model.document import Document, SourceText, locate, locate_text
from checker.model.place import Place, Pointer, pointer_text

TEXT = """\
kind: site
id: s1
ders:
  - id: b1
    rated_kw: 5   # kW
  - {id: "b 2", rated_kw: 7}
note: |
  one
  two

empty:
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_text("sites/s1.yaml", TEXT.encode()).documents[0]


@pytest.mark.parametrize(
    ("pointer", "on_key", "span"),
    [
        (("kind",), False, (1, 7, 1, 11)),
        (("kind",), True, (1, 1, 1, 5)),
        (("ders",), False, (4, 3, 6, 29)),
        (("ders",), True, (3, 1, 3, 5)),
        (("ders", 0), False, (4, 5, 5, 16)),
        (("ders", 0, "rated_kw"), False, (5, 15, 5, 16)),
        (("ders", 1, "id"), False, (6, 10, 6, 15)),
        (("ders", 1, "rated_kw"), True, (6, 17, 6, 25)),
        (("note",), False, (7, 7, 9, 6)),
        (("empty",), False, (11, 7, 11, 7)),
        ((), False, (1, 1, 11, 7)),
    ],
)
def test_a_path_is_where_it_is_written(
    document: Document, pointer: Pointer, on_key: bool, span: tuple[int, ...]
) -> None:
    assert tuple(locate(Place(document, pointer, on_key)).span) == span


@pytest.mark.parametrize(
    ("pointer", "span"),
    [
        (("ders", 0, "name"), (4, 9, 4, 11)),  # what names the item is its id
        (("ders", 7), (3, 1, 3, 5)),
        (("note", "deeper", "still"), (7, 1, 7, 5)),
        (("absent",), (2, 5, 2, 7)),
    ],
)
def test_a_path_that_leads_out_is_located_at_its_nearest_ancestor(
    document: Document, pointer: Pointer, span: tuple[int, ...]
) -> None:
    location = locate(Place(document, pointer))
    assert tuple(location.span) == span
    assert location.pointer == pointer_text(pointer)
    assert location.file == "sites/s1.yaml"


def test_a_json_pointer_escapes_tilde_and_slash() -> None:
    assert pointer_text(("a/b", 0, "c~d")) == "/a~1b/0/c~0d"


def test_a_place_in_a_text_covers_at_least_one_character() -> None:
    place = locate_text(SourceText("x.yaml", "", ""), 3, 4, 0)
    assert tuple(locate(place).span) == (3, 4, 3, 5)
