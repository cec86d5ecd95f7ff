"""Hold waivers against findings: mark what they cover, report what is wrong with them.

A waiver that is refused, unused or expired covers nothing: the finding itself counts.
What is wrong with a waiver on any day is an error, for whoever wrote it can mend it;
what time or mending brings about is a warning, so that no run fails overnight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from checker.evaluate.bench import Bench
from checker.evaluate.extent import Extent
from checker.evaluate.judgement import Judgement, Ruling
from checker.evaluate.waiver_faults import (
    LONGEST,
    WaiverFault,
    ambiguity,
    refusal,
    report,
    uselessness,
)
from checker.model.finding import Finding, Outcome
from checker.model.report import Tally, UsedParameter
from checker.model.waiver import Waiver, WaiverKind

__all__ = ["apply_waivers"]

_COUNTED = {
    Outcome.FAIL: "failed",
    Outcome.UNDETERMINED: "undetermined",
    None: "waived",
}


def apply_waivers(
    judgement: Judgement, waivers: Iterable[Waiver], bench: Bench, extent: Extent
) -> tuple[Judgement, tuple[Finding, ...]]:
    """Mark the findings that waivers cover; nothing else of a finding changes.

    Args:
        judgement: what the policies found.
        waivers: declared and inline ones. Where two cover the same finding the
            declared one counts, then the one that lasts longer.
        bench: what the judgement rests on.
        extent: what was judged.

    Returns:
        The judgement, and a finding for each waiver that covers nothing.
    """
    ordered = sorted(waivers, key=_precedence)
    if not ordered:
        return judgement, ()
    findings = judgement.findings
    marks: dict[int, Waiver] = {}
    faults = []
    for waiver in ordered:
        fault = refusal(waiver, bench, extent) or _cover(
            waiver, findings, marks, extent
        )
        if fault is not None:
            faults.append(report(waiver, fault))
    return _marked(judgement, marks, bench), tuple(faults)


def _precedence(waiver: Waiver) -> tuple[bool, int, str, int, str]:
    place = waiver.place
    return (
        waiver.kind is WaiverKind.INLINE,
        -waiver.expires_on.toordinal(),
        place.document.file,
        place.document.spans[0],
        str(place.document.data.get("id")),
    )


def _cover(
    waiver: Waiver,
    findings: tuple[Finding, ...],
    marks: dict[int, Waiver],
    extent: Extent,
) -> WaiverFault | None:
    """Mark what a waiver covers, or return why that is nothing."""
    aimed_at = {
        number: finding
        for number, finding in enumerate(findings)
        if waiver.concerns(finding)
        and (
            not waiver.element
            or waiver.element in {finding.element, finding.element_path}
        )
    }
    failing = [f for f in aimed_at.values() if f.outcome is Outcome.FAIL]
    fault = ambiguity(waiver, failing)
    if fault is not None:
        return fault
    left = {
        number
        for number, finding in aimed_at.items()
        if finding.outcome is Outcome.FAIL and number not in marks
    }
    if not left:
        return uselessness(waiver, tuple(aimed_at.values()), extent)
    marks.update(dict.fromkeys(left, waiver))
    return None


def _marked(
    judgement: Judgement, marks: Mapping[int, Waiver], bench: Bench
) -> Judgement:
    """Return a judgement with its marks, and its tally without what is all waived."""
    rulings = []
    tally = dict(judgement.tally)
    number = 0
    for ruling in judgement.rulings:
        found = []
        for finding in ruling.findings:
            waiver = marks.get(number)
            found.append(
                finding if waiver is None else replace(finding, waiver=waiver.mark())
            )
            number += 1
        outcome = _outcome_left(found)
        tally[ruling.policy] = _moved(tally[ruling.policy], ruling.outcome, outcome)
        rulings.append(Ruling(ruling.policy, ruling.subject, outcome, tuple(found)))
    parameters = _with_longest(judgement.parameters, bench)
    return replace(
        judgement, rulings=tuple(rulings), tally=tally, parameters=parameters
    )


def _outcome_left(findings: Iterable[Finding]) -> Outcome | None:
    """Return the worst outcome that is not waived."""
    left = {finding.outcome for finding in findings if finding.waiver is None}
    if not left:
        return None
    return Outcome.FAIL if Outcome.FAIL in left else Outcome.UNDETERMINED


def _moved(tally: Tally, was: Outcome | None, now: Outcome | None) -> Tally:
    """Return a tally with one verdict counted as it is now."""
    counts = tally._asdict()
    counts[_COUNTED[was]] -= 1
    counts[_COUNTED[now]] += 1
    return Tally(**counts)


def _with_longest(
    parameters: tuple[UsedParameter, ...], bench: Bench
) -> tuple[UsedParameter, ...]:
    """Add the bound on waivers to the values that the judgement rests on."""
    longest = bench.values(bench.profile).get(LONGEST)
    used = {parameter.name: parameter for parameter in parameters}
    if longest is not None:
        used[LONGEST] = longest
    return tuple(used[name] for name in sorted(used))
