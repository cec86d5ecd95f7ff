"""What becomes of a utility's review, a concurrence and Schedule 1: by digests, truly.

A rule says that a change may reopen a review. Whether it does is computed: the lists of
DERs of the base are held against those of the head, and both against what concurrences
and Schedule 1 carry.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from checker.link.portfolio import Portfolio
from checker.model.record import Record
from checker.plan.answers import SENT, ListCheck, awaited
from checker.plan.definition import Weight
from checker.plan.fleet import Fleet, Stretch
from checker.plan.model import Term

__all__ = [
    "Fleets",
    "Listing",
    "Review",
    "in_words",
    "listings",
    "reviews",
]

_DAY = timedelta(days=1)
_SHOWN = 4


class Review(NamedTuple):
    """What one utility has to look at again.

    Attributes:
        utility: its id.
        name: its name.
        lists: the lists of DERs that it has to look at, by day.
        present: whether the list of the first day is another one than before.
        first: that day: the day of the plan, or the first one in the market.
        began: whether any utility was given a list of this aggregation before.
    """

    utility: str
    name: str
    lists: tuple[ListCheck, ...]
    present: bool
    first: date
    began: bool

    @property
    def weight(self) -> Weight:
        """A review restarts only where one began; where all is agreed, none does."""
        if all(each.agreed for each in self.lists):
            return Weight.note
        return Weight.restart_review if self.began else Weight.document

    @property
    def submitted(self) -> date | None:
        """When the list that is answered last was submitted; None when one was not."""
        open_lists = [each for each in self.lists if not each.agreed]
        days = [each.submitted for each in open_lists if each.submitted is not None]
        return max(days) if days and len(days) == len(open_lists) else None


class Listing(NamedTuple):
    """A record that carries a digest which the change leaves behind.

    Attributes:
        name: the concurrence or agreement.
        state: what became of it, in words.
        utility: whose; empty for Schedule 1.
        last: the last day for which it shows the list; None when it shows none.
        needed: whether there is a list that it would have to show.
    """

    name: str
    state: str
    utility: str
    last: date | None
    needed: bool


@dataclass(frozen=True)
class Fleets:
    """The lists of DERs of one aggregation, as they were and as they are.

    Attributes:
        base: the earlier lists.
        head: the later ones.
    """

    base: Fleet
    head: Fleet

    @cached_property
    def same(self) -> bool:
        """Whether the lists are the same on each day."""
        return self.base.whole == self.head.whole

    @cached_property
    def sites(self) -> frozenset[str]:
        """The sites of all lists."""
        lists = (*self.base.whole, *self.head.whole)
        return frozenset(site for each in lists for site in each.sites)

    @property
    def reason(self) -> str:
        """Why they cannot be compared; empty when they can."""
        return self.head.reason or self.base.reason


def reviews(
    base: Portfolio, head: Portfolio, sides: Fleets, name: str, as_of: date
) -> tuple[Review, ...]:
    """Return what utilities have to look at again.

    Args:
        base: the earlier portfolio.
        head: the later one.
        sides: the lists of the aggregation in both; there is no reason against them.
        name: of the aggregation.
        as_of: the day of the plan.
    """
    earlier = list(_concurrences(base, name))
    later = list(_concurrences(head, name))
    found = []
    for utility in sorted(sides.head.by_utility):
        lists = awaited(
            (
                sides.base.lists(utility),
                [c for c in earlier if c["utility"] == utility],
            ),
            (sides.head.lists(utility), [c for c in later if c["utility"] == utility]),
            as_of,
        )
        if lists:
            found.append(
                Review(
                    utility,
                    _name(head, utility),
                    lists,
                    _first(sides.base, utility) != _first(sides.head, utility),
                    sides.head.whole[0].first,
                    any(c["outcome"] in SENT for c in earlier),
                )
            )
    return tuple(found)


def listings(
    head: Portfolio, sides: Fleets, name: str, what: str
) -> tuple[Listing, ...]:
    """Return the records that the change leaves behind.

    Args:
        head: the later portfolio, whose records count.
        sides: the lists of the aggregation; there is no reason against them.
        name: of the aggregation.
        what: `concurrence` or `schedule_1`.
    """
    if what == "concurrence":
        return tuple(
            Listing(
                name=str(record["id"]),
                state=_state(record),
                utility=str(record["utility"]),
                last=last,
                needed=bool(sides.head.lists(record["utility"])),
            )
            for record in _concurrences(head, name)
            if record["outcome"] in SENT
            for last in _left_behind(
                record.get("der_list_digest"),
                sides.base.lists(record["utility"]),
                sides.head.lists(record["utility"]),
            )
        )
    return tuple(
        Listing(agreement, "", "", last, needed=True)
        for agreement, digest in _schedule_1(head, name)
        for last in _left_behind(digest, sides.base.whole, sides.head.whole)
    )


def _name(portfolio: Portfolio, utility: str) -> str:
    record = portfolio.records.get(("utility", utility))
    return str(record["name"]) if record else utility


def _concurrences(portfolio: Portfolio, name: str) -> Iterator[Record]:
    for declaration in portfolio.of_kind("concurrence"):
        record = portfolio.records["concurrence", declaration.id]
        if record["aggregation"] == name:
            yield record


def _schedule_1(portfolio: Portfolio, name: str) -> Iterator[tuple[str, str]]:
    for declaration in portfolio.of_kind("agreement"):
        record = portfolio.records["agreement", declaration.id]
        for listed in record.get("schedule_1", {}).get("aggregations", ()):
            if listed["aggregation"] == name:
                yield declaration.id, listed["der_list_digest"]


def _state(record: Record) -> str:
    outcome = str(record["outcome"]).replace("_", " ")
    day = record.get("responded_on") or record.get("submitted_on")
    return f" ({outcome} {day})" if day else f" ({outcome})"


def _first(fleet: Fleet, utility: str) -> str:
    lists = fleet.by_utility.get(utility, ())
    return lists[0].digest if lists and lists[0].sites else ""


def _left_behind(
    digest: str | None, before: Iterable[Stretch], after: Sequence[Stretch]
) -> Iterator[date | None]:
    """Yield the last day of a digest, if it had a longer one before."""
    if digest is None or all(each.digest != digest for each in before):
        return
    days = [n for n, each in enumerate(after) if each.digest == digest]
    if not days:
        yield None
        return
    lasted = [n for n, each in enumerate(tuple(before)) if each.digest == digest]
    goes_on = days[-1] + 1 == len(after)
    went_on = bool(lasted) and lasted[-1] + 1 == len(tuple(before))
    if went_on and not goes_on:
        yield after[days[-1] + 1].first - _DAY


def in_words(review: Review, term: Term | None, as_of: date) -> Iterator[str]:
    """Yield what is known of a review, a sentence each."""
    for each in review.lists[:_SHOWN]:
        yield _of_list(each, review.name)
    if len(review.lists) > _SHOWN:
        more = len(review.lists) - _SHOWN
        yield f"and {more} more {'list' if more == 1 else 'lists'} later on"
    late = [
        each.stretch.first
        for each in review.lists
        if term is not None and not each.agreed and each.stretch.first < term.last
    ]
    if late and review.weight is not Weight.note and term is not None:
        yield (
            f"the list is to hold from {min(late)}, and the review may last until"
            f" {term.last}: move the day, or wait for the answer"
        )
    day = f"the fleet of {review.first}, its first day in the market,"
    fleet = "the present fleet" if review.first == as_of else day
    runs = any(
        not each.agreed and each.stretch.first == review.first for each in review.lists
    )
    if review.present:
        yield f"{fleet} is affected: its list of DERs is another one"
    elif runs:
        why = f"{review.name} has not concurred with its list of DERs"
        yield f"{fleet} is affected: {why}"
    else:
        yield f"{fleet} is not affected"


def _of_list(each: ListCheck, utility: str) -> str:
    count = len(each.stretch.sites)
    sites = "1 site" if count == 1 else f"{count} sites"
    listed = f"the list of {sites} from {each.stretch.first} ({_short(each.stretch)})"
    if each.agreed:
        return f"{utility} has concurred with {listed}: concurrence {each.concurrence}"
    if each.raised:
        return (
            f"{utility} has raised concerns about {listed}: concurrence"
            f" {each.concurrence}; settle them and submit it again"
        )
    if each.submitted is not None:
        return (
            f"{listed} was submitted on {each.submitted}:"
            f" concurrence {each.concurrence}"
        )
    if each.concurrence:
        return f"{listed} is not submitted yet: concurrence {each.concurrence}"
    return f"{listed} is not submitted yet, and no request for it is declared"


def _short(stretch: Stretch) -> str:
    return f"{stretch.digest[:19]}…"
