"""What changes set off, for whom and by when: digests and dates are computed truly."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.link.digest import der_list_digest
from checker.plan.definition import Weight
from checker.plan.model import Group, Outcome

Files = dict[str, str]
Planned = Callable[[Files, Files], tuple[Group, ...]]

UTILITY = """\
dera: v1
kind: utility
id: {id}
name: {name}
role: udc
contact: {{name: Desk, email: desk@pge.example}}
"""
PROVIDER = """\
dera: v1
kind: provider
id: sunpath
legal_name: Sunpath LLC
contact: {name: Desk, email: desk@sunpath.example}
"""


def site(name: str, kw: float = 300, utility: str = "pge", pnode: str = "P1") -> str:
    return f"""\
dera: v1
kind: site
id: {name}
name: Site {name}
service_address: {{street: 1 A Street, city: Oakland, state: CA, zip: "94607"}}
utility: {utility}
service_account: acc-{name}
pnode: {pnode}
ders:
  - {{id: bess, name: Battery, technology: battery, rated_kw: {kw}, energy_kwh: 900}}
"""


def aggregation(*members: str, **fields: str) -> str:
    listed = "".join(f"  - {{{member}}}\n" for member in members)
    more = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return (
        "dera: v1\nkind: aggregation\nid: bay\nname: Bay\nprovider: sunpath\n"
        "gate: registration\nmodel: ngr\nservices: [energy]\n"
        f"members:\n{listed}{more}"
    )


def digest(*names: str, kw: float = 300) -> str:
    return der_list_digest(
        {
            "id": name,
            "service_address": {
                "street": "1 A Street",
                "city": "Oakland",
                "state": "CA",
                "zip": "94607",
            },
            "utility": "pge",
            "service_account": f"acc-{name}",
            "pnode": "P1",
            "ders": [
                {
                    "id": "bess",
                    "technology": "battery",
                    "rated_kw": kw,
                    "energy_kwh": 900,
                }
            ],
        }
        for name in names
    )


def concurrence(name: str, covers: str, outcome: str, **days: str) -> str:
    more = "".join(f"{field}: {value}\n" for field, value in days.items())
    return (
        f"dera: v1\nkind: concurrence\nid: {name}\naggregation: bay\nutility: pge\n"
        f"outcome: {outcome}\nder_list_digest: {covers}\n{more}"
    )


def schedule_1(covers: str) -> str:
    return (
        "dera: v1\nkind: agreement\nid: derpa\ntype: DERPA\nprovider: sunpath\n"
        "party_name: Sunpath LLC\nschedule_1:\n  version: '1'\n  aggregations:\n"
        f"    - {{aggregation: bay, der_list_digest: {covers}}}\n"
    )


A, B = "site: a, from: 2026-06-01", "site: b, from: 2026-06-01"
FUTURE = "site: c, from: 2027-02-01"
FLEET: Files = {
    "pge.yaml": UTILITY.format(id="pge", name="Pacific Gas"),
    "mss.yaml": UTILITY.format(id="mss", name="Marlow Point"),
    "sunpath.yaml": PROVIDER,
    "bay.yaml": aggregation(A, B, resource_id="BAY_7_DERA1"),
    "a.yaml": site("a"),
    "b.yaml": site("b"),
    "c.yaml": site("c"),
    "pge-1.yaml": concurrence(
        "pge-1",
        digest("a", "b"),
        "concurred",
        submitted_on="2026-01-05",
        responded_on="2026-02-20",
    ),
    "derpa.yaml": schedule_1(digest("a", "b")),
}
JOINED = {**FLEET, "bay.yaml": aggregation(A, B, FUTURE, resource_id="BAY_7_DERA1")}
LARGER = {**FLEET, "b.yaml": site("b", kw=400)}


def of(groups: tuple[Group, ...], effect: str) -> list[Outcome]:
    return [o for group in groups for o in group.outcomes if o.effect == effect]


def one(groups: tuple[Group, ...], effect: str) -> Outcome:
    (outcome,) = of(groups, effect)
    return outcome


def weights(groups: tuple[Group, ...]) -> dict[str, str]:
    return {
        f"{item.change.kind} {item.change.id}{item.change.path}": item.weight.label
        for group in groups
        for item in group.items
    }


def test_nothing_comes_of_nothing(planned: Planned) -> None:
    assert planned(FLEET, FLEET) == ()


def test_a_moved_and_reformatted_file_is_no_change(planned: Planned) -> None:
    moved = {f"sub/{name}": f"# moved\n{text}" for name, text in FLEET.items()}
    assert planned(FLEET, moved) == ()


def test_several_declarations_in_one_file_are_no_change(planned: Planned) -> None:
    assert planned(FLEET, {"all.yaml": "---\n".join(FLEET.values())}) == ()


def test_a_site_that_joins_later_leaves_the_present_fleet_alone(
    planned: Planned,
) -> None:
    groups = planned(FLEET, JOINED)
    review = one(groups, "utility-review")
    assert review.weight is Weight.restart_review
    assert review.text.startswith("Pacific Gas must concur")
    assert "the present fleet is not affected" in review.details
    assert any("3 sites from 2027-02-01" in detail for detail in review.details)
    assert weights(groups) == {"aggregation bay/members[site=c]": "restart-review"}


def test_a_review_takes_30_business_days_from_today_when_nothing_is_submitted(
    planned: Planned,
) -> None:
    term = one(planned(FLEET, JOINED), "utility-review").term
    assert term is not None
    assert (term.low, term.high, term.submitted) == (30, 30, False)
    assert term.last == date(2027, 1, 7)
    assert term.parameter.name == "udc_review_business_days"


def test_a_review_that_runs_is_counted_from_its_submission(planned: Planned) -> None:
    asked = concurrence(
        "pge-2", digest("a", "b", "c"), "pending", submitted_on="2026-11-02"
    )
    review = one(planned(FLEET, {**JOINED, "pge-2.yaml": asked}), "utility-review")
    assert review.term is not None
    assert (review.term.submitted, review.term.start) == (True, date(2026, 11, 2))
    assert review.documents == ()
    assert review.weight is Weight.restart_review
    assert any("concurrence pge-2" in detail for detail in review.details)


def test_a_submission_that_lies_ahead_is_a_plan(planned: Planned) -> None:
    asked = concurrence(
        "pge-2", digest("a", "b", "c"), "pending", submitted_on="2026-11-21"
    )
    review = one(planned(FLEET, {**JOINED, "pge-2.yaml": asked}), "utility-review")
    assert review.term is not None
    assert not review.term.submitted


def test_a_list_that_the_utility_agreed_on_waits_for_nothing(planned: Planned) -> None:
    agreed = concurrence(
        "pge-2",
        digest("a", "b", "c"),
        "concurred",
        submitted_on="2026-09-01",
        responded_on="2026-11-20",
    )
    review = one(planned(FLEET, {**JOINED, "pge-2.yaml": agreed}), "utility-review")
    assert review.weight is Weight.note
    assert review.text == "Pacific Gas has concurred with the new list of DERs"
    assert (review.term, review.documents) == (None, ())


def test_a_first_review_restarts_nothing(planned: Planned) -> None:
    before = {k: v for k, v in FLEET.items() if k != "pge-1.yaml"}
    after = {k: v for k, v in JOINED.items() if k != "pge-1.yaml"}
    review = one(planned(before, after), "utility-review")
    assert review.weight is Weight.document
    assert review.documents == ("concurrence-request",)


def test_a_request_in_preparation_has_begun_nothing(planned: Planned) -> None:
    asked = concurrence("pge-1", digest("a", "b"), "not_submitted")
    before, after = {**FLEET, "pge-1.yaml": asked}, {**JOINED, "pge-1.yaml": asked}
    assert one(planned(before, after), "utility-review").weight is Weight.document


def test_a_larger_battery_voids_concurrence_and_schedule_1(planned: Planned) -> None:
    groups = planned(FLEET, LARGER)
    void = one(groups, "concurrence-digest")
    assert void.text.startswith("concurrence pge-1 (concurred 2026-02-20) no longer")
    assert void.weight is Weight.restart_review
    listed = one(groups, "schedule-1-digest")
    assert listed.text.startswith("Schedule 1 of agreement derpa no longer shows")
    review = one(groups, "utility-review")
    assert "the present fleet is affected: its list of DERs is another one" in (
        review.details
    )


def test_a_record_that_covers_the_list_for_a_while_says_until_when(
    planned: Planned,
) -> None:
    groups = planned(FLEET, JOINED)
    void = one(groups, "concurrence-digest")
    assert void.text.endswith("goes on covering the list of DERs until 2027-01-31")
    assert void.weight is Weight.note
    assert one(groups, "schedule-1-digest").weight is Weight.resubmit


def test_a_concurrence_without_a_list_to_cover_restarts_nothing(
    planned: Planned,
) -> None:
    after = {k: v for k, v in FLEET.items() if k != "bay.yaml"}
    assert one(planned(FLEET, after), "concurrence-digest").weight is Weight.note


def test_a_concurrence_on_another_list_is_left_alone(planned: Planned) -> None:
    other = concurrence("pge-0", digest("a"), "pending", submitted_on="2025-01-05")
    before, after = {**FLEET, "pge-0.yaml": other}, {**LARGER, "pge-0.yaml": other}
    assert len(of(planned(before, after), "concurrence-digest")) == 1


def test_a_field_that_nobody_reviews_reopens_no_review(planned: Planned) -> None:
    renamed = {**FLEET, "b.yaml": site("b").replace("name: Battery", "name: Cell")}
    groups = planned(FLEET, renamed)
    assert of(groups, "utility-review") == []
    assert weights(groups) == {"site b/ders[id=bess]/name": "resubmit"}


def test_a_site_that_no_aggregation_holds_sets_off_nothing(planned: Planned) -> None:
    groups = planned(FLEET, {**FLEET, "c.yaml": site("c", kw=400)})
    assert weights(groups) == {"site c/ders[id=bess]/rated_kw": "none"}
    assert [group.kind for group in groups] == ["portfolio"]


def test_only_the_utility_whose_list_changes_is_named(planned: Planned) -> None:
    mixed = {**FLEET, "b.yaml": site("b", utility="mss")}
    groups = planned(mixed, {**mixed, "b.yaml": site("b", kw=400, utility="mss")})
    assert [o.text.split(" must")[0] for o in of(groups, "utility-review")] == [
        "Marlow Point"
    ]


def test_a_site_that_passes_to_another_utility_concerns_both(planned: Planned) -> None:
    groups = planned(FLEET, {**FLEET, "b.yaml": site("b", utility="mss")})
    found = {o.text.split(" must")[0]: o.weight for o in of(groups, "utility-review")}
    assert found == {
        "Pacific Gas": Weight.restart_review,
        "Marlow Point": Weight.restart_review,
    }


def test_another_utility_in_a_fleet_under_review_stops_a_change_too(
    planned: Planned,
) -> None:
    after = {**JOINED, "c.yaml": site("c", utility="mss")}
    before = {**FLEET, "c.yaml": site("c", utility="mss")}
    review = one(planned(before, after), "utility-review")
    assert review.text.startswith("Marlow Point must concur")
    assert review.weight is Weight.restart_review


def test_a_site_that_leaves_is_reviewed_as_well(planned: Planned) -> None:
    groups = planned(FLEET, {**FLEET, "bay.yaml": aggregation(A)})
    assert one(groups, "utility-review").weight is Weight.restart_review


def test_days_of_a_membership_that_change_no_list_reopen_nothing(
    planned: Planned,
) -> None:
    later = aggregation(A, B, "site: c, from: 2027-03-01", resource_id="BAY_7_DERA1")
    groups = planned(JOINED, {**JOINED, "bay.yaml": later})
    assert one(groups, "utility-review").weight is Weight.none


def test_an_unanswered_list_that_is_to_hold_earlier_waits_for_its_answer(
    planned: Planned,
) -> None:
    asked = concurrence(
        "pge-2", digest("a", "b", "c"), "pending", submitted_on="2026-11-02"
    )
    soon = aggregation(A, B, "site: c, from: 2026-12-01", resource_id="BAY_7_DERA1")
    before = {**JOINED, "pge-2.yaml": asked}
    review = one(planned(before, {**before, "bay.yaml": soon}), "utility-review")
    assert review.weight is Weight.restart_review
    assert any(
        d.startswith("the list is to hold from 2026-12-01") for d in review.details
    )


def test_an_agreed_list_may_hold_earlier(planned: Planned) -> None:
    agreed = concurrence(
        "pge-2",
        digest("a", "b", "c"),
        "concurred",
        submitted_on="2026-09-01",
        responded_on="2026-11-20",
    )
    soon = aggregation(A, B, "site: c, from: 2026-12-01", resource_id="BAY_7_DERA1")
    before = {**JOINED, "pge-2.yaml": agreed}
    review = one(planned(before, {**before, "bay.yaml": soon}), "utility-review")
    assert review.weight is Weight.none


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            "concerns_raised",
            "Pacific Gas has raised concerns about the list of 2 sites",
        ),
        ("pending", "was submitted on 2026-01-05: concurrence pge-1"),
    ],
)
def test_consent_that_is_taken_back_has_to_be_given_again(
    planned: Planned, outcome: str, said: str
) -> None:
    days = {"submitted_on": "2026-01-05", "responded_on": "2026-02-20"}
    taken = concurrence("pge-1", digest("a", "b"), outcome, **days)
    review = one(planned(FLEET, {**FLEET, "pge-1.yaml": taken}), "utility-review")
    assert review.weight is Weight.restart_review
    assert any(said in detail for detail in review.details)
    assert review.details[-1] == (
        "the present fleet is affected: Pacific Gas has not concurred with its list of"
        " DERs"
    )


def test_consent_that_is_no_longer_declared_has_to_be_given_again(
    planned: Planned,
) -> None:
    after = {k: v for k, v in FLEET.items() if k != "pge-1.yaml"}
    assert one(planned(FLEET, after), "utility-review").weight is Weight.restart_review


def test_consent_that_is_given_asks_for_no_review(planned: Planned) -> None:
    asked = concurrence("pge-1", digest("a", "b"), "pending", submitted_on="2026-01-05")
    groups = planned({**FLEET, "pge-1.yaml": asked}, FLEET)
    assert one(groups, "utility-review").weight is Weight.none


def test_days_of_a_membership_that_are_past_are_handed_in_to_nobody(
    planned: Planned,
) -> None:
    earlier = aggregation(A, "site: b, from: 2026-05-01", resource_id="BAY_7_DERA1")
    groups = planned(FLEET, {**FLEET, "bay.yaml": earlier})
    assert weights(groups) == {"aggregation bay/members[site=b]/from": "none"}


def test_a_site_that_left_before_today_is_handed_in_to_nobody(planned: Planned) -> None:
    left = aggregation(A, f"{B}, until: 2026-11-19", resource_id="BAY_7_DERA1")
    before = {**FLEET, "bay.yaml": left}
    groups = planned(before, {**before, "b.yaml": site("b", kw=400)})
    assert weights(groups) == {"site b/ders[id=bess]/rated_kw": "none"}


def test_a_site_that_leaves_today_is_still_handed_in(planned: Planned) -> None:
    left = aggregation(A, f"{B}, until: 2026-11-20", resource_id="BAY_7_DERA1")
    before = {**FLEET, "bay.yaml": left}
    groups = planned(before, {**before, "b.yaml": site("b", kw=400)})
    assert weights(groups) == {"site b/ders[id=bess]/rated_kw": "restart-review"}


def test_a_gate_that_is_raised_is_worth_knowing(planned: Planned) -> None:
    raised = FLEET["bay.yaml"].replace("gate: registration", "gate: market")
    groups = planned(FLEET, {**FLEET, "bay.yaml": raised})
    assert weights(groups) == {"aggregation bay/gate": "note"}


def test_a_list_that_is_to_hold_before_the_answer_is_pointed_out(
    planned: Planned,
) -> None:
    soon = aggregation(A, B, "site: c, from: 2026-12-01", resource_id="BAY_7_DERA1")
    review = one(planned(FLEET, {**FLEET, "bay.yaml": soon}), "utility-review")
    assert any("2026-12-01" in d and "2027-01-07" in d for d in review.details)


def test_the_master_file_takes_5_to_11_business_days(planned: Planned) -> None:
    term = one(planned(FLEET, JOINED), "master-file").term
    assert term is not None
    assert (term.low, term.high) == (5, 11)
    assert (term.first, term.last) == (date(2026, 12, 1), date(2026, 12, 9))


def test_what_was_never_handed_in_is_not_handed_in_again(planned: Planned) -> None:
    before = {k: v for k, v in FLEET.items() if k != "derpa.yaml"}
    before["bay.yaml"] = aggregation(A, B)
    groups = planned(before, {**before, "bay.yaml": aggregation(A, B, FUTURE)})
    for effect in ("master-file", "schedule-1"):
        outcome = one(groups, effect)
        assert (outcome.weight, outcome.term) == (Weight.note, None)


def test_a_new_aggregation_starts_its_first_review(planned: Planned) -> None:
    before = {k: v for k, v in FLEET.items() if k not in {"bay.yaml", "pge-1.yaml"}}
    groups = planned(before, FLEET)
    assert one(groups, "utility-review").details[0].startswith("Pacific Gas has")
    assert weights(groups)["aggregation bay"] == "document"


def test_an_aggregation_that_ends_leaves_its_records_behind(planned: Planned) -> None:
    after = {k: v for k, v in FLEET.items() if k != "bay.yaml"}
    groups = planned(FLEET, after)
    assert one(groups, "schedule-1").weight is Weight.resubmit
    (item,) = groups[0].items
    assert (item.in_base, item.location.file) == (True, "bay.yaml")


def test_a_site_that_cannot_be_found_leaves_the_review_to_be_expected(
    planned: Planned,
) -> None:
    lost = aggregation(A, B, "site: nowhere, from: 2027-02-01")
    review = one(planned(FLEET, {**FLEET, "bay.yaml": lost}), "utility-review")
    assert review.weight is Weight.restart_review
    assert any("nowhere" in detail for detail in review.details)


def test_a_change_of_the_provider_is_under_the_provider(planned: Planned) -> None:
    renamed = PROVIDER.replace("Sunpath LLC", "Sunpath Inc")
    (group,) = planned(FLEET, {**FLEET, "sunpath.yaml": renamed})
    assert (group.kind, group.id) == ("provider", "sunpath")
    assert [o.effect for o in group.outcomes] == ["legal-name"]


def test_a_change_points_into_the_head(planned: Planned) -> None:
    (group,) = planned(FLEET, JOINED)
    location = group.items[0].location
    assert (location.file, location.span.line) == ("bay.yaml", 12)


def test_what_is_gone_from_a_list_points_at_the_list(planned: Planned) -> None:
    (group,) = planned(JOINED, FLEET)
    location = group.items[0].location
    assert (location.file, location.span.line) == ("bay.yaml", 9)
    assert not group.items[0].in_base


def test_an_edited_digest_asks_for_the_letter(planned: Planned) -> None:
    edited = FLEET["pge-1.yaml"].replace(digest("a", "b"), digest("a", "b", kw=400))
    groups = planned(FLEET, {**LARGER, "pge-1.yaml": edited})
    assert "concurrence pge-1/der_list_digest" in weights(groups)
    assert one(groups, "evidence").weight is Weight.document


def notice(**fields: str) -> str:
    more = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return (
        "dera: v1\nkind: change_notice\nid: n\naggregation: bay\ntype: der_added\n"
        f"status: open\ndescription: Site c joins.\n{more}"
    )


def test_a_change_without_a_notice_asks_for_one(planned: Planned) -> None:
    assert one(planned(FLEET, JOINED), "change-notice").weight is Weight.document


def test_a_notice_that_caiso_got_settles_the_notice(planned: Planned) -> None:
    told = {**JOINED, "n.yaml": notice(caiso_notified_on="2026-11-20")}
    outcome = one(planned(FLEET, told), "change-notice")
    assert outcome.weight is Weight.note
    assert outcome.text.startswith("an open change notice announces")


def test_a_notice_that_was_open_before_may_be_about_another_change(
    planned: Planned,
) -> None:
    told = {"n.yaml": notice(caiso_notified_on="2026-11-20")}
    outcome = one(planned(FLEET | told, JOINED | told), "change-notice")
    assert outcome.weight is Weight.document


def test_a_notice_that_caiso_did_not_get_settles_nothing(planned: Planned) -> None:
    outcome = one(planned(FLEET, {**JOINED, "n.yaml": notice()}), "change-notice")
    assert outcome.weight is Weight.document


@pytest.mark.parametrize("word", ["bay", "pge-1"])
def test_every_change_is_listed_once(planned: Planned, word: str) -> None:
    groups = planned(
        FLEET, {**LARGER, f"{word}.yaml": FLEET[f"{word}.yaml"] + "x: 1\n"}
    )
    items: list[Any] = [item for group in groups for item in group.items]
    assert len({item.change.fingerprint for item in items}) == len(items)
