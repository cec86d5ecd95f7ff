"""Web pages and workbooks follow from what templates print."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from checker.render.documents import DocumentSpec, Output

Portfolio = Any

PAYLOADS = [
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "'=1",
    "#N/A",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "![x](http://example.com/y.png)",
    "a | b || c",
    "`code` **bold** \\",
    "</table><h1>",
    "30 characters of a long name.",
    "日本 éü 😀",
]


def rendered(portfolio: Portfolio, to: Path, text: str, **options: Any) -> Path:
    result = portfolio.render(portfolio.material(text), to, **options)
    assert result.refused == ()
    return to / ("north.draft" if options.get("draft") else "north")


def named(portfolio: Portfolio, name: str) -> str:
    quoted = json.dumps(name, ensure_ascii=False)
    return str(
        portfolio.good.replace("name: Cold Store battery", f"name: {quoted}").replace(
            "name: Cold Store\n", f"name: {quoted}\n"
        )
    )


def sheet_rows(file: Path, sheet: str) -> list[dict[str, Any]]:
    rows = load_workbook(io.BytesIO(file.read_bytes()))[sheet].iter_rows()
    header = [str(cell.value) for cell in next(rows)]
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_markdown_file_has_a_page_and_every_table_a_sheet(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    folder = rendered(portfolio, tmp_path, portfolio.good)
    names = {file.name for file in folder.iterdir()}
    written = [name for name in names if name.endswith(".md")]
    assert written
    assert {name.replace(".md", ".html") for name in written} <= names
    manifest = json.loads((folder / "manifest.json").read_text())
    made_of = {entry["file"]: entry.get("from") for entry in manifest["documents"]}
    assert made_of["registration.html"] == ["registration.md"]
    assert made_of["registration.xlsx"] == ["sites.csv", "ders.csv"]
    tables = {name for name in names if name.endswith(".csv")}
    books = [sources for name, sources in made_of.items() if name.endswith(".xlsx")]
    assert {table for sources in books for table in sources or ()} == tables


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_declared_name_stays_a_text_in_pages_and_workbooks(
    portfolio: Portfolio, tmp_path: Path, payload: str
) -> None:
    folder = rendered(portfolio, tmp_path, named(portfolio, payload))
    for sheet, column in (("sites", "name"), ("ders", "der_name")):
        cell = sheet_rows(folder / "registration.xlsx", sheet)[0][column]
        assert (cell.value, cell.data_type) == (payload, "s")
    for page in folder.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text
        assert "<img" not in text
        assert 'href="' not in text.replace('href="#', "")
        assert text.count("<h1") == 1


def test_identifiers_keep_their_zeros_and_numbers_are_numbers(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    folder = rendered(portfolio, tmp_path, portfolio.good)
    row = sheet_rows(folder / "registration.xlsx", "ders")[0]
    shown = {name: (cell.value, cell.data_type) for name, cell in row.items()}
    assert shown["service_account_id"] == ("0041200117", "s")
    assert shown["zip"] == ("94607", "s")
    assert shown["import_mw"] == (0.4505, "n")
    assert shown["exports"] == (True, "b")
    assert shown["effective_start"][0].date() == date(2026, 6, 1)
    page = (folder / "registration.html").read_text(encoding="utf-8")
    assert '<code class="whole">0041200117</code>' in page


def test_a_draft_says_so_in_every_format(portfolio: Portfolio, tmp_path: Path) -> None:
    text = portfolio.good.replace("reservation_id: CAID-1\n", "")
    folder = rendered(portfolio, tmp_path, text, draft=True)
    page = (folder / "DRAFT-registration.html").read_text(encoding="utf-8")
    assert 'class="watermark"' in page
    assert "MISSING" in page
    book = load_workbook(folder / "DRAFT-registration.xlsx")
    assert book["about"]["A1"].value == "DRAFT, NOT FOR SUBMISSION"
    assert all(name.startswith(("about", "DRAFT ")) for name in book.sheetnames)


def test_the_same_input_gives_the_same_bytes(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    first = rendered(portfolio, tmp_path / "one", portfolio.good)
    second = rendered(portfolio, tmp_path / "two", portfolio.good)
    for file in first.iterdir():
        assert file.read_bytes() == (second / file.name).read_bytes(), file.name


def test_no_pdf_is_made_unless_it_is_asked_for(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    assert not list(rendered(portfolio, tmp_path, portfolio.good).glob("*.pdf"))


def spec(*outputs: tuple[str, str]) -> DocumentSpec:
    return DocumentSpec(
        id="d",
        title="t",
        package="aggregation",
        gate="market",
        needs=(),
        areas=frozenset(),
        outputs=tuple(
            Output.model_validate({"file": f, "template": "x.j2", "format": form})
            for f, form in outputs
        ),
    )


@pytest.mark.parametrize(
    ("outputs", "files"),
    [
        ([("a.json", "json")], ["a.json"]),
        ([("a.md", "markdown")], ["a.md", "a.html", "a.pdf"]),
        ([("{x}-a.csv", "csv")], ["{x}-a.csv", "{x}-a.xlsx"]),
        (
            [("a.md", "markdown"), ("b.csv", "csv"), ("c.csv", "csv")],
            ["a.md", "a.html", "a.pdf", "b.csv", "c.csv", "a.xlsx"],
        ),
    ],
)
def test_a_document_knows_every_file_that_it_writes(
    outputs: list[tuple[str, str]], files: list[str]
) -> None:
    assert list(spec(*outputs).files()) == files
