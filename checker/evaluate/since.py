"""Tell the findings that a change caused from those that were there before."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from checker.evaluate.extent import Extent
from checker.model.engine import ENGINE_RULES
from checker.model.finding import Finding, Subject

__all__ = ["Comparison", "compare"]


class Comparison(NamedTuple):
    """What a change did to the findings.

    Attributes:
        new: the findings that were not there before, or weigh more or come out
            otherwise now; those newly waived or listed in the baseline among them.
        unchanged: those that count and were there before.
        fixed: the earlier ones that counted and are gone.
    """

    new: tuple[Finding, ...]
    unchanged: tuple[Finding, ...]
    fixed: tuple[Finding, ...]


def compare(
    now: Iterable[Finding],
    before: Iterable[Finding],
    renames: Mapping[str, str],
    extent: Extent,
) -> Comparison:
    """Hold the findings of a portfolio against those of an earlier state.

    A finding is the same by its fingerprint, in a renamed file too. Of two with equal
    fingerprints where there was one, the second is new. What the engine finds in an
    element that only moved is told by its words. A finding that a waiver or the
    baseline covers is the same as one that was covered: to remove a waiver, or to add
    one, is a change.

    Args:
        now: the present findings, in the order of a report.
        before: the earlier ones.
        renames: the present name of each file that has another one now.
        extent: what is judged now; what is not cannot be called fixed.
    """
    present = tuple(now)
    earlier = [_renamed(finding, renames) for finding in before]
    left, gone = _unpaired(present, earlier, lambda finding: finding.fingerprint)
    left, gone = _unpaired(left, gone, _words)
    new = set(map(id, left))
    others: dict[str, int] = defaultdict(int)
    for finding in left:
        others[finding.fingerprint] += 1
    fixed = []
    for finding in gone:
        if others[finding.fingerprint]:
            others[finding.fingerprint] -= 1
        elif finding.is_open and _is_settled(finding, extent):
            fixed.append(finding)
    return Comparison(
        tuple(finding for finding in present if id(finding) in new),
        tuple(f for f in present if id(f) not in new and f.is_open),
        tuple(fixed),
    )


def _renamed(finding: Finding, renames: Mapping[str, str]) -> Finding:
    """Return an earlier finding about a file under the file's present name."""
    kind, name = finding.subject
    if kind != "file" or name not in renames:
        return finding
    return replace(finding, subject=Subject(kind, renames[name]))


def _words(finding: Finding) -> Hashable:
    """Return what tells a finding of the engine when its place has moved."""
    if finding.policy not in ENGINE_RULES:
        return finding.fingerprint
    return (finding.policy, finding.subject, finding.message)


def _unpaired(
    present: Iterable[Finding],
    earlier: Iterable[Finding],
    identity: Callable[[Finding], Hashable],
) -> tuple[list[Finding], list[Finding]]:
    """Pair findings, and return the present and the earlier ones that remain.

    The gravest is paired first: each earlier finding stands for one of at most its
    weight, and with equal weight for the one that says the same.
    """
    waiting: dict[Hashable, list[Finding]] = defaultdict(list)
    for finding in earlier:
        waiting[identity(finding), finding.outcome, finding.is_open].append(finding)
    said = {(identity(f), f.message) for group in waiting.values() for f in group}
    left = []
    for finding in sorted(
        present,
        key=lambda f: (-f.severity.rank, (identity(f), f.message) not in said),
    ):
        group = waiting[identity(finding), finding.outcome, finding.is_open]
        pair = max(group, key=lambda f: f.severity.rank, default=None)
        if pair is None or pair.severity.rank < finding.severity.rank:
            left.append(finding)
        else:
            group.remove(pair)
    return left, [finding for group in waiting.values() for finding in group]


def _is_settled(finding: Finding, extent: Extent) -> bool:
    """Tell whether it is certain that an earlier finding is gone."""
    if finding.policy in ENGINE_RULES:
        return extent.complete or finding.policy.startswith("READ-")
    return extent.settled(finding.policy, finding.subject)
