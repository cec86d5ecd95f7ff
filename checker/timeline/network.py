"""The dates of steps that depend on one another: forward, backward, critical path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from checker.timeline.spans import NO_TIME, Span

__all__ = ["Arc", "Node", "Timing", "critical_path", "timings"]


class Arc(NamedTuple):
    """A step that comes first, and how much later the next one may follow."""

    before: str
    lag: Span = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step as far as its dates go.

    Attributes:
        arcs: what comes first; a step that is not among the nodes does not count.
        lead: how long it takes once it can begin.
        done: it needs no more time.
        done_on: the day on which it was done, where that is known.
        since: the day from which it has been under way.
        until: a day on which it should be finished, besides what follows from others.
    """

    id: str
    arcs: tuple[Arc, ...] = ()
    lead: Span = NO_TIME
    done: bool = False
    done_on: date | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """The dates of a step.

    Attributes:
        start: the earliest; for what is under way, since when it is.
        finish: the earliest; of what is done the day on which it was, if known.
        latest_start: None also for what has begun.
        answer_by: for what is under way, the day on which its time is over.
        bound_by: the steps that keep it from finishing earlier.
    """

    start: date | None = None
    finish: date | None = None
    latest_start: date | None = None
    latest_finish: date | None = None
    answer_by: date | None = None
    bound_by: tuple[str, ...] = field(default=())

    @property
    def slack_days(self) -> int | None:
        """Calendar days from the earliest finish to the latest one."""
        if self.finish is None or self.latest_finish is None:
            return None
        return (self.latest_finish - self.finish).days


def timings(
    nodes: Sequence[Node], as_of: date, goal: str, wanted: date | None
) -> dict[str, Timing]:
    """Reckon the dates of steps.

    Args:
        nodes: each comes after those that it depends on.
        as_of: nothing that is not done begins before this day.
        goal: the step that should be finished on the wanted day.
        wanted: that day; without one the latest dates are those that keep the goal's
            earliest finish.

    Raises:
        OverflowError: a date lies outside the years 1 to 9999.
    """
    forward: dict[str, Timing] = {}
    for node in nodes:
        forward[node.id] = _forward(node, forward, as_of)
    if wanted is None and goal in forward:
        wanted = forward[goal].finish
    latest = _latest_finishes(nodes, goal, wanted)
    return {
        node.id: _with_latest(node, forward[node.id], latest.get(node.id))
        for node in nodes
    }


def critical_path(timed: Mapping[str, Timing], goal: str) -> tuple[str, ...]:
    """Return the steps that set the goal's earliest finish, from first to last."""
    path: list[str] = []
    step: str | None = goal if goal in timed else None
    while step is not None:
        path.append(step)
        step = next(iter(timed[step].bound_by), None)
    return tuple(reversed(path))


def _forward(node: Node, before: Mapping[str, Timing], as_of: date) -> Timing:
    if node.done:
        return Timing(finish=node.done_on)
    bounds = {
        arc.before: arc.lag.forward(finish)
        for arc in node.arcs
        if arc.before in before and (finish := before[arc.before].finish) is not None
    }
    ready = max((as_of, *bounds.values()))
    bound_by = tuple(
        name for name, day in bounds.items() if day == ready and day > as_of
    )
    if node.since is None:
        return Timing(start=ready, finish=node.lead.forward(ready), bound_by=bound_by)
    answer_by = node.lead.forward(node.since)
    return Timing(
        start=node.since,
        finish=max(ready, answer_by),
        answer_by=answer_by,
        bound_by=() if answer_by > ready else bound_by,
    )


def _latest_finishes(
    nodes: Iterable[Node], goal: str, wanted: date | None
) -> dict[str, date]:
    """Return the latest finish of each step that has one and is not done."""
    latest: dict[str, date] = {}
    for node in reversed(list(nodes)):
        if node.done:
            continue
        own = [latest[node.id]] if node.id in latest else []
        own += [day for day in (node.until, wanted if node.id == goal else None) if day]
        if not own:
            continue
        finish = latest[node.id] = min(own)
        begun = node.since is not None
        start = finish if begun else node.lead.backward(finish)
        for arc in node.arcs:
            bound = arc.lag.backward(start)
            latest[arc.before] = min(latest.get(arc.before, bound), bound)
    return latest


def _with_latest(node: Node, timing: Timing, latest: date | None) -> Timing:
    if node.done or latest is None:
        return timing
    begun = node.since is not None
    return Timing(
        start=timing.start,
        finish=timing.finish,
        latest_start=None if begun else node.lead.backward(latest),
        latest_finish=latest,
        answer_by=timing.answer_by,
        bound_by=timing.bound_by,
    )
