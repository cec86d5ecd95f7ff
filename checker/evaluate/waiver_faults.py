"""What is wrong with a waiver: what it says, and what it meets or misses."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

from checker.evaluate.bench import Bench
from checker.evaluate.extent import Extent
from checker.model.engine import ENGINE_RULES, engine_finding
from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.waiver import Waiver, WaiverKind
from checker.policy.definition import Waivable

__all__ = ["LONGEST", "WaiverFault", "ambiguity", "refusal", "report", "uselessness"]

LONGEST = "maximum_waiver_days"
"""The parameter that bounds how far ahead a waiver may end."""


class WaiverFault(NamedTuple):
    """A rule of the engine that a waiver breaks; `field` is where it does."""

    rule: str
    message: str
    field: tuple[str, ...] = ("id",)
    remedy: str | None = None


def report(waiver: Waiver, fault: WaiverFault) -> Finding:
    """Return the finding for a fault of a waiver."""
    document = waiver.place.document
    if waiver.kind is WaiverKind.INLINE:
        # Whom the comment concerns is told by the declaration that it stands in.
        subject, path = None, f"waive[{waiver.policy}] {waiver.reason}"
    else:
        subject, path = Subject("waiver", document.data["id"]), ""
    return engine_finding(
        fault.rule,
        waiver.at(*fault.field),
        fault.message,
        subject=subject,
        path=path,
        remedy=fault.remedy,
    )


def refusal(waiver: Waiver, bench: Bench, extent: Extent) -> WaiverFault | None:
    """Return why a waiver covers nothing, whatever there may be to cover."""
    for fault_of in (_unknown_policy, _unwaivable, _unknown_subject, _too_long):
        fault = fault_of(waiver, bench, extent)
        if fault is not None:
            return fault
    if waiver.expires_on < bench.as_of:
        return WaiverFault(
            "WAIVER-004",
            f"the last day of this waiver of {waiver.policy} was {waiver.expires_on}",
            ("expires_on",),
        )
    return None


def _unknown_policy(waiver: Waiver, bench: Bench, _: Extent) -> WaiverFault | None:
    name = waiver.policy
    if name in ENGINE_RULES:
        what = f"{name} is a finding of the engine itself; none of these can be waived"
        return WaiverFault("WAIVER-003", what, ("policy",))
    if name in bench.pack.policies:
        return None
    close = get_close_matches(name, bench.pack.policies, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return WaiverFault("WAIVER-001", f"there is no policy {name}{hint}", ("policy",))


def _unwaivable(waiver: Waiver, bench: Bench, _: Extent) -> WaiverFault | None:
    compiled = bench.pack.policies[waiver.policy]
    if compiled.policy.waivable is Waivable.NEVER:
        return WaiverFault(
            "WAIVER-003", f"{waiver.policy} can never be waived", ("policy",)
        )
    severity = bench.severity(compiled, bench.profile)
    if waiver.kind is WaiverKind.INLINE and severity is Severity.ERROR:
        return WaiverFault(
            "WAIVER-009",
            f"{waiver.policy} is an error under the profile {bench.profile}; a comment"
            " waives warnings only",
        )
    return None


def _unknown_subject(
    waiver: Waiver, bench: Bench, extent: Extent
) -> WaiverFault | None:
    subject = waiver.subject
    if subject is None:
        return None
    kind = bench.pack.policies[waiver.policy].policy.applies_to
    if subject.kind != kind:
        what = f"{waiver.policy} judges declarations of the kind {kind}"
        if kind == "portfolio":
            what = f"{waiver.policy} judges the portfolio as a whole"
        return WaiverFault(
            "WAIVER-002", f"{what}, no {subject.kind}", ("subject", "kind")
        )
    if subject in extent.subjects or not extent.complete:
        return None
    known = [each.id for each in extent.subjects if each.kind == kind]
    close = get_close_matches(subject.id, sorted(known), n=1)
    hint = f"; did you mean `{close[0]}`?" if close else ""
    return WaiverFault(
        "WAIVER-002", f"no {kind} `{subject.id}` is declared{hint}", ("subject", "id")
    )


def _too_long(waiver: Waiver, bench: Bench, _: Extent) -> WaiverFault | None:
    longest = bench.values(bench.profile).get(LONGEST)
    days = (waiver.expires_on - bench.as_of).days
    if longest is None or days <= longest.value:
        return None
    return WaiverFault(
        "WAIVER-006",
        f"this waiver of {waiver.policy} runs for {days} more days, until"
        f" {waiver.expires_on}; at most {longest.value} are allowed",
        ("expires_on",),
    )


def ambiguity(waiver: Waiver, failing: Sequence[Finding]) -> WaiverFault | None:
    """Return that a waiver could cover several elements of those that fail."""
    if waiver.subject is not None and not waiver.element:
        named = sorted({f.element for f in failing if f.element})
        if not named:
            return None
        what = f"{waiver.policy} judges each element apart; name the `element`"
        field: tuple[str, ...] = ("subject",)
    else:
        several = {(f.subject, f.element_path): f for f in failing}.values()
        if len(several) <= 1:
            return None
        named = sorted(f.element_path or " ".join(f.subject) for f in several)
        what = f"this waiver of {waiver.policy} fits several findings"
        field = ("element",)
    listed = ", ".join(f"`{name}`" for name in named)
    return WaiverFault("WAIVER-007", f"{what}: {listed}", field)


def uselessness(
    waiver: Waiver, aimed_at: Sequence[Finding], extent: Extent
) -> WaiverFault | None:
    """Return why a sound waiver covers nothing; None where that is not yet known.

    Args:
        waiver: what covers nothing.
        aimed_at: the findings that it fits: covered by another one, or not judged.
        extent: what was judged.
    """
    name = waiver.policy
    if any(finding.outcome is Outcome.FAIL for finding in aimed_at):
        why = f"another waiver covers the same finding of {name}"
    elif aimed_at:
        why = f"{name} could not be judged, and only what is known to fail is waived"
    elif extent.settled(name, waiver.subject):
        where = "on the line" if waiver.subject is None else "of the subject"
        where += f" for `{waiver.element}`" if waiver.element else ""
        why = f"{name} finds nothing to waive {where}"
    else:
        return None
    remedy = None
    if any(finding.outcome is Outcome.UNDETERMINED for finding in aimed_at):
        remedy = "Declare what is missing first."
    return WaiverFault("WAIVER-005", why, remedy=remedy)
