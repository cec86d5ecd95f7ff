"""Sites in two aggregations: what cannot be told is missing, never "none"."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

OURS = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath}
---
{dera: v1, kind: utility, id: pge, name: PG&E}
---
dera: v1
kind: aggregation
id: a
provider: p
gate: draft
services: [energy]
members: [{site: s1, from: 2026-01-01}]
---
{dera: v1, kind: site, id: s1, utility: pge, service_account: "01", ders: []}
"""
TWIN = '{dera: v1, kind: site, id: twin, utility: pge, service_account: "01", ders: []}'
APART = TWIN.replace("01", "09")


def other(members: str, more: str = "") -> str:
    return (
        "---\n{dera: v1, kind: aggregation, id: b, provider: p, gate: draft,"
        f" services: [energy], members: {members}}}\n{more}"
    )


@pytest.mark.parametrize(
    ("text", "invalid", "reason"),
    [
        pytest.param(
            other("[{site: gone, from: 2026-01-01}]"),
            (),
            "site `gone` is not declared",
            id="another's site is not declared",
        ),
        pytest.param(
            other("[{site: twin, from: 2026-01-01}]", f"---\n{TWIN}"),
            ("b",),
            "aggregation `b` does not pass its schema",
            id="an invalid aggregation may hold our account",
        ),
        pytest.param(
            "---\n{dera: v1, kind: aggregation, id: b, members: none}",
            ("b",),
            "aggregation `b` does not pass its schema",
            id="an invalid aggregation does not say what it holds",
        ),
        pytest.param(
            other(
                "[{site: twin, from: 2026-01-01}]",
                "---\n{dera: v1, kind: site, id: twin, utility: pge}",
            ),
            ("twin",),
            "site `twin` does not pass its schema",
            id="another's invalid site does not say its account",
        ),
        pytest.param(
            other(
                "[{site: twin, from: 2026-01-01}]",
                "---\n{dera: v1, kind: site, id: twin, utility: [], service_account: }",
            ),
            ("twin",),
            "site `twin` does not pass its schema",
            id="another's invalid site has lists for names",
        ),
    ],
)
def test_what_might_be_shared_is_not_told(
    build: Build, text: str, invalid: tuple[str, ...], reason: str
) -> None:
    facts = build(OURS + text, invalid=invalid).dossier("aggregation", "a").facts
    assert "shared_members" not in facts
    assert facts.absent["shared_members"].startswith(reason)


@pytest.mark.parametrize(
    ("text", "invalid", "shared"),
    [
        pytest.param(
            other("[{site: twin, from: 2026-01-01}]", f"---\n{TWIN}"),
            ("twin",),
            ["b"],
            id="an invalid site that says its account",
        ),
        pytest.param(
            other("[{site: twin, from: 2026-01-01}]", f"---\n{APART}"),
            ("twin",),
            [],
            id="an invalid site of another account",
        ),
        pytest.param(
            other("[{site: twin, from: 2026-01-01}]", f"---\n{APART}"),
            ("b",),
            [],
            id="an invalid aggregation of other sites",
        ),
    ],
)
def test_what_can_still_be_told_is(
    build: Build, text: str, invalid: tuple[str, ...], shared: list[str]
) -> None:
    facts = build(OURS + text, invalid=invalid).dossier("aggregation", "a").facts
    assert [entry["aggregation"] for entry in facts["shared_members"]] == shared


def test_our_own_unresolved_site_is_not_told_to_be_ours_alone(build: Build) -> None:
    facts = build(OURS.replace("site: s1", "site: gone")).dossier("aggregation", "a")
    assert facts.facts.absent["shared_members"] == "site `gone` is not declared"


def test_our_own_gap_is_no_matter_of_another_aggregation(build: Build) -> None:
    text = OURS + other("[{site: gone, from: 2026-01-01}]")
    facts = build(text).dossier("aggregation", "b").facts
    assert facts.absent["shared_members"] == "site `gone` is not declared"


UNREAD = "not every file of the portfolio could be read"


@pytest.mark.parametrize("name", ["agreements", "meters", "schedules", "concurrences"])
def test_an_unread_file_might_hold_what_belongs_to_us(build: Build, name: str) -> None:
    dossier = build(OURS, complete=False).dossier("aggregation", "a")
    assert dossier.linked.absent[name] == UNREAD
    assert name not in dossier.linked


def test_an_unread_file_might_hold_another_aggregation(build: Build) -> None:
    facts = build(OURS, complete=False).dossier("aggregation", "a").facts
    assert facts.absent["shared_members"] == UNREAD


def test_an_unread_file_keeps_what_is_named_and_read(build: Build) -> None:
    dossier = build(OURS, complete=False).dossier("aggregation", "a")
    assert dossier.linked["provider"]["legal_name"] == "Sunpath"
    assert dossier.facts["site_ids"] == ["s1"]


def test_what_is_named_and_not_read_is_not_said_to_be_undeclared(build: Build) -> None:
    text = OURS.replace("provider: p\n", "provider: q\n")
    dossier = build(text, complete=False).dossier("aggregation", "a")
    assert dossier.linked.absent["provider"] == UNREAD


@pytest.mark.parametrize("name", ["suspected_secrets", "outdated_citations"])
def test_an_unread_file_might_hold_a_secret(build: Build, name: str) -> None:
    facts = build(OURS, complete=False).dossier("portfolio", "portfolio").facts
    assert name not in facts


def test_a_secret_that_was_read_is_found_all_the_same(build: Build) -> None:
    text = OURS.replace("Sunpath", "'password: hunter2'")
    facts = build(text, complete=False).dossier("portfolio", "portfolio").facts
    assert [entry["id"] for entry in facts["suspected_secrets"]] == ["p"]


def test_a_list_of_the_whole_is_missing_while_a_file_is_unread(build: Build) -> None:
    linked = build(OURS, complete=False).dossier("portfolio", "portfolio").linked
    assert linked.absent["sites"] == UNREAD


def test_an_invalid_declaration_with_an_unreadable_owner_could_be_anyones(
    build: Build,
) -> None:
    text = f"""{OURS}---
{{dera: v1, kind: agreement, id: x, provider: [p], scheduling_coordinator: c}}
"""
    dossier = build(text, invalid=("x",)).dossier("aggregation", "a")
    assert "agreements" not in dossier.linked
