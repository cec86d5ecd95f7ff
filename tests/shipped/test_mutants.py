"""A policy's own tests notice when any of its comparisons is changed."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from checker.evaluate.verify import verify
from checker.link.business_days import TextCalendar
from checker.pipeline import rule_book
from checker.policy.compiled import CompiledPolicy, compile_policy
from checker.policy.definition import Policy
from checker.policy.environment import Environments
from checker.policy.expression import Env, ListOf, comparison_operators
from checker.policy.expression import compile as compile_expression

SCHEMAS, PACK = rule_book()
ENVIRONMENTS = Environments(SCHEMAS, PACK.parameters, TextCalendar())
POLICIES = [pytest.param(compiled, id=name) for name, compiled in PACK.policies.items()]

ORDERINGS = ("==", "!=", "<", "<=", ">", ">=")
OPPOSITES = {"==": ("!=",), "!=": ("==",)}
WITHOUT_ORDER = {"string", "bool", "list", "map"}
FEWEST = 300
"""Far below the mutants that there are, and far above what a broken search finds."""


class Mutant(NamedTuple):
    """A policy with one comparison changed, and how it now reads."""

    policy: Policy
    words: str


class Expression(NamedTuple):
    """One expression of a policy, with the names in its scope."""

    field: str
    source: str
    env: Env


def expressions_of(policy: Policy) -> Iterator[Expression]:
    """Yield the expressions that a verdict rests on."""
    env = ENVIRONMENTS.scope(policy.applies_to)
    if policy.when is not None:
        yield Expression("when", policy.when.strip(), env)
    if policy.each is not None:
        variable, source = policy.each
        yield Expression("for_each", source.strip(), env)
        collection = compile_expression(source.strip(), env).result_type
        assert isinstance(collection, ListOf), collection
        env = env.extended(variable, collection.element)
    yield Expression("require", policy.require.strip(), env)


def alternatives(operator: str, operand_kind: str) -> tuple[str, ...]:
    """Return what a comparison is changed to: all others where the operands order."""
    if operand_kind in WITHOUT_ORDER and operator in OPPOSITES:
        return OPPOSITES[operator]
    return tuple(other for other in ORDERINGS if other != operator)


def mutants_of(policy: Policy) -> Iterator[Mutant]:
    """Yield the policy with each comparison changed in each way, one at a time."""
    for field, source, env in expressions_of(policy):
        for found in comparison_operators(source, env):
            before = source[: found.offset]
            after = source[found.offset + found.length :]
            for other in alternatives(found.operator, found.operand_kind):
                yield Mutant(
                    with_expression(policy, field, before + other + after),
                    f"{field}: ...{before[-30:]}[{found.operator} -> {other}]"
                    f"{after[:30]}...",
                )


def with_expression(policy: Policy, field: str, source: str) -> Policy:
    """Return the policy with another expression in a field."""
    if field == "for_each":
        assert policy.each is not None
        return policy.model_copy(update={"for_each": {policy.each[0]: source}})
    return policy.model_copy(update={field: source})


def survives(policy: Policy) -> bool:
    """Tell whether the tests of a policy all come out as they should."""
    env = ENVIRONMENTS.scope(policy.applies_to)
    mutated = compile_policy(policy, env, "mutant", {})
    return all(case.passed for case in verify(mutated, PACK))


@pytest.mark.parametrize("compiled", POLICIES)
def test_no_changed_comparison_survives_the_tests_of_its_policy(
    compiled: CompiledPolicy,
) -> None:
    survivors = [
        mutant.words
        for mutant in mutants_of(compiled.policy)
        if survives(mutant.policy)
    ]
    assert survivors == []


def test_the_unchanged_policies_pass_so_that_a_failure_means_something() -> None:
    assert [name for name, c in PACK.policies.items() if not survives(c.policy)] == []


def test_the_rule_book_has_comparisons_to_change() -> None:
    counted = sum(1 for c in PACK.policies.values() for _ in mutants_of(c.policy))
    assert counted >= FEWEST


@pytest.mark.parametrize(
    ("operator", "operand_kind", "others"),
    [
        ("<=", "number", ("==", "!=", "<", ">", ">=")),
        ("==", "date", ("!=", "<", "<=", ">", ">=")),
        ("==", "string", ("!=",)),
        ("!=", "bool", ("==",)),
        ("<=", "string", ("==", "!=", "<", ">", ">=")),
    ],
)
def test_a_comparison_is_changed_to_all_others_where_its_operands_order(
    operator: str, operand_kind: str, others: tuple[str, ...]
) -> None:
    assert alternatives(operator, operand_kind) == others
