"""Judge all policies over all dossiers and turn faults into findings."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.profiles import (
    OtherProfile,
    other_profiles,
    other_profiles_say,
)
from checker.evaluate.verdict import Fault, Verdict
from checker.model.document import locate
from checker.model.dossier import Dossier, Settled
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Outcome, Related, Severity, Subject
from checker.model.report import Tally, UsedParameter, VerdictLine
from checker.policy.compiled import CompiledPolicy

__all__ = ["Judgement", "Ruling", "judge_all"]


class Ruling(NamedTuple):
    """A verdict that is to be reported, with its findings.

    `outcome` is None once all that it found is waived.
    """

    policy: str
    subject: Subject
    outcome: Outcome | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found, how each policy came out for whom, and the values used."""

    rulings: tuple[Ruling, ...]
    tally: dict[str, Tally]
    parameters: tuple[UsedParameter, ...]
    verdicts: tuple[VerdictLine, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of policies and subjects."""
        return tuple(f for ruling in self.rulings for f in ruling.findings)


def judge_all(bench: Bench, dossiers: Iterable[Dossier | Settled]) -> Judgement:
    """Judge every policy over every dossier that it applies to.

    A policy that is not in force on the day applies to none of them; of what is
    settled the verdicts are known.
    """
    subjects: dict[str, list[Dossier | Settled]] = {}
    for dossier in dossiers:
        subjects.setdefault(dossier.subject.kind, []).append(dossier)
    params = bench.params(bench.profile)
    rulings: list[Ruling] = []
    verdicts: list[VerdictLine] = []
    tally: dict[str, Tally] = {}
    used: set[str] = set()
    for compiled in bench.to_judge():
        outcomes: Counter[Outcome] = Counter()
        concerned = subjects.get(compiled.policy.applies_to, ())
        if not compiled.policy.effective.covers(bench.as_of):
            tally[compiled.policy.id] = Tally(not_applicable=len(concerned))
            verdicts += (_not_in_force(bench, compiled, each) for each in concerned)
            continue
        used |= compiled.parameters
        policy_id = compiled.policy.id
        memo: dict[Any, Any] = {}
        for dossier in concerned:
            if isinstance(dossier, Settled):
                line = VerdictLine(
                    policy_id, dossier.subject, *dossier.lines[policy_id]
                )
                outcomes[line.outcome] += 1
                verdicts.append(line)
                found = (dossier.findings or {}).get(policy_id, ())
                if found:
                    subject = dossier.subject
                    rulings.append(Ruling(policy_id, subject, line.outcome, found))
                continue
            bindings = bindings_of(dossier, params, bench.as_of.isoformat())
            verdict = judge(compiled, dossier, bindings, memo)
            outcomes[verdict.outcome] += 1
            verdicts.append(_line(compiled, verdict, dossier))
            found = _findings(bench, compiled, dossier, verdict)
            if found:
                policy, subject = verdict.policy, verdict.subject
                rulings.append(Ruling(policy, subject, verdict.outcome, found))
        tally[compiled.policy.id] = Tally(
            passed=outcomes[Outcome.PASS],
            failed=outcomes[Outcome.FAIL],
            not_applicable=outcomes[Outcome.NOT_APPLICABLE],
            undetermined=outcomes[Outcome.UNDETERMINED],
        )
    values = bench.values(bench.profile)
    return Judgement(
        tuple(rulings),
        tally,
        tuple(values[name] for name in sorted(used) if name in values),
        tuple(verdicts),
    )


def _not_in_force(
    bench: Bench, compiled: CompiledPolicy, dossier: Dossier | Settled
) -> VerdictLine:
    reason = f"not in force on {bench.as_of.isoformat()}"
    return VerdictLine(
        compiled.policy.id, dossier.subject, Outcome.NOT_APPLICABLE, reason
    )


def _line(compiled: CompiledPolicy, verdict: Verdict, dossier: Dossier) -> VerdictLine:
    reason = lacking = ""
    if verdict.outcome is Outcome.NOT_APPLICABLE:
        policy = compiled.policy
        guard = f"`{' '.join(policy.when.split())}` is false" if policy.when else ""
        empty = f"`{' '.join(policy.each[1].split())}` is empty" if policy.each else ""
        reason = " or ".join(part for part in (guard, empty) if part)
        lacking = _why_absent(compiled, dossier)
        reason += f": {lacking}" if lacking else ""
    policy_id, subject, outcome = verdict.policy, verdict.subject, verdict.outcome
    return VerdictLine(policy_id, subject, outcome, reason, lacking)


def _why_absent(compiled: CompiledPolicy, dossier: Dossier) -> str:
    """Say why a fact that the guard asks for is not there, where that is known."""
    if compiled.when is None:
        return ""
    reads = compiled.when.reads().fields
    asked = sorted({path[1] for path in reads if path[0] == "facts" and path[1:]})
    whys = (dossier.facts.absent.get(name) for name in asked)
    return "; ".join(why for why in whys if why)


def _findings(
    bench: Bench, compiled: CompiledPolicy, dossier: Dossier, verdict: Verdict
) -> tuple[Finding, ...]:
    if not verdict.faults:
        return ()
    others = other_profiles(bench, compiled, dossier)
    return tuple(
        _finding(bench, compiled, dossier, fault, others) for fault in verdict.faults
    )


def _finding(
    bench: Bench,
    compiled: CompiledPolicy,
    dossier: Dossier,
    fault: Fault,
    others: tuple[OtherProfile, ...],
) -> Finding:
    policy = compiled.policy
    if fault.broken_policy:
        return engine_finding(
            "POLICY-001",
            fault.place,
            f"{policy.id} {fault.message}",
            subject=dossier.subject,
            path=f"{policy.id}:{fault.path}",
            outcome=Outcome.UNDETERMINED,
        )
    due_later = dossier.gate < policy.binds_at
    severity = bench.severity(compiled, bench.profile)
    return Finding(
        policy=policy.id,
        name=policy.name,
        outcome=fault.outcome,
        severity=Severity.NOTE if due_later else severity,
        subject=dossier.subject,
        place=fault.place,
        location=locate(fault.place),
        message=fault.message,
        remedy=policy.remedy.strip(),
        gate=policy.binds_at,
        due_later=due_later,
        path=fault.path,
        element=fault.element_name,
        element_path=fault.element,
        related=tuple(
            Related(place, locate(place), note) for place, note in fault.related
        ),
        measured=fault.measured,
        limit=fault.limit,
        explanation=fault.explanation,
        sources=tuple(source.source for source in policy.sources),
        other_profile=other_profiles_say(others, fault),
    )
