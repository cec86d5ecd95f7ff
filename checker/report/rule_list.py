"""The list of policies and of rules of the engine."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from checker.model.engine import ENGINE_RULES
from checker.policy.definition import Policy
from checker.policy.pack import Pack
from checker.report.explain_parameter import differs

__all__ = ["Filter", "ListedRule", "listed_rules", "rules_json", "rules_text"]

_ENGINE = "engine"


class ListedRule(NamedTuple):
    """A row of the list.

    Attributes:
        severity: by profile.
        gate: empty for a rule of the engine.
        differs: the dated values whose value depends on the profile.
        own: it is one of the portfolio's own policies.
    """

    id: str
    area: str
    severity: dict[str, str]
    gate: str
    waivable: str
    differs: tuple[str, ...]
    title: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which rules to list; what is None or empty does not restrict.

    Attributes:
        areas: of these areas; `engine` for the rules of the engine.
        severities: of these severities, under the profile, or under any.
        gates: binding first at these gates.
        waivable: `never` or `with_approval`.
        profile: look at this profile only.
    """

    areas: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    gates: tuple[str, ...] = ()
    waivable: str | None = None
    profile: str | None = None

    def keeps(self, rule: ListedRule) -> bool:
        """Tell whether a rule is to be listed."""
        weights = {*rule.severity.values()}
        return (
            (not self.areas or rule.area in self.areas)
            and (not self.gates or rule.gate in self.gates)
            and (self.waivable is None or rule.waivable == self.waivable)
            and (not self.severities or not weights.isdisjoint(self.severities))
        )


def listed_rules(pack: Pack, chosen: Filter) -> list[ListedRule]:
    """Return the policies, then the rules of the engine, as far as a filter keeps them.

    Args:
        pack: the rule book.
        chosen: the filter. With a profile only its severities are listed.
    """
    profiles = (chosen.profile,) if chosen.profile else tuple(pack.profiles)
    rules = [*_policies(pack, profiles), *_engine(profiles)]
    return [rule for rule in rules if chosen.keeps(rule)]


def _policies(pack: Pack, profiles: tuple[str, ...]) -> Iterator[ListedRule]:
    for name, compiled in pack.policies.items():
        policy = compiled.policy
        yield ListedRule(
            name,
            policy.area,
            {profile: policy.severity_under(profile).value for profile in profiles},
            policy.gate,
            policy.waivable.value,
            tuple(_differing(pack, policy, compiled.parameters)),
            policy.title,
            name in pack.own,
        )


def _differing(pack: Pack, policy: Policy, used: Iterable[str]) -> Iterator[str]:
    """Yield what the profiles decide differently: a severity, dated values."""
    if isinstance(policy.severity, dict) and len({*policy.severity.values()}) > 1:
        yield "severity"
    for name in sorted(used):
        if differs(pack.parameters[name], pack.profiles):
            yield name


def _engine(profiles: tuple[str, ...]) -> Iterator[ListedRule]:
    for rule in ENGINE_RULES.values():
        severity = dict.fromkeys(profiles, rule.severity.value)
        yield ListedRule(rule.id, _ENGINE, severity, "", "never", (), rule.title)


def rules_text(rules: Iterable[ListedRule]) -> str:
    """Return a line for each rule, beneath a heading."""
    head = ("id", "area", "severity", "gate", "waivable", "profiles differ in", "title")
    rows = [head, *map(_row, rules)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head) - 1)]
    return "".join(
        "  ".join(
            [*(f"{t:<{w}}" for t, w in zip(row, widths, strict=False)), row[-1]]
        ).rstrip()
        + "\n"
        for row in rows
    )


def _row(rule: ListedRule) -> tuple[str, ...]:
    weights = {*rule.severity.values()}
    severity = (
        weights.pop()
        if len(weights) == 1
        else ", ".join(f"{profile}: {s}" for profile, s in rule.severity.items())
    )
    waivable = rule.waivable.replace("_", " ")
    return (
        rule.id,
        rule.area,
        severity,
        rule.gate or "-",
        waivable,
        ", ".join(rule.differs) or "-",
        rule.title,
    )


def rules_json(rules: Iterable[ListedRule]) -> str:
    """Return the list as JSON."""
    rows = [{**rule._asdict(), "gate": rule.gate or None} for rule in rules]
    return json.dumps({"version": 1, "rules": rows}, indent=2) + "\n"
