"""Which aggregations hold which customer sites, as far as the portfolio tells."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from checker.link.portfolio import Portfolio
from checker.link.settled import account_of
from checker.model.declaration import Declaration
from checker.model.record import Record

__all__ = ["Memberships", "memberships_of", "shared_members"]

Member = Mapping[str, Any]
"""A member entry, as it is declared."""

Account = tuple[str, str]
"""A way to tell a customer site: `("site", id)` or (utility, service account)."""


class Memberships(NamedTuple):
    """Who holds which site.

    Attributes:
        held: the aggregations that hold a site, with the member entry of each, where
            they are several.
        perhaps: why an aggregation that cannot be used might hold a site.
        unknown: aggregations of whose members not all can be told, and why.
    """

    held: Mapping[Account, list[tuple[str, Member]]]
    perhaps: Mapping[Account, str]
    unknown: tuple[tuple[str, str], ...]


class _Unknown(Exception):  # noqa: N818 # control flow inside this module only
    """Which customer site a member is cannot be told, and why."""


def memberships_of(portfolio: Portfolio, but: Collection[str] = ()) -> Memberships:
    """Index the members of every aggregation by the site they stand for.

    Args:
        portfolio: what is declared.
        but: aggregations that hold no site together with any other.
    """
    unknown: list[tuple[str, str]] = []
    held = _held(portfolio, but, unknown)
    return Memberships(held, _perhaps(portfolio, unknown), tuple(unknown))


def _held(
    portfolio: Portfolio, but: Collection[str], unknown: list[tuple[str, str]]
) -> dict[Account, list[tuple[str, Member]]]:
    first: dict[Account, str] = {}
    several: set[Account] = set()
    for name, member in _members(portfolio, but):
        accounts, reason = _told(portfolio, member["site"])
        if reason:
            unknown.append((name, reason))
        several.update(
            account for account in accounts if first.setdefault(account, name) != name
        )
    del first
    held: dict[Account, list[tuple[str, Member]]] = defaultdict(list)
    for name, member in _members(portfolio, but) if several else ():
        for account in several & _told(portfolio, member["site"])[0]:
            held[account].append((name, member))
    return held


def _members(
    portfolio: Portfolio, but: Collection[str]
) -> Iterator[tuple[str, Member]]:
    for declaration in portfolio.of_kind("aggregation"):
        if declaration.id not in but:
            # Records of all sites would be made for nothing but this.
            for member in declaration.data["members"]:
                yield declaration.id, member


def _told(portfolio: Portfolio, site: str) -> tuple[set[Account], str]:
    """Name a site as far as that can be told, and say why not further."""
    try:
        return _accounts(portfolio, site), ""
    except _Unknown as reason:
        return {("site", site)}, str(reason)


def _perhaps(
    portfolio: Portfolio, unknown: list[tuple[str, str]]
) -> dict[Account, str]:
    perhaps: dict[Account, str] = {}
    for key, declarations in portfolio.unusable.items():
        if key[0] != "aggregation":
            continue
        why = portfolio.broken[key]
        try:
            for site in _named_sites(declarations, why):
                perhaps |= dict.fromkeys(_accounts(portfolio, site), why)
        except _Unknown as reason:
            unknown.append((key[1], str(reason)))
    return perhaps


def shared_members(
    portfolio: Portfolio, memberships: Memberships, aggregation: Record
) -> list[Record] | str:
    """Find the members that another aggregation holds on a common day.

    A site is the same when its id is, or its utility and service account are: that
    is how a utility tells one customer site from another (INTERFACES 5.1, ground a).

    Returns:
        An entry for each member and other aggregation; or why that cannot be told.
    """
    name = aggregation["id"]
    if portfolio.unread:
        return portfolio.unread
    for other, why in memberships.unknown:
        if other != name:
            return why
    shared: list[Record] = []
    alone = not (memberships.held or memberships.perhaps)
    for ours in aggregation["members"]:
        if alone and ("site", ours["site"]) in portfolio.declarations:
            continue
        try:
            accounts = _accounts(portfolio, ours["site"])
        except _Unknown as reason:
            return str(reason)
        for account in accounts & memberships.perhaps.keys():
            return memberships.perhaps[account]
        others = {
            other
            for account in accounts
            for other, theirs in memberships.held.get(account, ())
            if other != name and _overlap(ours, theirs)
        }
        shared += [
            Record({**ours, "aggregation": other}, ours.place)
            for other in sorted(others)
        ]
    return shared


def _overlap(one: Member, other: Member) -> bool:
    open_end = "9999-12-31"
    return bool(
        one["from"] <= other.get("until", open_end)
        and other["from"] <= one.get("until", open_end)
    )


def _named_sites(declarations: Iterable[Declaration], why: str) -> Iterator[str]:
    """Yield the sites that an unusable aggregation names."""
    for declaration in declarations:
        members = declaration.data.get("members")
        for member in members if isinstance(members, list) else [None]:
            site = member.get("site") if isinstance(member, dict) else None
            if not isinstance(site, str):
                raise _Unknown(why)
            yield site


def _accounts(portfolio: Portfolio, site: str) -> set[Account]:
    """Name a site in each way that tells whether another one is the same.

    Of a site that fails its schema the two fields that name it may still be read.
    """
    key = ("site", site)
    declared = portfolio.declarations.get(key)
    if declared is not None:
        return {key, account_of(declared)}
    accounts = set()
    for declaration in portfolio.unusable.get(key, ()):
        utility = declaration.data.get("utility")
        account = declaration.data.get("service_account")
        if not (isinstance(utility, str) and isinstance(account, str)):
            raise _Unknown(portfolio.why_missing(*key))
        accounts.add((utility, account))
    if not accounts:
        raise _Unknown(portfolio.why_missing(*key))
    return {key, *accounts}
