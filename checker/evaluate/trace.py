"""How a verdict came about: every part of the expressions, its value and its lines."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of, judge
from checker.evaluate.places import place_of
from checker.evaluate.verdict import Verdict
from checker.evaluate.words import called
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.model.place import Location, Place
from checker.model.record import Record
from checker.model.report import UsedParameter
from checker.model.survey import Traced, TracedPart
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import EvaluationFault, MissingValue, Program

__all__ = ["trace_all"]

_MOST_PLACES = 6
_MOST_PARTS = 40
_PATH = re.compile(r"[A-Za-z_]\w*(\.\w+)*")
_Step = tuple[int, int, str, object]


def trace_all(
    bench: Bench, dossiers: Iterable[Dossier], policies: Iterable[str]
) -> tuple[Traced, ...]:
    """Trace policies over all their subjects, passes included.

    With `for_each` there is one trace for each element. A policy that is not in force
    is NOT_APPLICABLE without an expression.
    """
    wanted = tuple(bench.pack.policies[name] for name in dict.fromkeys(policies))
    dossiers = tuple(dossiers)
    values = bench.values(bench.profile)
    params = bench.params(bench.profile)
    return tuple(
        traced
        for compiled in wanted
        for dossier in dossiers
        if dossier.subject.kind == compiled.policy.applies_to
        for traced in _Tracer(compiled, dossier, values).traced(
            bindings_of(dossier, params, bench.as_of.isoformat()),
            in_force=compiled.policy.effective.covers(bench.as_of),
        )
    )


class _Tracer:
    """Traces one policy over one subject."""

    def __init__(
        self,
        compiled: CompiledPolicy,
        dossier: Dossier,
        values: Mapping[str, UsedParameter],
    ) -> None:
        self._compiled = compiled
        self._dossier = dossier
        self._values = values

    def traced(
        self, bindings: Mapping[str, Any], *, in_force: bool
    ) -> Iterator[Traced]:
        """Yield the trace of the subject, or of each of its elements."""
        if not in_force:
            yield self._of("", Outcome.NOT_APPLICABLE, ())
            return
        verdict = judge(self._compiled, self._dossier, bindings)
        before = self._before(bindings)
        elements = list(self._elements(bindings, verdict))
        if not elements:
            yield self._of("", verdict.outcome, before)
        for name, outcome, scope in elements:
            required = ("require", self._part(self._compiled.require, scope))
            yield self._of(name, outcome, (*before, required))

    def _before(
        self, bindings: Mapping[str, Any]
    ) -> tuple[tuple[str, TracedPart], ...]:
        """Return what decides whether anything is required at all."""
        found: list[tuple[str, TracedPart]] = []
        for field in ("when", "for_each"):
            program = self._compiled.programs.get(field)
            if program is not None and all(part.value for _, part in found):
                found.append((field, self._part(program, bindings)))
        return tuple(found)

    def _elements(
        self, bindings: Mapping[str, Any], verdict: Verdict
    ) -> Iterator[tuple[str, Outcome, Mapping[str, Any]]]:
        """Yield the elements with their outcomes and the names in scope of each."""
        if verdict.outcome is Outcome.NOT_APPLICABLE:
            return
        if self._compiled.each is None:
            yield "", verdict.outcome, bindings
            return
        variable, program = self._compiled.each
        try:
            collection = program(bindings)
        except (MissingValue, EvaluationFault):
            return
        for element in collection:
            scope = {**bindings, variable: element}
            yield called(element), self._outcome(scope), scope

    def _outcome(self, scope: Mapping[str, Any]) -> Outcome:
        try:
            return Outcome.PASS if self._compiled.require(scope) else Outcome.FAIL
        except (MissingValue, EvaluationFault):
            return Outcome.UNDETERMINED

    def _of(
        self,
        element: str,
        outcome: Outcome,
        expressions: tuple[tuple[str, TracedPart], ...],
    ) -> Traced:
        policy = self._compiled.policy
        return Traced(
            policy.id, policy.name, self._dossier.subject, outcome, element, expressions
        )

    def _part(self, program: Program, scope: Mapping[str, Any]) -> TracedPart:
        tree = _Tree(self._values, scope)
        return tree.grown(program.trace(scope))


class _Tree:
    """Makes a tree of steps that come children first."""

    def __init__(
        self, values: Mapping[str, UsedParameter], scope: Mapping[str, Any]
    ) -> None:
        self._values = values
        self._scope = scope
        self._owners: dict[tuple[int, str], Any] = {}

    def grown(self, steps: Iterable[_Step]) -> TracedPart:
        """Return the last step with what it was evaluated from."""
        waiting: list[tuple[int, int, TracedPart]] = []
        for offset, length, text, value in steps:
            inside = 0
            while inside < len(waiting):
                at, size, _ = waiting[-1 - inside]
                same = (at, size) == (offset, length)  # of the element before
                if same or at < offset or at + size > offset + length:
                    break
                inside += 1
            parts = tuple(part for _, _, part in waiting[len(waiting) - inside :])
            del waiting[len(waiting) - inside :]
            waiting.append((offset, length, self._part(text, offset, value, parts)))
        return waiting[-1][2]

    def _part(
        self, text: str, offset: int, value: object, parts: tuple[TracedPart, ...]
    ) -> TracedPart:
        shown = " ".join(text.split())
        kept = tuple(part for part in parts if _says_something(part))[:_MOST_PARTS]
        if isinstance(value, Exception):
            return TracedPart(shown, gap=_gap(value), parts=kept)
        locations = self._locations(text, offset, value)
        self._owners[offset, text] = value
        if locations and not isinstance(value, list):
            kept = ()  # what leads to a declared value is only its path
        return TracedPart(shown, value, "", self._source(shown), locations, kept)

    def _source(self, text: str) -> str:
        used = self._values.get(text.removeprefix("params."))
        if used is None or not text.startswith("params."):
            return ""
        since = f"from {used.effective_from}, " if used.effective_from else ""
        return f"{used.unit}, {since}{used.confidence}"

    def _locations(self, text: str, offset: int, value: object) -> tuple[Location, ...]:
        """Return where a value is declared: the field, or the records of a list."""
        owner, _, name = text.rpartition(".") if _PATH.fullmatch(text) else ("",) * 3
        record = self._owners.get((offset, owner), self._scope.get(owner))
        if isinstance(record, Record) and record.place is not None:
            pointer = (*record.place.pointer, name)
            return (locate(Place(record.place.document, pointer)),)
        if isinstance(value, list):
            places = [
                place
                for item in value[:_MOST_PLACES]
                if isinstance(item, Record) and (place := place_of(item)) is not None
            ]
            return tuple(map(locate, places))
        if isinstance(value, Record) and (own := place_of(value)) is not None:
            return (locate(own),)
        return ()


def _says_something(part: TracedPart) -> bool:
    """Tell whether a part is more than a constant or a name that leads further."""
    if part.gap or part.parts or part.locations or part.source:
        return True
    leads_on = isinstance(part.value, dict) or "." not in part.text
    return _PATH.fullmatch(part.text) is not None and not leads_on


def _gap(error: Exception) -> str:
    if isinstance(error, MissingValue):
        reason = f": {error.reason}" if error.reason else ""
        return f"`{error.path}` is missing{reason}"
    return str(error)
