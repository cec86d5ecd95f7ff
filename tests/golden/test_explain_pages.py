"""`dera explain` has a full page for every identifier, and each is as it was reviewed.

`make golden` writes the pages anew (`python tests/golden/test_explain_pages.py`). Look
at the difference before you commit it.
"""

import json
from pathlib import Path

import pytest

from checker.model.engine import ENGINE_RULES
from checker.pipeline import rule_book
from checker.report.explain import explained, names

PAGES = Path(__file__).parent / "explain"
_, PACK = rule_book()
NAMES = sorted(names(PACK))

OF_A_POLICY = (
    *("Why", "Rule", "Sources", "Good example", "Bad example"),
    *("Remedy", "How to waive", "Tests"),
)
OF_A_PARAMETER = ("Meaning", "Values over time", "How to override")
OF_THE_ENGINE = ("Why", "Good example", "Bad example", "Remedy", "How to waive")


def page_of(name: str, form: str = "text") -> str:
    page = explained(name, PACK, form)
    assert page is not None
    return page


def file_of(name: str) -> Path:
    return PAGES / f"{name}.txt"


def sections_of(name: str) -> tuple[str, ...]:
    if name in PACK.policies:
        return OF_A_POLICY
    return OF_THE_ENGINE if name in ENGINE_RULES else OF_A_PARAMETER


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_as_it_was_reviewed(name: str) -> None:
    reviewed = file_of(name).read_text(encoding="utf-8")
    assert page_of(name) == reviewed, "run `make golden` and look at the difference"


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_a_full_one(name: str) -> None:
    lines = page_of(name).splitlines()
    headings = [line for line in lines[1:] if line and not line.startswith(" ")]
    missing = [section for section in sections_of(name) if section not in headings]
    assert missing == []
    ends = [n for n, line in enumerate(lines) if line in headings]
    assert all(lines[n + 1].strip() for n in ends), "a heading without a text"
    assert "Its tests hold none." not in page_of(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_there_as_markdown_and_as_data(name: str) -> None:
    markdown = page_of(name, "markdown")
    assert markdown.startswith("# ")
    for section in sections_of(name):
        assert f"\n## {section}\n" in markdown
    data = json.loads(page_of(name, "json"))
    assert data.get("id", data.get("name")) == name


def test_no_page_is_kept_of_what_is_gone() -> None:
    assert sorted(file.stem for file in PAGES.iterdir()) == NAMES


def write_pages() -> None:
    PAGES.mkdir(exist_ok=True)
    for file in PAGES.iterdir():
        file.unlink()
    for name in NAMES:
        file_of(name).write_text(page_of(name), encoding="utf-8")


if __name__ == "__main__":
    write_pages()
