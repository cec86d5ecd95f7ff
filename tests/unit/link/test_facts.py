"""Facts of an aggregation: exact, dated, and never zero for want of data."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from checker.model.finding import Gate

Build = Callable[..., Any]

PORTFOLIO = """
{dera: v1, kind: provider, id: p, legal_name: Sunpath}
---
{dera: v1, kind: utility, id: pge, name: PG&E}
---
{dera: v1, kind: utility, id: muni, name: Muni}
---
dera: v1
kind: aggregation
id: a
provider: p
gate: registration
services: [energy, RU]
pnodes: [{id: N1, gdf: 0.1}, {id: N2, gdf: 0.2}, {id: N3, gdf: 0.7}]
members:
  - {site: s1, from: 2026-06-01}
  - {site: s2, from: 2026-06-01, until: 2026-12-08}
  - {site: s3, from: 2026-12-09}
%s
---
dera: v1
kind: site
id: s1
utility: pge
service_account: "01"
pnode: N1
sub_lap: PGEB
ders: [{id: d1, technology: battery, rated_kw: 0.1, energy_kwh: 0.4}]
---
dera: v1
kind: site
id: s2
utility: muni
service_account: "02"
pnode: N2
sub_lap: PGEB
ders: [{id: d2, technology: solar, rated_kw: 0.2}]
---
dera: v1
kind: site
id: s3
utility: pge
service_account: "03"
ders: [{id: d3, technology: battery, rated_kw: 1000}]
"""


@pytest.mark.parametrize(
    ("as_of", "market_date", "sites"),
    [
        (date(2026, 5, 31), "", []),
        (date(2026, 6, 1), "", ["s1", "s2"]),
        (date(2026, 12, 8), "", ["s1", "s2"]),
        (date(2026, 12, 9), "", ["s1", "s3"]),
        (date(2026, 12, 8), "market_date: 2026-12-09", ["s1", "s3"]),
        (date(2026, 12, 8), "market_date: 2026-10-01", ["s1", "s2"]),
    ],
)
def test_the_members_active_on_the_day_count(
    build: Build, as_of: date, market_date: str, sites: list[str]
) -> None:
    dossier = build(PORTFOLIO % market_date, as_of=as_of).dossier("aggregation", "a")
    assert dossier.facts["site_ids"] == sites


def test_sums_are_exact_to_the_watt(build: Build) -> None:
    facts = build(PORTFOLIO % "").dossier("aggregation", "a").facts
    assert facts["capacity_kw"] == 0.3
    assert facts["capacity_mw"] == 0.0003
    assert facts["energy_mwh"] == 0.0004
    assert facts["gdf_total"] == 1.0


def test_facts_name_what_the_sites_say(build: Build) -> None:
    facts = build(PORTFOLIO % "").dossier("aggregation", "a").facts
    assert facts["pnodes"] == ["N1", "N2"]
    assert facts["sub_laps"] == ["PGEB"]
    assert facts["ancillary_services"] == ["RU"]
    assert [entry["utility"] for entry in facts["utilities"]] == ["muni", "pge"]


@pytest.mark.parametrize("name", ["pnodes", "sub_laps", "energy_mwh"])
def test_a_fact_without_its_data_is_missing_and_says_why(
    build: Build, name: str
) -> None:
    facts = (
        build(PORTFOLIO % "", as_of=date(2026, 12, 9)).dossier("aggregation", "a").facts
    )
    assert name not in facts
    assert "s3" in facts.absent[name] or "d3" in facts.absent[name]


def test_each_utility_has_a_digest_of_its_own_ders(build: Build) -> None:
    facts = build(PORTFOLIO % "").dossier("aggregation", "a").facts
    digests = {entry["der_list_digest"] for entry in facts["utilities"]}
    assert len(digests | {facts["der_list_digest"]}) == 3


@pytest.mark.parametrize(
    ("member", "shared"),
    [
        ("{site: s1, from: 2026-12-31}", True),
        ("{site: s1, from: 2026-01-01, until: 2026-05-31}", False),
        ("{site: s1, from: 2026-01-01, until: 2026-06-01}", True),
        ("{site: s2, from: 2026-12-08}", True),
        ("{site: s2, from: 2026-12-09}", False),
        ("{site: twin, from: 2026-12-31}", True),
        ("{site: other, from: 2026-12-31}", False),
    ],
)
def test_a_member_is_shared_by_site_or_service_account(
    build: Build, member: str, shared: bool
) -> None:
    text = (
        PORTFOLIO % ""
        + f"""
---
dera: v1
kind: aggregation
id: b
provider: p
gate: draft
services: [energy]
members: [{member}]
---
{{dera: v1, kind: site, id: twin, utility: pge, service_account: "01", ders: []}}
---
{{dera: v1, kind: site, id: other, utility: muni, service_account: "01", ders: []}}
"""
    )
    facts = build(text).dossier("aggregation", "a").facts
    assert [entry["aggregation"] for entry in facts["shared_members"]] == (
        ["b"] if shared else []
    )


def test_a_site_listed_twice_on_the_day_is_repeated(build: Build) -> None:
    text = (PORTFOLIO % "").replace(
        "site: s2, from: 2026-06-01, until", "site: s1, from: 2026-07-01, until"
    )
    facts = build(text).dossier("aggregation", "a").facts
    assert [member["from"] for member in facts["repeated_members"]] == [
        "2026-06-01",
        "2026-07-01",
    ]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(None, None), (frozenset({"Sunpath"}), True), (frozenset({"Sun"}), False)],
)
def test_the_signatory_is_known_only_with_the_list(
    build: Build, names: frozenset[str] | None, expected: bool | None
) -> None:
    facts = build(PORTFOLIO % "", signatories=names).dossier("aggregation", "a").facts
    assert facts.get("derpa_signatory") is expected


def test_an_invalid_other_aggregation_might_share_our_site(build: Build) -> None:
    text = (
        PORTFOLIO % ""
        + """
---
{dera: v1, kind: aggregation, id: b, members: [{site: s1, from: 2026-12-31}]}
"""
    )
    facts = build(text, invalid=("b",)).dossier("aggregation", "a").facts
    assert "shared_members" not in facts


@pytest.mark.parametrize(
    ("kind", "name", "asked", "gate"),
    [
        ("aggregation", "a", None, Gate.registration),
        ("aggregation", "a", Gate.market, Gate.market),
        ("site", "s1", None, Gate.registration),
        ("provider", "p", None, Gate.registration),
        ("site", "s3", None, Gate.market),
        ("portfolio", "portfolio", None, Gate.market),
    ],
)
def test_a_declaration_is_judged_at_the_gate_of_whom_it_serves(
    build: Build, kind: str, name: str, asked: Gate | None, gate: Gate
) -> None:
    assert build(PORTFOLIO % "", gate=asked).dossier(kind, name).gate is gate
