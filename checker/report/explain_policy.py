"""What there is to say of a policy: as a page, and as data."""

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from checker.evaluate.verify import CaseResult, verify
from checker.model.finding import Severity
from checker.policy.compiled import CompiledPolicy
from checker.policy.definition import Policy
from checker.policy.pack import Pack
from checker.report.explain_parameter import parameter_data, timelines
from checker.report.notes import source_text
from checker.report.page import Block, Code, Items, Page, Paragraph, Section
from checker.report.yaml_text import yaml_text

__all__ = ["policy_data", "policy_page", "severity_text"]

_WIDTH = 84
_GATES = {
    "draft": "at every gate",
    "concurrence": "from the utility's concurrence on",
    "registration": "from registration on",
    "market": "from market participation on",
    "schedule": "when a schedule is judged",
}
_WAIVABLE = {"never": "never", "with_approval": "with approval"}


def policy_page(compiled: CompiledPolicy, pack: Pack) -> Page:
    """Return the page of a policy; its examples are taken from its own tests.

    Args:
        compiled: the policy.
        pack: the rule book that it is of, for its dated values.
    """
    policy = compiled.policy
    until = policy.effective.until
    good, bad = _examples(compiled, pack)
    return Page(
        f"{policy.id} {policy.name}",
        policy.title,
        {
            "area": policy.area,
            "severity": severity_text(policy),
            "binds": f"{_GATES.get(policy.gate, policy.gate)} (gate: {policy.gate})",
            "applies to": policy.applies_to,
            "in force": f"from {policy.effective.from_}"
            + (f" to {until}" if until else ""),
            "waivable": _WAIVABLE.get(policy.waivable.value, policy.waivable.value),
            "file": compiled.file,
        },
        (
            Section("Why", (Paragraph(policy.rationale),)),
            Section("Rule", (Code(_rule(policy)),)),
            Section("Values over time", tuple(_values(compiled, pack))),
            Section(
                "Sources",
                (Items(tuple(source_text(s.source) for s in policy.sources)),),
            ),
            Section("Good example", tuple(_example(good))),
            Section("Bad example", tuple(_example(bad))),
            Section("Remedy", (Paragraph(policy.remedy),)),
            Section("How to waive", tuple(_waiving(policy))),
            Section(
                "Tests",
                (Items(tuple(f"{t.name}: {t.expect}" for t in policy.tests)),),
            ),
        ),
    )


def policy_data(compiled: CompiledPolicy, pack: Pack) -> dict[str, Any]:
    """Return the same as plain data."""
    policy = compiled.policy
    until = policy.effective.until
    good, bad = _examples(compiled, pack)
    return {
        "type": "policy",
        "id": policy.id,
        "name": policy.name,
        "title": policy.title,
        "area": policy.area,
        "severity": {p: policy.severity_under(p).value for p in pack.profiles},
        "gate": policy.gate,
        "applies_to": policy.applies_to,
        "effective": {
            "from": policy.effective.from_.isoformat(),
            "until": until.isoformat() if until else None,
        },
        "waivable": policy.waivable.value,
        "own": policy.id in pack.own,
        "file": compiled.file,
        "rationale": _line(policy.rationale),
        "rule": {
            "when": policy.when,
            "for_each": policy.for_each,
            "require": policy.require,
            "at": policy.at,
        },
        "parameters": [
            parameter_data(name, pack.parameters[name], pack.profiles)
            for name in sorted(compiled.parameters)
        ],
        "sources": [source.source._asdict() for source in policy.sources],
        "good_example": _example_data(good),
        "bad_example": _example_data(bad),
        "message": _line(policy.message),
        "remedy": _line(policy.remedy),
        "tests": [{"name": t.name, "expect": t.expect} for t in policy.tests],
    }


def severity_text(policy: Policy) -> str:
    """Return the severity, for each profile where they differ."""
    if isinstance(policy.severity, dict):
        return ", ".join(f"{p}: {s.value}" for p, s in policy.severity.items())
    return policy.severity.value


