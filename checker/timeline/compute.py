"""The timeline of an aggregation: what is done, what is next, and by when."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from checker.errors import UsageError
from checker.evaluate.bench import Bench
from checker.evaluate.judge import bindings_of
from checker.link.business_days import BusinessCalendar
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.place import Location, Place
from checker.model.timeline import Action, Assumption, Deadline, State, Step, Timeline
from checker.policy.compiled_step import CompiledStep
from checker.policy.lifecycle import GOAL, Lifecycle
from checker.timeline.assumptions import Spans
from checker.timeline.evidence import Shown, date_of, shown_by
from checker.timeline.milestones import in_order, latest_starts, wanted_deadline
from checker.timeline.network import Arc, Node, Timing, critical_path, timings

__all__ = ["Terms", "timeline"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What timelines are reckoned by.

    Attributes:
        lifecycle: the steps.
        bench: the day, the profile and the dated values.
        by: the first trade date that the caller wants; else each aggregation's own.
    """

    lifecycle: Lifecycle
    bench: Bench
    by: date | None = None

    @property
    def spans(self) -> Spans:
        """The spans of time in force."""
        bench = self.bench
        calendar = BusinessCalendar(bench.pack.calendar_overrides)
        return Spans(bench.values(bench.profile), calendar)


def timeline(
    dossier: Dossier,
    terms: Terms,
    failing: Collection[str] = (),
    deadlines: Iterable[Deadline] = (),
) -> Timeline:
    """Reckon the timeline of an aggregation.

    Args:
        dossier: the aggregation.
        terms: what it is reckoned by.
        failing: identifiers of the policies with an open finding about it.
        deadlines: what it has to meet besides its steps.

    Raises:
        ConfigurationError: a span of time is overridden with what cannot be used.
        UsageError: a date would lie outside the years 1 to 9999.
    """
    try:
        return _Reckoning(dossier, terms, frozenset(failing)).timeline(deadlines)
    except OverflowError as error:
        raise UsageError(
            f"the timeline of {dossier.subject.id} leaves the calendar",
            remedy="look for a slip in a year: of --as-of, --by or a date",
        ) from error


