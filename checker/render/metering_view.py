"""Settlement quality meter data: plans, meters and the days on which data are due."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import Undefined

from checker.link.trade_hours import five_minute_intervals
from checker.model.record import Record
from checker.render.origin import computed, joined
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["agreement_in_force", "meter_data_days", "plan_meter_rows", "plan_rows"]

_CERTIFIED = frozenset({"caiso", "lra"})
_SUBMISSION = ("estimated_business_days", "actual_business_days")


def plan_rows(shown: Shown) -> Any:
    """Return a row for each metering plan of the Scheduling Coordinator."""
    plans = shown.values.get(shown.linked, "metering_plans")
    if isinstance(plans, Undefined):
        return plans
    return [_plan(shown, plan) for plan in plans]


def _plan(shown: Shown, plan: Record) -> Row:
    pick = shown.values.pick
    accepted = plan["status"] == "accepted"
    days = {field: pick(plan, "submission", field) for field in _SUBMISSION}
    return {
        "plan_id": shown.values.get(plan, "id"),
        "status": shown.values.get(plan, "status"),
        "accepted_on": shown.needed(
            plan, "accepted_on", so=accepted, otherwise="not accepted"
        ),
        "affirmed_on": shown.needed(
            plan, "affirmed_on", so=accepted, otherwise="not affirmed"
        ),
        "retention_years": pick(plan, "retention_years"),
        "meter_count": computed(len(plan["meters"]), "count of meters", plan),
        **days,
    }


def plan_meter_rows(shown: Shown) -> Any:
    """Return a row for each meter of the active sites, and the plans that cover it."""
    meters = shown.values.get(shown.linked, "meters")
    sites = shown.values.get(shown.linked, "sites")
    plans = shown.values.get(shown.linked, "metering_plans")
    for value in (meters, sites, plans):
        if isinstance(value, Undefined):
            return value
    by_id = {site["id"]: site for site in sites}
    covering: dict[str, list[Any]] = defaultdict(list)
    for plan in plans:
        for name in dict.fromkeys(plan["meters"]):
            covering[name].append(shown.values.get(plan, "id"))
    return [
        _meter(shown, meter, by_id[meter["site"]], covering.get(meter["id"], []))
        for meter in meters
    ]


def _meter(shown: Shown, meter: Record, site: Record, covering: list[Any]) -> Row:
    get = shown.values.get
    certified = meter["certification"] in _CERTIFIED
    return {
        "meter_id": get(meter, "id"),
        "site_id": get(meter, "site"),
        "site_name": get(site, "name"),
        "service_account": get(site, "service_account"),
        "pnode": get(site, "pnode"),
        "serial_number": get(meter, "serial_number"),
        "revenue_quality": get(meter, "revenue_quality"),
        "certification": get(meter, "certification"),
        "certificate": shown.needed(
            meter, "certificate_reference", so=certified, otherwise="not certified"
        ),
        "certified_on": shown.needed(
            meter, "certified_on", so=certified, otherwise="not certified"
        ),
        "interval_minutes": get(meter, "interval_minutes"),
        "accuracy_percent": get(meter, "accuracy_percent"),
        "loss_factor": shown.said(meter, "distribution_loss_factor", "none declared"),
        "plans": joined("; ".join(covering), covering)
        if covering
        else computed("none", "no plan lists the meter", meter),
    }


def meter_data_days(shown: Shown) -> Any:
    """Return, for each trade date and plan that counts, when its data are due."""
    dates = shown.trade_dates()
    plans = shown.values.get(shown.linked, "metering_plans")
    for value in (dates, plans):
        if isinstance(value, Undefined):
            return value
    return [
        {
            "trade_date": day,
            "intervals": computed(
                five_minute_intervals(date.fromisoformat(day)),
                "five-minute intervals",
                day,
            ),
            "plan_id": shown.values.get(plan, "id"),
            "estimated_by": _due(shown, plan, day, "estimated_business_days"),
            "actual_by": _due(shown, plan, day, "actual_business_days"),
        }
        for day in dates
        for plan in plans
        if plan["status"] != "expired"
    ]


def _due(shown: Shown, plan: Record, day: Any, field: str) -> Any:
    count = shown.values.pick(plan, "submission", field)
    return shown.counted(
        plan.place,
        "business days after the trade date",
        lambda: shown.material.calendar.add(date.fromisoformat(day), count),
        day,
        count,
    )


def agreement_in_force(shown: Shown, kind: str) -> Any:
    """Return an agreement of a kind that has not ended; there must be one."""
    agreements = shown.values.get(shown.linked, "agreements")
    if isinstance(agreements, Undefined):
        return agreements
    for agreement in agreements:
        if agreement["type"] == kind and not _has_ended(agreement, shown.as_of):
            return agreement
    return shown.lacks(f"has no {kind} that is in force")


def _has_ended(agreement: Mapping[str, Any], day: str) -> bool:
    return bool(agreement.get("terminated_on", "9999-12-31") <= day)
