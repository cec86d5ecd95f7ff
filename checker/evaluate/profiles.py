"""Say when another profile would decide differently."""

from dataclasses import dataclass

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.verdict import Fault, Verdict
from checker.evaluate.words import in_words
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.policy.compiled import CompiledPolicy

__all__ = ["OtherProfile", "other_profiles", "other_profiles_say"]

_DECIDES = {
    Outcome.PASS: "would pass",
    Outcome.FAIL: "would fail",
    Outcome.NOT_APPLICABLE: "would not apply it",
    Outcome.UNDETERMINED: "could not judge it",
}


@dataclass(frozen=True, slots=True)
class OtherProfile:
    """What another profile says of a subject.

    Attributes:
        profile: its identifier.
        why: the values that it sets differently, in words.
        verdict: its verdict; None when it sets no value differently.
        weight: how it weighs the policy, in words; empty when not differently.
    """

    profile: str
    why: str
    verdict: Verdict | None
    weight: str

    def says(self, fault: Fault) -> str:
        """Return how it decides on a fault's element; empty when the same."""
        if self.verdict is not None:
            there = _of_element(self.verdict, fault.element)
            if there is not fault.outcome:
                return f"{self.profile} {_DECIDES[there]}: {self.why}"
        return self.weight


def other_profiles(
    bench: Bench, compiled: CompiledPolicy, dossier: Dossier
) -> tuple[OtherProfile, ...]:
    """Judge a subject again under each other profile that sets a value differently."""
    return tuple(
        _other(bench, compiled, dossier, profile)
        for profile in bench.pack.profiles
        if profile != bench.profile
    )


def other_profiles_say(others: tuple[OtherProfile, ...], fault: Fault) -> str:
    """Compare a fault with what the other profiles say of the same element.

    Returns:
        Words such as "tariff would pass: minimum_capacity_mw is 0.1 MW since
        2024-11-01 (date unverified)"; empty when all profiles agree.
    """
    return "; ".join(text for other in others if (text := other.says(fault)))


def _other(
    bench: Bench, compiled: CompiledPolicy, dossier: Dossier, profile: str
) -> OtherProfile:
    why = _differences(bench, compiled, profile)
    verdict = None
    if why:
        bindings = bindings_of(dossier, bench.params(profile), bench.as_of.isoformat())
        verdict = judge(compiled, dossier, bindings)
    severity, weight = bench.severity(compiled, profile), ""
    if severity is not bench.severity(compiled, bench.profile):
        weight = f"{profile} makes it a {severity.value}".replace("a error", "an error")
    return OtherProfile(profile, why, verdict, weight)


def _of_element(verdict: Verdict, element: str) -> Outcome:
    """Return the outcome of one element; "" stands for the subject as a whole."""
    if not element or not verdict.broken:
        return verdict.outcome
    return verdict.broken.get(element, Outcome.PASS)


def _differences(bench: Bench, compiled: CompiledPolicy, profile: str) -> str:
    """Name the parameters of a policy that another profile sets differently."""
    here, there = bench.values(bench.profile), bench.values(profile)
    return ", ".join(
        f"{name} is {in_words(there[name].value)} {there[name].unit} since"
        f" {there[name].effective_from} ({there[name].confidence})"
        for name in sorted(compiled.parameters)
        if name in there and (name not in here or here[name].value != there[name].value)
    )
