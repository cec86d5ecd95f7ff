"""A page says what the Markdown says, and can neither run nor fetch anything."""

import re
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it.rules_core import inline as whole_inline

from checker.render.breaks import breakable, code_words
from checker.render.formats import code, markdown
from checker.render.page import PageMarks, PagePrinter, markdown_reader
from checker.resources import data_dir

MARKS = PageMarks(
    document="A document",
    status="final",
    draft=False,
    as_of=date(2026, 12, 8),
    profile="conservative",
    tool_version="0.1.0",
)

TABLE = """\
# A title

## Sites

| Site | MW | Note |
|---|---|---|
| `a` | 1.5 | x |
| `b` | -20 | 3 |
"""


@pytest.fixture(scope="module")
def pages() -> PagePrinter:
    return PagePrinter(data_dir("templates"))


class _Elements(HTMLParser):
    """Every element with its attributes, and the text outside of head and frame."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.main = ""
        self._inside = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = self._inside or tag == "main"

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "main"

    def handle_data(self, data: str) -> None:
        self.main += data if self._inside else ""

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


def shown(pages: PagePrinter, text: str, **marks: Any) -> _Elements:
    return _Elements(pages.page(text, MARKS._replace(**marks)))


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![i](http://example.com/x.png)",
    "<http://example.com>",
    "</td></table><h1>x",
    "a | b \\| c \\",
    "`code` **bold** _em_ ~~x~~",
    "&lt;b&gt; &#60; &amp;",
    '" onmouseover="x',
    "# heading",
    "1. list",
    "=SUM(A1)",
    "> **DRAFT** not",
    "日本 éü 😀",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_declared_text_is_shown_as_it_is(pages: PagePrinter, text: str) -> None:
    source = (
        f"# t\n\n{markdown(text)}\n\n| a | b |\n|---|---|\n| {markdown(text)} | x |\n"
    )
    page = shown(pages, source)
    assert page.main.count(text) == 2
    tags = {tag for tag, _ in page.found}
    assert tags.isdisjoint({"script", "img", "a", "iframe", "link", "strong", "em"})
    assert len(page.named("h1")) == 1
    assert not any(
        name.startswith("on") or name == "style" for _, at in page.found for name in at
    )


@pytest.mark.parametrize(
    "text",
    ["0041200117", "a  b", " a ", "a|b", "a\\|b", "``", "`", "x`y``z", "<b>", "a&b;"],
)
def test_an_identifier_is_shown_to_the_character(pages: PagePrinter, text: str) -> None:
    in_table = f"| a | b |\n|---|---|\n| x | {code(text)} |\n"
    assert f"\n{text}\n" in shown(pages, in_table).main.replace("x\n", "\n")
    assert shown(pages, f"= {code(text)} =").main.strip() == f"= {text} ="


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "a < b > c",
        "[x](y)",
        "`a`",
        "`a` `b`",
        "`` a`b ``",
        "**a** b",
        "a &amp; b",
    ],
)
def test_a_shortcut_reads_a_line_as_the_parser_does(text: str) -> None:
    slow, quick = markdown_reader(), markdown_reader()
    slow.core.ruler.at("inline", whole_inline)
    assert quick.render(text) == slow.render(text)


def test_a_page_has_no_script_and_asks_for_nothing(pages: PagePrinter) -> None:
    page = shown(pages, TABLE)
    policy = [at["content"] for at in page.named("meta") if "http-equiv" in at]
    assert len(policy) == 1
    assert str(policy[0]).startswith("default-src 'none'; style-src 'sha256-")
    assert not any({"src", "action", "ping"} & set(at) for _, at in page.found)
    assert all(str(at["href"]).startswith("#") for at in page.named("a"))
    assert "url(" not in pages.page(TABLE, MARKS)


def test_the_language_and_the_landmarks_are_named(pages: PagePrinter) -> None:
    page = shown(pages, TABLE)
    assert page.named("html") == [{"lang": "en"}]
    for landmark in ("header", "main", "footer"):
        assert len(page.named(landmark)) == 1


def test_a_table_has_a_caption_and_cells_that_name_their_scope(
    pages: PagePrinter,
) -> None:
    page = shown(pages, TABLE)
    assert [at["scope"] for at in page.named("th")] == ["col"] * 3 + ["row"] * 2
    assert "Sites" in page.main.partition("</h2>")[0]
    assert len(page.named("caption")) == 1
    (region,) = [at for at in page.named("div") if at.get("role") == "region"]
    assert (region["aria-label"], region["tabindex"]) == ("Sites", "0")


def test_a_column_of_numbers_is_aligned_as_one(pages: PagePrinter) -> None:
    page = shown(pages, TABLE)
    numbers = [tag for tag, at in page.found if at.get("class") == "number"]
    assert numbers == ["th", "td", "td"]


@pytest.mark.parametrize(("columns", "kind"), [(2, "pairs"), (7, "plain"), (8, "wide")])
def test_a_wide_table_turns_the_paper(
    pages: PagePrinter, columns: int, kind: str
) -> None:
    row = "| x " * columns + "|\n"
    page = shown(pages, f"# t\n\n## s\n\n{row}{'|---' * columns}|\n{row}")
    (table,) = page.named("table")
    assert str(table["class"]).partition("-")[0] == kind
    (section,) = page.named("section")
    assert ("wide" in str(section.get("class"))) == (kind == "wide")


@pytest.mark.parametrize(("rows", "kept"), [(8, True), (9, False)])
def test_a_short_table_is_kept_on_one_sheet(
    pages: PagePrinter, rows: int, kept: bool
) -> None:
    text = "# t\n\n### s\n\n| a | b |\n|---|---|\n" + "| x | y |\n" * rows
    page = shown(pages, text)
    (region,) = [at for at in page.named("div") if at.get("role") == "region"]
    (section,) = page.named("section")
    assert ("short" in str(region["class"])) is kept
    assert (section.get("class") == "brief") is kept


def test_sections_nest_by_the_level_of_their_headings(pages: PagePrinter) -> None:
    text = "# t\n\n## a\n\n### b\n\n### c\n\n## d\n\nend\n"
    page = pages.page(text, MARKS)
    steps = re.findall(r"</?section|<h\d", page)
    assert steps == [
        "<h1",
        *("<section", "<h2"),
        *("<section", "<h3", "</section"),
        *("<section", "<h3", "</section", "</section"),
        *("<section", "<h2", "</section"),
    ]


def test_a_long_page_begins_with_a_list_of_its_sections(pages: PagePrinter) -> None:
    text = "# t\n\n" + "".join(f"## Part {n}\n\nx\n\n" for n in range(4))
    page = shown(pages, text)
    ids = {at["id"] for at in page.named("h2")}
    assert {str(at["href"])[1:] for at in page.named("a")} == ids
    assert len(ids) == 4


def test_a_heading_is_listed_and_is_the_title_as_text(pages: PagePrinter) -> None:
    name = "bayview-storage-with-a-long-name"
    text = f"# Of `{name}`\n\n" + "".join(f"## `{name}-{n}`\n\nx\n\n" for n in range(4))
    page = pages.page(text, MARKS)
    assert f"<title>Of {name}</title>" in page
    assert f">{name}-0</a>" in page


@pytest.mark.parametrize("word", ["DRAFT", "SIMULATED", "OVERRIDDEN", "WAIVED"])
def test_a_stamp_stands_out(pages: PagePrinter, word: str) -> None:
    page = shown(pages, f"# t\n\n> **{word}** something\n\n> quoted **{word}**\n")
    first, second = page.named("blockquote")
    assert first == {"class": f"stamp stamp-{word.lower()}", "role": "note"}
    assert second == {}


def test_only_a_draft_has_a_watermark(pages: PagePrinter) -> None:
    final, draft = (
        pages.page(TABLE, MARKS),
        pages.page(TABLE, MARKS._replace(draft=True)),
    )
    assert 'class="watermark"' not in final
    assert 'class="watermark"' in draft
    assert "<title>DRAFT: A title</title>" in draft


def test_the_status_is_at_the_foot(pages: PagePrinter) -> None:
    page = pages.page(TABLE, MARKS._replace(status="WAIVED: <x>"))
    assert "Status: WAIVED: &lt;x&gt;." in page


def pieces(html: str) -> Iterator[int]:
    return (len(piece) for piece in re.sub(r"</?code[^>]*>", "", html).split("<wbr>"))


@pytest.mark.parametrize(
    "text",
    [
        "sha256:6caa8229be337cf4838f5131227076ef114f0fc6f306ce4ab423ab2b38551faa",
        "market.operations@sunpath.example.com",
        "x" * 300,
    ],
)
def test_a_long_word_may_break_and_is_not_changed(text: str) -> None:
    for html in (breakable(text), code_words(text)):
        assert re.sub("<[^>]*>", "", html) == text
        assert max(pieces(html)) <= 20
    assert "\u00ad" not in breakable(text)


@pytest.mark.parametrize("text", ["bayview-001", "OAKLAND_1_N006", "0041200117"])
def test_a_short_identifier_never_breaks(text: str) -> None:
    assert code_words(text) == f'<code class="whole">{text}</code>'


@pytest.mark.parametrize("text", ["2026-12-08", "2026-12-08T08:00:00Z"])
def test_a_date_never_breaks(text: str) -> None:
    assert breakable(f"on {text}.") == f'on <span class="whole">{text}.</span>'
