"""The dossier of every example: well formed, complete, and as it was reviewed.

`make golden` writes the pages anew (`python tests/golden/test_pages.py`). Look at the
difference, and at the pages in a browser, before you commit it.
"""

import json
import re
import sys
from argparse import ArgumentParser
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from checker.model.finding import Severity
from checker.pages.write import pages_of
from checker.pipeline import Options, Run, check, rule_book
from checker.resources import data_dir

EXAMPLES = Path(__file__).parents[2] / "examples"
REVIEWED = Path(__file__).parent / "pages"
BAD = EXAMPLES / "bad"
CASES = sorted(path.parent.name for path in BAD.glob("*/expected.json"))
GOOD = ("bay-area", "minimal", "waived", "own-policies")
AS_OF = date(2026, 12, 8)

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_DIGEST = re.compile(r"'sha256-[^']+'")
_VOID = re.compile(r"<(meta|br)([^>]*?)/?>")
rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", rules)


def judged(portfolio: Path, as_of: date = AS_OF, profile: str | None = None) -> Run:
    options = Options(as_of=as_of, today=as_of, profile=profile)
    return check((portfolio,), options)


def pages(run: Run) -> dict[str, str]:
    return pages_of(run, data_dir("templates"))


def body_of(page: str) -> str:
    """Return a page without its style sheet, which is reviewed where it stands."""
    return _DIGEST.sub("'...'", _STYLE.sub("<style>...</style>", page))


def parsed(page: str) -> ElementTree.Element:
    """Read a page with a strict parser, once its few void elements are closed."""
    closed = _VOID.sub(r"<\1\2/>", body_of(page)).replace("<!doctype html>", "")
    return ElementTree.fromstring(closed)  # noqa: S314 # our own page


def text_of(page: str) -> str:
    return " ".join("".join(parsed(page).itertext()).split())


@pytest.mark.parametrize("example", GOOD)
def test_the_pages_are_as_they_were_reviewed(example: str) -> None:
    found = {
        name: body_of(page) for name, page in pages(judged(EXAMPLES / example)).items()
    }
    reviewed = {
        path.name: path.read_text(encoding="utf-8")
        for path in (REVIEWED / example).glob("*.html")
    }
    assert found == reviewed, "run `make golden` and look at the difference"


@pytest.mark.parametrize("case", CASES)
def test_every_finding_of_a_bad_example_stands_on_a_well_formed_page(case: str) -> None:
    run = judged(BAD / case, **arguments_of(case))
    shown = {name: text_of(page) for name, page in pages(run).items()}
    for finding in run.report.findings:
        place = f"{finding.location.file}:{finding.location.span.line}"
        assert any(
            finding.policy in text and place in text for text in shown.values()
        ), finding


def arguments_of(case: str) -> dict[str, Any]:
    expected = json.loads((BAD / case / "expected.json").read_text(encoding="utf-8"))
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, required=True)
    parser.add_argument("--profile")
    parser.add_argument("--fail-on", type=Severity, default=Severity.ERROR)
    given = vars(parser.parse_args(expected["arguments"]))
    return {name: value for name, value in given.items() if name != "fail_on"}


@pytest.mark.parametrize("example", GOOD)
def test_identifiers_of_elements_are_there_once_and_links_lead_somewhere(
    example: str,
) -> None:
    run = judged(EXAMPLES / example)
    every = pages(run)
    for page in every.values():
        root = parsed(page)
        ids = [e.attrib["id"] for e in root.iter() if "id" in e.attrib]
        assert len(ids) == len(set(ids))
        named = " ".join(e.attrib.get("aria-labelledby", "") for e in root.iter())
        assert set(named.split()) <= set(ids)
        links = {e.attrib["href"] for e in root.iter("a")}
        assert links <= every.keys()


def test_every_figure_says_in_words_what_it_shows() -> None:
    for page in pages(judged(EXAMPLES / "bay-area")).values():
        for drawing in parsed(page).iter("svg"):
            assert drawing.attrib["role"] == "img"
            assert drawing.findtext("title")
            assert drawing.findtext("desc")


def test_a_declared_text_is_never_markup(tmp_path: Path) -> None:
    text = (EXAMPLES / "minimal" / "portfolio.yaml").read_text(encoding="utf-8")
    name = next(line for line in text.splitlines() if line.startswith("name: "))
    for number, payload in enumerate(
        ("<script>alert(1)</script>", "'\"><img src=x onerror=alert(1)>", "&lt;{{ 7 }}")
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        quoted = "name: " + json.dumps(payload)
        (folder / "a.yaml").write_text(text.replace(name, quoted), encoding="utf-8")
        for page in pages(judged(folder)).values():
            assert "<script" not in page
            assert "<img" not in page
            assert "49" not in text_of(page).split()
            parsed(page)


if __name__ == "__main__":
    for good in GOOD:
        folder = REVIEWED / good
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.html"):
            old.unlink()
        for name, page in pages(judged(EXAMPLES / good)).items():
            (folder / name).write_text(body_of(page), encoding="utf-8")
