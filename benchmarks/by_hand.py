"""The policies that visit sites, DERs or meters, written as Python by hand.

What a person would write who has the same dossier, one function for each policy, to
compare with what the rule book makes of its expressions. Every policy of an aggregation
is here whose cost grows with its sites.
"""

from typing import Any

from benchmarks import hand_ders, hand_sites
from benchmarks.hand import RULES, Scope, Thing, outcome

__all__ = ["RULES", "judge_by_hand"]

_WRITTEN = (hand_ders, hand_sites)
"""They enter their rules when they are imported."""


def judge_by_hand(dossier: Any, params: Thing, as_of: str) -> dict[str, str]:
    """Return the outcome of each rule for an aggregation."""
    scope = Scope(dossier, params, as_of)
    return {name: outcome(scope, *RULES[name]) for name in RULES}
