"""What templates see of a schedule: its hours, its offers, the day they fill."""

from typing import Any

from jinja2 import Undefined

from checker.model.dossier import Dossier
from checker.model.record import Record
from checker.render.offers_view import exact, offers_context
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.values import Values
from checker.render.views import facts_of

__all__ = ["schedule_context"]

_MW_DECIMALS = 3


def schedule_context(values: Values, dossier: Dossier) -> Row:
    """Return what a template sees of a schedule: its hours, and the day they fill."""
    schedule = dossier.record
    facts = facts_of(dossier)
    hours = _hours(values, schedule, facts)
    if isinstance(hours, Undefined):
        day: Row = dict.fromkeys(
            ("start_utc", "end_utc", "hour_count", "length"), hours
        )
    else:
        on = values.get(schedule, "trade_date")
        day = {
            "start_utc": hours[0]["start_utc"],
            "end_utc": hours[-1]["end_utc"],
            "hour_count": computed(len(hours), "hours of the trade date", on),
            "length": computed(
                {23: "short", 25: "long"}.get(len(hours), "ordinary"),
                "by the number of its hours",
                on,
            ),
        }
    return {
        "schedule": schedule,
        "facts": facts,
        "hours": hours,
        "trade_day": day,
        **offers_context(values, schedule, facts),
    }


def _hours(values: Values, schedule: Record, facts: Record) -> Any:
    """Return a row for each hour; they must be those of the trade date, in order."""
    hours = values.get(facts, "hours")
    labels = values.get(facts, "hour_labels")
    if isinstance(hours, Undefined) or isinstance(labels, Undefined):
        return hours
    if [hour["hour_ending"] for hour in hours] != labels or not hours:
        return values.lacking(
            schedule.place, ("hours",), "does not give each hour of its trade date in"
        )
    return [_hour(values, hour) for hour in hours]


def _hour(values: Values, hour: Record) -> Row:
    # CAISO's other interfaces take multiples of 0.001 MW; a schedule is not rounded.
    mw = exact(values, hour, "mw", _MW_DECIMALS)
    return {
        "hour_ending": values.get(hour, "hour_ending"),
        "start_utc": values.get(hour, "start_utc"),
        "end_utc": values.get(hour, "end_utc"),
        "mw": mw,
        "mwh": computed(mw, "MW over one hour", mw),
    }
