"""Findings of a table, up to a bound for each rule; how many more there are is said."""

from collections import Counter

from checker.model.engine import engine_finding
from checker.model.finding import Finding

__all__ = ["MOST_SHOWN", "Bounded"]

MOST_SHOWN = 1000
"""Findings of one rule that are shown of one table; a fleet has millions of rows."""


class Bounded:
    """Gathers the findings of one table."""

    def __init__(self) -> None:
        self._kept: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._first_left: dict[str, Finding] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it when there are enough of its rule."""
        self._counts[finding.policy] += 1
        if self._counts[finding.policy] <= MOST_SHOWN:
            self._kept.append(finding)
        else:
            self._first_left.setdefault(finding.policy, finding)

    def is_full(self, rule: str) -> bool:
        """Tell whether another finding of a rule would only be counted."""
        return self._counts[rule] >= MOST_SHOWN

    @property
    def count(self) -> int:
        """How many findings there are, shown or not."""
        return self._counts.total()

    def findings(self) -> tuple[Finding, ...]:
        """Return those that are shown, and one for each rule that has more."""
        more = (
            engine_finding(
                "READ-010",
                first.place,
                f"{rule}: from here on {self._counts[rule] - MOST_SHOWN} more findings"
                f" are not shown; the first is that {first.message}",
                subject=first.subject,
                path=rule,
            )
            for rule, first in sorted(self._first_left.items())
        )
        return (*self._kept, *more)
