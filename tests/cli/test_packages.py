from collections.abc import Callable
from pathlib import Path

from checker.cli.packages import rendered_text
from checker.model.finding import Gate, Subject
from checker.model.place import Location, Span
from checker.model.report import Report
from checker.render.material import (
    Reason,
    Refusal,
    Rendered,
    Unneeded,
    Waiting,
    WrittenPackage,
)

MakeReport = Callable[..., Report]

GOOD = Subject("aggregation", "good")
BAD = Subject("aggregation", "bad")
PLACE = Location("aggregations/bad.yaml", Span(4, 1, 4, 8), "/members")
RENDERED = Rendered(
    written=(WrittenPackage(GOOD, Path("out/good"), ("a.md", "manifest.json")),),
    refused=(
        Refusal(
            BAD,
            ("registration", "schedule"),
            (
                Reason("too small", PLACE, BAD, "SIZE-001"),
                Reason("`rims_registration_code` is missing", None),
            ),
            Path("out/bad"),
        ),
    ),
    waiting=(Waiting(GOOD, "schedule", Gate.market, Gate.registration),),
)


def test_each_package_is_named_with_what_came_of_it(make_report: MakeReport) -> None:
    text = rendered_text(RENDERED, make_report(simulated=True), below="examples/")
    assert text == (
        "refused aggregation bad: registration, schedule\n"
        "  examples/aggregations/bad.yaml:4:1: SIZE-001: too small\n"
        "  `rims_registration_code` is missing\n"
        "  note: an earlier package still stands in out/bad/\n"
        "\n"
        "written out/good/: a.md, manifest.json\n"
        "\n"
        "not due schedule of aggregation good: due at the market gate, registration"
        " is claimed\n"
        "\n"
        "1 package written, 1 refused, 1 document not due yet"
        " (profile conservative, as of 2026-12-08, simulated)\n"
    )


def test_the_formats_of_a_document_stand_together(make_report: MakeReport) -> None:
    names = ("a.md", "b-1.csv", "a.html", "b-1.meta.json", "b.xlsx", "plain")
    package = WrittenPackage(GOOD, Path("out/good"), names)
    text = rendered_text(Rendered((package,), (), ()), make_report())
    listed = "a.{md,html}, b-1.{csv,meta.json}, b.xlsx, plain"
    assert text.startswith(f"written out/good/: {listed}\n")


def test_a_draft_is_called_one(make_report: MakeReport) -> None:
    text = rendered_text(Rendered((), (), ()), make_report(), draft=True)
    assert text == (
        "0 packages written, 0 refused, 0 documents not due yet"
        " (draft, profile conservative, as of 2026-12-08)\n"
    )


def test_no_escape_of_a_declaration_reaches_the_terminal(
    make_report: MakeReport,
) -> None:
    evil = "\x1b[2J\u202e\nwritten"
    place = Location(evil, Span(1, 1, 1, 2))
    rendered = Rendered(
        (WrittenPackage(Subject("provider", evil), Path(evil), (evil,)),),
        (Refusal(Subject(evil, evil), (evil,), (Reason(evil, place),), None),),
        (Waiting(Subject("aggregation", evil), evil, Gate.market, Gate.draft),),
    )
    text = rendered_text(rendered, make_report())
    assert text.replace("\n", "").isprintable()
    assert text.count("\nwritten") == 1


def test_a_document_that_has_nothing_to_say_is_named_with_the_reason(
    make_report: MakeReport,
) -> None:
    unneeded = Unneeded(GOOD, "economic-bids", "no bids in schedule s")
    text = rendered_text(Rendered((), (), (), (unneeded,)), make_report())
    assert text.startswith(
        "not needed economic-bids of aggregation good: no bids in schedule s\n\n"
    )
