"""Which findings come first where not all have room, and how to tell them apart."""

from collections import Counter
from collections.abc import Iterable, Sequence

from checker.model.finding import Finding, Outcome
from checker.report.cells import one_line

__all__ = ["clipped", "numbered", "worst_first"]

_CUT = "…"


def worst_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by weight: open before excused, errors first, FAIL first.

    Those of one weight keep their order.
    """
    return sorted(
        findings,
        key=lambda finding: (
            not finding.is_open,
            -finding.severity.rank,
            finding.outcome is Outcome.UNDETERMINED,
        ),
    )


def numbered(findings: Sequence[Finding]) -> list[str]:
    """Return an identity for each finding: its fingerprint and `:n` for the n-th equal.

    No line and no index enters it, so that it stays when the file is edited elsewhere.
    """
    seen: Counter[str] = Counter()
    identities = []
    for finding in findings:
        fingerprint = finding.fingerprint
        seen[fingerprint] += 1
        identities.append(f"{fingerprint}:{seen[fingerprint]}")
    return identities


def clipped(text: str, length: int) -> str:
    """Return a text on one line, visible, of at most `length` characters."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - len(_CUT)] + _CUT
