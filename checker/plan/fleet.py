"""The lists of DERs that an aggregation has, from day to day, as utilities see them.

A list holds from the day on which a site joins or leaves to the next such day. The
digest of a list is the one that a concurrence and Schedule 1 carry.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checker.link.assemble import active_members
from checker.link.digest import der_list_digest
from checker.link.portfolio import Portfolio
from checker.model.record import Record

__all__ = ["NO_FLEET", "Fleet", "Stretch", "fleet_of"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A list of DERs and its first day."""

    first: date
    digest: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fleet:
    """The lists of an aggregation.

    Attributes:
        by_utility: the lists of each utility, by day; an empty list once it has none.
        whole: the lists of all sites, by day.
        reason: why the lists cannot be computed; empty when they can.
    """

    by_utility: Mapping[str, tuple[Stretch, ...]]
    whole: tuple[Stretch, ...]
    reason: str = ""

    def lists(self, utility: str) -> tuple[Stretch, ...]:
        """Return the lists of a utility that have a site."""
        return tuple(s for s in self.by_utility.get(utility, ()) if s.sites)


NO_FLEET = Fleet({}, ())
"""The fleet of an aggregation that is not declared."""


def fleet_of(portfolio: Portfolio, name: str, as_of: date) -> Fleet:
    """Return the lists of an aggregation from the day on that it is judged for."""
    key = ("aggregation", name)
    aggregation = portfolio.records.get(key)
    if aggregation is None:
        broken = key in portfolio.broken or portfolio.unread
        return Fleet({}, (), portfolio.why_missing(*key)) if broken else NO_FLEET
    days = _days(aggregation, as_of)
    listed: dict[date, list[Record]] = {}
    for day in days:
        names = sorted(str(m["site"]) for m in active_members(aggregation, day))
        missing = next((n for n in names if ("site", n) not in portfolio.records), None)
        if missing is not None:
            return Fleet({}, (), portfolio.why_missing("site", missing))
        listed[day] = [portfolio.records["site", n] for n in names]
    utilities = sorted({s["utility"] for sites in listed.values() for s in sites})
    return Fleet(
        {
            utility: _stretches(
                (day, [site for site in sites if site["utility"] == utility])
                for day, sites in listed.items()
            )
            for utility in utilities
        },
        _stretches(listed.items()),
    )


def _days(aggregation: Record, as_of: date) -> list[date]:
    """Return the first day, and every later one on which a site joins or has left."""
    market_date = aggregation.get("market_date")
    first = max(as_of, date.fromisoformat(market_date)) if market_date else as_of
    return sorted({first, *(day for day in _changes(aggregation) if day > first)})


def _changes(aggregation: Record) -> Iterator[date]:
    for member in aggregation["members"]:
        yield date.fromisoformat(member["from"])
        if member.get("until") and member["until"] < date.max.isoformat():
            yield date.fromisoformat(member["until"]) + _DAY


def _stretches(
    listed: Iterable[tuple[date, Sequence[Record]]],
) -> tuple[Stretch, ...]:
    """Join days in a row that have the same list."""
    found: list[Stretch] = []
    for day, sites in listed:
        digest = der_list_digest(sites)
        if not found or found[-1].digest != digest:
            found.append(Stretch(day, digest, tuple(str(s["id"]) for s in sites)))
    return tuple(found)
