"""What is printed about a hostile portfolio is read back by strict readers."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

from checker.load.read import read_file

__all__ = [
    "FREE",
    "UNSEEN",
    "harmless",
    "harmless_book",
    "portfolio",
    "seen",
    "spoiled",
]

MINIMAL = Path(__file__).parents[1] / "examples" / "minimal"
FREE = {"name", "legal_name", "party_name", "signed_by", "street", "city"}
UNSEEN = {"Cc", "Cf", "Zl", "Zp"}


def spoiled(value: Any, texts: Iterator[str]) -> Any:
    """Return data whose free texts are payloads."""
    if isinstance(value, dict):
        return {
            key: next(texts) if key in FREE else spoiled(inner, texts)
            for key, inner in value.items()
        }
    return [spoiled(one, texts) for one in value] if isinstance(value, list) else value


def portfolio(folder: Path, payloads: tuple[str, ...], *, broken: bool) -> Path:
    """Write the minimal example anew; a broken one has unknown fields and names."""
    texts = cycle(payloads)
    folder.mkdir()
    documents = read_file(MINIMAL, "portfolio.yaml").documents
    for number, document in enumerate(documents):
        data = spoiled(document.data, texts)
        if broken:
            data[next(texts)] = next(texts)
            data["sub_lap"] = data["provider"] = next(texts)
        (folder / f"{number}.yaml").write_text(json.dumps(data), encoding="utf-8")
    return folder


def seen(text: str) -> None:
    """Refuse what a terminal acts on or hides, and what a runner reads as a command."""
    unseen = {c for c in text if unicodedata.category(c) in UNSEEN} - {"\n"}
    assert not unseen, unseen
    lines = text.split("\n")
    # Our own mark of a related place, `:::`, is no command of any name.
    begun = [line.strip() for line in lines if line.strip().startswith("::")]
    assert [line for line in begun if not line.startswith("::: ")] == []
    assert "##[" not in text


class Elements(HTMLParser):
    """Every element of a page, and every attribute that could run or load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.acting: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.acting += [
            (name, value)
            for name, value in attrs
            if name.startswith("on")
            or (name in {"src", "href"} and re.match("[a-z]+:", value or ""))
        ]


def harmless(name: str, text: str) -> None:
    """Hold a file to a strict reader of its format, told by its ending."""
    kind = name.rpartition(".")[2]
    if kind == "json":
        assert "injected" not in json.loads(text)
    elif kind == "csv":
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            number = re.compile(r"-?[0-9.]+")
            cells = [cell for cell in row if not number.fullmatch(cell)]
            assert [c for c in cells if re.match(r"[=+\-@\t\uff1d]", c)] == []
    elif kind == "xml":
        assert "<!DOCTYPE" not in text
        ET.fromstring(text)  # noqa: S314 # our own output
    elif kind == "html":
        page = Elements(text)
        assert page.acting == []
        assert page.tags.isdisjoint({"script", "img", "iframe", "object", "evil"})
    elif kind == "md":
        # Markdown reads nothing in code, nor in elements whose text is escaped.
        bare = re.sub(r"<(pre|code)>[^<]*</\1>", "", text)
        bare = re.sub(r"\\.|`[^`\n]*`", "", bare)
        assert re.search(r"<(script|img|svg|evil|http)|\]\(", bare) is None


def harmless_book(file: Path) -> set[str]:
    """Refuse formulas, links and what is not seen in a workbook; return its texts."""
    texts = set()
    for sheet in load_workbook(file).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                assert cell.hyperlink is None, cell.coordinate
                if isinstance(cell.value, str):
                    seen(cell.value.replace("::", ""))
                    texts.add(cell.value)
    return texts
