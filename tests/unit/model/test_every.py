"""One pass over a document finds what is found place by place."""

from pathlib import Path

import pytest

from checker.load.read import read_file
from checker.model.document import Document, every_span, locate
from checker.model.path import every_path, symbolic_path
from checker.model.place import Place

EXAMPLE = Path(__file__).parents[3] / "examples" / "minimal"
DOCUMENTS = read_file(EXAMPLE, "portfolio.yaml").documents


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.data["id"])
def test_every_span_is_where_its_place_is(document: Document) -> None:
    spans = every_span(document)
    assert spans == {
        pointer: locate(Place(document, pointer)).span for pointer in spans
    }


@pytest.mark.parametrize(
    "data",
    [
        *(document.data for document in DOCUMENTS),
        {"list": [{"id": "a"}, {"id": "a"}, {"x": 1}, {"x": 1}, "w", "w", 3, [{}]]},
    ],
)
def test_every_path_is_its_symbolic_path(data: object) -> None:
    paths = every_path(data)
    assert paths == {pointer: symbolic_path(data, pointer) for pointer in paths}
    assert len(paths) > 1
