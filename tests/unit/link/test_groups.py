"""What belongs to an aggregation is built once, and still is that of its day."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest

from checker.link.groups import Groups, Setting
from checker.model.dossier import Dossier
from checker.model.place import Place
from checker.model.record import Record

Build = Callable[..., Any]

TEXT = """\
dera: v1
kind: aggregation
id: a1
name: A1
provider: p
gate: market
model: generator
services: [energy]
members:
  - {site: s1, from: 2026-01-01}
  - {site: s2, from: 2026-01-01, until: 2026-12-09}
  - {site: s3, from: 2026-12-10}
---
dera: v1
kind: aggregation
id: a2
name: A2
provider: p
gate: market
model: generator
services: [energy]
members: [{site: s3, from: 2026-01-01}]
"""
SITE = """\
---
dera: v1
kind: site
id: {site}
name: S
utility: u
service_account: "{account}"
ders: [{{id: d, name: D, technology: battery, rated_kw: 10}}]
---
dera: v1
kind: meter
id: {site}-m
site: {site}
"""
SCHEDULE = """\
---
dera: v1
kind: schedule
id: {name}
aggregation: {aggregation}
trade_date: {day}
hours: []
"""
UTILITY = "---\n{dera: v1, kind: utility, id: u, name: U}\n"
DAYS = (
    ("on-the-day", "a1", "2026-12-08"),
    ("before-it-changes", "a1", "2026-12-09"),
    ("changed", "a1", "2026-12-10"),
    ("of-another", "a2", "2026-12-10"),
    ("of-none", "a9", "2026-12-10"),
)


@pytest.fixture
def portfolio(build: Build) -> Any:
    sites = (SITE.format(site=f"s{n}", account=f"00{n}") for n in (1, 2, 3))
    schedules = (
        SCHEDULE.format(name=name, aggregation=aggregation, day=day)
        for name, aggregation, day in DAYS
    )
    return build(TEXT + UTILITY + "".join(sites) + "".join(schedules)).portfolio


def groups(portfolio: Any) -> Groups:
    return Groups(
        portfolio,
        Setting(
            as_of=date(2026, 12, 8),
            gate=None,
            signatories=None,
            hour_labels="sequential",
            kinds=("aggregation", "site", "schedule"),
        ),
    )


def told(value: Any) -> Any:
    """Return a value with all that its records know besides."""
    if isinstance(value, Record):
        besides = (value.place, value.absent, value.brought)
        return ({key: told(item) for key, item in value.items()}, besides)
    return [told(item) for item in value] if isinstance(value, list) else value


def everything(dossier: Dossier) -> Any:
    parts = (dossier.record, dossier.linked, dossier.facts)
    return (dossier.subject, dossier.gate, dossier.day, *map(told, parts))


@pytest.mark.parametrize(
    ("name", "sites"),
    [
        ("on-the-day", ["s1", "s2"]),
        ("before-it-changes", ["s1", "s2"]),
        ("changed", ["s1", "s3"]),
        ("of-another", ["s3"]),
    ],
)
def test_a_schedule_has_the_sites_of_its_own_day(
    portfolio: Any, name: str, sites: list[str]
) -> None:
    several = groups(portfolio)
    several.dossier(("aggregation", "a1"))
    dossier = several.dossier(("schedule", name))
    assert [site["id"] for site in dossier.linked["sites"]] == sites
    assert dossier.facts["site_ids"] == sites
    assert dossier.facts["day"] == {n: day for n, _, day in DAYS}[name]


def built(several: Groups, keys: Iterable[tuple[str, str]]) -> dict[Any, Any]:
    return {key: everything(several.dossier(key)) for key in keys}


def test_what_was_built_before_changes_nothing(portfolio: Any) -> None:
    keys = groups(portfolio).keys()
    alone = {key: everything(groups(portfolio).dossier(key)) for key in keys}
    assert built(groups(portfolio), keys) == alone
    assert built(groups(portfolio), reversed(keys)) == alone


def test_forgetting_changes_nothing(portfolio: Any) -> None:
    several = groups(portfolio)
    keys = several.keys()
    before = built(several, keys)
    after = {}
    for key in keys:
        after[key] = everything(several.dossier(key))
        several.forget()
    assert after == before


def test_shares_are_all_of_it_with_what_belongs_together(portfolio: Any) -> None:
    several = groups(portfolio)
    shares = list(several.shares())
    assert [key for share in shares for key in share] == several.keys()
    (share,) = several.shares({("aggregation", "a1")})
    assert ("aggregation", "a1") not in share
    assert ("schedule", "changed") in share


def test_a_site_has_its_meters_and_the_place_of_its_membership(portfolio: Any) -> None:
    dossier = groups(portfolio).dossier(("aggregation", "a1"))
    site = dossier.linked["sites"][1]
    assert [meter["id"] for meter in site["meters"]] == ["s2-m"]
    assert site["member_until"] == "2026-12-09"
    document = dossier.record.place.document if dossier.record.place else None
    assert site.brought == {
        "member_from": Place(document, ("members", 1, "from")),  # type: ignore[arg-type] # it has one
        "member_until": Place(document, ("members", 1, "until")),  # type: ignore[arg-type] # it has one
    }
    declared = portfolio.records["site", "s2"]
    assert {"meters", "member_from"}.isdisjoint(declared)  # nothing is added there
