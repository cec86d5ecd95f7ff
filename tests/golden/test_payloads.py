"""No declared text commands a terminal, a runner, a page or a spreadsheet.

Every text of a portfolio, names of unknown fields among them, is one of the shared
payloads; everything that dera writes about it is read back by strict readers.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from checker.cli.entry import run
from checker.load.read import read_file
from checker.pipeline import rule_book
from tests.payloads import COMMANDS, CONTROLS, TEXTS

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
DAY = ("--as-of", "2026-12-08")
FREE = {"name", "legal_name", "party_name", "signed_by", "street", "city"}
UNSEEN = {"Cc", "Cf", "Zl", "Zp"}
SETS = {"texts": TEXTS, "commands": COMMANDS, "controls": CONTROLS}
PRINTED = (
    *(("check", "-v", "-o", f) for f in ("text", "json", "sarif", "junit", "github")),
    *(("check", "-o", form) for form in ("gitlab", "markdown")),
    *(("timeline", "-o", f) for f in ("text", "json", "markdown", "html", "ics")),
    *(("reconcile", "-o", form) for form in ("text", "json", "markdown")),
    ("render", "--check"),
)
rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    monkeypatch.setattr("checker.pipeline.case.rule_book", rules)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")


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
    assert [line for line in lines if line.strip().startswith("::")] == []
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
        bare = re.sub(r"\\.|`[^`\n]*`", "", text)
        assert re.search(r"<(script|img|svg|evil|http)|\]\(", bare) is None


ENDINGS = {"json": "json", "sarif": "json", "gitlab": "json", "junit": "xml"}
ENDINGS |= {"html": "html"}


@pytest.mark.parametrize("broken", [False, True], ids=["valid", "broken"])
@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_what_is_printed_commands_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    payloads: tuple[str, ...],
    broken: bool,
) -> None:
    root = portfolio(tmp_path / "p", payloads, broken=broken)
    for command, *options in PRINTED:
        place = (
            ("--portfolio", str(root))
            if command in {"timeline", "reconcile"}
            else (str(root),)
        )
        code = run([command, *place, *options, *DAY])
        out, err = capsys.readouterr()
        assert code in (0, 1, 3), (command, options, err)
        form = options[-1]
        if form == "github":
            commands = [line for line in out.split("\n") if line.startswith("::")]
            heads = r"::(error|warning|notice) file=[^:]*::"
            assert all(re.match(heads, line) for line in commands)
            out = "\n".join(line for line in out.split("\n") if line not in commands)
            seen("".join(commands).replace("::", ""))
        if form == "ics":
            out = out.replace("\r\n", "\n")
        seen(out if form not in {"json", "sarif", "gitlab"} else out.replace("\t", ""))
        seen(err)
        if out:
            harmless(f"x.{ENDINGS.get(form, 'txt')}", out)


@pytest.mark.parametrize("payloads", SETS.values(), ids=SETS)
def test_what_is_written_commands_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], payloads: tuple[str, ...]
) -> None:
    root = portfolio(tmp_path / "p", payloads, broken=False)
    assert run(["render", str(root), "--draft", "--to", str(tmp_path / "d"), *DAY]) < 2
    assert run(["dossier", str(root), "--to", str(tmp_path / "pages"), *DAY]) == 0
    seen(capsys.readouterr().out)
    files = [
        file
        for folder in ("d", "pages")
        for file in (tmp_path / folder).rglob("*")
        if file.is_file()
    ]
    assert {file.suffix for file in files} >= {".json", ".html"}
    for file in files:
        assert file.resolve().is_relative_to(tmp_path)
        if file.suffix != ".xlsx":
            text = file.read_bytes().decode()
            unseen = {c for c in text if unicodedata.category(c) in UNSEEN}
            assert unseen <= {"\n", "\t"}, (file.name, unseen)
            harmless(file.name, text)
