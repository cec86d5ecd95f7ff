"""A declared text stays a text in every format."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from checker.render.formats import csv_row, json_text, markdown, unguarded
from tests.payloads import TEXTS

Portfolio = Any


def with_name(portfolio: Portfolio, name: str) -> str:
    quoted = json.dumps(name, ensure_ascii=False)  # a JSON text is a YAML text
    text = portfolio.good.replace("name: Cold Store battery", f"name: {quoted}")
    assert quoted in text
    return str(text)


def files(to: Path) -> dict[str, str]:
    texts = (file for file in to.rglob("*") if file.suffix not in {"", ".xlsx"})
    return {file.name: file.read_bytes().decode() for file in texts}


@pytest.mark.parametrize("payload", TEXTS)
def test_csv_gives_back_the_text_and_never_a_formula(payload: str) -> None:
    (row,) = csv.reader(
        io.StringIO(csv_row([payload, 1, -0.5]), newline=""), strict=True
    )
    assert row[1:] == ["1", "-0.5"]
    assert unguarded(row[0]) == payload
    assert not re.match(r"[=+\-@\t\n\uff1d\uff0b\uff0d\uff20]", row[0])


@pytest.mark.parametrize("payload", TEXTS)
def test_json_gives_back_the_text(payload: str) -> None:
    assert json.loads(json_text([payload])) == [payload]
    assert json_text(payload).isascii()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, with 2.5 and (this)", "plain text, with 2.5 and (this)"),
        ("R&D", "R&D"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("a | b", r"a \| b"),
        ("<b>", r"\<b\>"),
        ("{{ x }}", r"\{\{ x \}\}"),
        ("`c` *b* _e_", r"\`c\` \*b\* \_e\_"),
        ("[l](u)", r"\[l\](u)"),
        ("# h", r"\# h"),
        ("- item", r"\- item"),
        ("12. item", r"12\. item"),
        ("12.5 kW", "12.5 kW"),
        ("two\nlines \t here", "two lines here"),
        ("back\\slash", r"back\\slash"),
        ("~x~ $y$", r"\~x\~ \$y\$"),
    ],
)
def test_markdown_is_escaped(text: str, shown: str) -> None:
    assert markdown(text) == shown


@pytest.mark.parametrize("payload", [text for text in TEXTS if "\n" not in text])
def test_a_declared_name_cannot_break_out_of_any_document(
    portfolio: Portfolio, tmp_path: Path, payload: str
) -> None:
    material = portfolio.material(with_name(portfolio, payload))
    assert portfolio.render(material, tmp_path).refused == ()
    written = files(tmp_path)
    ders = list(
        csv.DictReader(io.StringIO(written["ders.csv"], newline=""), strict=True)
    )
    assert unguarded(ders[0]["der_name"]) == payload
    assert json.loads(written["registration.json"])["ders"][0]["der_name"] == payload
    for name in ("registration.md", "concurrence-pge.md", "schedule-1.md"):
        line = next(
            s for s in written[name].split("\n") if s.startswith("| `bess-1` |")
        )
        header = "| DER | Name | Site | Technology |"
        (columns,) = {
            s.count("|") for s in written[name].split("\n") if s.startswith(header)
        }
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == columns
        assert "<script" not in line.replace("\\<", "")
        assert "conservative" not in line


@pytest.mark.parametrize("payload", ['A"&<B', "]]>", "x--y", "</mRID>"])
def test_xml_gives_back_the_text(
    portfolio: Portfolio, tmp_path: Path, payload: str
) -> None:
    text = portfolio.good.replace(
        "resource_id: NORTH_7_DERA1\nproduct",
        f"resource_id: {json.dumps(payload)}\nproduct",
    )
    material = portfolio.material(text, overrides=("a--b is -->",))
    portfolio.render(material, tmp_path)
    bid = ET.fromstring(files(tmp_path)["self-schedule-north-2026-12-10.xml"])  # noqa: S314 # our own output
    space = "{http://www.caiso.com/soa/RawBidSet_v4.xsd#}"
    found = bid.findtext(f".//{space}RegisteredGenerator/{space}mRID")
    assert found == payload
