"""A plan as text and as Markdown: complete, bounded, and safe to show."""

from array import array
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.model.declaration import Declaration
from checker.model.document import Document, SourceText
from checker.model.finding import Source
from checker.model.place import Location, Place, Span
from checker.model.report import UsedParameter
from checker.plan.definition import EffectType, Weight
from checker.plan.difference import Change, ChangeType, Spotted
from checker.plan.model import Group, Hint, Item, Outcome, Plan, Term, Unjudged
from checker.report.difference_text import plain_text
from checker.report.plan_markdown import plan_markdown
from checker.report.plan_text import plan_text
from checker.report.plan_words import term_text

MakePlan = Callable[..., Plan]

THIRTY = UsedParameter(
    "udc_review_business_days",
    30,
    "business days",
    date(2016, 6, 3),
    "caiso.com",
    "date unverified",
    overridden=False,
)
TERM = Term(
    parameter=THIRTY,
    low=30,
    high=30,
    business=True,
    means="answered_by",
    start=date(2026, 11, 20),
    submitted=False,
    first=date(2027, 1, 7),
    last=date(2027, 1, 7),
)


def item(title: str = "PMax is another one", **fields: Any) -> Item:
    document = Document(SourceText("a.yaml", "", "0" * 64), 0, {}, array("I"))
    change = Change(
        type=ChangeType.CHANGED,
        kind="aggregation",
        id="bay",
        path=fields.pop("path", "/pmax_mw"),
        pattern="pmax_mw",
        before=fields.pop("before", 2),
        after=fields.pop("after", 2.5),
        base=None,
        head=Spotted(Declaration("aggregation", "bay", document), Place(document)),
    )
    given: dict[str, Any] = {
        "change": change,
        "title": title,
        "weight": Weight.restart_review,
        "rule": "aggregation/limits",
        "because": "Limits are in the Master File.",
        "aggregations": ("bay",),
        "location": Location("a.yaml", Span(12, 1, 12, 5), "/pmax_mw"),
        "in_base": False,
    }
    return Item(**{**given, **fields})


def outcome(**fields: Any) -> Outcome:
    given: dict[str, Any] = {
        "effect": "utility-review",
        "type": EffectType.RESTARTS_REVIEW,
        "title": "Review",
        "weight": Weight.restart_review,
        "text": "Pacific Gas must concur",
        "details": ("the present fleet is not affected",),
        "documents": ("concurrence-request",),
        "term": TERM,
        "sources": (Source("caiso.com"),),
    }
    return Outcome(**{**given, **fields})


@pytest.fixture
def make_plan() -> MakePlan:
    def make(*items: Item, outcomes: tuple[Outcome, ...] = (), **fields: Any) -> Plan:
        groups = (Group("aggregation", "bay", "Bay", items, outcomes),)
        given: dict[str, Any] = {
            "tool_version": "0.1.0",
            "base": "main",
            "commit": "0" * 40,
            "as_of": date(2026, 11, 20),
            "simulated": False,
            "profile": "conservative",
            "groups": groups if items or outcomes else (),
            "unjudged": (),
            "hints": (),
            "overrides": (),
            "rules_sha256": "0" * 64,
        }
        return Plan(**{**given, **fields})

    return make


def unjudged(**fields: Any) -> Unjudged:
    given: dict[str, Any] = {
        "kind": "site",
        "id": "a",
        "in_base": False,
        "reason": "it does not pass its schema",
        "location": Location("a.yaml", Span(3, 5, 3, 6), "/id"),
        "fingerprint": "f" * 16,
    }
    return Unjudged(**{**given, **fields})


FORMATS: list[Callable[[Plan], str]] = [plan_text, plan_markdown]


@pytest.mark.parametrize("shown", FORMATS)
def test_every_part_is_shown(shown: Callable[[Plan], str], make_plan: MakePlan) -> None:
    plan = make_plan(
        item(),
        outcomes=(outcome(),),
        unjudged=(unjudged(),),
        hints=(Hint(("site", "a"), ("site", "b"), "site a was renamed"),),
        overrides=("udc_review_business_days is 5 business days",),
    )
    text = " ".join(shown(plan).split())
    for part in (
        "PMax is another one",
        "a.yaml:12",
        "/pmax_mw: 2 -",
        "Pacific Gas must concur",
        "30 business days: at latest 2027-01-07 if submitted on 2026-11-20",
        "the present fleet is not affected",
        "hand in: concurrence-request",
        "it does not pass its schema",
        "site a was renamed",
        "udc_review_business_days is 30 business days: caiso.com (date unverified)",
        "udc_review_business_days is 5 business days",
        "1 change since main: restart-review 1; 1 could not be compared",
        plan.items[0].change.fingerprint,
    ):
        assert part in text, part


@pytest.mark.parametrize("shown", FORMATS)
def test_an_approved_change_says_so(
    shown: Callable[[Plan], str], make_plan: MakePlan
) -> None:
    text = shown(make_plan(item(approved=True)))
    assert "1 approved" in text
    assert text.count("approved") == 2


