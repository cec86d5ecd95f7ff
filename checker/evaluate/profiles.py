"""Say when another profile would decide differently."""

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.verdict import Fault, Verdict
from checker.evaluate.words import in_words
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.policy.compiled import CompiledPolicy

__all__ = ["other_profile_says"]


def other_profile_says(
    bench: Bench, compiled: CompiledPolicy, dossier: Dossier, fault: Fault
) -> str:
    """Compare a fault with what the other profiles say of the same place.

    Returns:
        Words such as "tariff would pass: minimum_capacity_mw is 0.1 MW since
        2024-11-01 (date unverified)"; empty when all profiles agree.
    """
    said = (
        _says(bench, compiled, dossier, fault, profile)
        for profile in bench.pack.profiles
        if profile != bench.profile
    )
    return "; ".join(text for text in said if text)


def _says(
    bench: Bench,
    compiled: CompiledPolicy,
    dossier: Dossier,
    fault: Fault,
    profile: str,
) -> str:
    why = _differences(bench, compiled, profile)
    if why:
        params = bench.params(profile)
        verdict = judge(
            compiled, dossier, bindings_of(dossier, params, bench.as_of.isoformat())
        )
        there = _same_place(verdict, fault)
        if there is not fault.outcome:
            return f"{profile} {_DECIDES[there]}: {why}"
    severity = bench.severity(compiled, profile)
    if severity is not bench.severity(compiled, bench.profile):
        return f"{profile} makes it a {severity.value}".replace("a error", "an error")
    return ""


_DECIDES = {
    Outcome.PASS: "would pass",
    Outcome.FAIL: "would fail",
    Outcome.NOT_APPLICABLE: "would not apply it",
    Outcome.UNDETERMINED: "could not judge it",
}


def _same_place(verdict: Verdict, fault: Fault) -> Outcome:
    for other in verdict.faults:
        if other.path == fault.path:
            return other.outcome
    return Outcome.PASS if verdict.faults else verdict.outcome


def _differences(bench: Bench, compiled: CompiledPolicy, profile: str) -> str:
    """Name the parameters of a policy that another profile sets differently."""
    here, there = bench.values(bench.profile), bench.values(profile)
    return ", ".join(
        f"{name} is {in_words(there[name].value)} {there[name].unit} since"
        f" {there[name].effective_from} ({there[name].confidence})"
        for name in sorted(compiled.parameters)
        if name in there and (name not in here or here[name].value != there[name].value)
    )
