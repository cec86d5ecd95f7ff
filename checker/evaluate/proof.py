"""How well a policy's own tests hold it: what they cover, what they would notice."""

from dataclasses import dataclass

from checker.evaluate.verify import CaseResult, Trial, trials_of
from checker.model.finding import Outcome
from checker.policy.compiled import CompiledPolicy
from checker.policy.definition import PolicyTest
from checker.policy.mutants import mutants_of
from checker.policy.pack import Pack

__all__ = ["Proof", "prove"]

_ORDER = ("pass", "fail", "not_applicable", "undetermined")


@dataclass(frozen=True, slots=True)
class Proof:
    """What the tests of a policy came to.

    Attributes:
        policy: its identifier.
        file: where it stands.
        cases: what came of each test.
        uncovered: outcomes that it can have and no test expects.
        mutants: how many changed policies were tried; None when none were to be.
        survivors: those that no test noticed, in words.
    """

    policy: str
    file: str
    cases: tuple[CaseResult, ...]
    uncovered: tuple[str, ...]
    mutants: int | None
    survivors: tuple[str, ...]

    @property
    def failing(self) -> tuple[CaseResult, ...]:
        """The tests that did not come out as they say."""
        return tuple(case for case in self.cases if not case.passed)

    @property
    def killed(self) -> int:
        """How many of the changed policies a test noticed."""
        return (self.mutants or 0) - len(self.survivors)

    @property
    def holds(self) -> bool:
        """Whether every test passes, every outcome is tested and no mutant lives."""
        return not (self.failing or self.uncovered or self.survivors)


def prove(compiled: CompiledPolicy, pack: Pack, *, mutants: bool) -> Proof:
    """Run the tests of a policy, and the same tests over the policy with mistakes.

    A mutant is killed when a test comes out otherwise than it says. Where the policy
    itself fails one of its tests no mutant is tried: each would seem killed.
    """
    trials = trials_of(compiled, pack)
    cases = tuple(trial.run(compiled) for trial in trials)
    tried: int | None = None
    survivors: tuple[str, ...] = ()
    if mutants and all(case.passed for case in cases):
        found = list(mutants_of(compiled))
        tried = len(found)
        survivors = tuple(m.words for m in found if _survives(m.compiled, trials))
    return Proof(
        compiled.policy.id,
        compiled.file,
        cases,
        _uncovered(compiled, pack),
        tried,
        survivors,
    )


def _survives(mutant: CompiledPolicy, trials: tuple[Trial, ...]) -> bool:
    return all(trial.run(mutant).passed for trial in trials)


def _uncovered(compiled: CompiledPolicy, pack: Pack) -> tuple[str, ...]:
    policy = compiled.policy
    possible = {"pass", "fail"}
    if policy.when is not None or policy.for_each is not None:
        possible.add("not_applicable")
    if _may_be_undetermined(compiled, pack):
        possible.add("undetermined")
    expected = {test.expect for test in policy.tests}
    return tuple(outcome for outcome in _ORDER if outcome in possible - expected)


def _may_be_undetermined(compiled: CompiledPolicy, pack: Pack) -> bool:
    """Find out whether a gap leaves the policy open: take away what its tests give.

    A policy that only asks whether something is there always has an answer.
    """
    barer = [
        test.model_copy(update={"given": given, "at": None})
        for test in compiled.policy.tests
        for given in _with_less(test)
    ]
    return any(
        trial.run(compiled).outcome is Outcome.UNDETERMINED
        for trial in trials_of(compiled, pack, barer)
    )


def _with_less(test: PolicyTest) -> list[dict[str, object]]:
    """Return what a test gives, without each part of it."""
    less: list[dict[str, object]] = [{}]
    for name, part in test.given.items():
        less.append({key: v for key, v in test.given.items() if key != name})
        if isinstance(part, dict):
            less += [
                {**test.given, name: {key: v for key, v in part.items() if key != gone}}
                for gone in part
            ]
    return less
