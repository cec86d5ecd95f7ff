"""One rule of a SARIF log, with the whole of its help."""

from typing import Any

from checker.model.finding import Severity
from checker.model.report import Rule
from checker.report.notes import source_text
from checker.report.ranking import clipped

__all__ = ["as_rule"]

# GitHub cuts a name and a description longer than these.
_NAME = 255
_DESCRIPTION = 1_024

_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "recommendation",
}


def as_rule(rule: Rule) -> dict[str, Any]:
    """Return a `reportingDescriptor`.

    Its help URI is the address of the first source that has one: the text that the
    rule enforces.
    """
    descriptor = {
        "id": rule.id,
        "name": clipped(rule.name, _NAME),
        "shortDescription": {"text": clipped(rule.title, _DESCRIPTION)},
        "fullDescription": {
            "text": clipped(rule.rationale or rule.title, _DESCRIPTION)
        },
        "help": {
            "text": _help(rule, strong="", item="- "),
            "markdown": _help(rule, strong="**", item="* "),
        },
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {
            "tags": [rule.area, *([f"gate:{rule.gate}"] if rule.gate else [])],
            "precision": "very-high",
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }
    addresses = [source.url for source in rule.sources if source.url]
    return {**descriptor, **({"helpUri": addresses[0]} if addresses else {})}


def _help(rule: Rule, strong: str, item: str) -> str:
    sections = {
        "Why": " ".join(rule.rationale.split()),
        "Remedy": " ".join(rule.remedy.split()),
        "Sources": "\n".join(item + source_text(source) for source in rule.sources),
        "More": f"`dera explain {rule.id}` shows the rule, its values and its tests.",
    }
    parts = [
        f"{strong}{label}{strong}\n\n{text}" for label, text in sections.items() if text
    ]
    return "\n\n".join([rule.title, *parts])
