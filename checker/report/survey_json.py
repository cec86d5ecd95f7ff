"""What was asked for besides the findings, as JSON has it."""

from typing import Any

from checker.evaluate.words import called
from checker.model.place import Location
from checker.model.survey import (
    Coverage,
    Future,
    Narrow,
    Survey,
    Traced,
    TracedPart,
)
from checker.report.plain import location_data, plain

__all__ = ["survey_data"]


def survey_data(survey: Survey) -> dict[str, Any]:
    """Return the keys of a survey; what was not asked for has none."""
    data: dict[str, Any] = {}
    if survey.trace is not None:
        data["trace"] = [_traced(traced) for traced in survey.trace]
    if survey.future is not None:
        data["future"] = _future(survey.future)
    if survey.coverage is not None:
        data["coverage"] = _coverage(survey.coverage)
    if survey.headroom is not None:
        percent, narrow = survey.headroom
        data["headroom"] = {
            "percent": percent,
            "limits": [_narrow(each) for each in narrow],
        }
    return data


def _traced(traced: Traced) -> dict[str, Any]:
    return {
        "policy": traced.policy,
        "name": traced.name,
        "subject": traced.subject._asdict(),
        "element": traced.element,
        "outcome": traced.outcome.value,
        "expressions": {field: _part(part) for field, part in traced.expressions},
    }


def _part(part: TracedPart) -> dict[str, Any]:
    return {
        "text": part.text,
        "value": _value(part.value),
        "gap": part.gap,
        "source": part.source,
        "lines": [_line(location) for location in part.locations],
        "parts": [_part(inner) for inner in part.parts],
    }


def _value(value: Any) -> Any:
    """Return a value; a declaration, or a part of one, by what identifies it."""
    if isinstance(value, list):
        return [_value(item) for item in value]
    return called(value) if isinstance(value, dict) else plain(value)


def _line(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.span.line}


def _future(future: Future) -> dict[str, Any]:
    return {
        "days": [day.isoformat() for day in future.days],
        "left_out": future.left_out,
        "changes": [
            {
                "day": change.day.isoformat(),
                "exact": change.exact,
                "policy": change.policy,
                "name": change.name,
                "subject": change.subject._asdict(),
                "before": change.before,
                "after": change.after,
                "message": change.message,
                "location": location_data(change.location),
            }
            for change in future.changes
        ],
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "without_subject": list(coverage.without_subject),
        "not_applicable": list(coverage.not_applicable),
        "unread": [
            {
                "kind": field.kind,
                "field": field.path,
                "declarations": field.declarations,
                "location": location_data(field.location),
            }
            for field in coverage.unread
        ],
        "unreferenced": [
            {
                "subject": each.subject._asdict(),
                "location": location_data(each.location),
            }
            for each in coverage.unreferenced
        ],
    }


def _narrow(narrow: Narrow) -> dict[str, Any]:
    return {
        "policy": narrow.policy,
        "name": narrow.name,
        "subject": narrow.subject._asdict(),
        "element": narrow.element,
        "text": narrow.text,
        "measured": plain(narrow.measured),
        "limit": plain(narrow.limit),
        "margin_percent": narrow.margin,
        "location": location_data(narrow.location),
    }