class _Reckoning:
    """One aggregation on one day."""

    def __init__(self, dossier: Dossier, terms: Terms, failing: frozenset[str]) -> None:
        self._dossier = dossier
        self._terms = terms
        self._failing = failing
        self._as_of = terms.bench.as_of
        self._spans = terms.spans
        params = terms.bench.params(terms.bench.profile)
        self._bindings: Mapping[str, Any] = bindings_of(
            dossier, params, self._as_of.isoformat()
        )
        self._steps = {
            name: compiled
            for name, compiled in terms.lifecycle.steps.items()
            if compiled.step.effective.covers(self._as_of)
        }
        self._by_itself = self._judged()
        self._shown = self._with_milestones()

    def timeline(self, deadlines: Iterable[Deadline]) -> Timeline:
        wanted = self._terms.by or date_of(
            self._steps[GOAL].planned if GOAL in self._steps else None, self._bindings
        )
        timed = timings(list(self._nodes()), self._as_of, GOAL, wanted)
        goal = timed.get(GOAL, Timing())
        live = GOAL in self._shown and self._shown[GOAL].state is State.DONE
        path = () if live else critical_path(timed, GOAL)
        steps = tuple(
            self._step(name, timed.get(name, Timing()), path) for name in self._steps
        )
        earliest = None if live else goal.finish
        return Timeline(
            aggregation=self._dossier.subject.id,
            name=str(self._dossier.record["name"]),
            wanted=wanted,
            wanted_at=None if self._terms.by else self._wanted_at(wanted),
            live_since=goal.finish if live else None,
            earliest=earliest,
            slack_days=(wanted - earliest).days if wanted and earliest else None,
            steps=steps,
            reopened=self._blockers(self._steps[GOAL]) if self._is_reopened() else (),
            critical_path=path,
            actions=tuple(_actions(steps)),
            deadlines=in_order(
                (*deadlines, *self._own_deadlines(steps, None if live else wanted))
            ),
            assumptions=self._assumptions(steps),
        )

    def _own_deadlines(
        self, steps: Iterable[Step], wanted: date | None
    ) -> Iterator[Deadline]:
        others = (step for step in steps if step.id != GOAL)
        yield from latest_starts(self._dossier, others, self._as_of)
        if wanted is not None:
            declared = self._terms.by is None
            yield wanted_deadline(self._dossier, wanted, self._as_of, declared=declared)

    def _judged(self) -> dict[str, Shown]:
        """Judge each step by itself."""
        return {
            name: shown_by(compiled, self._dossier, self._bindings, self._as_of)
            for name, compiled in self._steps.items()
        }

    def _with_milestones(self) -> dict[str, Shown]:
        """Take for done no milestone before all that it depends on."""
        shown: dict[str, Shown] = {}
        for name, one in self._by_itself.items():
            step = self._steps[name].step
            before = (
                shown[needed.step].state
                for needed in step.depends_on
                if needed.step in shown and not needed.recommended
            )
            early = step.milestone and any(state not in _NO_MORE for state in before)
            demoted = early and one.state is State.DONE
            shown[name] = Shown(State.OPEN) if demoted else one
        return shown

    def _is_reopened(self) -> bool:
        """Tell whether the first trade date has passed and steps before it are open."""
        own, shown = self._by_itself.get(GOAL), self._shown.get(GOAL)
        return own is not None and shown is not None and own.state is not shown.state

    def _nodes(self) -> Iterable[Node]:
        for name, compiled in self._steps.items():
            shown, step = self._shown[name], compiled.step
            if step.recurring or shown.state is State.NOT_APPLICABLE:
                continue
            planned = (
                None if self._terms.by else date_of(compiled.planned, self._bindings)
            )
            yield Node(
                id=name,
                arcs=tuple(
                    Arc(needed.step, self._spans.lag(needed.lag))
                    for needed in step.depends_on
                    if not needed.recommended
                ),
                lead=self._spans.lead(step.lead),
                done=shown.state is State.DONE,
                done_on=shown.on if shown.state is State.DONE else None,
                since=shown.on if shown.state is State.WAITING else None,
                until=planned,
            )

    def _step(self, name: str, timing: Timing, path: tuple[str, ...]) -> Step:
        compiled, shown = self._steps[name], self._shown[name]
        step = compiled.step
        blockers = self._blockers(compiled)
        state = shown.state
        if state is State.OPEN and blockers:
            state = State.BLOCKED
        waits = state is State.WAITING
        ended = state in _NO_MORE
        return Step(
            id=name,
            name=step.name,
            title=step.title,
            phase=step.phase,
            owner=step.owner if waits else step.begun_by or step.owner,
            action=" ".join(((waits and step.awaited) or step.action).split()),
            state=state,
            late=not ended and self._is_late(timing),
            evidence=shown.evidence,
            done_on=shown.on if state is State.DONE else None,
            since=shown.on if waits else None,
            blocked_by=() if ended else blockers,
            depends_on=tuple(needed.step for needed in step.depends_on),
            reason=shown.reason,
            start=None if ended else timing.start,
            finish=None if ended else timing.finish,
            latest_start=timing.latest_start,
            latest_finish=timing.latest_finish,
            slack_days=timing.slack_days,
            critical=name in path and not ended,
            recurring=step.recurring,
            lead=None if step.lead is None else self._spans.assumption(step.lead),
            policies=step.policies,
            failing=tuple(p for p in step.policies if p in self._failing),
            sources=tuple(source.source for source in step.sources),
        )

    def _is_late(self, timing: Timing) -> bool:
        if timing.answer_by is not None and timing.answer_by < self._as_of:
            return True
        return timing.slack_days is not None and timing.slack_days < 0

    def _blockers(self, compiled: CompiledStep) -> tuple[str, ...]:
        """Return what has to be done before a step.

        What recurs goes on while a change takes steps back to the utility: for it the
        first trade date counts by itself.
        """
        shown = self._by_itself if compiled.step.recurring else self._shown
        return tuple(
            needed.step
            for needed in compiled.step.depends_on
            if needed.step in shown
            and not needed.recommended
            and shown[needed.step].state not in _NO_MORE
        )

    def _wanted_at(self, wanted: date | None) -> Location | None:
        place = self._dossier.record.place
        if wanted is None or place is None:
            return None
        return locate(Place(place.document, ("market_date",)))

    def _assumptions(self, steps: Iterable[Step]) -> tuple[Assumption, ...]:
        """Return the spans that dates of steps which are not done rest on, by name."""
        used = {
            (step.lead.name, step.lead.unit): step.lead
            for step in steps
            if step.lead is not None and step.start is not None
        }
        for step in steps:
            if step.start is None:
                continue
            for needed in self._steps[step.id].step.depends_on:
                if needed.lag is not None and self._counts(needed.step):
                    lag = self._spans.assumption(needed.lag)
                    entry = "" if needed.lag.entry is None else f"[{needed.lag.entry}]"
                    lag = replace(lag, name=lag.name + entry)
                    used[lag.name, lag.unit] = lag
        return tuple(used[key] for key in sorted(used))

    def _counts(self, name: str) -> bool:
        shown = self._shown.get(name)
        return shown is not None and shown.state is not State.NOT_APPLICABLE


_NO_MORE = (State.DONE, State.NOT_APPLICABLE)


def _actions(steps: Iterable[Step]) -> list[Action]:
    """Return what can be done now, the most urgent first."""
    found = [
        Action(
            step.owner,
            step.id,
            _words(step),
            step.latest_finish if step.state is State.WAITING else step.latest_start,
            step.late,
        )
        for step in steps
        if step.state in {State.OPEN, State.WAITING, State.UNDETERMINED}
    ]
    return sorted(found, key=lambda each: (each.by or date.max, each.step))


def _words(step: Step) -> str:
    if step.state is State.UNDETERMINED:
        return f"Declare what is missing: {step.reason}."
    return step.action
