"""The exact OASIS requests of a monitoring plan, for each of its trade dates.

OASIS takes GMT, so that a trade date begins at 07:00 or 08:00 and lasts 23, 24 or 25
hours (INTERFACES 3.1 and 7.2).
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Undefined

from checker.link.trade_hours import five_minute_intervals, oasis_window
from checker.model.record import Record
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["monitoring_context"]

_HOST = "https://oasis.caiso.com"
_WITH_END = "oasis_paths_with_an_end"
_GROUP = "/oasisapi/GroupZip"
_CSV = "6"
_MOST_NODES = 10
_SHORT, _ORDINARY, _LONG = 276, 288, 300
_LENGTHS = {_SHORT: "short", _ORDINARY: "ordinary", _LONG: "long"}
_YEAR = 366

_REGIONS = {"anc_type": "ALL", "anc_region": "ALL"}
_FURTHER: dict[str, dict[str, str]] = {
    "AS_REQ": _REGIONS,
    "AS_RESULTS": _REGIONS,
    "PRC_AS": _REGIONS,
    "PRC_INTVL_AS": _REGIONS,
    "ATL_PNODE": {"Pnode_id": "ALL", "Pnode_type": "ALL"},
    "ATL_APNODE": {"APnode_type": "ALL"},
    "ATL_LAP": {"APnode_type": "ALL"},
    "ATL_LDF": {"apnode_id": "ALL"},
    "ATL_PNODE_MAP": {"pnode_id": "ALL"},
    "ATL_RESOURCE": {"resource_id": "ALL", "agge_type": "ALL", "resource_type": "ALL"},
    "ATL_AS_REGION_MAP": {"as_region_id": "ALL"},
}
"""Parameters that a query takes besides those of every query (INTERFACES 3.2)."""

_BY_NODE = frozenset({"PRC_LMP", "PRC_INTVL_LMP", "PRC_RTPD_LMP"})
_PLAIN = frozenset(
    {"ATL_HUB", "ATL_GEN_CAP_LST", "ATL_TAC_AREA_MAP", "ATL_PEAK_ON_OFF", "AS_OP_RSRV"}
)


def monitoring_context(shown: Shown, plan: Record) -> Row:
    """Return what a template sees of one monitoring plan."""
    declared = shown.values.get(plan, "requests")
    if not declared and not isinstance(declared, Undefined):
        declared = shown.values.lacking(plan.place, ("requests",), "has nothing in")
    dates = shown.trade_dates()
    return {
        "plan": {
            "id": shown.values.get(plan, "id"),
            "dispatch_source": shown.values.get(plan, "dispatch_source"),
            "declared": declared
            if isinstance(declared, Undefined)
            else [_declared(shown, request) for request in declared],
            "requests": _requests(shown, declared, dates),
            "clock_changes": [
                _window(computed(day, "change of the clock"))
                for day in _clock_changes(shown.material.report.as_of)
            ],
        },
        "trade_days": dates
        if isinstance(dates, Undefined)
        else [_window(day) for day in dates],
    }


def _declared(shown: Shown, request: Record) -> Row:
    get = shown.values.get
    path, query = get(request, "path"), get(request, "queryname")
    return {
        "path": path,
        "queryname": query,
        "market_run_id": _market_run(shown, request, query),
        "version": get(request, "version"),
        "startdatetime": get(request, "startdatetime"),
        "enddatetime": get(request, "enddatetime")
        if _takes_end(shown, path)
        else computed("none", "the path takes no end", path),
        "spacing_seconds": get(request, "spacing_seconds"),
        "known": _known(query),
    }


def _known(query: Any) -> bool:
    return query in _FURTHER or query in _BY_NODE or query in _PLAIN


def _market_run(shown: Shown, request: Record, query: Any) -> Any:
    """Return the market run, which every query but those of the Atlas takes."""
    return shown.needed(
        request,
        "market_run_id",
        so=not str(query).startswith("ATL_"),
        otherwise="none",
    )


def _takes_end(shown: Shown, path: Any) -> bool:
    paths = shown.parameter(_WITH_END)
    return isinstance(paths, Undefined) or path in paths


def _requests(shown: Shown, declared: Any, dates: Any) -> Any:
    """Return each request of each trade date, and how long to wait before it."""
    for value in (declared, dates):
        if isinstance(value, Undefined):
            return value
    rows: list[Row] = []
    wait = computed(0, "the first request")
    for day in dates:
        for request in declared:
            spacing = shown.values.get(request, "spacing_seconds")
            for query in _queries(shown, request, day):
                rows.append(
                    {
                        "number": computed(len(rows) + 1, "count of requests"),
                        "wait_seconds": wait,
                        **query,
                    }
                )
                wait = spacing
    return rows


def _queries(shown: Shown, request: Record, day: Any) -> Iterator[Row]:
    """Yield a declared request for one trade date, ten nodes at a time."""
    row = _declared(shown, request)
    window = _window(day)
    start, end = window["startdatetime"], window["enddatetime"]
    if not _takes_end(shown, row["path"]):
        end = computed("none", "the path takes no end", row["path"])
    common = {
        name: row[name] for name in ("path", "queryname", "market_run_id", "version")
    }
    lacking = [value for value in common.values() if isinstance(value, Undefined)]
    for nodes in _node_lists(shown, row["queryname"]):
        url: Any = lacking[0] if lacking else nodes
        if not isinstance(url, Undefined):
            url = computed(
                _url(row, start, end, nodes), "request", *common.values(), start, end
            )
        yield {
            "trade_date": day,
            **common,
            "startdatetime": start,
            "enddatetime": end,
            "url": url,
        }


def _node_lists(shown: Shown, query: Any) -> Iterable[Any]:
    if query not in _BY_NODE:
        return [()]
    declared = shown.values.get(shown.aggregation, "pnodes")
    if isinstance(declared, Undefined):
        return [declared]
    pnodes = [shown.values.get(pnode, "id") for pnode in declared]
    steps = range(0, len(pnodes), _MOST_NODES)
    return [pnodes[step : step + _MOST_NODES] for step in steps]


def _url(row: Row, start: str, end: str, nodes: Iterable[str]) -> str:
    """Write a request; a value is percent-encoded, spaces in a PNode included."""
    query = row["queryname"]
    name = "groupid" if row["path"] == _GROUP else "queryname"
    parts = {
        "resultformat": _CSV,
        name: query,
        "version": row["version"],
        **(
            {}
            if row["market_run_id"] == "none"
            else {"market_run_id": row["market_run_id"]}
        ),
        "startdatetime": start,
        **({} if end == "none" else {"enddatetime": end}),
        **_FURTHER.get(query, {}),
        **({"node": ",".join(nodes)} if nodes else {}),
    }
    return f"{_HOST}{row['path']}?{urlencode(parts, quote_via=quote, safe=':,')}"


def _window(trade_date: Any) -> Row:
    """Return a trade date with its length and its window in GMT."""
    day = date.fromisoformat(trade_date)
    start, end = oasis_window(day)
    intervals = five_minute_intervals(day)
    shown = {
        "startdatetime": start,
        "enddatetime": end,
        "hours": intervals // 12,
        "intervals": intervals,
        "length": _LENGTHS[intervals],
    }
    return {
        "trade_date": trade_date,
        **{
            name: computed(value, "Pacific midnights in GMT", trade_date)
            for name, value in shown.items()
        },
    }


def _clock_changes(after: date) -> Iterator[date]:
    """Yield the days of the coming year on which the clock changes."""
    for step in range(_YEAR):
        try:
            day = after + timedelta(days=step)
            if five_minute_intervals(day) != _ORDINARY:
                yield day
        except OverflowError:  # the last days of the year 9999
            return
