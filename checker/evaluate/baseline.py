"""Hold findings against a baseline: what it lists does not count, and must still occur.

A baseline never opens a gate. It hides no finding of the engine, for what was not read
was not judged; and no error that can never be waived. What has come to weigh more since
it was listed, or comes out otherwise, counts again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from checker.evaluate.bench import Bench
from checker.evaluate.extent import Extent
from checker.model.baseline import Baseline, BaselineEntry
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Severity
from checker.policy.definition import Waivable

__all__ = ["apply_baseline", "to_list", "why_not_listed"]


def apply_baseline(
    findings: Iterable[Finding], baseline: Baseline, bench: Bench, extent: Extent
) -> tuple[Finding, ...]:
    """Mark the findings that a baseline lists.

    Args:
        findings: of the whole portfolio.
        baseline: what is listed.
        bench: what the judgement rests on.
        extent: what was judged; an entry is stale only where that is certain.

    Returns:
        The findings in order, and one for each entry that is stale or not allowed.
    """
    left: dict[str, list[BaselineEntry]] = defaultdict(list)
    for entry in reversed(baseline.entries):
        left[entry.fingerprint].append(entry)
    held: list[Finding] = []
    for finding in findings:
        if not left.get(finding.fingerprint):
            held.append(finding)
            continue
        entry = left[finding.fingerprint].pop()
        why_not = "" if finding.waiver else _why_not_covered(finding, entry, bench)
        if why_not:
            held.append(_refused(entry, why_not))
        covered = not why_not and finding.waiver is None
        held.append(replace(finding, baselined=covered))
    stale = (entry for entries in left.values() for entry in entries)
    held += _stale(stale, extent)
    return tuple(sorted(held, key=lambda finding: finding.sort_key))


def to_list(findings: Iterable[Finding], bench: Bench) -> tuple[Finding, ...]:
    """Return the findings that a new baseline lists.

    What is only due at a later gate is left out: raising the gate is what is gated.
    """
    return tuple(
        finding
        for finding in findings
        if finding.waiver is None
        and not finding.due_later
        and not why_not_listed(finding, bench)
    )


def why_not_listed(finding: Finding, bench: Bench) -> str:
    """Return why no baseline may hide a finding; empty when one may."""
    compiled = bench.pack.policies.get(finding.policy)
    if compiled is None:
        return "it is a finding of the engine itself"
    never = compiled.policy.waivable is Waivable.NEVER
    if never and finding.severity is Severity.ERROR:
        return "it is an error that can never be waived"
    return ""


def _why_not_covered(finding: Finding, entry: BaselineEntry, bench: Bench) -> str:
    if finding.severity.rank > entry.severity.rank:
        return f"it was listed as {entry.severity.value}, and weighs more now"
    if finding.outcome is not entry.outcome:
        return f"it was listed as {entry.outcome.value}, and comes out otherwise now"
    return why_not_listed(finding, bench)


def _refused(entry: BaselineEntry, why: str) -> Finding:
    return engine_finding(
        "BASELINE-002",
        entry.place,
        f"the finding of {entry.policy} for {' '.join(entry.subject)} counts: {why}",
        subject=entry.subject,
        path=entry.fingerprint,
    )


def _stale(entries: Iterable[BaselineEntry], extent: Extent) -> Iterator[Finding]:
    for entry in entries:
        if extent.settled(entry.policy, entry.subject):
            yield engine_finding(
                "BASELINE-001",
                entry.place,
                f"{entry.policy} no longer finds this for {' '.join(entry.subject)}",
                subject=entry.subject,
                path=entry.fingerprint,
            )
