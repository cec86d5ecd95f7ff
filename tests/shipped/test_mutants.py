"""A policy's own tests notice when any token of its expressions is changed."""

from collections.abc import Callable

import pytest

from checker.evaluate.proof import prove
from checker.pipeline import rule_book
from checker.policy.compiled import CompiledPolicy
from checker.policy.mutants import mutants_of

_, PACK = rule_book()
POLICIES = [pytest.param(compiled, id=name) for name, compiled in PACK.policies.items()]

FEWEST = 1_000
"""Far below the mutants that there are, and far above what a broken search finds."""

KINDS = {
    *("comparison", "connective", "negation"),
    *("quantifier", "arithmetic", "constant"),
}


@pytest.mark.parametrize("compiled", POLICIES)
def test_no_changed_policy_survives_its_tests(
    compiled: CompiledPolicy, record_property: Callable[[str, object], None]
) -> None:
    proof = prove(compiled, PACK, mutants=True)
    assert proof.mutants is not None, "a policy that fails its tests proves nothing"
    assert proof.survivors == ()
    record_property("tried", proof.mutants)


def test_the_rule_book_has_mutants_of_every_kind() -> None:
    kinds = [m.kind for c in PACK.policies.values() for m in mutants_of(c)]
    assert set(kinds) == KINDS
    assert len(kinds) >= FEWEST
