"""Whatever a document prints cannot be left out: its loss refuses the package.

Each field of the example is deleted once: one for each kind and path, first of what is
in the market, where every document is due. Then either a package is refused
and the refusal names the declaration, and exactly the documents that print the value
as those that need it, or no document changes. What a declaration is
free not to offer is the exception: the documents of the offer change, and no other.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import checker.load.read
import checker.pipeline.case
import checker.pipeline.ways
import checker.render.packages
from checker.load.discover import discover
from checker.load.read import read_file, read_text
from checker.model.path import symbolic_path
from checker.model.place import Pointer, pointer_text
from checker.pipeline import Options, rule_book
from checker.pipeline.render import render
from checker.render.derived import DerivedPrinter
from checker.render.environment import Printer
from checker.render.material import Reason, Rendered, RenderOptions

EXAMPLE = Path(__file__).parents[2] / "examples" / "bay-area"
AS_OF = date(2026, 12, 8)
NOW = datetime(2026, 12, 8, 17, tzinfo=UTC)
BOOK = rule_book()

PLAN = "lifecycle-plan."
"""The plan says what is not declared yet: a step without its date is an open one."""

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

UNSIGNED = {
    ("nri_project", f"/letters{one}"): {"project-details", "sc-letters"}
    for one in ("", "/selection", "/acceptance")
}
"""Documents that are printed before something is declared: letters, to be signed."""


@dataclass(frozen=True)
class Field:
    """A field of a declaration: its file, which document of it, and its path."""

    file: str
    index: int
    pointer: Pointer

    @property
    def name(self) -> str:
        return f"{self.file}#{self.index}{pointer_text(self.pointer)}"


@cache
def documents() -> dict[str, list[Any]]:
    """Return what each file declares; nobody changes it."""
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
                if (data["kind"], path) not in seen:
                    seen.add((data["kind"], path))
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


@pytest.fixture(autouse=True, scope="module")
def what_is_the_same_every_time_is_done_once() -> Iterator[None]:
    """Read rules, templates and steps once: else they are most of each rendering."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checker.pipeline.case, "rule_book", lambda: BOOK)
        for owner, name in (
            (import_module("checker.pipeline.render"), "load_documents"),
            (checker.pipeline.ways, "lifecycle_of"),
            (Printer, "parameters"),
        ):
            patch.setattr(owner, name, once(getattr(owner, name)))
        # All files but one are read as they were read before.
        patch.setattr(checker.load.read, "read_text", cache(read_text))
        # Pages and workbooks hold what their Markdown and CSV files do.
        patch.setattr(DerivedPrinter, "of", lambda *_: iter(()))
        yield


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is called once for each name among its arguments."""
    found: dict[tuple[str, ...], Any] = {}

    def remembered(*arguments: Any) -> Any:
        names = tuple(one for one in arguments if isinstance(one, str))
        if names not in found:
            found[names] = function(*arguments)
        return found[names]

    return remembered


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


@dataclass(frozen=True)
class Whole:
    """What is rendered of the example as it is.

    `needing` holds the documents that print a value, by its package, its declaration
    and its path, as the package's provenance says.
    """

    files: dict[str, bytes]
    needing: dict[tuple[str, str, str], set[str]]

    def documents(self, package: str, declared: Any, pointer: Pointer) -> set[str]:
        """Return the documents of a package that print a field or what is in it."""
        about = f"{declared['kind']} {declared['id']}"
        path = symbolic_path(declared, pointer)
        return {
            document
            for (whose, name, field), documents in self.needing.items()
            if (whose, name) == (package, about)
            and re.match(rf"{re.escape(path)}(?:[/[]|$)", field)
            for document in documents
        }


@pytest.fixture(scope="module")
def whole(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    rendered = render_example(example, tmp_path_factory.mktemp("whole"))
    needing: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for package in rendered.written:
        for document, name, path in printed_fields(package.folder):
            needing[package.subject.id, name, path].add(document)
    return Whole(printed(rendered), dict(needing))


def printed_fields(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield document, declaration and path of each declared value in a package."""
    found = json.loads((folder / "provenance.json").read_text())
    manifest = json.loads((folder / "manifest.json").read_text())
    document = {row["file"]: row["document"] for row in manifest["documents"]}
    fields = {
        field["number"]: (row["declaration"], field["path"])
        for row in found["declarations"]
        for field in row["fields"]
    }
    inputs = {row["number"]: row["from"] for row in found["computed"]}

    def below(number: int) -> Iterator[int]:
        yield number
        for source in inputs.get(number, ()):
            yield from below(source)

    for file, printed_values in found["documents"].items():
        numbers = {n for ns in printed_values["values"].values() for n in ns}
        for number in {source for n in numbers for source in below(n)} & fields.keys():
            yield (document[file], *fields[number])


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
    field: Field,
    example: Path,
    whole: Whole,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The whole example has said where its values come from; that is slow to write.
    monkeypatch.setattr(checker.render.packages, "provenance_text", lambda *_: "{}")
    datas = documents()[field.file]
    declared = datas[field.index]
    shortened = list(datas)
    shortened[field.index] = without(declared, field.pointer)
    try:
        write(example / field.file, shortened)
        rendered = render_example(example, tmp_path)
    finally:
        write(example / field.file, datas)
    if not rendered.refused:
        assert changed(printed(rendered), whole) <= free_to_change(field, whole)
        return
    reasons = [reason for package in rendered.refused for reason in package.reasons]
    named = {reason.location.file for reason in reasons if reason.location}
    words = " ".join(reason.message for reason in reasons)
    assert field.file in named or declared["id"] in words
    for package in rendered.refused:
        needing = whole.documents(package.subject.id, declared, field.pointer)
        needing -= UNSIGNED.get((declared["kind"], pointer_text(field.pointer)), set())
        refused = {
            document
            for reason in package.reasons
            for document in reason.documents or package.documents
        }
        assert needing <= refused
        for reason in package.reasons:
            # A reference is not printed itself: documents print what it leads to.
            if needing and lacks(reason, declared, field):
                assert set(reason.documents) == needing, reason.message


def changed(files: dict[str, bytes], whole: Whole) -> set[str]:
    names = files.keys() | whole.files.keys()
    return {name for name in names if files.get(name) != whole.files.get(name)}


def free_to_change(field: Field, whole: Whole) -> set[str]:
    kind = documents()[field.file][field.index]["kind"]
    path = re.sub("/[0-9]+", "/*", pointer_text(field.pointer))
    prefixes = (PLAN, *OFFERS.get((kind, path), ()))
    return {name for name in whole.files if name.split("/")[1].startswith(prefixes)}


def lacks(reason: Reason, declared: Any, field: Field) -> bool:
    """Tell whether a reason is that this very field is missing."""
    where = reason.location
    return (
        reason.policy == ""
        and where is not None
        and (where.file, where.pointer) == (field.file, pointer_text(field.pointer))
        and f"{declared['kind']} `{declared['id']}` lacks" in reason.message
    )
