"""The way of an aggregation to its first trade date, as a plan shows it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from checker.model.timeline import Deadline, State, Step, Timeline
from checker.render.origin import computed, day_text
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["lifecycle_rows"]

_NO_DAY = "none"
_STATES = {
    State.DONE: "done",
    State.OPEN: "open",
    State.WAITING: "waiting for the owner",
    State.BLOCKED: "waits for other steps",
    State.NOT_APPLICABLE: "not applicable",
    State.UNDETERMINED: "cannot be judged",
}
_OWNERS = {"caiso": "CAISO", "scheduling_coordinator": "Scheduling Coordinator"}


def lifecycle_rows(shown: Shown) -> Any:
    """Return the steps, the next actions, the deadlines and what they rest on.

    All of it was reckoned before anything is rendered; a row only words it. What is
    not declared shows here as a step that is not done, and refuses nothing.
    """
    timeline = shown.material.timelines.get(shown.aggregation["id"])
    if timeline is None:
        return shown.lacks("has no way to the market within the calendar")
    words = _Words(shown)
    titles = {step.id: step.title for step in timeline.steps}
    return {
        **_summary(timeline, words),
        "steps": [_step(step, words) for step in timeline.steps],
        "actions": [
            {
                "owner": words(_owner(action.owner)),
                "step": words(action.step),
                "title": words(titles[action.step]),
                "words": words(action.words.replace("`", "")),
                "by": words(action.by),
                "late": words("yes" if action.late else "no"),
            }
            for action in timeline.actions
        ],
        "deadlines": [_deadline(each, words) for each in timeline.deadlines],
        "assumptions": [
            {
                "name": words(each.name),
                "words": words(each.words),
                "source": words(each.source),
                "confidence": words(each.confidence),
            }
            for each in timeline.assumptions
        ],
    }


class _Words:
    """Words a reckoned value, and says that it was reckoned."""

    def __init__(self, shown: Shown) -> None:
        self._shown = shown

    def __call__(self, value: Any) -> Any:
        text: Any = _NO_DAY if value is None else value
        if isinstance(value, date):
            text = day_text(value)
        return computed(text, "reckoned as by dera timeline", self._shown.aggregation)

    def listed(self, values: Iterable[str]) -> Any:
        return self(", ".join(values) or _NO_DAY)


def _summary(timeline: Timeline, words: _Words) -> Row:
    return {
        "live": timeline.live_since is not None,
        "live_since": words(timeline.live_since),
        "wanted": words(timeline.wanted),
        "earliest": words(timeline.earliest),
        "slack_days": words(timeline.slack_days),
        "reopened": words.listed(timeline.reopened),
        "critical_path": words.listed(timeline.critical_path),
    }


def _step(step: Step, words: _Words) -> Row:
    state = _STATES[step.state]
    if step.late:
        state = f"{state}, late"
    return {
        "id": words(step.id),
        "title": words(step.title),
        "phase": words(step.phase.value),
        "owner": words(_owner(step.owner)),
        "state": words(state),
        "reason": words(step.reason or _NO_DAY),
        "done_on": words(step.done_on),
        "start": words(step.start),
        "finish": words(step.finish),
        "latest_start": words(step.latest_start),
        "latest_finish": words(step.latest_finish),
        "slack_days": words(step.slack_days),
        "critical": words("yes" if step.critical else "no"),
        "recurring": words("yes" if step.recurring else "no"),
        "lead": words(None if step.lead is None else step.lead.words),
        "depends_on": words.listed(step.depends_on),
        "blocked_by": words.listed(step.blocked_by),
        "policies": words.listed(step.policies),
        "failing": words.listed(step.failing),
    }


def _deadline(deadline: Deadline, words: _Words) -> Row:
    return {
        "on": words(deadline.on),
        "at_utc": words(deadline.at),
        "title": words(deadline.title),
        "reckoning": words(deadline.reckoning),
        "owner": words(_owner(deadline.owner)),
        "overdue": words("yes" if deadline.overdue else "no"),
    }


def _owner(name: str) -> str:
    return _OWNERS.get(name, name.replace("_", " "))
