"""What the rules of a run say of themselves, for reports that explain them."""

from collections.abc import Iterable

from checker.evaluate.bench import Bench
from checker.model.engine import ENGINE_RULES
from checker.model.finding import Finding
from checker.model.report import Rule
from checker.policy.compiled import CompiledPolicy

__all__ = ["rules_of"]


def rules_of(bench: Bench, findings: Iterable[Finding]) -> tuple[Rule, ...]:
    """Return the policies that were judged and the engine rules that found something.

    Args:
        bench: what the judgement rests on.
        findings: of the whole run.

    Returns:
        By identifier.
    """
    found = {finding.policy for finding in findings} & ENGINE_RULES.keys()
    engine = (ENGINE_RULES[name] for name in found)
    rules = [
        *(_policy(bench, compiled) for compiled in bench.to_judge()),
        *(
            Rule(r.id, r.name, r.title, "engine", r.severity, "", "", r.remedy, ())
            for r in engine
        ),
    ]
    return tuple(sorted(rules))


def _policy(bench: Bench, compiled: CompiledPolicy) -> Rule:
    policy = compiled.policy
    return Rule(
        id=policy.id,
        name=policy.name,
        title=policy.title,
        area=policy.area,
        severity=bench.severity(compiled, bench.profile),
        gate=policy.gate,
        rationale=policy.rationale.strip(),
        remedy=policy.remedy.strip(),
        sources=tuple(source.source for source in policy.sources),
    )
