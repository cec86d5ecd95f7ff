"""The readings of a trade date as settlement meter data show them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import fsum
from typing import Any

from jinja2 import Undefined

from checker.link.reading_facts import reading_facts
from checker.link.trade_hours import pacific_text, utc_text
from checker.model.record import Record
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["settlement_context"]

_FAULTS = {
    "missing_intervals": "missing",
    "repeated_intervals": "given twice",
    "foreign_intervals": "of another day",
}
_DIGITS = 9
"""Of a sum: readings have fewer, and what is beyond comes from adding in binary."""


def settlement_context(shown: Shown, readings: Record) -> Row:
    """Return what a template sees of one set of meter readings.

    Every interval of the trade date has to be there once, and is shown by its end in
    UTC, as CAISO takes it, and in Pacific time with its offset, so that the repeated
    hour of the long day can be told from the first.
    """
    get = shown.values.get
    intervals = _intervals(shown, readings)
    fields = ("id", "trade_date", "interval_minutes", "unit", "measurement_type")
    return {
        "readings": {
            **{name: get(readings, name) for name in fields},
            **_summary(intervals, readings),
        },
        "intervals": intervals,
    }


def _summary(intervals: Any, readings: Record) -> Row:
    names = ("interval_count", "estimated_count", "total", "start_utc", "end_utc")
    if isinstance(intervals, Undefined):
        return dict.fromkeys(names, intervals)
    estimated = sum(row["quality"] == "ESTIMATED" for row in intervals)
    total = round(fsum(row["value"] for row in intervals), _DIGITS)
    return {
        "interval_count": computed(len(intervals), "count of the readings", readings),
        "estimated_count": computed(estimated, "count of the estimates", readings),
        "total": computed(total, "sum of the readings", readings),
        "start_utc": intervals[0]["start_utc"],
        "end_utc": intervals[-1]["end_utc"],
    }


def _intervals(shown: Shown, readings: Record) -> Any:
    entries = shown.values.get(readings, "readings")
    if isinstance(entries, Undefined):
        return entries
    facts = reading_facts(readings)
    for name in _FAULTS:
        if name not in facts:
            why = facts.absent[name]
            return shown.values.lacking(readings.place, (), "has no intervals", why)
    if any(facts[name] for name in _FAULTS) or not entries:
        return shown.values.lacking(
            readings.place,
            ("readings",),
            f"does not give each of the {facts['interval_count']} intervals of its"
            " trade date once in",
            ", ".join(_counted(facts)),
        )
    in_order = sorted(entries, key=lambda entry: str(entry["interval_end"]))
    length = timedelta(minutes=readings["interval_minutes"])
    return [
        _interval(shown, entry, number, length)
        for number, entry in enumerate(in_order, 1)
    ]


def _counted(facts: Record) -> Iterator[str]:
    for name, words in _FAULTS.items():
        ends = facts[name]
        if ends:
            first = ends[0] if len(ends) == 1 else f"{ends[0]} the first"
            yield f"{len(ends)} {words} ({first})"


def _interval(shown: Shown, entry: Record, number: int, length: timedelta) -> Row:
    end = shown.values.get(entry, "interval_end")
    moment = datetime.fromisoformat(end).astimezone(UTC)
    return {
        "number": computed(number, "place in the day", end),
        "start_utc": computed(utc_text(moment - length), "start of its interval", end),
        "end_utc": end,
        "end_pacific": computed(_pacific(moment), "Pacific prevailing time", end),
        "value": shown.values.get(entry, "value"),
        "quality": shown.values.get(entry, "quality"),
    }


def _pacific(moment: datetime) -> str:
    """Write an instant in Pacific time with its offset: `2026-11-01T01:05:00-08:00`."""
    clock = pacific_text(moment)
    behind = moment.replace(tzinfo=None) - datetime.fromisoformat(clock)
    return f"{clock}-{behind // timedelta(hours=1):02}:00"
