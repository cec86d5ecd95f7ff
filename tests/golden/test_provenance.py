"""Every value on every document of every example is found in its provenance file.

Pages, PDF files and workbooks are listed there as copies of what they were made of;
that they say the same is for the tests of formats and of workbooks.
"""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema_rs
import pytest

from checker.model.finding import Subject
from checker.pipeline import Options
from checker.pipeline.check import check_whole
from checker.pipeline.render import material_of
from checker.render.derived import DerivedPrinter
from checker.render.documents import load_documents
from checker.render.material import PROVENANCE, PrintedPackage, RenderOptions
from checker.render.packages import print_packages
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = {
    "bay-area": date(2026, 12, 8),
    "fleet": date(2026, 12, 8),
    "minimal": date(2026, 12, 8),
    "own-policies": date(2026, 12, 8),
    "reconciled": date(2026, 12, 14),
    "waived": date(2026, 12, 8),
}
SCHEMAS = SchemaSet.load(data_dir("schemas"))
TEMPLATES = data_dir("templates")

OF_NOTHING = {
    "change of the clock",
    "count of requests",
    "the first request",
    "on",
    "off",
}


@dataclass(frozen=True)
class Package:
    """A package as it was printed, and the folder of its declarations."""

    printed: PrintedPackage
    example: Path

    @property
    def subject(self) -> Subject:
        return self.printed.subject

    @property
    def files(self) -> Mapping[str, bytes]:
        return self.printed.files

    def provenance(self) -> dict[str, Any]:
        return self.printed.provenance()


def printed(example: str, *, draft: bool) -> list[Package]:
    as_of = DAYS[example]
    run = check_whole((EXAMPLES / example,), Options(as_of=as_of, today=as_of))
    now = datetime(as_of.year, as_of.month, as_of.day, 17, tzinfo=UTC)
    made = print_packages(
        material_of(run, SCHEMAS),
        load_documents(TEMPLATES, SCHEMAS),
        TEMPLATES,
        RenderOptions(to=None, now=now, draft=draft),
    )
    return [
        Package(package, EXAMPLES / example)
        for package in made
        if isinstance(package, PrintedPackage)
    ]


@pytest.fixture(scope="module", params=["final", "draft"])
def made(request: pytest.FixtureRequest) -> Iterator[list[Package]]:
    """Return the packages of every example; drafts of one stand for all drafts."""
    with pytest.MonkeyPatch.context() as patch:
        # What is made of other files prints nothing of its own.
        patch.setattr(DerivedPrinter, "of", lambda *_: iter(()))
        draft = request.param == "draft"
        examples = ["bay-area"] if draft else list(DAYS)
        yield [one for example in examples for one in printed(example, draft=draft)]


def documents(made: list[Package], suffix: str) -> Iterator[tuple[str, str, set[str]]]:
    """Yield each document of a format with its text and its printed values."""
    for package in made:
        rows = package.provenance()["documents"]
        for name, content in package.files.items():
            if name.endswith(suffix) and name in rows:
                where = f"{package.subject.id}/{name}"
                yield where, content.decode(), set(rows[name]["values"])


def sources(package: Package) -> dict[int, dict[str, Any]]:
    content = package.provenance()
    fields = [f for d in content["declarations"] for f in d["fields"]]
    rows = (*fields, *content["facts"], *content["computed"], *content["stated"])
    return {row["number"]: row for row in rows}


def test_the_file_follows_its_schema(made: list[Package]) -> None:
    schema = SCHEMAS.schema("provenance")
    for package in made:
        jsonschema_rs.validate(schema, json.loads(package.files[PROVENANCE]))


def test_every_document_is_in_it(made: list[Package]) -> None:
    for package in made:
        others = {"manifest.json", PROVENANCE}
        assert set(package.provenance()["documents"]) == set(package.files) - others


def test_every_number_leads_to_a_source(made: list[Package]) -> None:
    for package in made:
        known = sources(package)
        assert sorted(known) == list(range(1, len(known) + 1))
        for document in package.provenance()["documents"].values():
            used = {number for found in document["values"].values() for number in found}
            assert used <= known.keys()


