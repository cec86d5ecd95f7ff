"""Pair the declarations of two portfolios, and say which ones cannot be compared."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from checker.link.portfolio import Key, Portfolio
from checker.model.declaration import Declaration
from checker.model.document import locate
from checker.model.finding import Finding
from checker.model.place import Location
from checker.plan.model import Unjudged
from checker.plan.values import canonical

__all__ = ["Pair", "Side", "pair_up"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two states.

    Attributes:
        portfolio: its declarations.
        faults: what of its files could not be read as declarations.
    """

    portfolio: Portfolio
    faults: tuple[Finding, ...] = ()

    @property
    def unread(self) -> Mapping[tuple[str, str], Finding]:
        """The first fault of each file, by path and digest of its content."""
        found: dict[tuple[str, str], Finding] = {}
        for fault in self.faults:
            source = fault.place.document.source
            found.setdefault((source.file, source.sha256), fault)
        return found


class Pair(NamedTuple):
    """One declaration as it was and as it is; None where it is not declared."""

    base: Declaration | None
    head: Declaration | None

    @property
    def key(self) -> Key:
        """Its kind and id."""
        return next((side.kind, side.id) for side in self if side is not None)

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.key[0]


def pair_up(base: Side, head: Side) -> tuple[tuple[Pair, ...], tuple[Unjudged, ...]]:
    """Pair the declarations of two states by kind and id.

    A declaration that cannot be used on one side is compared with nothing, and one
    that may stand in a file that cannot be read is neither new nor gone. What is
    broken alike on both sides is no change.
    """
    sides = _Sides(base, head)
    pairs: list[Pair] = []
    unjudged = [*sides.files()]
    keys = {*base.portfolio.declarations, *head.portfolio.declarations}
    for key in sorted({*keys, *base.portfolio.broken, *head.portfolio.broken}):
        gap = sides.gap(key)
        if gap is not None:
            unjudged.append(gap)
        elif key in keys:
            pairs.append(
                Pair(
                    base.portfolio.declarations.get(key),
                    head.portfolio.declarations.get(key),
                )
            )
    return tuple(pairs), tuple(unjudged)


class _Sides:
    def __init__(self, base: Side, head: Side) -> None:
        self._base = base
        self._head = head
        common = {sha for _, sha in base.unread} & {sha for _, sha in head.unread}
        self._unread = {
            in_base: {k: f for k, f in side.unread.items() if k[1] not in common}
            for in_base, side in ((True, base), (False, head))
        }

    def files(self) -> Iterator[Unjudged]:
        """Yield the files that one side cannot read, and the other can or has not."""
        for in_base, files in self._unread.items():
            for (file, digest), fault in sorted(files.items()):
                why = f"it cannot be read as declarations: {fault.message}"
                yield _unjudged(
                    ("file", file), why, fault.location, (digest,), in_base=in_base
                )

    def gap(self, key: Key) -> Unjudged | None:
        """Return why a declaration cannot be compared, or None when it can."""
        if key in self._base.portfolio.broken or key in self._head.portfolio.broken:
            return self._broken(key)
        for side, other, in_base in (
            (self._base, self._head, False),
            (self._head, self._base, True),
        ):
            declared = side.portfolio.declarations.get(key)
            hidden = self._unread[in_base]
            if declared and hidden and key not in other.portfolio.declarations:
                where = "base" if in_base else "head"
                fault = min(hidden.items())[1]
                files = ", ".join(sorted(file for file, _ in hidden))
                why = f"the {where} does not show it, but {files} cannot be read there"
                content = (canonical(declared.data),)
                return _unjudged(key, why, fault.location, content, in_base=in_base)
        return None

    def _broken(self, key: Key) -> Unjudged | None:
        before = _contents(self._base.portfolio, key)
        after = _contents(self._head.portfolio, key)
        if before == after:
            return None
        in_base = key not in self._head.portfolio.broken
        portfolio = (self._base if in_base else self._head).portfolio
        place = locate(portfolio.unusable[key][0].place(("id",)))
        content = (*before, "", *after)
        why = portfolio.broken[key].removeprefix(f"{key[0]} `{key[1]}` ")
        why = why.rpartition(" (")[0] or why  # the place is shown beside it
        return _unjudged(key, f"it {why}", place, content, in_base=in_base)


def _contents(portfolio: Portfolio, key: Key) -> list[str]:
    declared = portfolio.unusable.get(key, ())
    if key in portfolio.declarations:
        declared = (portfolio.declarations[key],)
    return sorted(canonical(each.data) for each in declared)


def _unjudged(
    key: Key, reason: str, location: Location, content: Iterable[str], *, in_base: bool
) -> Unjudged:
    text = "\0".join(("unjudged", str(in_base), *key, *content))
    return Unjudged(
        kind=key[0],
        id=key[1],
        in_base=in_base,
        reason=reason,
        location=location,
        fingerprint=sha256(text.encode()).hexdigest()[:16],
    )
