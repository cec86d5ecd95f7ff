"""Whether an answer holds every day and hour that was asked for.

OASIS leaves days out without a word: a request for several nodes and days was answered
with the last two days only.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from checker.oasis.gather import Gathered, SeriesKey
from checker.oasis.queries import Query, hours_of
from checker.oasis.reports import MARKET

__all__ = ["gaps"]

_BINDING_ONLY = ("AS_RESULTS",)


def gaps(query: Query, gathered: Gathered) -> dict[date, str]:
    """Return the days that an answer does not cover, and what is missing of each.

    A node has to have a price for every hour. Of ancillary services one series of the
    day has to be complete; of results any value is enough, for only regions that bind
    are published. A list of the Atlas covers its day by having rows.
    """
    if query.report not in MARKET:
        return {}
    found = {day: "; ".join(_missing(query, day, gathered)) for day in query.days}
    return {day: words for day, words in found.items() if words}


def _missing(query: Query, day: date, gathered: Gathered) -> Iterator[str]:
    series = {
        key: values
        for key, values in gathered.series.items()
        if key.report == query.report and key.trade_date == day.isoformat()
    }
    if not series:
        yield "no value"
    elif query.nodes:
        for node in query.nodes:
            lacking = _least_lacking(day, _of(node, series))
            if lacking:
                yield f"{node} without {lacking} of {len(hours_of(day))} hours"
    elif query.report not in _BINDING_ONLY:
        lacking = _least_lacking(day, series)
        if lacking:
            yield f"{lacking} of {len(hours_of(day))} hours missing in every region"


def _of(
    node: str, series: dict[SeriesKey, dict[datetime, float]]
) -> dict[SeriesKey, dict[datetime, float]]:
    return {key: values for key, values in series.items() if key.name == node}


def _least_lacking(day: date, series: dict[SeriesKey, dict[datetime, float]]) -> int:
    """Return how many hours the most complete series lacks."""
    hours = hours_of(day)
    lacking = [
        sum(not _has(hour, key.minutes, values) for hour in hours)
        for key, values in series.items()
    ]
    return min(lacking, default=len(hours))


def _has(hour: datetime, minutes: int, values: dict[datetime, float]) -> bool:
    """Tell whether each interval of an hour has its value."""
    parts = max(60 // minutes, 1)
    return all(hour + timedelta(minutes=minutes) * n in values for n in range(parts))
