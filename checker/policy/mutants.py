"""Policies with one mistake each, for whoever asks whether their tests would notice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from checker.errors import ExpressionError
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import Program
from checker.policy.expression import compile as compile_expression
from checker.policy.expression.changes import changes

__all__ = ["Mutant", "mutants_of"]


class Mutant(NamedTuple):
    """A policy that holds a mistake, which one, and how it reads.

    Attributes:
        compiled: the policy with one token of one expression changed.
        kind: what was changed; see `changes`.
        words: the field and the change, on one line.
    """

    compiled: CompiledPolicy
    kind: str
    words: str


def mutants_of(compiled: CompiledPolicy) -> Iterator[Mutant]:
    """Yield a policy with each token of its expressions changed, one at a time.

    The message is left alone: no verdict rests on it. A change that the language
    itself refuses needs no test and is left out.
    """
    for field, program in compiled.programs.items():
        scope = compiled.scopes[field]
        for change in changes(program.source, scope):
            try:
                mutated = compile_expression(change.applied(program.source), scope)
            except ExpressionError:
                continue
            words = f"{field}: {change.shown(program.source)}"
            yield Mutant(_with(compiled, field, mutated), change.kind, words)


def _with(compiled: CompiledPolicy, field: str, program: Program) -> CompiledPolicy:
    if field == "when":
        return replace(compiled, when=program)
    if field == "for_each" and compiled.each is not None:
        return replace(compiled, each=(compiled.each[0], program))
    return replace(compiled, require=program)
