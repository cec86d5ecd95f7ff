"""One policy, parameter or rule of the engine as a page, always in the same order."""

from collections.abc import Iterable, Mapping
from textwrap import wrap

from checker.model.engine import EngineRule
from checker.policy.definition import Policy
from checker.policy.parameters import DatedValue, Parameter
from checker.report.notes import source_text, value_text
from checker.report.paint import Paint

__all__ = ["engine_page", "parameter_page", "policy_page", "rule_list"]

_WIDTH = 84
_INDENT = "  "

_GATES = {
    "draft": "at every gate",
    "concurrence": "from the utility's concurrence on",
    "registration": "from registration on",
    "market": "from market participation on",
    "schedule": "when a schedule is judged",
}
_WAIVABLE = {"never": "never", "with_approval": "with approval"}


def policy_page(
    policy: Policy, parameters: Mapping[str, Parameter], *, colour: bool = False
) -> str:
    """Return the page of a policy.

    Args:
        policy: what its file says.
        parameters: those that its verdict rests on, by name.
        colour: write ANSI colours.
    """
    until = policy.effective.until
    facts = {
        "area": policy.area,
        "severity": _severity(policy),
        "binds": f"{_GATES.get(policy.gate, policy.gate)} (gate: {policy.gate})",
        "applies to": policy.applies_to,
        "in force": f"from {policy.effective.from_}"
        + (f" to {until}" if until else ""),
        "waivable": _WAIVABLE.get(policy.waivable.value, policy.waivable.value),
    }
    values = [
        line
        for name, parameter in parameters.items()
        for line in (
            *_wrapped(f"{name}: {parameter.description}"),
            *_timeline(parameter),
        )
    ]
    sections = {
        "Why": _wrapped(policy.rationale),
        "Sources": _items(source_text(source.source) for source in policy.sources),
        "Rule": _rule(policy),
        "Values": values,
        "Message": _wrapped(policy.message),
        "Remedy": _wrapped(policy.remedy),
        "Tests": _items(f"{test.name}: {test.expect}" for test in policy.tests),
    }
    return _page(f"{policy.id} {policy.name}", policy.title, facts, sections, colour)


def parameter_page(
    name: str, parameter: Parameter, used_by: Iterable[str], *, colour: bool = False
) -> str:
    """Return the page of a parameter.

    Args:
        name: its name.
        parameter: what its file says.
        used_by: identifiers of the policies that read it.
        colour: write ANSI colours.
    """
    sections = {
        "Meaning": _wrapped(parameter.description),
        "Values": _timeline(parameter),
        "Policies": _items(used_by),
    }
    facts = {"unit": parameter.unit}
    return _page(name, "a dated value", facts, sections, colour)


def engine_page(rule: EngineRule, *, colour: bool = False) -> str:
    """Return the page of a rule of the engine itself."""
    facts = {
        "severity": rule.severity.value,
        "binds": "always: no gate, profile or configuration changes it",
    }
    sections = {"Remedy": _wrapped(rule.remedy)}
    return _page(f"{rule.id} {rule.name}", rule.title, facts, sections, colour)


def rule_list(policies: Iterable[Policy], engine: Iterable[EngineRule]) -> str:
    """Return one line for each policy and each rule of the engine."""
    rows = [
        (policy.id, _severity(policy), policy.gate, policy.title) for policy in policies
    ]
    rows += [(rule.id, rule.severity.value, "-", rule.title) for rule in engine]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    return "".join(
        "  ".join(
            [*(f"{text:<{w}}" for text, w in zip(row, widths, strict=False)), row[3]]
        )
        + "\n"
        for row in rows
    )


def _severity(policy: Policy) -> str:
    if isinstance(policy.severity, dict):
        return ", ".join(f"{p}: {s.value}" for p, s in policy.severity.items())
    return policy.severity.value


def _rule(policy: Policy) -> list[str]:
    each = f"{policy.each[0]} in {policy.each[1]}" if policy.each else ""
    parts = {
        "when": policy.when,
        "for each": each,
        "require": policy.require,
        "at": policy.at,
    }
    lines = []
    for label, text in parts.items():
        if text:
            first, *rest = text.strip().splitlines()
            lines.append(f"{label + ':':<10}{first}")
            lines += [" " * 10 + line.strip() for line in rest]
    return lines


def _timeline(parameter: Parameter) -> list[str]:
    ordered = sorted(parameter.values, key=lambda v: (v.from_, v.profile or ""))
    return _items(_dated(value, parameter.unit) for value in ordered)


def _dated(value: DatedValue, unit: str) -> str:
    until = f" to {value.until}" if value.until else ""
    profile = f", profile {value.profile}" if value.profile else ""
    return (
        f"{value_text(value.value)} {unit}".rstrip()
        + f" from {value.from_}{until}{profile}: {value.source} ({value.confidence})"
    )


def _wrapped(text: str) -> list[str]:
    return wrap(" ".join(text.split()), _WIDTH)


def _items(texts: Iterable[str]) -> list[str]:
    return [
        line
        for text in texts
        for line in wrap(
            text,
            _WIDTH,
            initial_indent="- ",
            subsequent_indent=_INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]


def _page(
    head: str,
    title: str,
    facts: Mapping[str, str],
    sections: Mapping[str, list[str]],
    colour: bool,  # noqa: FBT001 # handed on by the page functions, which name it
) -> str:
    paint = Paint(colour)
    width = max(map(len, facts))
    lines = [f"{paint('strong', head)}: {title}", ""]
    lines += [f"{_INDENT}{label:<{width}}  {text}" for label, text in facts.items()]
    for label, body in sections.items():
        if body:
            lines += ["", paint("strong", label), *(_INDENT + line for line in body)]
    return "\n".join(lines) + "\n"
