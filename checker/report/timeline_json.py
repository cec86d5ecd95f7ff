"""Timelines as JSON: `schemas/timeline.schema.json` describes every key.

It is written in ASCII, like every other JSON of this tool.
"""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from checker.link.trade_hours import utc_text
from checker.model.place import Location
from checker.model.timeline import Action, Deadline, Step, Timeline, TimelineReport
from checker.report.plain import location_data

__all__ = ["as_data", "as_json"]

_VERSION = 1


def as_json(report: TimelineReport) -> str:
    """Return timelines as a JSON text that ends in a line feed."""
    return json.dumps(as_data(report), indent=2, allow_nan=False) + "\n"


def as_data(report: TimelineReport) -> dict[str, Any]:
    """Return timelines as plain data, with the keys of the schema in their order."""
    return {
        "version": _VERSION,
        "tool": {"name": "dera", "version": report.tool_version},
        "as_of": report.as_of.isoformat(),
        "simulated": report.simulated,
        "profile": report.profile,
        "engine_findings": report.engine_faults,
        "timelines": [_timeline(each) for each in report.timelines],
        "deadlines": [_deadline(each) for each in report.deadlines],
        "overrides": list(report.overrides),
        "policies_sha256": report.policies_sha256,
        "lifecycle_sha256": report.lifecycle_sha256,
    }


def _timeline(timeline: Timeline) -> dict[str, Any]:
    return {
        "aggregation": timeline.aggregation,
        "name": timeline.name,
        "wanted_on": _day(timeline.wanted),
        "wanted_location": _location(timeline.wanted_at),
        "live_since": _day(timeline.live_since),
        "earliest_on": _day(timeline.earliest),
        "slack_days": timeline.slack_days,
        "reopened": list(timeline.reopened),
        "critical_path": list(timeline.critical_path),
        "steps": [_step(step) for step in timeline.steps],
        "actions": [_action(action) for action in timeline.actions],
        "deadlines": [_deadline(each) for each in timeline.deadlines],
        "assumptions": [asdict(each) for each in timeline.assumptions],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "name": step.name,
        "title": step.title,
        "phase": step.phase.value,
        "owner": step.owner,
        "action": step.action,
        "state": step.state.value,
        "late": step.late,
        "critical": step.critical,
        "recurring": step.recurring,
        "done_on": _day(step.done_on),
        "waiting_since": _day(step.since),
        "earliest_start_on": _day(step.start),
        "earliest_finish_on": _day(step.finish),
        "latest_start_on": _day(step.latest_start),
        "latest_finish_on": _day(step.latest_finish),
        "slack_days": step.slack_days,
        "lead": asdict(step.lead) if step.lead else None,
        "depends_on": list(step.depends_on),
        "blocked_by": list(step.blocked_by),
        "reason": step.reason,
        "evidence": [
            {
                "subject": each.subject._asdict(),
                "location": location_data(each.location),
            }
            for each in step.evidence
        ],
        "policies": list(step.policies),
        "failing": list(step.failing),
        "sources": [source._asdict() for source in step.sources],
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        "owner": action.owner,
        "step": action.step,
        "action": action.words,
        "due_on": _day(action.by),
        "late": action.late,
    }


def _deadline(deadline: Deadline) -> dict[str, Any]:
    return {
        "key": deadline.key,
        "kind": deadline.kind.value,
        "title": deadline.title,
        "reckoning": deadline.reckoning,
        "subject": deadline.subject._asdict(),
        "owner": deadline.owner,
        "due_on": deadline.on.isoformat(),
        "due_at": _instant(deadline.at),
        "overdue": deadline.overdue,
        "location": _location(deadline.location),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _instant(at: datetime | None) -> str | None:
    return None if at is None else utc_text(at)


def _location(location: Location | None) -> dict[str, Any] | None:
    return None if location is None else location_data(location)
