"""A plan as JSON: `schemas/plan.schema.json` describes every key. Written in ASCII."""

import json
from typing import Any

from checker.model.report import UsedParameter
from checker.plan.definition import Weight
from checker.plan.model import Group, Item, Outcome, Plan, Term, Unjudged
from checker.report.plain import location_data, plain

__all__ = ["plan_json"]

_VERSION = 1


def plan_json(plan: Plan) -> str:
    """Return the plan as a JSON text that ends in a line feed."""
    return json.dumps(_data(plan), indent=2, allow_nan=False) + "\n"


def _data(plan: Plan) -> dict[str, Any]:
    return {
        "version": _VERSION,
        "tool": {"name": "dera", "version": plan.tool_version},
        "base": {"revision": plan.base, "commit": plan.commit},
        "as_of": plan.as_of.isoformat(),
        "simulated": plan.simulated,
        "profile": plan.profile,
        "summary": _summary(plan),
        "groups": [_group(group) for group in plan.groups],
        "unjudged": [_unjudged(each) for each in plan.unjudged],
        "hints": [
            {
                "before": {"kind": hint.before[0], "id": hint.before[1]},
                "after": {"kind": hint.after[0], "id": hint.after[1]},
                "text": hint.text,
            }
            for hint in plan.hints
        ],
        "parameters": [_parameter(parameter) for parameter in plan.terms],
        "overrides": list(plan.overrides),
        "consequences_sha256": plan.rules_sha256,
    }


def _summary(plan: Plan) -> dict[str, Any]:
    items = plan.items
    return {
        "changes": len(items),
        "by_weight": {
            weight.name: sum(item.weight is weight for item in items)
            for weight in reversed(Weight)
        },
        "unjudged": len(plan.unjudged),
        "approved": sum(item.approved for item in items)
        + sum(each.approved for each in plan.unjudged),
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "kind": group.kind,
        "id": group.id,
        "name": group.name,
        "changes": [_item(item) for item in group.items],
        "outcomes": [_outcome(outcome) for outcome in group.outcomes],
    }


def _item(item: Item) -> dict[str, Any]:
    change = item.change
    return {
        "type": change.type.value,
        "kind": change.kind,
        "id": change.id,
        "path": change.path,
        "before": plain(change.before),
        "after": plain(change.after),
        "title": item.title,
        "weight": item.weight.label,
        "rule": item.rule or None,
        "because": item.because,
        "aggregations": list(item.aggregations),
        "location": {**location_data(item.location), "in_base": item.in_base},
        "fingerprint": change.fingerprint,
        "approved": item.approved,
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "effect": outcome.effect,
        "type": outcome.type.value,
        "title": outcome.title,
        "weight": outcome.weight.label,
        "text": outcome.text,
        "details": list(outcome.details),
        "documents": list(outcome.documents),
        "system": outcome.system or None,
        "term": None if outcome.term is None else _term(outcome.term),
        "causes": list(outcome.causes),
        "sources": [source._asdict() for source in outcome.sources],
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "parameter": term.parameter.name,
        "fewest_days": term.low,
        "most_days": term.high,
        "unit": "business days" if term.business else "days",
        "means": term.means,
        "start": term.start.isoformat(),
        "submitted": term.submitted,
        "first": term.first.isoformat(),
        "last": term.last.isoformat(),
    }


def _unjudged(each: Unjudged) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "id": each.id,
        "reason": each.reason,
        "location": {**location_data(each.location), "in_base": each.in_base},
        "fingerprint": each.fingerprint,
        "approved": each.approved,
    }


def _parameter(parameter: UsedParameter) -> dict[str, Any]:
    start = None if parameter.overridden else parameter.effective_from
    return {
        "name": parameter.name,
        "value": plain(parameter.value),
        "unit": parameter.unit,
        "from": None if start is None else start.isoformat(),
        "source": parameter.source,
        "confidence": parameter.confidence,
        "overridden": parameter.overridden,
    }
