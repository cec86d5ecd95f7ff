"""Which lists of DERs wait for a utility, by what concurrences say of each."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from checker.model.record import Record
from checker.plan.fleet import Stretch

__all__ = ["SENT", "ListCheck", "Lists", "awaited"]

SENT = ("pending", "concurred", "concerns_raised", "no_response")
"""The outcomes of a concurrence that was submitted."""

Lists = tuple[Sequence[Stretch], Sequence[Record]]
"""The lists of DERs of a utility on one side, and its concurrences there."""


class ListCheck(NamedTuple):
    """A list of DERs that a change is about, and who has looked at it.

    Attributes:
        stretch: the list and its first day.
        concurrence: the record on exactly this list; None when there is none.
        agreed: whether the utility has concurred with it.
        submitted: when it was submitted, if it was and is not answered.
        raised: whether the utility has raised concerns about it.
    """

    stretch: Stretch
    concurrence: str
    agreed: bool
    submitted: date | None
    raised: bool = False


def awaited(base: Lists, head: Lists, as_of: date) -> tuple[ListCheck, ...]:
    """Return the lists that a utility has to look at because of a change.

    A list that the base did not have is one. So is a list without consent that is to
    hold earlier than before, and one whose consent is gone.

    Args:
        base: the earlier lists and concurrences of the utility.
        head: the later ones.
        as_of: the day of the plan; an answer dated later is a plan.
    """
    had: dict[str, Stretch] = {}
    for stretch in base[0]:
        had.setdefault(stretch.digest, stretch)
    found = []
    for stretch in head[0]:
        check = _checked(stretch, head[1], as_of)
        before = had.get(stretch.digest)
        if before is None or (
            not check.agreed
            and (
                stretch.first < before.first or _checked(before, base[1], as_of).agreed
            )
        ):
            found.append(check)
    return tuple(found)


def _checked(
    stretch: Stretch, concurrences: Iterable[Record], as_of: date
) -> ListCheck:
    """Find who has looked at a list: a concurrence counts before a request."""
    on_it = [c for c in concurrences if c.get("der_list_digest") == stretch.digest]
    today = as_of.isoformat()
    for record in on_it:
        if record["outcome"] == "concurred" and record["responded_on"] <= today:
            return ListCheck(stretch, str(record["id"]), agreed=True, submitted=None)
    sent = [c for c in on_it if c["outcome"] in SENT and c["submitted_on"] <= today]
    last = max(sent, key=lambda c: str(c["submitted_on"]), default=None)
    if last is None:
        prepared = str(on_it[0]["id"]) if on_it else ""
        return ListCheck(stretch, prepared, agreed=False, submitted=None)
    raised = last["outcome"] == "concerns_raised"
    day = None if raised else date.fromisoformat(last["submitted_on"])
    return ListCheck(
        stretch, str(last["id"]), agreed=False, submitted=day, raised=raised
    )
