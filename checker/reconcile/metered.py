"""Meter readings against the schedule of their trade date and the limits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import fsum
from typing import NamedTuple

from checker.link.trade_hours import TradeHour, utc_text
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Severity
from checker.model.reconciliation import Comparison
from checker.model.record import Record

__all__ = [
    "Tolerances",
    "beyond_limits",
    "deviation",
    "hourly_power",
    "most_deviation",
]

_MINUTES = 60


class Tolerances(NamedTuple):
    """How far measured power may lie from what it is compared with.

    Attributes:
        limit_mw: beyond PMax and PMin (as MTR-008 has it).
        deviation_share: from the schedule, as a share of PMax.
    """

    limit_mw: float
    deviation_share: float


def hourly_power(
    readings: Dossier, hours: Iterable[TradeHour]
) -> tuple[dict[str, float], list[str]]:
    """Return the average power of each hour, by its start, and what is incomplete.

    Energy is turned into power for each interval; an hour counts when each of its
    intervals was read once.
    """
    minutes = readings.record["interval_minutes"]
    if _MINUTES % minutes:
        why = f"an hour does not divide into intervals of {minutes:g} minutes"
        return {}, [f"{why}: hours are not compared"]
    by_hour: dict[str, dict[str, float]] = defaultdict(dict)
    for interval in readings.facts["intervals"]:
        end = datetime.fromisoformat(interval["interval_end"])
        by_hour[_hour_of(end)][interval["interval_end"]] = interval["mw"]
    expected = _MINUTES / minutes
    power, remarks = {}, []
    for hour in hours:
        start = utc_text(hour.start)
        values = by_hour.get(start, {})
        if len(values) == expected:
            power[start] = round(fsum(values.values()) / len(values), 6)
        elif values:
            remarks.append(
                f"hour ending {hour.hour_ending} has {len(values)} of {expected:g}"
                " intervals and is not compared"
            )
    return power, remarks


def beyond_limits(
    readings: Dossier, aggregation: Record, tolerances: Tolerances
) -> tuple[Comparison, ...]:
    """Return the intervals with more power than the aggregation can have."""
    low, high = aggregation.get("pmin_mw"), aggregation.get("pmax_mw")
    found = []
    for interval in readings.facts["intervals"]:
        power = interval["mw"]
        if high is not None and power > high + tolerances.limit_mw:
            found.append(_beyond(interval, "PMax", high))
        elif low is not None and power < low - tolerances.limit_mw:
            found.append(_beyond(interval, "PMin", low))
    return tuple(found)


def deviation(
    hour: TradeHour, values: tuple[float, float], most_mw: float, place: Record | None
) -> Comparison | None:
    """Compare scheduled and measured power of an hour; None when they are close."""
    scheduled, metered = values
    if abs(metered - scheduled) <= most_mw + 1e-9:
        return None
    location = locate(place.place) if place is not None and place.place else None
    return Comparison(
        f"hour ending {hour.hour_ending}: scheduled and metered power",
        f"{scheduled:g}",
        f"{metered:g}",
        "MW",
        Severity.WARNING,
        f"they differ by {metered - scheduled:+.3f} MW, more than {most_mw:g} MW",
        location,
    )


def _hour_of(end: datetime) -> str:
    """Return the start of the hour in which an interval ends (ends belong to it)."""
    within = end - timedelta(microseconds=1)
    return utc_text(within.replace(minute=0, second=0, microsecond=0))


def _beyond(interval: Record, limit: str, value: float) -> Comparison:
    return Comparison(
        f"reading of the interval that ends at {interval['interval_end']}",
        f"{limit} {value:g}",
        f"{interval['mw']:g}",
        "MW",
        Severity.WARNING,
        "more power than the aggregation can have: look at unit and multipliers"
        " first (MTR-008)",
        locate(interval.place) if interval.place is not None else None,
    )


def most_deviation(aggregation: Mapping[str, float], tolerances: Tolerances) -> float:
    """Return by how much MW measured power may lie from the schedule."""
    return round(tolerances.deviation_share * abs(aggregation.get("pmax_mw", 0)), 6)
