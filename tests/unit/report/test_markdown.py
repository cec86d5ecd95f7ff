"""Markdown, read by a CommonMark parser and an HTML parser of others."""

from collections.abc import Callable
from datetime import date
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.place import Location, Span
from checker.model.report import Report
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.markdown import COMMENT, as_markdown

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

TAGS = {"h3", "p", "details", "summary", "b", "code", "pre"}
SHIELDED = {"code", "pre"}
EVIL = (
    "@octocat #1 <script>x</script> </pre></code></details> [a](https://evil.example)"
    " ![i](x) www.evil.example `</code>` **b** &lt; --> \x1b[2J \u202e\n\n# heading\n\n"
    "| a |\n|---|\n"
)
MARK = WaiverMark(
    WaiverKind.DECLARED,
    EVIL,
    EVIL,
    EVIL,
    date(2027, 1, 31),
    Location(EVIL, Span(1, 1, 1, 2)),
)


class Page(HTMLParser):
    """The tags of a page, the text outside of code, and whether it is balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.prose = ""
        self.code = ""
        self.open: list[str] = []
        self.balanced = True
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == []
        self.tags.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.balanced &= bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if SHIELDED & set(self.open):
            self.code += data
        else:
            self.prose += data


def blocks_of(text: str) -> set[str]:
    return {token.type for token in MarkdownIt("commonmark").parse(text)}


def test_a_finding_is_a_block_to_open(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_markdown(make_report(make_finding()), below="fleet/")
    assert text == (
        "<!-- dera report fleet/conservative -->\n"
        "<h3>dera: 1 error</h3>\n"
        "<p>31 declarations, 3 aggregations, 2 policies judged: 5 passes, 1 error,"
        " 0 warnings, 0 notes (profile conservative, as of 2026-12-08)</p>\n"
        "\n"
        "<details><summary>error <b>SIZE-001</b> minimum-capacity"
        " <code>fleet/aggregations/bayview.yaml:3</code>"
        " <code>0.4 MW is below the minimum of 0.5 MW</code></summary>\n"
        "<pre>subject: aggregation bayview-storage\n"
        "because: `facts.capacity_mw &gt;= params.minimum_capacity_mw` is false\n"
        "help: Add DERs.\n"
        "source: CAISO Tariff, section 4.17, 155 FERC 61,229 (confirmed)\n"
        "profile: tariff would pass</pre>\n"
        "</details>\n"
    )


def test_nothing_found_is_said(make_report: MakeReport) -> None:
    assert "<h3>dera: no open findings</h3>" in as_markdown(make_report())


def test_a_declaration_cannot_write_markdown_html_or_mentions(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    place = Location(EVIL, Span(1, 1, 1, 2))
    report = make_report(
        make_finding(
            message=EVIL,
            remedy=EVIL,
            explanation=EVIL,
            file=EVIL,
            subject=Subject("aggregation", EVIL),
            element=EVIL,
            other_profile=EVIL,
            related=((place, EVIL),),
        ),
        make_finding(waiver=MARK, message=EVIL),
        overrides=(EVIL,),
    )
    text = as_markdown(report, below="a--> <b>/")
    assert blocks_of(text) == {"html_block"}
    page = Page(text)
    assert page.balanced
    assert page.tags <= TAGS
    assert "octocat" in page.code
    assert "octocat" not in page.prose
    assert "evil" not in page.prose
    assert text.replace("\n", "").isprintable()


def test_the_worst_come_first_and_what_is_left_out_is_said(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    notes = [make_finding(severity=Severity.NOTE, message="n" * 900) for _ in range(90)]
    unjudged = make_finding(outcome=Outcome.UNDETERMINED, message="u" * 900)
    failed = make_finding(message="the gravest")
    text = as_markdown(make_report(*notes, unjudged, failed))
    assert len(text) <= COMMENT
    assert text.index("the gravest") < text.index("u" * 900) < text.index("n" * 900)
    shown = text.count("<details>")
    assert f"Left out for want of room: {92 - shown} of 92 findings" in text
    assert f"({92 - shown} note)" in text


@pytest.mark.parametrize("char", ["a", "é", "電", "😀", "<", "\x1b"])
def test_a_comment_is_never_too_long(
    make_finding: MakeFinding, make_report: MakeReport, char: str
) -> None:
    fields = {"message": char * 5_000, "remedy": char * 5_000}
    report = make_report(
        *(make_finding(**fields) for _ in range(60)),
        overrides=tuple(char * 3_000 for _ in range(200)),
    )
    text = as_markdown(report)
    assert len(text) <= len(text.encode()) <= COMMENT
    assert "Left out for want of room" in text
    assert blocks_of(text) == {"html_block"}


def test_the_headline_and_the_statement_need_no_room(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_markdown(make_report(make_finding()), limit=0)
    assert "<h3>dera: 1 error</h3>" in text
    assert "1 of 1 findings (1 error)" in text


def test_overrides_are_shown(make_report: MakeReport) -> None:
    text = as_markdown(make_report(overrides=("minimum_capacity_mw is 1 MW",)))
    assert "<summary>Overridden in dera.yaml</summary>" in text
    assert "minimum_capacity_mw is 1 MW" in text


def test_a_waived_finding_is_marked_with_its_approval(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    mark = MARK._replace(reason="agreed", approved_by="Ana", ticket="OPS-1")
    text = as_markdown(make_report(make_finding(waiver=mark)))
    assert "<summary>waived <b>SIZE-001</b>" in text
    assert "waived: until 2027-01-31 by Ana (OPS-1): agreed\n" in text
