"""Keep of the rows of a report what declarations can need."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import NamedTuple

from checker.model.refdata import Period
from checker.oasis.faults import Where, refused
from checker.oasis.periods import instant_of, pacific_day, period_of
from checker.oasis.rows import Row, Table

__all__ = ["ITEMS", "Gathered", "SeriesKey", "Wanted", "gather"]

ITEMS = frozenset(
    {
        "LMP_PRC",
        *(
            f"{service}_{item}"
            for service in ("NS", "SP", "RU", "RD")
            for item in (
                *("CLR_PRC", "REQ_MIN_MW", "REQ_MAX_MW"),
                *("PROC_MW", "SPROC_MW", "TOT_MW"),
            )
        ),
    }
)
"""What is kept of the values: the price of a node, and of the four ancillary services
price, requirement and procurement. Mileage and cost are left out."""

_KEPT_APNODES = ("SLAP_", "DLAP_", "TH_")
_SUB_LAP = ("SLAP_", "-APND")
_MINUTE = 60


class Wanted(NamedTuple):
    """What the declarations of a portfolio name: trade dates and pricing nodes."""

    trade_dates: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()


class SeriesKey(NamedTuple):
    """What the values of a day are of."""

    report: str
    market: str
    name: str
    item: str
    trade_date: str
    minutes: int


@dataclass(slots=True)
class Gathered:
    """What was kept. It grows while downloads are read."""

    pnodes: dict[str, set[Period]] = field(default_factory=lambda: defaultdict(set))
    apnodes: dict[str, set[Period]] = field(default_factory=lambda: defaultdict(set))
    sub_laps: dict[str, set[tuple[str, Period]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    resources: dict[str, set[Period]] = field(default_factory=lambda: defaultdict(set))
    generators: dict[str, tuple[float | None, str]] = field(default_factory=dict)
    series: dict[SeriesKey, dict[datetime, float]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def gather(table: Table, wanted: Wanted, into: Gathered) -> None:
    """Read a table to its end.

    Raises:
        DataError: a row is broken; the message names file, member and line.
    """
    name, where = table.report.name, table.where
    take = _TAKERS.get(name)
    for row in table.rows:
        into.rows[name] += 1
        try:
            if take is None:
                _take_value(name, row, wanted, into)
            else:
                take(row, into)
        except ValueError as error:
            raise _broken(error, where, row) from error
    if not into.rows[name]:
        raise refused("the table has no rows", where, remedy="import one with data")


def _broken(error: ValueError, where: Where, row: Row) -> Exception:
    return refused(str(error), where, line=row.line)


def _named(row: Row, column: str) -> str:
    """Return an identifier: spaces within belong to it, padding around does not."""
    name = row.cells[column].strip()
    if not name or not name.isprintable():
        raise ValueError(f"{column} is empty or cannot be shown")
    return name


def _take_pnode(row: Row, into: Gathered) -> None:
    _hold(into.pnodes, _named(row, "PNODE_ID"), period_of(row.cells))


def _take_apnode(row: Row, into: Gathered) -> None:
    name = _named(row, "APNODE_ID")
    if name.startswith(_KEPT_APNODES):
        _hold(into.apnodes, name, period_of(row.cells))


def _take_resource(row: Row, into: Gathered) -> None:
    _hold(into.resources, _named(row, "RESOURCE_ID"), period_of(row.cells))


def _hold(table: dict[str, set[Period]], name: str, period: Period | None) -> None:
    if period is not None:
        table[name].add(period)


def _take_sub_lap(row: Row, into: Gathered) -> None:
    """Keep the rows of sub-LAPs; those of Default LAPs say nothing of a sub-LAP."""
    apnode, pnode = _named(row, "APNODE_ID"), _named(row, "PNODE_ID")
    period = period_of(row.cells)
    start, end = _SUB_LAP
    if period is not None and apnode.startswith(start) and apnode.endswith(end):
        code = apnode.removeprefix(start).removesuffix(end)
        into.sub_laps[pnode].add((code, period))


def _take_generator(row: Row, into: Gathered) -> None:
    name = _named(row, "RESOURCE_ID")
    text = row.cells["NET_DEPENDABLE_CAPACITY"].strip()
    found = (_number(text) if text else None, row.cells.get("UDC", "").strip())
    if into.generators.setdefault(name, found) != found:
        raise ValueError(f"{name} is listed twice, with different values")


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"`{text}` is no number") from None
    if not isfinite(value):
        raise ValueError(f"`{text}` is no number of MW or USD")
    return value


def _take_value(report: str, row: Row, wanted: Wanted, into: Gathered) -> None:
    cells = row.cells
    item = cells["XML_DATA_ITEM"].strip()
    name = _named(row, "NODE" if report == "PRC_LMP" else "ANC_REGION")
    start, end = _interval(cells)
    day = pacific_day(start).isoformat()
    if (said := cells["OPR_DT"].strip()[:10]) != day:
        raise ValueError(f"OPR_DT is {said}, the interval lies in {day}")
    value = _number(cells["MW"].strip())
    if item not in ITEMS or day not in wanted.trade_dates:
        return
    if report == "PRC_LMP" and name not in wanted.nodes:
        return
    minutes = _minutes(start, end)
    market = cells["MARKET_RUN_ID"].strip()
    key = SeriesKey(report, market, name, item, day, minutes)
    if into.series[key].setdefault(start, value) != value:
        raise ValueError(f"{item} of {name} has two values for one interval")


def _interval(cells: dict[str, str]) -> tuple[datetime, datetime]:
    texts = cells["INTERVALSTARTTIME_GMT"], cells["INTERVALENDTIME_GMT"]
    try:
        start, end = map(instant_of, texts)
    except ValueError as error:
        raise ValueError(f"`{texts[0]}` to `{texts[1]}` is no interval") from error
    if end <= start:
        raise ValueError("the interval ends before it begins")
    return start, end


def _minutes(start: datetime, end: datetime) -> int:
    """Return the length of an interval; it begins on a multiple of that."""
    seconds = int((end - start).total_seconds())
    if seconds % _MINUTE or int(start.timestamp()) % seconds:
        raise ValueError(f"an interval of {seconds} s cannot begin at {start:%H:%M:%S}")
    return seconds // _MINUTE


_TAKERS: dict[str, Callable[[Row, Gathered], None]] = {
    "ATL_PNODE": _take_pnode,
    "ATL_APNODE": _take_apnode,
    "ATL_LDF": _take_sub_lap,
    "ATL_RESOURCE": _take_resource,
    "ATL_GEN_CAP_LST": _take_generator,
}
