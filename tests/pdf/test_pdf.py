"""A PDF file says what the page says, on every sheet, and takes nothing in.

How many pages each document of each example has stands in `page_counts.json`, with the
fonts and the WeasyPrint that it was counted with: `make golden` writes it anew (`python
tests/pdf/test_pdf.py`). Look at the pages before you commit another count. With other
fonts or another WeasyPrint a line may break elsewhere, and a document may have a page
more or less; with those that `.ci/run` installs it may not.
"""

import json
import os
import re
from datetime import date
from html import unescape
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pypdf import PdfReader

from checker.errors import OutputError
from checker.render.page import PageMarks, PagePrinter
from checker.render.pdf import pdf_printer
from checker.resources import data_dir
from tests.pdf.conftest import write_all

LETTER, A4 = (612, 792), (595, 842)
NAME = "DRAFT-concurrence-pge"
COUNTS = Path(__file__).parent / "page_counts.json"


def sizes(content: bytes) -> set[tuple[int, int]]:
    boxes = (page.mediabox for page in PdfReader(BytesIO(content)).pages)
    return {(round(box.width), round(box.height)) for box in boxes}


def words(text: str) -> str:
    """Return a text without spaces: where a line breaks is the printer's affair."""
    return re.sub(r"\s", "", text)


def text_of(content: bytes) -> str:
    return words(
        "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    )


def page_of(draft: Path) -> str:
    return (draft / f"{NAME}.html").read_text(encoding="utf-8")


def cells_of(page: str) -> list[str]:
    """Return the text of each heading, paragraph and cell of a page."""
    main = page.partition("<main>")[2].partition("</main>")[0]
    found = re.findall(r"<(p|td|th|h\d)\b[^>]*>(.*?)</\1>", main, flags=re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", cell)) for _, cell in found]


def counted(packages: Path) -> dict[str, Any]:
    """Return how many pages each document has, and what that depends on."""
    files = sorted(packages.rglob("*.pdf"))
    readers = {file.relative_to(packages).as_posix(): PdfReader(file) for file in files}
    fonts = set().union(*map(fonts_of, readers.values()))
    return {
        "fonts": sorted(fonts),
        "weasyprint": ".".join(version("weasyprint").split(".")[:2]),
        "pages": {name: len(reader.pages) for name, reader in readers.items()},
    }


def fonts_of(reader: PdfReader) -> set[str]:
    """Return the families of the fonts in a file: `ABCDEF+Liberation-Sans-Bold`."""
    found = set()
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources.get("/Font", {}).values():
            name = str(font.get_object()["/BaseFont"]).partition("+")[2]
            found.add(re.sub("-?(Bold|Italic|Oblique|Regular)+$", "", name))
    return found


def test_every_document_has_as_many_pages_as_when_it_was_reviewed(
    packages: Path,
) -> None:
    reviewed, found = json.loads(COUNTS.read_text(encoding="utf-8")), counted(packages)
    same = all(found[name] == reviewed[name] for name in ("fonts", "weasyprint"))
    assert found["pages"].keys() == reviewed["pages"].keys()
    for name, count in reviewed["pages"].items():
        allowed = {count} if same else {count - 1, count, count + 1}
        assert found["pages"][name] in allowed, f"{name}: look at the pages"


def test_the_gate_has_the_fonts_that_the_pages_were_counted_with(
    packages: Path,
) -> None:
    """Elsewhere any fonts will do; there the count is exact, so it must be so."""
    reviewed, found = json.loads(COUNTS.read_text(encoding="utf-8")), counted(packages)
    if os.environ.get("DERA_REQUIRE_SYSTEM_TOOLS"):
        assert found["fonts"] == reviewed["fonts"], "install fonts-liberation"
    assert len(found["fonts"]) >= 2  # one for texts, one for identifiers


def test_every_word_of_every_page_is_in_its_pdf_file(packages: Path) -> None:
    pages = sorted(packages.rglob("*.html"))
    assert len(pages) >= 60
    for page in pages:
        text = text_of(page.with_suffix(".pdf").read_bytes())
        cells = cells_of(page.read_text(encoding="utf-8"))
        assert len(cells) > 10
        assert [cell for cell in cells if words(cell) not in text] == [], page.name


def test_every_page_of_a_draft_says_so_and_has_its_number(draft: Path) -> None:
    pages = PdfReader(draft / f"{NAME}.pdf").pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        text = words(page.extract_text())
        assert "DRAFTNOTFORSUBMISSION" in text
        assert f"{number}/{len(pages)}" in text


def test_it_is_tagged_titled_and_dated_by_the_judgement(draft: Path) -> None:
    reader = PdfReader(draft / f"{NAME}.pdf")
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("DRAFT: Request for concurrence")
    assert str(reader.metadata.creation_date_raw).startswith("D:20261208")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"


def test_it_is_in_the_manifest_with_the_page_that_it_was_made_of(
    draft: Path,
) -> None:
    manifest = json.loads((draft / "manifest.json").read_text(encoding="utf-8"))
    (made_of,) = (
        entry["from"] for entry in manifest["documents"] if entry["format"] == "pdf"
    )
    assert made_of == [f"{NAME}.md"]


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4)])
def test_paper_is_upright_and_turned_for_wide_tables(
    draft: Path, paper: str, size: tuple[int, int]
) -> None:
    content = pdf_printer(paper)(page_of(draft))
    assert sizes(content) == {size, size[::-1]}


def test_the_same_page_gives_the_same_bytes(draft: Path) -> None:
    written = (draft / f"{NAME}.pdf").read_bytes()
    assert pdf_printer("letter")(page_of(draft)) == written


def small_page() -> str:
    marks = PageMarks(
        document="d",
        status="final",
        draft=False,
        as_of=date(2026, 12, 8),
        profile="conservative",
        tool_version="0.1.0",
    )
    return PagePrinter(data_dir("templates")).page("# t\n\nwords\n", marks)


def page_with(text: str) -> str:
    return small_page().replace("words", text)


@pytest.mark.parametrize(
    "name",
    [
        "Cafe\u0301 Zu\u0308rich",  # combining marks
        "\u0141\u00f3d\u017a \u03a9mega \u0421\u043a\u043b\u0430\u0434",
        "\u05de\u05d7\u05e1\u05df \u05e7\u05e8",  # from right to left
        "Thirty characters, not one less"[:30],
        "-0.0005 MW",
    ],
)
def test_a_name_of_any_script_that_a_font_has_is_shown(name: str) -> None:
    assert words(name) in text_of(pdf_printer("letter")(page_with(name)))


def test_a_character_that_no_font_has_is_refused_and_never_shown_as_a_box() -> None:
    nowhere = "\U000f1234"  # for private use: no font of a system has it
    with pytest.raises(OutputError, match=r"no font .*U\+F1234") as raised:
        pdf_printer("letter")(page_with(nowhere))
    assert "without --pdf" in str(raised.value.remedy)


def test_a_final_document_does_not_say_that_it_is_a_draft() -> None:
    assert text_of(pdf_printer("letter")(small_page())).count("DRAFT") == 0


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>',
        encoding="utf-8",
    )
    picture = f'<main><img src="{secret.as_uri()}" alt="none">'
    hostile = small_page().replace("<main>", picture)
    assert text_of(pdf_printer("letter")(hostile)).count("SECRET") == 0


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        write_all(Path(folder))
        table = json.dumps(counted(Path(folder)), indent=2) + "\n"
    COUNTS.write_text(table, encoding="utf-8")