@pytest.mark.parametrize("shown", FORMATS)
def test_a_change_that_no_rule_is_about_asks_for_a_person(
    shown: Callable[[Plan], str], make_plan: MakePlan
) -> None:
    because = "No consequence is known for this change: review it by hand."
    plan = make_plan(item(weight=Weight.unknown, rule="", because=because))
    assert "review it by hand" in " ".join(shown(plan).split())


def test_text_shows_what_a_terminal_would_act_on(make_plan: MakePlan) -> None:
    text = plan_text(make_plan(item(after="\x1b[31m\u202ered")))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_text_is_coloured_only_when_asked(make_plan: MakePlan) -> None:
    plan = make_plan(item(), outcomes=(outcome(),))
    assert "\x1b[1;31m" in plan_text(plan, colour=True)
    assert "\x1b" not in plan_text(plan)


def test_text_leaves_out_what_comes_to_nothing_unless_it_is_asked_for(
    make_plan: MakePlan,
) -> None:
    calm = outcome(weight=Weight.none, text="no list changes", term=None)
    plan = make_plan(item(weight=Weight.none), outcomes=(calm,))
    assert "no list changes" not in plan_text(plan)
    assert "no list changes" in plan_text(plan, verbose=True)
    assert "Limits are in the Master File." in plan_text(plan, verbose=True)


def test_a_simulated_day_is_said_in_every_format(make_plan: MakePlan) -> None:
    plan = make_plan(item(), simulated=True)
    assert all("simulated" in shown(plan) for shown in FORMATS)


def test_markdown_has_what_a_declaration_says_in_code_only(make_plan: MakePlan) -> None:
    nasty = "</code><script>@team **bold** `x` [a](http://b)"
    plan = make_plan(item(nasty), outcomes=(outcome(text=nasty, details=(nasty,)),))
    text = plan_markdown(plan)
    assert "<script>" not in text
    for line in text.splitlines():
        if "@team" in line:
            assert line.startswith("<pre>") or "<code>" in line or line[0] != "<"


def test_markdown_stays_within_a_comment_and_says_what_is_left_out(
    make_plan: MakePlan,
) -> None:
    items = tuple(item(f"change {n} " + "é" * 300) for n in range(500))
    text = plan_markdown(make_plan(*items, outcomes=(outcome(),)))
    assert len(text.encode()) <= 65_536
    assert "Left out for want of room:" in text
    assert "Pacific Gas must concur" in text
    assert "Dates rest on" in text


def test_markdown_begins_with_a_mark_that_a_bot_finds(make_plan: MakePlan) -> None:
    text = plan_markdown(make_plan(item()), below="fleet/")
    assert text.startswith("<!-- dera plan fleet/conservative -->\n")
    assert "<code>fleet/a.yaml:12</code>" in text


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "30 business days: at latest 2027-01-07 if submitted on 2026-11-20"),
        (
            {"submitted": True},
            "30 business days: at latest 2027-01-07, submitted on 2026-11-20",
        ),
        (
            {"means": "effective_from", "business": False},
            (
                "30 days: takes effect on 2027-01-07 at the earliest,"
                " if submitted on 2026-11-20"
            ),
        ),
        (
            {"means": "effective_from", "low": 5, "first": date(2026, 12, 1)},
            (
                "5 to 30 business days: takes effect between 2026-12-01 and 2027-01-07"
                " at the earliest, if submitted on 2026-11-20"
            ),
        ),
    ],
)
def test_a_term_in_words(fields: dict[str, Any], expected: str) -> None:
    assert term_text(TERM._replace(**fields)) == expected


def test_a_long_file_is_left_to_git() -> None:
    text = plain_text("a.csv", "x\n" * 5_001, "")
    assert "git diff --no-ext-diff" in text


def test_lines_are_compared_as_usual() -> None:
    text = plain_text("a.txt", "one\ntwo\n", "one\nthree\x1b\n")
    assert text.splitlines()[:2] == ["--- a/a.txt", "+++ b/a.txt"]
    assert "-two" in text
    assert "+three" in text
    assert "\x1b" not in text


def test_each_consequence_names_its_source(make_plan: MakePlan) -> None:
    made = make_plan(outcomes=(outcome(),))
    assert "source: caiso.com" in plan_markdown(made)
    assert "source: caiso.com" in plan_text(made, verbose=True)
    assert "source: caiso.com" not in plan_text(made)


def test_the_source_of_a_term_that_the_profiles_dispute_names_both_values(
    make_plan: MakePlan,
) -> None:
    term = TERM._replace(low=5)
    text = plan_text(make_plan(outcomes=(outcome(term=term),)))
    assert "is 30 business days here, 5 to 30 under the profiles: caiso.com" in text


def test_a_single_part_that_is_left_out_is_one_part(make_plan: MakePlan) -> None:
    plan = make_plan(item("a change"))
    full = len(plan_markdown(plan).encode())
    text = plan_markdown(plan, limit=full + 511)
    assert "Left out for want of room: 1 part of the plan." in text
