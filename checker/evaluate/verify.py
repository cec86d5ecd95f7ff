"""Run the tests that a policy carries."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.verdict import Verdict
from checker.model.document import Document, SourceText
from checker.model.dossier import Dossier
from checker.model.finding import Gate, Outcome, Subject
from checker.model.place import Place
from checker.model.record import Record
from checker.policy.compiled import CompiledPolicy
from checker.policy.definition import PolicyTest
from checker.policy.pack import Pack

__all__ = ["CaseResult", "Trial", "given_dossier", "trials_of", "verify"]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of one test.

    Attributes:
        test: what it gives and expects.
        outcome: what came out.
        at: the dotted paths of the faults inside their declarations.
        words: the messages, for whoever mends the policy.
    """

    test: PolicyTest
    outcome: Outcome
    at: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the outcome and, where the test names one, the place came out."""
        same_outcome = self.outcome.value.lower() == self.test.expect
        return same_outcome and (self.test.at is None or self.test.at in self.at)


@dataclass(frozen=True, slots=True)
class Trial:
    """A test made ready: the dossier and the names in scope that it gives."""

    test: PolicyTest
    dossier: Dossier
    bindings: Mapping[str, Any]

    def run(self, compiled: CompiledPolicy) -> CaseResult:
        """Judge the policy, or a changed one, over what the test gives."""
        verdict = judge(compiled, self.dossier, self.bindings)
        return CaseResult(self.test, verdict.outcome, _at(verdict), _words(verdict))


def trials_of(
    compiled: CompiledPolicy, pack: Pack, tests: Iterable[PolicyTest] | None = None
) -> tuple[Trial, ...]:
    """Make the tests of a policy ready to run, or others in their place."""
    kind = compiled.policy.applies_to
    chosen = compiled.policy.tests if tests is None else tests
    return tuple(_trial(kind, test, pack) for test in chosen)


def verify(compiled: CompiledPolicy, pack: Pack) -> tuple[CaseResult, ...]:
    """Run a policy over each of its own tests."""
    return tuple(trial.run(compiled) for trial in trials_of(compiled, pack))


def _trial(kind: str, test: PolicyTest, pack: Pack) -> Trial:
    bench = Bench(
        pack=pack,
        as_of=test.as_of,
        profile=test.profile or pack.default_profile,
        parameters={},
        severities={},
    )
    params = bench.params(bench.profile)
    params.update(test.given.get("params", {}))
    dossier = given_dossier(kind, test.given, test.as_of)
    return Trial(test, dossier, bindings_of(dossier, params, test.as_of.isoformat()))


def _at(verdict: Verdict) -> tuple[str, ...]:
    return tuple(
        ".".join(str(step) for step in fault.place.pointer) for fault in verdict.faults
    )


def _words(verdict: Verdict) -> tuple[str, ...]:
    return tuple(fault.message for fault in verdict.faults)


def given_dossier(kind: str, given: Mapping[str, Any], as_of: date) -> Dossier:
    """Make a dossier of what a test gives; each object is a declaration of its own."""
    subject = _declared(kind, {"id": "given", **given.get(kind, {})})
    linked = {
        name: [_declared(name, item) for item in value]
        if isinstance(value, list)
        else _declared(name, value)
        for name, value in given.get("linked", {}).items()
    }
    facts = {name: _plain(value) for name, value in given.get("facts", {}).items()}
    return Dossier(
        Subject(kind, subject["id"]),
        subject,
        Record(linked),
        Record(facts),
        Gate.schedule,
        as_of,
    )


def _declared(kind: str, data: Mapping[str, Any]) -> Record:
    """Make a declaration of its own of an object in a test."""
    whole = {"kind": kind, "id": "given", **data}
    document = Document(SourceText("given", "", ""), 0, whole, array("I"))
    record = _records(dict(data), document, ())
    if not isinstance(record, Record):
        raise TypeError("an object in `given` is a mapping")
    return record


def _records(value: Any, document: Document, pointer: tuple[str | int, ...]) -> Any:
    if isinstance(value, dict):
        content = {
            key: _records(item, document, (*pointer, key))
            for key, item in value.items()
        }
        return Record(content, Place(document, pointer))
    if isinstance(value, list):
        return [
            _records(item, document, (*pointer, index))
            for index, item in enumerate(value)
        ]
    return value


def _plain(value: Any) -> Any:
    """Make records without a place, as computed facts are."""
    if isinstance(value, dict):
        return Record({key: _plain(item) for key, item in value.items()})
    return [_plain(item) for item in value] if isinstance(value, list) else value
