"""Changes that look like one although they count as two: a rename, another kind."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from checker.plan.difference import Change, ChangeType
from checker.plan.model import Hint
from checker.plan.values import canonical

__all__ = ["hints"]

_ALIKE = 0.7
_MOST = 2_000
"""Pairs that are compared; more of them are no rename but another portfolio."""


def hints(changes: Sequence[Change]) -> tuple[Hint, ...]:
    """Return what was probably renamed: gone under one id, new under another."""
    whole = [change for change in changes if not change.path]
    gone = [c for c in whole if c.type is ChangeType.REMOVED]
    new = [c for c in whole if c.type is ChangeType.ADDED]
    if len(gone) * len(new) > _MOST:
        return ()
    found = [(_likeness(one, other), one, other) for one, other in product(gone, new)]
    found.sort(key=lambda row: (-row[0], row[1].kind, row[1].id, row[2].id))
    return tuple(_distinct(found))


def _distinct(found: Sequence[tuple[float, Change, Change]]) -> Iterator[Hint]:
    """Yield the likeliest hint for each declaration."""
    seen: set[int] = set()
    for likeness, one, other in found:
        if likeness < _ALIKE or {id(one), id(other)} & seen:
            continue
        seen |= {id(one), id(other)}
        before, after = (one.kind, one.id), (other.kind, other.id)
        if one.kind == other.kind:
            alike = "" if likeness == 1 else " nearly"
            text = (
                f"{one.kind} {one.id} is gone and {other.id}, which says{alike} the"
                " same, is new: if it was renamed, everything that names it changes,"
                " and CAISO and the utilities know it by the old id"
            )
        else:
            text = (
                f"{one.id} was declared as {one.kind} and is declared as {other.kind}"
                " now: that is another declaration"
            )
        yield Hint(before, after, text)


def _likeness(one: Change, other: Change) -> float:
    if one.kind != other.kind:
        return 1.0 if one.id == other.id else 0.0
    before, after = _fields(one.before), _fields(other.after)
    same = sum(after.get(name) == value for name, value in before.items())
    return same / max(len(before), len(after), 1)


def _fields(data: Mapping[str, object]) -> dict[str, str]:
    header = ("dera", "kind", "id")
    return {name: canonical(v) for name, v in data.items() if name not in header}
