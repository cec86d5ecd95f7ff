"""Index, references, duplicates and what is broken."""

from collections.abc import Callable
from typing import Any

import pytest

Build = Callable[..., Any]

SITE = "{dera: v1, kind: site, id: %s, utility: pge, service_account: '%s', ders: []}"
PGE = "{dera: v1, kind: utility, id: pge, name: PG&E}"


def documents(*texts: str) -> str:
    return "\n---\n".join(texts)


def aggregation(members: str, name: str = "a", more: str = "") -> str:
    return (
        f"dera: v1\nkind: aggregation\nid: {name}\nprovider: p\ngate: draft\n"
        f"services: [energy]\nmembers: {members}\n{more}"
    )


PROVIDER = "{dera: v1, kind: provider, id: p, legal_name: Sunpath}"


def test_a_dangling_reference_names_the_closest_id(build: Build) -> None:
    text = documents(
        aggregation("[{site: bay-01, from: 2026-01-01}]"),
        PROVIDER,
        SITE % ("bay-001", 1),
        PGE,
    )
    (finding,) = build(text).findings
    assert finding.policy == "LINK-001"
    assert finding.message == "no site `bay-01` is declared; did you mean `bay-001`?"
    assert finding.location.span[:2] == (7, 18)
    assert finding.related[0].location.span.line == 12


def test_a_duplicate_id_shows_both_places(build: Build) -> None:
    text = documents(PGE, "{dera: v1, kind: utility, id: pge, name: Other}")
    (finding,) = build(text).findings
    assert finding.policy == "LINK-002"
    assert finding.location.span.line == 3
    assert finding.related[0].location.span.line == 1


def test_one_id_may_serve_two_kinds(build: Build) -> None:
    text = documents(PGE, "{dera: v1, kind: provider, id: pge, legal_name: PG}")
    assert build(text).findings == ()


def test_an_invalid_target_is_not_dangling(build: Build) -> None:
    text = documents(SITE % ("s", 1), PGE)
    linked = build(text, invalid=("pge",))
    assert linked.findings == ()
    assert linked.portfolio.why_missing("utility", "pge") == (
        "utility `pge` does not pass its schema (portfolio.yaml:3)"
    )


def test_nothing_dangles_while_a_file_could_not_be_read(build: Build) -> None:
    assert build(SITE % ("s", 1), complete=False).findings == ()


@pytest.mark.parametrize("gone", ["pge", "s"])
def test_whatever_depends_on_an_invalid_declaration_is_missing(
    build: Build, gone: str
) -> None:
    text = documents(
        aggregation("[{site: s, from: 2026-01-01}]"), PROVIDER, SITE % ("s", 1), PGE
    )
    dossier = build(text, invalid=(gone,)).dossier("aggregation", "a")
    assert "utilities" not in dossier.linked
    assert f"`{gone}` does not pass its schema" in dossier.linked.absent["utilities"]
    assert "utilities" not in dossier.facts
    assert ("sites" in dossier.linked) is (gone == "pge")


def test_an_invalid_declaration_that_names_nobody_could_be_anyones(
    build: Build,
) -> None:
    text = documents(
        aggregation("[]"), PROVIDER, "{dera: v1, kind: concurrence, id: c}"
    )
    dossier = build(text, invalid=("c",)).dossier("aggregation", "a")
    assert "concurrences" not in dossier.linked


def test_an_invalid_declaration_of_another_aggregation_is_none_of_ours(
    build: Build,
) -> None:
    text = documents(
        aggregation("[]"),
        aggregation("[]", "b"),
        PROVIDER,
        "{dera: v1, kind: concurrence, id: c, aggregation: b}",
    )
    linked = build(text, invalid=("c",))
    assert linked.dossier("aggregation", "a").linked["concurrences"] == []
    assert "concurrences" not in linked.dossier("aggregation", "b").linked


@pytest.mark.parametrize("name", ["agreements", "metering_plans", "credentials"])
def test_what_belongs_to_an_undeclared_coordinator_is_missing(
    build: Build, name: str
) -> None:
    text = documents(aggregation("[]", more="scheduling_coordinator: nobody"), PROVIDER)
    linked = build(text).dossier("aggregation", "a").linked
    assert linked.absent[name] == "scheduling_coordinator `nobody` is not declared"


def test_a_wholesale_loss_is_not_searched_for_slips_of_the_pen(build: Build) -> None:
    names = [f"bay-0{number:02}" for number in range(30)]
    members = ", ".join(f"{{site: {name}, from: 2026-01-01}}" for name in names)
    text = documents(aggregation(f"[{members}]"), PROVIDER, SITE % ("bay-001x", 1), PGE)
    hinted = ["did you mean" in finding.message for finding in build(text).findings]
    assert hinted == [True] * 20 + [False] * 10


def test_a_repeated_slip_has_its_hint_each_time(build: Build) -> None:
    member = "{site: bay-01, from: 2026-01-01}"
    text = documents(
        aggregation(f"[{', '.join([member] * 25)}]"),
        PROVIDER,
        SITE % ("bay-001", 1),
        PGE,
    )
    assert all("`bay-001`" in finding.message for finding in build(text).findings)
