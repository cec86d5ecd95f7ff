"""How far a judgement reaches: what it did not judge, it cannot call mended."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from checker.evaluate.judgement import Judgement
from checker.model.finding import Outcome, Subject

__all__ = ["Extent", "extent_of"]

_WHOLE = Subject("portfolio", "portfolio")


@dataclass(frozen=True, slots=True)
class Extent:
    """What was judged.

    Attributes:
        subjects: every declaration, and the portfolio itself.
        complete: every file could be read.
        broken: declarations that were not judged, since they cannot be used.
        chosen: the policies that were judged; None for all.
        unjudged: policy and subject of each verdict that left something open.
    """

    subjects: Collection[Subject]
    complete: bool
    broken: frozenset[Subject] = frozenset()
    chosen: frozenset[str] | None = None
    unjudged: frozenset[tuple[str, Subject]] = frozenset()

    def judged(self, policy: str) -> bool:
        """Tell whether a policy was judged at all."""
        return self.chosen is None or policy in self.chosen

    def settled(self, policy: str, subject: Subject | None) -> bool:
        """Tell whether a policy was judged to the end of a subject; None is any."""
        if not (self.complete and self.judged(policy)):
            return False
        if subject is None:
            return not self.broken and all(p != policy for p, _ in self.unjudged)
        return subject not in self.broken and (policy, subject) not in self.unjudged


class _Subjects(Collection[Subject]):
    """Declarations as subjects, and the portfolio: none is held besides what is."""

    def __init__(self, keys: Collection[tuple[str, str]]) -> None:
        self._keys = keys

    def __contains__(self, subject: object) -> bool:
        return subject == _WHOLE or subject in self._keys

    def __iter__(self) -> Iterator[Subject]:
        yield _WHOLE
        yield from (Subject(*key) for key in self._keys)

    def __len__(self) -> int:
        return 1 + len(self._keys)


def extent_of(
    judgement: Judgement,
    subjects: Collection[tuple[str, str]],
    broken: Iterable[tuple[str, str]],
    chosen: frozenset[str] | None,
    *,
    complete: bool,
) -> Extent:
    """Return the extent of a judgement.

    Args:
        judgement: what was found.
        subjects: kind and id of every declaration, unusable ones included.
        broken: kind and id of the unusable ones.
        chosen: the policies that were judged; None for all.
        complete: whether every file could be read.
    """
    return Extent(
        _Subjects(subjects),
        complete,
        frozenset(Subject(*each) for each in broken),
        chosen,
        frozenset(
            (ruling.policy, ruling.subject)
            for ruling in judgement.rulings
            if any(f.outcome is Outcome.UNDETERMINED for f in ruling.findings)
        ),
    )
