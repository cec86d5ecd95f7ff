"""A page opens without complaint, asks for nothing and fits what it is shown on."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ViewportSize

Scheme = Literal["light", "dark"]

# Paper is as wide as the narrower of Letter and A4, without its margins.
WIDTHS = {"desktop": 1280, "phone": 375, "print": 672}

_OVERFLOWS = """() => {
  const root = document.documentElement;
  return root.scrollWidth > root.clientWidth;
}"""
_OVERFLOWS_PAPER = """() => {
  const root = document.documentElement;
  const across = 948;
  for (const table of document.querySelectorAll("table")) {
    const limit = table.closest(".wide") ? across : root.clientWidth;
    if (table.getBoundingClientRect().width > limit) return true;
    table.style.display = "none";
  }
  return root.scrollWidth > root.clientWidth;
}"""
_EMPTY_FIGURES = """() => [...document.querySelectorAll("svg")]
  .map((figure) => [figure, figure.getBoundingClientRect()])
  .filter(([figure, box]) => box.width * box.height === 0 || !figure.children.length)
  .map(([figure]) => figure.outerHTML.slice(0, 120))"""
_TABLES_WITHOUT_HEADER = """() => [...document.querySelectorAll("table")]
  .filter((table) => !table.querySelector("th[scope]"))
  .map((table) => table.outerHTML.slice(0, 120))"""
_PALE = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const part = (x) => (x / 255 <= 0.03928 ? x / 3294.6
      : ((x / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const pale = [];
  const selector = "p, li, a, h1, h2, h3, th, td, code, strong, .banner";
  for (const element of document.querySelectorAll(selector)) {
    if (element.closest("svg") || !element.textContent.trim()) continue;
    const one = light(parse(getComputedStyle(element).color));
    const two = light(behind(element));
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < 4.5) pale.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 90)}`);
  }
  return pale;
}"""


_MARK = """() => {
  const mark = document.querySelector(".watermark");
  const shown = mark && mark.getBoundingClientRect().width > 0;
  return shown ? getComputedStyle(mark).position : "none";
}"""
_GROUND = "() => getComputedStyle(document.documentElement).backgroundColor"
_WHITE = "rgb(255, 255, 255)"


class Visit:
    """Opens pages and writes down what is wrong with them."""

    def __init__(self, browser: Browser, scheme: Scheme) -> None:
        context = browser.new_context(color_scheme=scheme)
        self.page = context.new_page()
        self.faults: list[str] = []
        self._at = ""
        self.page.on("request", self._requested)
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.note(f"fails: {error}"))

    def note(self, fault: str) -> None:
        self.faults.append(f"{self._at}: {fault}")

    def open(self, path: Path) -> None:
        self._at = f"{path.parent.name}/{path.name}"
        self.page.goto(path.as_uri())

    def show(self, view: str) -> None:
        size: ViewportSize = {"width": WIDTHS[view], "height": 900}
        self.page.set_viewport_size(size)
        self.page.emulate_media(media="print" if view == "print" else "screen")

    def expect(self, *checks: tuple[str, str, object]) -> None:
        """Run scripts in one go; each comes with what it is a fault to return not."""
        scripts = ", ".join(f"({script})()" for script, _, _ in checks)
        values = self.page.evaluate(f"() => [{scripts}]")
        for value, (_, fault, wanted) in zip(values, checks, strict=True):
            if value != wanted:
                self.note(f"{fault}: {value}")

    def _requested(self, request: Any) -> None:
        if not request.url.startswith("file://"):
            self.note(f"asks for {request.url}")

    def _said(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.note(f"says {message.text}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_quiet_and_well_shown_at_every_size(
    browser: Browser, pages: list[Path], scheme: Scheme
) -> None:
    visit = Visit(browser, scheme)
    for path in pages:
        visit.open(path)
        for view in ("desktop", "phone"):
            visit.show(view)
            visit.expect(
                (_TABLES_WITHOUT_HEADER, "a table without a header", []),
                (_OVERFLOWS, f"overflows on {view}", False),
                (_EMPTY_FIGURES, f"an empty figure on {view}", []),
                (_PALE, f"pale text on {view}", []),
            )
        visit.show("print")
        visit.expect(
            (_GROUND, "paper is not white", _WHITE),
            (_EMPTY_FIGURES, "an empty figure in print", []),
            (_MARK, "a draft that is not marked on every sheet", mark_of(path)),
            (_OVERFLOWS_PAPER, "overflows in print", False),
        )
    assert visit.faults == []


def mark_of(path: Path) -> str:
    """Return how the watermark of a page is placed: on every sheet of a draft."""
    return "fixed" if path.name.startswith("DRAFT-") else "none"


def test_every_example_has_pages_of_each_kind(pages: list[Path]) -> None:
    kinds: dict[str, set[str]] = {}
    for path in pages:
        example, kind, *_ = path.parts[path.parts.index("pages0") + 1 :]
        kinds.setdefault(example, set()).add(kind)
    whole = {"documents", "dossier", "timeline.html"}
    assert all(
        found >= (whole - {"documents"} if name.startswith("bad-") else whole)
        for name, found in kinds.items()
    )
    assert len(pages) > 100


def test_a_draft_is_marked_on_screen(browser: Browser, pages: list[Path]) -> None:
    visit = Visit(browser, "light")
    drafts = [path for path in pages if path.name.startswith("DRAFT-")]
    assert len(drafts) > 20
    visit.show("desktop")
    for path in drafts:
        visit.open(path)
        assert visit.page.locator(".banner").is_visible(), path
