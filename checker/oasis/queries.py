"""The requests that OASIS is asked: parameters, windows and GMT instants.

Source: CAISO Interface Specification for OASIS 5.1.8 (2019-02-15), and requests that
were answered in 2026. Trade dates run from midnight to midnight in Pacific prevailing
time, and OASIS takes GMT: a day has 23, 24 or 25 hours.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from checker.oasis.periods import pacific_midnight
from checker.oasis.reports import MARKET

__all__ = ["Query", "hours_of", "queries_for", "single_days", "windows"]

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MOST_NODES = 10
_LONGEST_DAYS = 31
_LONGEST_OF_REPORT = {"PRC_AS": 1}

_FIXED = {
    "ATL_PNODE": {"version": "1", "Pnode_id": "ALL", "Pnode_type": "ALL"},
    "ATL_APNODE": {"version": "1", "APnode_type": "ALL"},
    "ATL_LDF": {"version": "1", "apnode_id": "ALL"},
    "ATL_RESOURCE": {
        "version": "1",
        "resource_id": "ALL",
        "agge_type": "ALL",
        "resource_type": "ALL",
    },
    "ATL_GEN_CAP_LST": {"version": "4"},
    **{
        report: {
            "version": "1",
            "market_run_id": "DAM",
            "anc_type": "ALL",
            "anc_region": "ALL",
        }
        for report in ("AS_REQ", "AS_RESULTS", "PRC_AS")
    },
    "PRC_LMP": {"version": "1", "market_run_id": "DAM"},
}


class Query(NamedTuple):
    """One request.

    Attributes:
        report: the `queryname`.
        days: the trade dates that the answer has to cover; of an Atlas list the day
            on which it holds.
        nodes: the nodes that it has to cover; none but for prices of nodes.
    """

    report: str
    days: tuple[date, ...]
    nodes: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the request, in the order in which they are sent."""
        nodes = {"node": ",".join(self.nodes)} if self.nodes else {}
        return {
            "queryname": self.report,
            "startdatetime": _gmt(pacific_midnight(self.days[0])),
            "enddatetime": _gmt(pacific_midnight(self.days[-1] + _DAY)),
            **_FIXED[self.report],
            **nodes,
            "resultformat": "6",
        }

    @property
    def text(self) -> str:
        """The parameters as they stand in the address."""
        return urlencode(self.parameters, safe=":,")

    @property
    def name(self) -> str:
        """A file name for the answer, in OASIS's manner."""
        span = [self.parameters[name] for name in ("startdatetime", "enddatetime")]
        ends = "_".join(one[:-5].replace(":", "_") for one in span)
        tail = "".join(one if one.isalnum() else "-" for one in "_".join(self.nodes))
        return f"{ends}_{self.report}_{tail or 'N'}"[:120] + ".zip"


def queries_for(
    report: str, on: date, trade_dates: Iterable[date], nodes: Iterable[str]
) -> Iterator[Query]:
    """Yield the requests for a report.

    Args:
        report: its name.
        on: the day on which lists of the Atlas have to hold.
        trade_dates: the days of which prices and ancillary services are wanted.
        nodes: the nodes of which prices are wanted.
    """
    if report not in MARKET:
        yield Query(report, (on,))
        return
    names = sorted(set(nodes))
    if report != "PRC_LMP":
        for window in windows(trade_dates, _LONGEST_OF_REPORT.get(report)):
            yield Query(report, window)
        return
    for start in range(0, len(names), _MOST_NODES):
        several = tuple(names[start : start + _MOST_NODES])
        # Of several nodes over several days only the last two days were answered.
        for window in windows(trade_dates, 1 if len(several) > 1 else None):
            yield Query(report, window, several)


def single_days(query: Query, days: Iterable[date]) -> Iterator[Query]:
    """Yield a request for each of some days: what one for all of them left out."""
    for day in days:
        yield query._replace(days=(day,))


def windows(
    days: Iterable[date], longest: int | None = None
) -> Iterator[tuple[date, ...]]:
    """Split days into runs without a gap, each of at most so many days."""
    most = longest or _LONGEST_DAYS
    run: list[date] = []
    for day in sorted(set(days)):
        if run and (day - run[-1] != _DAY or len(run) == most):
            yield tuple(run)
            run = []
        run.append(day)
    if run:
        yield tuple(run)


def hours_of(day: date) -> list[datetime]:
    """Return the start of each hour of a trade date, in UTC: 23, 24 or 25."""
    first, last = pacific_midnight(day), pacific_midnight(day + _DAY)
    return [first + n * _HOUR for n in range((last - first) // _HOUR)]


def _gmt(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H:%M}-0000"
