"""Whatever a document prints cannot be left out: its loss refuses the package.

Each field of the example is deleted once: one for each kind and path, of sites one for
each aggregation, since these claim different gates. Then either a package is refused
and the refusal names the declaration, or no document changes. What a declaration is
free not to offer is the exception: the documents of the offer change, and no other.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import checker.pipeline.case
from checker.load.discover import discover
from checker.load.read import read_file
from checker.model.place import Pointer, pointer_text
from checker.pipeline import Options, render, rule_book
from checker.render.material import Rendered, RenderOptions

EXAMPLE = Path(__file__).parents[2] / "examples" / "bay-area"
AS_OF = date(2026, 12, 8)
NOW = datetime(2026, 12, 8, 17, tzinfo=UTC)
BOOK = rule_book()

OFFERS = {
    ("schedule", "/bids"): ("economic-bids-",),
    ("schedule", "/bids/*"): ("economic-bids-",),
    ("schedule", "/bids/*/segments/*"): ("economic-bids-",),
    ("schedule", "/ancillary_services"): ("ancillary-services-",),
    ("schedule", "/ancillary_services/*"): ("ancillary-services-",),
    ("telemetry", "/points/*"): ("06-telemetry-points",),
    ("telemetry", "/in_service_on"): ("06-telemetry-points", "07-ancillary-service"),
    ("ancillary_service_certification", "/expires_on"): ("lifecycle-plan",),
}
"""What may be left out, by kind and path; and the files that then say otherwise."""


@dataclass(frozen=True)
class Field:
    """A field of a declaration: its file, which document of it, and its path."""

    file: str
    index: int
    pointer: Pointer

    @property
    def name(self) -> str:
        return f"{self.file}#{self.index}{pointer_text(self.pointer)}"


def documents() -> dict[str, list[Any]]:
    return {
        file: [document.data for document in read_file(EXAMPLE, file).documents]
        for file in discover(EXAMPLE).files
    }


def fields(value: Any, pointer: Pointer = ()) -> Iterator[Pointer]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*pointer, key)
            yield from fields(item, (*pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from fields(item, (*pointer, index))


def one_of_each() -> Iterator[Field]:
    seen = set()
    for file, datas in documents().items():
        for index, data in enumerate(datas):
            for pointer in fields(data):
                path = re.sub("/[0-9]+", "/*", pointer_text(pointer))
                group = (Path(file).parent if data["kind"] == "site" else "", path)
                if (data["kind"], *group) not in seen:
                    seen.add((data["kind"], *group))
                    yield Field(file, index, pointer)


def printed(rendered: Rendered) -> dict[str, bytes]:
    return {
        f"{package.folder.name}/{file}": (package.folder / file).read_bytes()
        for package in rendered.written
        for file in package.files
        if file not in {"manifest.json", "provenance.json"}
    }


def render_example(root: Path, to: Path) -> Rendered:
    options = Options(as_of=AS_OF, today=AS_OF)
    return render((root,), options, RenderOptions(to=to, now=NOW)).rendered


@pytest.fixture(autouse=True)
def rule_book_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker.pipeline.case, "rule_book", lambda: BOOK)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the example as JSON, which is YAML, so that a field is easily deleted."""
    root = tmp_path_factory.mktemp("example")
    (root / "dera.yaml").write_text((EXAMPLE / "dera.yaml").read_text())
    for file, datas in documents().items():
        write(root / file, datas)
    for table in EXAMPLE.rglob("*.csv"):
        (root / table.relative_to(EXAMPLE)).write_bytes(table.read_bytes())
    return root


@pytest.fixture(scope="module")
def whole(example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return printed(render_example(example, tmp_path_factory.mktemp("whole")))


def write(path: Path, datas: list[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n---\n".join(json.dumps(data, indent=1) for data in datas))


def without(data: Any, pointer: Pointer) -> Any:
    copy = json.loads(json.dumps(data))
    inner = copy
    for step in pointer[:-1]:
        inner = inner[step]
    del inner[pointer[-1]]
    return copy


FIELDS = list(one_of_each())


def test_the_example_has_many_fields_to_delete() -> None:
    assert len(FIELDS) > 200


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_deleted_field_refuses_a_package_or_was_printed_nowhere(
    field: Field, example: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    datas = documents()[field.file]
    shortened = list(datas)
    shortened[field.index] = without(datas[field.index], field.pointer)
    try:
        write(example / field.file, shortened)
        rendered = render_example(example, tmp_path)
    finally:
        write(example / field.file, datas)
    if rendered.refused:
        reasons = [reason for package in rendered.refused for reason in package.reasons]
        named = {reason.location.file for reason in reasons if reason.location}
        words = " ".join(reason.message for reason in reasons)
        assert field.file in named or datas[field.index]["id"] in words
    else:
        assert changed(printed(rendered), whole) <= free_to_change(field, whole)


def changed(files: dict[str, bytes], whole: dict[str, bytes]) -> set[str]:
    names = files.keys() | whole.keys()
    return {name for name in names if files.get(name) != whole.get(name)}


def free_to_change(field: Field, whole: dict[str, bytes]) -> set[str]:
    kind = documents()[field.file][field.index]["kind"]
    path = re.sub("/[0-9]+", "/*", pointer_text(field.pointer))
    prefixes = OFFERS.get((kind, path), ())
    return {name for name in whole if name.split("/")[1].startswith(prefixes)}
