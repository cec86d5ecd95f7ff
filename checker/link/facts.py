"""What follows from an aggregation's declarations, computed once and exactly."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import fsum
from typing import NamedTuple

from checker.link.access_facts import organisations, submissions
from checker.link.award_facts import awards
from checker.link.digest import Entries, der_list_digest
from checker.link.memberships import Memberships, shared_members
from checker.link.portfolio import Portfolio
from checker.model.place import Place
from checker.model.record import Record
from checker.model.refdata import ReferenceData

__all__ = ["Surroundings", "aggregation_facts", "sum_watts"]

_STORAGE = ("battery", "ev_charger")


class Surroundings(NamedTuple):
    """What an aggregation's facts take from the rest of the portfolio.

    `signatories` are the published legal names, when the portfolio holds the list;
    `reference` is what OASIS publishes, when it holds that. `digested` grows with the
    sites whose digest was asked for.
    """

    portfolio: Portfolio
    memberships: Memberships
    signatories: frozenset[str] | None
    reference: ReferenceData | None
    digested: Entries


def aggregation_facts(
    aggregation: Record,
    linked: Record,
    members: Sequence[Record],
    surroundings: Surroundings,
) -> Record:
    """Compute the facts of an aggregation while it has some members.

    Args:
        aggregation: its declaration.
        linked: its resolved objects, with these members.
        members: those that count.
        surroundings: what the rest of the portfolio says.

    Returns:
        The facts that `dossier.schema.json` names. What cannot be computed is left
        out with the reason in `Record.absent`; it is never zero.
    """
    facts = Record(
        {
            "ancillary_services": [
                service for service in aggregation["services"] if service != "energy"
            ],
            "repeated_members": _repeated(members),
        }
    )
    _site_facts(facts, aggregation, linked, surroundings.digested)
    _der_facts(facts, linked)
    _pnode_facts(facts, aggregation)
    portfolio, memberships, names, *_ = surroundings
    _state(facts, "shared_members", shared_members(portfolio, memberships, aggregation))
    _state(facts, "organisations", organisations(linked))
    _state(facts, "submissions", submissions(linked))
    _state(facts, "awards", awards(aggregation, linked))
    if names is not None and "provider" in linked:
        facts["derpa_signatory"] = linked["provider"]["legal_name"] in names
    return facts


def _state(facts: Record, name: str, found: list[Record] | str) -> None:
    """Enter a fact, or the reason why it cannot be given."""
    if isinstance(found, str):
        facts.absent[name] = found
    else:
        facts[name] = found


def sum_watts(values_kw: Iterable[float]) -> float:
    """Add kilowatts exactly and round to the watt, so that 0.1 + 0.2 is 0.3."""
    return round(fsum(values_kw), 3)


def _mw(kilowatts: float) -> float:
    return round(kilowatts / 1000, 6)


def _repeated(members: Sequence[Record]) -> list[Record]:
    counted = Counter(member["site"] for member in members)
    return [member for member in members if counted[member["site"]] > 1]


def _site_facts(
    facts: Record, aggregation: Record, linked: Record, digested: Entries
) -> None:
    names = ("site_ids", "pnodes", "sub_laps", "der_list_digest", "utilities")
    if "sites" not in linked:
        facts.absent.update(dict.fromkeys(names, linked.absent["sites"]))
        return
    sites = linked["sites"]
    facts["site_ids"] = [site["id"] for site in sites]
    facts["der_list_digest"] = der_list_digest(sites, digested)
    for name, field in (("pnodes", "pnode"), ("sub_laps", "sub_lap")):
        lacking = next((site["id"] for site in sites if field not in site), None)
        if lacking is None:
            facts[name] = sorted({site[field] for site in sites})
        else:
            facts.absent[name] = f"site `{lacking}` does not say its {field}"
    if "utilities" in linked:
        facts["utilities"] = [
            _utility(utility, sites, aggregation, digested)
            for utility in linked["utilities"]
        ]
    else:
        facts.absent["utilities"] = linked.absent["utilities"]


def _utility(
    utility: Record, sites: list[Record], aggregation: Record, digested: Entries
) -> Record:
    own = [site for site in sites if site["utility"] == utility["id"]]
    kilowatts = sum_watts(der["rated_kw"] for site in own for der in site["ders"])
    place = aggregation.place
    return Record(
        {
            "utility": utility["id"],
            "name": utility["name"],
            "der_list_digest": der_list_digest(own, digested),
            "capacity_mw": _mw(kilowatts),
            "sites": [site["id"] for site in own],
        },
        None if place is None else Place(place.document, ("members",), on_key=True),
    )


def _der_facts(facts: Record, linked: Record) -> None:
    if "ders" not in linked:
        names = ("capacity_kw", "capacity_mw", "energy_mwh")
        facts.absent.update(dict.fromkeys(names, linked.absent["ders"]))
        return
    ders = linked["ders"]
    facts["capacity_kw"] = sum_watts(der["rated_kw"] for der in ders)
    facts["capacity_mw"] = _mw(facts["capacity_kw"])
    storage = [der for der in ders if der["technology"] in _STORAGE]
    lacking = next((der["id"] for der in storage if "energy_kwh" not in der), None)
    if lacking is None:
        facts["energy_mwh"] = _mw(sum_watts(der["energy_kwh"] for der in storage))
    else:
        facts.absent["energy_mwh"] = f"DER `{lacking}` does not say its energy_kwh"


def _pnode_facts(facts: Record, aggregation: Record) -> None:
    factors = [pnode.get("gdf") for pnode in aggregation.get("pnodes", ())]
    if factors and None not in factors:
        facts["gdf_total"] = round(fsum(factors), 9)
    else:
        facts.absent["gdf_total"] = "not every PNode has a GDF"
