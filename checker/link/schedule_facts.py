"""What follows from a schedule and the calendar of its trade date."""

from datetime import date, datetime
from math import fsum

from checker.link.bid_facts import ancillary_hours, bid_curves
from checker.link.market_window import minutes_ahead, window_facts
from checker.link.storage_facts import energy_by_hour, ramps
from checker.link.trade_hours import (
    HourLabels,
    TradeHour,
    day_ahead_close,
    trade_hours,
    utc_text,
)
from checker.model.record import Record

__all__ = ["schedule_facts", "trade_date_of"]

_OF_A_TRADE_DATE = (
    "hour_count",
    "hour_labels",
    "hours",
    "market_closes_at",
    "day_before",
    "submitted_day",
    "submitted_pacific",
    "energy_by_hour",
    "ramps",
)

_MARKET_YEARS = range(1998, 2100)
"""CAISO opened in 1998; the holiday table and the zone rules end before 2100."""


def trade_date_of(schedule: Record) -> date | None:
    """Return the trade date, or None when the text is no date of the market."""
    text = schedule["trade_date"]
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day.year in _MARKET_YEARS else None


def schedule_facts(
    schedule: Record, labels: HourLabels, aggregation: Record | None = None
) -> Record:
    """Compute the facts of a schedule apart from its aggregation's.

    `hours` holds an entry for each declared hour whose label belongs to the trade
    date: its label, its start and end in UTC, its MW, and whether a declared `start`
    is that start. Energy is MW times one hour, added exactly. `aggregation` gives the
    ramp segments by which the way from hour to hour is timed.
    """
    declared = [hour["hour_ending"] for hour in schedule["hours"]]
    day = trade_date_of(schedule)
    facts = Record(
        {
            "trade_date_is_calendar_date": day is not None,
            "declared_labels": declared,
            "total_mwh": round(fsum(hour["mw"] for hour in schedule["hours"]), 6),
            "bid_curves": bid_curves(schedule),
            "ancillary_hours": ancillary_hours(schedule),
        }
    )
    if day is None:
        reason = f"`{schedule['trade_date']}` is no calendar date"
        facts.absent.update(dict.fromkeys(_OF_A_TRADE_DATE, reason))
        return facts
    hours = trade_hours(day, labels)
    by_label = {hour.hour_ending: hour for hour in hours}
    facts["hour_count"] = len(hours)
    facts["hour_labels"] = list(by_label)
    facts["market_closes_at"] = utc_text(day_ahead_close(day))
    facts["hours"] = [
        _hour(hour, by_label[hour["hour_ending"]], schedule)
        for hour in schedule["hours"]
        if hour["hour_ending"] in by_label
    ]
    in_order = sorted(facts["hours"], key=lambda hour: str(hour["start_utc"]))
    facts["energy_by_hour"] = energy_by_hour(in_order)
    facts["ramps"] = ramps(in_order, aggregation)
    window = window_facts(schedule, day)
    facts.update(window)
    facts.absent.update(window.absent)
    return facts


def _hour(declared: Record, hour: TradeHour, schedule: Record) -> Record:
    entry = Record(
        {
            "hour_ending": hour.hour_ending,
            "start_utc": utc_text(hour.start),
            "end_utc": utc_text(hour.end),
            "mw": declared["mw"],
            "start_matches": _starts_at(declared.get("start"), hour.start),
        },
        declared.place,
    )
    ahead = minutes_ahead(schedule, hour.start)
    if ahead is None:
        entry.absent["ahead_minutes"] = "the schedule does not say `submitted_at`"
    else:
        entry["ahead_minutes"] = ahead
    return entry


def _starts_at(text: str | None, start: datetime) -> bool:
    """Tell whether a declared start, if there is one, is the hour's start."""
    if text is None:
        return True
    try:
        declared = datetime.fromisoformat(text)
    except ValueError:
        return False
    return declared.tzinfo is not None and declared == start
