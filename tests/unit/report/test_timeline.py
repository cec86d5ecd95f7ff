"""Timelines as text, Markdown, JSON and a page."""

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from checker.evaluate.run import Options
from checker.model.timeline import Assumption, State, Step, Timeline, TimelineReport
from checker.pipeline.timeline import timelines
from checker.report.cells import width
from checker.report.terminal import Terminal
from checker.report.timeline_chart import chart_of
from checker.report.timeline_html import as_html
from checker.report.timeline_json import as_json
from checker.report.timeline_markdown import as_markdown
from checker.report.timeline_text import as_text
from checker.report.timeline_words import assumed, headline
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

BAY_AREA = Path(__file__).parents[3] / "examples" / "bay-area"
AS_OF = date(2026, 12, 8)
HOSTILE = "<script>alert(1)</script>\x1b[31m | `x` @all https://evil.example &amp;"


@cache
def reckoned(by: date | None = None) -> TimelineReport:
    return timelines(BAY_AREA, Options(as_of=AS_OF, today=AS_OF), (), by).report


def timeline(by: date | None = None, name: str = "peninsula-ev") -> Timeline:
    return next(t for t in reckoned(by).timelines if t.aggregation == name)


def only(found: Timeline) -> TimelineReport:
    return replace(reckoned(), timelines=(found,))


