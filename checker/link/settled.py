"""What an earlier run settled, and need not be judged again."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from checker.link.assemble import JOINS
from checker.link.portfolio import Key, Portfolio, references_in
from checker.link.references import ReferencePath
from checker.model.declaration import Declaration
from checker.model.dossier import Settled

__all__ = ["account_of", "rests_on", "still_settled"]

Paths = Mapping[str, tuple[ReferencePath, ...]]
_GROUPS = ("aggregation", "schedule")
"""Kinds of subjects to which declarations belong that name what they rest on."""


def rests_on(
    portfolio: Portfolio, key: Key, keys: Collection[Key], paths: Paths
) -> frozenset[Key]:
    """Return the declarations whose change may change a verdict about a subject.

    Args:
        portfolio: what is declared.
        key: the subject.
        keys: what its dossier holds.
        paths: the reference fields of each kind.
    """
    if key[0] not in _GROUPS:
        return frozenset(keys)
    # A member of another day is in no list of a dossier; it counts where it is shared.
    owners = {key, *(each for each in keys if each[0] in _GROUPS)}
    named = {
        (reference.kind, reference.id)
        for owner in owners
        for reference in references_in(portfolio.declarations[owner], paths)
    }
    return frozenset({*keys, *named})


def still_settled(
    portfolio: Portfolio,
    settled: Mapping[Key, Settled],
    before: Collection[Key],
    paths: Paths,
) -> dict[Key, Settled]:
    """Return what rests on nothing that has changed since it was settled.

    A declaration that is known has not changed. Where one could not be used at all,
    nothing is settled: it might have belonged to anything.

    Args:
        portfolio: what is declared now.
        settled: of the earlier run.
        before: every declaration that the earlier run read.
        paths: the reference fields of each kind.
    """
    if portfolio.unread or portfolio.broken:
        return {}
    declared = portfolio.declarations
    changed = {
        key for key, declaration in declared.items() if declaration.known is None
    }
    moved = set(before) ^ declared.keys()
    # What names a declaration that came or went rests on that now.
    changed |= moved
    changed |= {
        (referrer.kind, referrer.id)
        for key in moved
        for referrer, _ in portfolio.referrers.get(key, ())
    }
    changed |= set(_sharing(portfolio, paths))
    anchors = {
        (reference.kind, reference.id)
        for key in changed & declared.keys()
        for reference in references_in(declared[key], paths)
        if (key[0], reference.kind) in JOINS and len(reference.pointer) == 1
    }
    return {
        key: each
        for key, each in settled.items()
        if key in declared
        and each.rests_on.isdisjoint(changed)
        and (key[0] not in _GROUPS or each.rests_on.isdisjoint(anchors))
    }


def _sharing(portfolio: Portfolio, paths: Paths) -> Iterator[Key]:
    """Yield the aggregations that hold a customer site which another one holds too.

    Where a member is not declared, nobody can tell: it may be anyone's site.
    """
    holders: dict[Key, set[str]] = defaultdict(set)
    for declaration in portfolio.of_kind("aggregation"):
        for reference in references_in(declaration, paths):
            if reference.kind != "site":
                continue
            site = portfolio.declarations.get(("site", reference.id))
            if site is None:
                yield from (
                    ("aggregation", d.id) for d in portfolio.of_kind("aggregation")
                )
                return
            for account in (("site", site.id), account_of(site)):
                holders[account].add(declaration.id)
    for names in holders.values():
        if len(names) > 1:
            yield from (("aggregation", name) for name in names)


def account_of(site: Declaration) -> tuple[str, str]:
    """Return the utility and service account by which a customer site is known."""
    if site.known is not None and site.known.account is not None:
        return site.known.account
    data = site.data
    return (data["utility"], data["service_account"])
