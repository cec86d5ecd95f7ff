"""Run the tests that a step carries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of
from checker.evaluate.verify import given_dossier
from checker.model.timeline import State
from checker.policy.compiled_step import CompiledStep
from checker.policy.pack import Pack
from checker.policy.step import StepTest
from checker.timeline.evidence import shown_by

__all__ = ["StepProof", "StepResult", "verify_step"]


@dataclass(frozen=True, slots=True)
class StepResult:
    """What came of one test of a step.

    Attributes:
        at: the dotted paths of the evidence inside its declarations.
    """

    test: StepTest
    state: State
    on: date | None
    at: tuple[str, ...]
    reason: str

    @property
    def passed(self) -> bool:
        """Whether the state and, where the test names them, date and place came out."""
        test = self.test
        return (
            self.state.value == test.expect
            and (test.on is None or test.on == self.on)
            and (test.at is None or test.at in self.at)
        )


@dataclass(frozen=True, slots=True)
class StepProof:
    """What the tests of a step came to.

    Attributes:
        step: its identifier.
        file: where it stands.
        cases: what came of each test.
    """

    step: str
    file: str
    cases: tuple[StepResult, ...]

    @property
    def failing(self) -> tuple[StepResult, ...]:
        """The tests that did not come out as they say."""
        return tuple(case for case in self.cases if not case.passed)

    @property
    def holds(self) -> bool:
        """Whether every test passes."""
        return not self.failing


def verify_step(compiled: CompiledStep, pack: Pack) -> Iterator[StepResult]:
    """Judge a step, by itself, over each of its own tests."""
    for test in compiled.step.tests:
        bench = Bench(
            pack=pack,
            as_of=test.as_of,
            profile=test.profile or pack.default_profile,
            parameters={},
            severities={},
        )
        params = bench.params(bench.profile)
        params.update(test.given.get("params", {}))
        dossier = given_dossier("aggregation", test.given, test.as_of)
        bindings = bindings_of(dossier, params, test.as_of.isoformat())
        shown = shown_by(compiled, dossier, bindings, test.as_of)
        yield StepResult(
            test,
            shown.state,
            shown.on,
            tuple(".".join(map(str, place.pointer)) for place in shown.places),
            shown.reason,
        )
