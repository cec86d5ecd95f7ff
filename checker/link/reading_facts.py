"""Meter readings held against the intervals of their trade date."""

from collections import Counter
from datetime import datetime, timedelta

from checker.link.schedule_facts import trade_date_of
from checker.link.trade_hours import trade_hours, utc_text
from checker.model.record import Record

__all__ = ["reading_facts"]

_HOUR_MINUTES = 60
_KILO = {"kWh": 1000, "MWh": 1}
_OF_THE_DAY = (
    "interval_count",
    "missing_intervals",
    "repeated_intervals",
    "foreign_intervals",
)


def reading_facts(readings: Record) -> Record:
    """Compute the facts of a set of meter readings.

    `intervals` holds each reading with its average power. The other facts compare the
    ends of the intervals with those that the trade date has: 288 of five minutes, 276
    on the short day and 300 on the long one. When the readings stand in a file that
    cannot be used, all facts are left out with that reason.
    """
    facts = Record({})
    if "readings" not in readings:
        unread = f"the readings in `{readings['file']}` are not read"
        reason = readings.absent.get("readings", unread)
        facts.absent.update(dict.fromkeys(("intervals", *_OF_THE_DAY), reason))
        return facts
    minutes = readings["interval_minutes"]
    hours_per_interval = minutes / _HOUR_MINUTES
    facts["intervals"] = [
        _interval(reading, hours_per_interval * _KILO[readings["unit"]])
        for reading in readings["readings"]
    ]
    expected = _expected(readings)
    if isinstance(expected, str):
        facts.absent.update(dict.fromkeys(_OF_THE_DAY, expected))
        return facts
    counted = Counter(reading["interval_end"] for reading in readings["readings"])
    facts["interval_count"] = len(expected)
    facts["missing_intervals"] = [end for end in expected if end not in counted]
    facts["repeated_intervals"] = sorted(e for e, n in counted.items() if n > 1)
    facts["foreign_intervals"] = sorted(counted.keys() - set(expected))
    return facts


def _interval(reading: Record, divisor: float) -> Record:
    return Record(
        {
            "interval_end": reading["interval_end"],
            "mw": round(reading["value"] / divisor, 6),
        },
        reading.place,
    )


def _expected(readings: Record) -> list[str] | str:
    """Return the ends of the trade date's intervals, or why there are none."""
    minutes = readings["interval_minutes"]
    day = trade_date_of(readings)
    if day is None:
        return f"`{readings['trade_date']}` is no trade date"
    if minutes < 1 or _HOUR_MINUTES % minutes != 0:
        return f"an hour does not divide into intervals of {minutes} minutes"
    first: datetime = trade_hours(day)[0].start
    last = trade_hours(day)[-1].end
    step = timedelta(minutes=minutes)
    return [utc_text(first + n * step) for n in range(1, (last - first) // step + 1)]
