"""A PDF file says what the page says, on every sheet, and takes nothing in."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from checker.render.page import PageMarks, PagePrinter
from checker.render.pdf import pdf_printer
from checker.resources import data_dir

LETTER, A4 = (612, 792), (595, 842)
NAME = "DRAFT-concurrence-pge"


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


def page_of(package: Path) -> str:
    return (package / f"{NAME}.html").read_text(encoding="utf-8")


def test_every_word_of_the_page_is_in_it(package: Path) -> None:
    text = text_of((package / f"{NAME}.pdf").read_bytes())
    main = page_of(package).partition("<main>")[2].partition("</main>")[0]
    cells = re.findall(r"<(?:p|td|th[^>]*|h\d[^>]*)>(.*?)</(?:p|td|th|h\d)>", main)
    plain = [re.sub(r"<[^>]*>", "", cell) for cell in cells]
    assert len(plain) > 100
    for cell in plain:
        shown = cell.replace("&amp;", "&").replace("&#39;", "'")
        assert words(shown) in text


def test_every_page_of_a_draft_says_so_and_has_its_number(package: Path) -> None:
    pages = PdfReader(package / f"{NAME}.pdf").pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        text = words(page.extract_text())
        assert "DRAFTNOTFORSUBMISSION" in text
        assert f"{number}/{len(pages)}" in text


def test_it_is_tagged_titled_and_dated_by_the_judgement(package: Path) -> None:
    reader = PdfReader(package / f"{NAME}.pdf")
    assert reader.metadata is not None
    assert str(reader.metadata.title).startswith("DRAFT: Request for concurrence")
    assert str(reader.metadata.creation_date_raw).startswith("D:20261208")
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"


def test_it_is_in_the_manifest_with_the_page_that_it_was_made_of(
    package: Path,
) -> None:
    manifest = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
    (made_of,) = (
        entry["from"] for entry in manifest["documents"] if entry["format"] == "pdf"
    )
    assert made_of == [f"{NAME}.md"]


@pytest.mark.parametrize(("paper", "size"), [("letter", LETTER), ("a4", A4)])
def test_paper_is_upright_and_turned_for_wide_tables(
    package: Path, paper: str, size: tuple[int, int]
) -> None:
    content = pdf_printer(paper)(page_of(package))
    assert sizes(content) == {size, size[::-1]}


def test_the_same_page_gives_the_same_bytes(package: Path) -> None:
    written = (package / f"{NAME}.pdf").read_bytes()
    assert pdf_printer("letter")(page_of(package)) == written


def test_nothing_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>',
        encoding="utf-8",
    )
    marks = PageMarks(
        document="d",
        status="final",
        draft=False,
        as_of=date(2026, 12, 8),
        profile="conservative",
        tool_version="0.1.0",
    )
    page = PagePrinter(data_dir("templates")).page("# t\n\nwords\n", marks)
    hostile = page.replace("<main>", f'<main><img src="{secret.as_uri()}" alt="none">')
    assert text_of(pdf_printer("letter")(hostile)).count("SECRET") == 0
