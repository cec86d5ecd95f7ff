"""A reconciliation as JSON; `schemas/reconciliation.schema.json` describes its keys."""

import json
from typing import Any

from checker.model.reconciliation import (
    Comparison,
    Day,
    Hour,
    Reconciliation,
    ReconciliationReport,
)
from checker.report.plain import location_data

__all__ = ["reconcile_json"]

_VERSION = 1


def reconcile_json(report: ReconciliationReport) -> str:
    """Return the comparison as a JSON text in ASCII that ends in a line feed."""
    data = {
        "version": _VERSION,
        "tool": {"name": "dera", "version": report.tool_version},
        "as_of": report.as_of.isoformat(),
        "simulated": report.simulated,
        "profile": report.profile,
        "reference_data": [
            {"report": name, "retrieved_on": day.isoformat()}
            for name, day in report.retrieved
        ],
        "engine_findings": report.engine_faults,
        "aggregations": [_aggregation(one) for one in report.aggregations],
    }
    return json.dumps(data, indent=2, allow_nan=False) + "\n"


def _aggregation(one: Reconciliation) -> dict[str, Any]:
    return {
        "id": one.id,
        "resource_id": one.resource_id or None,
        "day": one.day.isoformat(),
        "lists": [_comparison(each) for each in one.lists],
        "extract": one.extract or None,
        "master_file": [_comparison(each) for each in one.master_file],
        "days": [_day(each) for each in one.days],
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "what": one.what,
        "declared": one.declared or None,
        "held": one.held or None,
        "unit": one.unit or None,
        "severity": None if one.severity is None else one.severity.value,
        "why": one.why or None,
        "location": None if one.location is None else location_data(one.location),
    }


def _hour(hour: Hour) -> dict[str, Any]:
    *rest, price = hour
    return {**dict(zip(Hour._fields, rest, strict=False)), "price_per_mwh": price}


def _day(day: Day) -> dict[str, Any]:
    return {
        "trade_date": day.trade_date,
        "schedule": day.schedule or None,
        "readings": day.readings or None,
        "price": None if day.price is None else day.price._asdict(),
        "hours": [_hour(each) for each in day.hours],
        "beyond_limits": [_comparison(each) for each in day.beyond],
        "deviations": [_comparison(each) for each in day.deviations],
        "ancillary": [
            {
                **one._asdict(),
                "values": [{"hour_ending": h, "value": v} for h, v in one.values],
            }
            for one in day.ancillary
        ],
        "remarks": list(day.remarks),
    }