def _rule(policy: Policy) -> str:
    """Return the rule as its file says it, without the folding of YAML."""
    each = f"{policy.each[0]} in {policy.each[1].strip()}" if policy.each else ""
    parts = {
        "when": policy.when,
        "for each": each,
        "require": policy.require,
        "at": policy.at,
    }
    lines: list[str] = []
    for label, text in parts.items():
        if text:
            first, *rest = (
                short for line in text.strip().splitlines() for short in _short(line)
            )
            lines.append(f"{label + ':':<10}{first}")
            lines += [" " * 10 + line for line in rest]
    return "\n".join(lines)


def _short(line: str) -> list[str]:
    """Break a line that YAML has folded into a long one."""
    indent = " " * (len(line) - len(line.lstrip()))
    return wrap(
        line.rstrip(),
        _WIDTH,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    ) or [""]


def _values(compiled: CompiledPolicy, pack: Pack) -> Iterable[Block]:
    for name in sorted(compiled.parameters):
        parameter = pack.parameters[name]
        yield Paragraph(f"{name} ({parameter.unit}): {parameter.description}")
        yield from timelines(parameter, pack.profiles)


def _examples(
    compiled: CompiledPolicy, pack: Pack
) -> tuple[CaseResult | None, CaseResult | None]:
    """Return a test that passes and one that fails, whose message says everything."""
    cases = verify(compiled, pack)
    passing = [case for case in cases if case.test.expect == "pass"]
    failing = [case for case in cases if case.test.expect == "fail"]
    telling = [case for case in failing if not _has_gaps(case)]
    return next(iter(passing), None), next(iter([*telling, *failing]), None)


def _has_gaps(case: CaseResult) -> bool:
    return any("(missing)" in words for words in case.words)


def _example(case: CaseResult | None) -> Iterable[Block]:
    if case is None:
        yield Paragraph("Its tests hold none.")
        return
    test = case.test
    under = f", under the profile {test.profile}" if test.profile else ""
    yield Paragraph(f"{test.name} (as of {test.as_of}{under}):")
    yield Code(yaml_text(test.given))
    if case.words:
        at = f" at `{case.at[0]}`" if case.at else ""
        yield Paragraph(f"gives{at}: {'; '.join(case.words)}")


def _example_data(case: CaseResult | None) -> dict[str, Any] | None:
    if case is None:
        return None
    test = case.test
    return {
        "name": test.name,
        "as_of": test.as_of.isoformat(),
        "profile": test.profile,
        "given": test.given,
        "at": list(case.at),
        "messages": list(case.words),
    }


def _waiving(policy: Policy) -> Iterable[Block]:
    if policy.waivable.value == "never":
        yield Paragraph(
            "It cannot be waived: a waiver that names it is refused (WAIVER-003)."
        )
        return
    element = (
        "element: as the report names it beside the subject\n"
        if policy.for_each
        else ""
    )
    yield Paragraph("Declare a waiver, and have it approved:")
    yield Code(
        "dera: v1\n"
        "kind: waiver\n"
        f"id: {policy.id.lower()}-1\n"
        f"policy: {policy.id}\n"
        f"subject: {{kind: {policy.applies_to}, id: its id}}\n"
        f"{element}"
        "reason: why the exception is right\n"
        "approved_by: who approved it\n"
        "ticket: where the approval is recorded\n"
        "expires_on: 2027-01-31 # the last day on which it counts"
    )
    if _weights(policy) != {Severity.ERROR}:
        yield Paragraph("Where it is no error, a comment on or above the line will do:")
        yield Code(f"# dera: waive[{policy.id}] until 2027-01-31 -- the reason")


def _weights(policy: Policy) -> set[Severity]:
    if isinstance(policy.severity, dict):
        return set(policy.severity.values())
    return {policy.severity}


def _line(text: str) -> str:
    return " ".join(text.split())
