"""What rules that are written by hand stand on: what they read, and their outcome.

A rule that runs into a field that is not there leaves its element undetermined.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

__all__ = [
    "RULES",
    "Rule",
    "Scope",
    "Thing",
    "ders",
    "meters",
    "outcome",
    "rounded",
    "rule",
    "sites",
    "whole",
]

Thing = Mapping[str, Any]


class Scope:
    """What the rules may read; a list that is searched often has its index here."""

    def __init__(self, dossier: Any, params: Thing, as_of: str) -> None:
        self.aggregation: Thing = dossier.record
        self.linked: Thing = dossier.linked
        self.facts: Thing = dossier.facts
        self.params = params
        self.as_of = as_of
        self.sites = {site["id"]: site for site in self.linked["sites"]}

    @cached_property
    def metered(self) -> set[str]:
        """The meters of the plans that were accepted."""
        return {
            meter
            for plan in self.linked["metering_plans"]
            if plan["status"] == "accepted" and plan["accepted_on"] <= self.as_of
            for meter in plan["meters"]
        }


Elements = Callable[[Scope], Iterable[Thing]]
Rule = Callable[[Scope, Thing], bool]

RULES: dict[str, tuple[Elements, Rule]] = {}
"""The elements of each policy, and what it asks of each."""


def outcome(scope: Scope, elements: Elements, rule: Rule) -> str:
    """Return what a rule comes to for all its elements."""
    failed, unclear, empty = [], [], True
    try:
        for element in elements(scope):
            empty = False
            try:
                if not rule(scope, element):
                    failed.append(element)
            except (KeyError, TypeError):
                unclear.append(element)
    except (KeyError, TypeError):
        return "UNDETERMINED"
    if failed:
        return "FAIL"
    if unclear:
        return "UNDETERMINED"
    return "NOT_APPLICABLE" if empty else "PASS"


def rule(name: str, elements: Elements) -> Callable[[Rule], Rule]:
    """Enter a function as the rule of a policy."""

    def kept(function: Rule) -> Rule:
        RULES[name] = (elements, function)
        return function

    return kept


def whole(scope: Scope) -> Iterable[Thing]:
    """Return the aggregation as the one element."""
    return (scope.aggregation,)


def sites(scope: Scope) -> Iterable[Thing]:
    """Return its sites."""
    found: Iterable[Thing] = scope.linked["sites"]
    return found


def ders(scope: Scope) -> Iterable[Thing]:
    """Return the DERs of its sites."""
    found: Iterable[Thing] = scope.linked["ders"]
    return found


def meters(scope: Scope) -> Iterable[Thing]:
    """Return the meters of its sites."""
    found: Iterable[Thing] = scope.linked["meters"]
    return found


def rounded(value: float, digits: int = 0) -> float:
    """Round half away from zero, on the digits as written."""
    step = Decimal(1).scaleb(-digits)
    return float(Decimal(repr(value)).quantize(step, ROUND_HALF_UP))