def test_no_value_is_printed_without_a_source(made: list[Package]) -> None:
    for package in made:
        stated = package.provenance()["stated"]
        assert [row for row in stated if row["by"] == "untraced"] == []


def test_what_is_computed_was_computed_from_something(
    made: list[Package],
) -> None:
    for package in made:
        rows = package.provenance()["computed"]
        alone = {row["how"] for row in rows if not row["from"]}
        assert alone <= OF_NOTHING


def cells_of(text: str) -> Iterator[str]:
    _, *rows = csv.reader(StringIO(text, newline=""))
    for row in rows:
        yield from row


def leaves_of(text: str) -> Iterator[str]:
    def leaves(value: Any) -> Iterator[str]:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from leaves(item)
        else:
            yield value if isinstance(value, str) else json.dumps(value)

    yield from leaves(json.loads(text))


def words_of(text: str) -> Iterator[str]:
    for element in ET.fromstring(text).iter():  # noqa: S314 # we wrote it
        if (element.text or "").strip() and element.text not in {"v20151001", "SP"}:
            yield str(element.text)


def codes_of(text: str) -> Iterator[str]:
    """Yield what stands between backticks in rows of tables."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield from re.findall(r"(?<!\\)`([^`\\]+)`", line)


@pytest.mark.parametrize(
    ("suffix", "values"),
    [
        (".csv", cells_of),
        (".json", leaves_of),
        (".xml", words_of),
    ],
)
def test_every_value_that_a_reader_finds_is_in_it(
    made: list[Package],
    suffix: str,
    values: Callable[[str], Iterator[str]],
) -> None:
    count = 0
    for name, text, known in documents(made, suffix):
        for value in values(text):
            count += 1
            assert value in known or value == "", f"{name}: {value}"
    assert count > 100


def test_every_identifier_in_a_table_of_a_letter_is_in_it(
    made: list[Package],
) -> None:
    words = " ".join(
        file.read_text(encoding="utf-8")
        for folder in TEMPLATES.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".md.j2")
    )
    count = 0
    for name, text, known in documents(made, ".md"):
        for value in codes_of(text):
            count += 1
            assert value in known or f"`{value}`" in words, f"{name}: {value}"
    assert count > 100


FIGURE = re.compile(r"(?<![\w.])-?\d+(?:[-.:/]\d+)*(?!\w)")


def figures_of(texts: Iterable[str]) -> set[str]:
    """Return the numbers and days in texts; a word with a digit is none."""
    return {figure for text in texts for figure in FIGURE.findall(text)}


def test_every_figure_and_every_day_in_a_letter_is_in_it(
    made: list[Package],
) -> None:
    """Whatever a letter says in figures, a source says, or the letter's own words."""
    words = {
        file.name: file.read_text(encoding="utf-8")
        for folder in TEMPLATES.iterdir()
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(".md.j2")
    }
    own = figures_of(words.values())
    count = 0
    for name, text, known in documents(made, ".md"):
        said = figures_of([text.replace("\\", "")])
        count += len(said)
        assert said <= figures_of(known) | own, name
    assert count > 500


def test_a_declared_value_stands_where_the_file_says(made: list[Package]) -> None:
    """What is the same in every row of a table is said of the row, not of its cell."""
    count = 0
    for package in made:
        for declaration in package.provenance()["declarations"]:
            file = package.example / declaration["file"]
            lines = file.read_text("utf-8").splitlines()
            constants = constants_of(package) if file.suffix == ".csv" else ""
            for field in declaration["fields"]:
                value = field.get("value")
                if not isinstance(value, str | int):
                    continue
                there = lines[field["line"] - 1][field["column"] - 1 :].lstrip("\"'")
                shown = json.dumps(value, ensure_ascii=False).strip('"')
                if file.suffix == ".csv":
                    shown = shown.replace('\\"', '""')
                stands = there[:1] in "|>" or there.startswith(shown[:20])
                assert stands or shown in constants, f"{file}: {field}"
                count += 1
    assert count > 1000


def constants_of(package: Package) -> str:
    """Return the part of an inventory that holds for every row of its table."""
    texts = (file.read_text("utf-8") for file in package.example.rglob("*.yaml"))
    return "".join(text.partition("constants:")[2] for text in texts)
