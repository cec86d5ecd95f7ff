"""Whom a change concerns: aggregations, a utility, the provider."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checker.link.portfolio import Portfolio
from checker.plan.difference import Change

__all__ = ["Concerns", "concerns_of"]

_LISTED = re.compile(r"\[aggregation=([^\]#]+)")
_MEMBER = re.compile(r"^/members\[site=([^\]#]+)")
_OWNERS = ("provider", "scheduling_coordinator")


@dataclass(frozen=True, slots=True)
class Concerns:
    """Who belongs to whom, in either of two portfolios.

    Attributes:
        portfolios: the base and the head.
        holders: the aggregations that list a site, by its id.
    """

    portfolios: tuple[Portfolio, Portfolio]
    holders: Mapping[str, frozenset[str]]

    def aggregations(self, change: Change) -> tuple[str, ...]:
        """Return the aggregations that a change concerns, by id."""
        if change.kind == "aggregation":
            return (change.id,)
        if change.kind == "site":
            return tuple(sorted(self.holders.get(change.id, ())))
        if change.kind == "meter":
            sites = set(_named(change, "site"))
            return tuple(
                sorted({a for site in sites for a in self.holders.get(site, ())})
            )
        if listed := _LISTED.search(change.path):
            return (listed[1],)
        return tuple(sorted({*_named(change, "aggregation"), *_waived(change)}))

    def utilities(self, change: Change) -> frozenset[str]:
        """Return the utilities whose list of DERs a change concerns; none for all."""
        if change.kind == "concurrence":
            return frozenset(_named(change, "utility"))
        member = _MEMBER.match(change.path) if change.kind == "aggregation" else None
        site = member[1] if member else change.id if change.kind == "site" else ""
        records = [p.records.get(("site", site)) for p in self.portfolios]
        return frozenset(record["utility"] for record in records if record)

    def owner(self, change: Change) -> tuple[str, str]:
        """Return whom a change concerns that is of no single aggregation."""
        for kind in _OWNERS:
            if change.kind == kind:
                return kind, change.id
            for name in _named(change, kind):
                return kind, name
        return "portfolio", ""


def concerns_of(base: Portfolio, head: Portfolio) -> Concerns:
    """Index who lists which site."""
    holders: dict[str, set[str]] = defaultdict(set)
    for portfolio in (base, head):
        for declaration in portfolio.of_kind("aggregation"):
            for member in portfolio.records["aggregation", declaration.id]["members"]:
                holders[member["site"]].add(declaration.id)
    return Concerns(
        (base, head), {site: frozenset(names) for site, names in holders.items()}
    )


def _named(change: Change, field: str) -> Iterator[str]:
    """Yield what a declaration says in a field, the head first."""
    for side in (change.head, change.base):
        value: Any = side.declaration.data.get(field) if side else None
        if isinstance(value, str):
            yield value


def _waived(change: Change) -> Iterator[str]:
    for side in (change.head, change.base):
        subject = side.declaration.data.get("subject") if side else None
        if isinstance(subject, dict) and subject.get("kind") == "aggregation":
            yield str(subject["id"])
