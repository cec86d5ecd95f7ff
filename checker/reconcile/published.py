"""Published prices and ancillary services beside the hours of a schedule.

They are context. OASIS publishes by node and region, never what a participant was
awarded.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from math import fsum

from checker.link.trade_hours import TradeHour
from checker.model.reconciliation import AncillaryHour, PriceSeries
from checker.model.record import Record
from checker.model.refdata import ReferenceData, Series

__all__ = ["ancillary_of", "hourly", "price_of"]

_PREFIXES = {"NR": "NS", "SR": "SP", "RU": "RU", "RD": "RD"}
_HOUR = timedelta(hours=1)


def price_of(
    aggregation: Record, day: str, market: str, reference: ReferenceData | None
) -> tuple[PriceSeries, Series] | None:
    """Return the price to show: of the first PNode that has one, else of the sub-LAP.

    A price of the schedule's own market goes before one of another.
    """
    names = [
        *(pnode["id"] for pnode in aggregation.get("pnodes", ())),
        f"SLAP_{aggregation.get('sub_lap', '')}-APND",
    ]
    held = [] if reference is None else reference.series
    found = [
        one
        for one in held
        if one.report == "PRC_LMP" and one.trade_date == day and one.name in names
    ]
    if not found:
        return None
    best = min(found, key=lambda one: (one.market != market, names.index(one.name)))
    return PriceSeries(best.market, best.name), best


def hourly(series: Series, hours: Sequence[TradeHour]) -> Iterator[tuple[int, float]]:
    """Yield hour ending and value of each hour; shorter intervals are averaged."""
    start = datetime.fromisoformat(series.start)
    step = timedelta(minutes=series.interval_minutes)
    known = {
        start + n * step: value
        for n, value in enumerate(series.values)
        if value is not None
    }
    parts = max(int(_HOUR / step), 1)
    for hour in hours:
        values = [known.get(hour.start + n * step) for n in range(parts)]
        there = [value for value in values if value is not None]
        if len(there) == parts:
            yield hour.hour_ending, round(fsum(there) / parts, 5)


def ancillary_of(
    services: Iterable[str],
    day: str,
    hours: Sequence[TradeHour],
    reference: ReferenceData | None,
) -> tuple[AncillaryHour, ...]:
    """Return what was published of some services on a day, in every region held."""
    prefixes = tuple(f"{_PREFIXES[name]}_" for name in sorted(services))
    held = [] if reference is None else reference.series
    return tuple(
        AncillaryHour(one.report, one.market, one.name, one.item, values)
        for one in held
        if one.trade_date == day
        and one.report != "PRC_LMP"
        and one.item.startswith(prefixes)
        and (values := tuple(hourly(one, hours)))
    )