class Page(HTMLParser):
    """Counts elements and keeps identifiers; complains of what is not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.named: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "aria-labelledby":
                self.named += (value or "").split()
            assert not name.startswith("on")
            assert name not in {"style", "src"}
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "meta":
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page_of(report: TimelineReport) -> Page:
    page = Page()
    page.feed(as_html(report))
    page.close()
    assert page.open == []
    return page


def test_the_json_follows_its_schema() -> None:
    schemas = SchemaSet.load(data_dir("schemas"))
    for by in (None, date(2027, 6, 1)):
        text = as_json(reckoned(by))
        assert text.isascii()
        assert schemas.accepts("timeline", json.loads(text))


def test_the_text_names_every_step_with_its_state_and_line() -> None:
    text = as_text(only(timeline()), Terminal(below="there/"))
    for step in timeline().steps:
        assert f"{step.id} {step.name}" in text
    assert "there/aggregations/peninsula-ev.yaml:19" in text
    assert "after L08" in text
    assert "1 aggregation: 0 in the market, 1 on the way, 0 of them too late" in text


@pytest.mark.parametrize("columns", [10, 60, 80, 200])
def test_the_chart_and_the_words_keep_within_the_terminal(columns: int) -> None:
    text = as_text(only(timeline()), Terminal(columns=columns))
    table, _, rest = text.partition("Next:")
    assert all(width(line) <= max(columns, 40) for line in rest.splitlines()[:-1])
    bars = [line for line in table.splitlines() if re.search("[█▓░◆]", line)]
    assert all(width(line) <= columns for line in bars)
    assert bool(bars) is (columns >= 60)


def test_a_terminal_without_unicode_gets_ascii_only() -> None:
    text = as_text(reckoned(), Terminal(unicode=False))
    assert text.isascii()
    assert "# critical" in text


def test_colours_come_only_where_they_are_wanted() -> None:
    assert "\x1b" not in as_text(reckoned(), Terminal())
    coloured = as_text(reckoned(date(2027, 6, 1)), Terminal(colour=True))
    assert "\x1b[1;31m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == as_text(
        reckoned(date(2027, 6, 1)), Terminal()
    )


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (timeline(name="bayview-storage"), "In the market since 2026-10-01."),
        (timeline(), "wanted is 2027-11-01, with 65 days to spare."),
        (timeline(date(2027, 8, 28)), "wanted is 2027-08-28, with nothing to spare."),
        (timeline(date(2027, 8, 27)), "out of reach by 1 day."),
        (timeline(date(2027, 8, 1)), "out of reach by 27 days."),
        (
            replace(timeline(), wanted=None, slack_days=None),
            "The earliest first trade date is 2027-08-28; none is declared.",
        ),
        (
            replace(timeline(), reopened=("L08",)),
            "has passed, and L08 is not done",
        ),
        (replace(timeline(), earliest=None), "No first trade date can be reckoned."),
    ],
)
def test_the_headline_says_when(found: Timeline, words: str) -> None:
    assert words in headline(found)


def test_what_the_dates_rest_on_is_grouped_by_how_sure_it_is() -> None:
    spans = (
        Assumption("a_days", 0, "days", "nobody", "unverified", overridden=False),
        Assumption("b_days", 1, "days", "somebody", "unverified", overridden=False),
        Assumption(
            "c_days", 2, "business days", "dera.yaml", "override", overridden=True
        ),
        Assumption("d_days", 3, "days", "the tariff", "confirmed", overridden=False),
    )
    first = replace(timeline().steps[0], state=State.UNDETERMINED)
    found = replace(timeline(), assumptions=spans, steps=(first,))
    assert assumed(found) == [
        "a_days is 0, so it is left out: nobody",
        "Set in dera.yaml: c_days is 2 business days",
        "From no text that was read, to be confirmed with CAISO: b_days is 1 day",
        "L01 cannot be judged: not counted as done",
    ]


def test_what_is_late_is_marked_in_every_format() -> None:
    report = reckoned(date(2027, 6, 1))
    assert "open, late" in as_text(report, Terminal())
    assert "<b>open, late</b>" in as_markdown(report)
    assert '<td class="state late">open, late</td>' in as_html(report)
    assert json.loads(as_json(report))["timelines"][2]["actions"][0]["late"] is True


def test_every_deadline_stands_in_every_format() -> None:
    text = " ".join(as_text(reckoned(), Terminal(columns=400)).split())
    markdown, page = as_markdown(reckoned()), as_html(reckoned())
    for each in reckoned().every_deadline:
        assert f"{each.on}" in text
        assert each.title in text
        assert each.title in markdown
        assert each.title in page


def test_the_page_is_well_formed_and_reachable_for_everybody() -> None:
    page = page_of(reckoned(date(2027, 6, 1)))
    assert len(page.ids) == len(set(page.ids))
    assert set(page.named) <= set(page.ids)
    assert {"svg", "title", "desc", "caption", "table", "main", "nav"} <= page.tags
    assert not {"script", "img", "link", "iframe"} & page.tags


def test_the_page_asks_for_nothing() -> None:
    text = as_html(reckoned())
    assert "default-src 'none'" in text
    assert not re.search(r"(src|href)=\"(?!#)", text)
    assert "@import" not in text
    assert "url(" not in text


def test_a_live_aggregation_shows_when_each_step_was_done() -> None:
    chart = chart_of(timeline(name="bayview-storage"), AS_OF)
    assert chart is not None
    assert all(bar.done is not None for bar in chart.bars)
    assert chart.wanted is None


def test_bars_lie_within_the_chart_and_in_order() -> None:
    for each in reckoned(date(2027, 6, 1)).timelines:
        chart = chart_of(each, AS_OF)
        assert chart is not None
        for bar in chart.bars:
            shares = (bar.start, bar.finish, bar.latest, bar.done, bar.due)
            assert all(share is None or 0 <= share <= 1 for share in shares)
            if bar.start is not None and bar.finish is not None:
                assert bar.start <= bar.finish


def test_a_timeline_without_dates_has_no_chart() -> None:
    empty = replace(timeline(), steps=())
    assert chart_of(empty, AS_OF) is None
    blank = replace(timeline(), steps=(step_in_the_air(),), earliest=None, wanted=None)
    assert chart_of(blank, AS_OF) is None


def step_in_the_air() -> Step:
    step = timeline().steps[0]
    return replace(step, state=State.NOT_APPLICABLE, done_on=None, finish=None)


def test_what_is_declared_cannot_become_markup_or_move_the_cursor() -> None:
    report = only(replace(timeline(), name=HOSTILE))
    page = page_of(report)
    assert "script" not in page.tags
    assert "<script" not in as_html(report)
    markdown = as_markdown(report)
    assert "<script" not in markdown
    for text in (as_text(report, Terminal()), markdown, as_html(report)):
        assert "\x1b" not in text


def test_no_block_of_the_markdown_ends_before_its_last_line() -> None:
    for block in as_markdown(reckoned()).split("\n\n"):
        tag = re.match(r"<([a-z0-9]+)", block)
        assert tag is not None, block
        assert block.rstrip().endswith(f"</{tag[1]}>")


def test_a_simulated_timeline_says_so_everywhere() -> None:
    report = replace(reckoned(), simulated=True)
    assert "simulated)" in as_text(report, Terminal()).splitlines()[-1]
    assert "SIMULATED" in as_markdown(report)
    assert "SIMULATED" in as_html(report)
    assert json.loads(as_json(report))["simulated"] is True
    for text in (as_text(reckoned(), Terminal()), as_html(reckoned())):
        assert "imulated" not in text.replace("SIMULATED", "imulated")


def test_overrides_are_shown_everywhere() -> None:
    report = replace(reckoned(), overrides=("udc_review_business_days is 10",))
    for text in (as_text(report, Terminal()), as_markdown(report), as_html(report)):
        assert "udc_review_business_days is 10" in text
