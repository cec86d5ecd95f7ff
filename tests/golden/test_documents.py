"""Every document of every example is as it was reviewed, to the byte.

Of a web page the style sheet is left out, which all pages share; of a workbook the
cells are held, with their types and formats. Manifests are not held: they change with
every policy.

`make golden` writes the files anew (`python tests/golden/test_documents.py`). Look at
the difference before you commit it.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from checker.pipeline import Options
from checker.pipeline.check import check_whole
from checker.pipeline.render import material_of
from checker.render.documents import load_documents
from checker.render.manifest import MANIFEST
from checker.render.material import PrintedPackage, RenderOptions
from checker.render.packages import print_packages
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
REVIEWED = Path(__file__).parent / "documents"
DAYS = {
    "bay-area": date(2026, 12, 8),
    "fleet": date(2026, 12, 8),
    "minimal": date(2026, 12, 8),
    "own-policies": date(2026, 12, 8),
    "reconciled": date(2026, 12, 14),
    "waived": date(2026, 12, 8),
}


def texts(example: str) -> dict[str, str]:
    """Return what is held of an example's documents, by their path."""
    return {
        f"{package.subject.id}/{name}": held(name, content)
        for package in packages(example)
        for name, content in package.files.items()
        if name != MANIFEST
    }


def packages(example: str) -> list[PrintedPackage]:
    as_of = DAYS[example]
    run = check_whole((EXAMPLES / example,), Options(as_of=as_of, today=as_of))
    templates, schemas = data_dir("templates"), SchemaSet.load(data_dir("schemas"))
    now = datetime(as_of.year, as_of.month, as_of.day, 17, tzinfo=UTC)
    made = print_packages(
        material_of(run, schemas),
        load_documents(templates, schemas),
        templates,
        RenderOptions(to=None, now=now),
    )
    return [package for package in made if isinstance(package, PrintedPackage)]


def held(name: str, content: bytes) -> str:
    if name.endswith(".xlsx"):
        return "\n".join(cells(content)) + "\n"
    text = content.decode()
    if name.endswith(".html"):
        return re.sub("<style>.*?</style>", "<style></style>", text, flags=re.DOTALL)
    return text


def cells(content: bytes) -> Iterator[str]:
    """Yield every cell of a workbook with its type and its number format."""
    for sheet in openpyxl.load_workbook(BytesIO(content)).worksheets:
        yield f"# {sheet.title}, frozen at {sheet.freeze_panes}"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    kind = f"{cell.data_type} {cell.number_format}"
                    yield f"{cell.coordinate} ({kind}): {cell.value!r}"


def file_of(example: str, name: str) -> Path:
    suffix = ".txt" if name.endswith(".xlsx") else ""
    return REVIEWED / example / f"{name}{suffix}"


@pytest.mark.parametrize("example", DAYS)
def test_every_document_is_as_it_was_reviewed(example: str) -> None:
    made = {file_of(example, n).as_posix(): text for n, text in texts(example).items()}
    folder = REVIEWED / example
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    reviewed = {file.as_posix(): file.read_bytes().decode() for file in files}
    assert sorted(made) == sorted(reviewed), "run `make golden`, look at the difference"
    for name, text in reviewed.items():
        assert made[name] == text, f"run `make golden`, look at {name}"


def test_every_example_that_complies_is_among_them() -> None:
    portfolios = {file.parent.name for file in EXAMPLES.glob("*/dera.yaml")}
    assert portfolios == set(DAYS)


if __name__ == "__main__":
    shutil.rmtree(REVIEWED, ignore_errors=True)
    for each in DAYS:
        for document, text in texts(each).items():
            file = file_of(each, document)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
