"""The lock file: what was kept, in an order of its own, with its digest.

It is JSON, sorted, one name or one series on a line, so that a reviewer sees what a new
download adds and takes away. The digest is over the canonical JSON (sorted keys, no
spaces, ASCII) of everything else in it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from checker.model.refdata import Period
from checker.oasis.gather import Gathered, SeriesKey
from checker.oasis.periods import utc_text

__all__ = ["VERSION", "as_lock", "content_of", "digest_of", "replaced"]

VERSION = 1
Content = dict[str, Any]

_SECTIONS = {
    "ATL_PNODE": "pnodes",
    "ATL_APNODE": "apnodes",
    "ATL_LDF": "sub_laps",
    "ATL_RESOURCE": "resources",
    "ATL_GEN_CAP_LST": "generators",
}
_LISTS = (*_SECTIONS.values(), "series")


def content_of(gathered: Gathered, sources: Iterable[Mapping[str, Any]]) -> Content:
    """Return what the lock file says of the downloads that were read.

    Args:
        gathered: what was kept of their rows.
        sources: an entry for each report.
    """
    return {
        "version": VERSION,
        "sources": sorted(map(dict, sources), key=lambda one: str(one["report"])),
        "pnodes": _by_period(gathered.pnodes),
        "apnodes": _by_period(gathered.apnodes),
        "sub_laps": _by_code(gathered.sub_laps),
        "resources": _by_period(gathered.resources),
        "generators": [
            {"id": name, "capacity_mw": capacity, "udc": udc}
            for name, (capacity, udc) in sorted(gathered.generators.items())
        ],
        "series": [
            _series(key, values) for key, values in sorted(gathered.series.items())
        ],
    }


def replaced(old: Content | None, new: Content) -> Content:
    """Return the old content with the reports of the new one in place of its own."""
    if old is None:
        return new
    anew = {source["report"] for source in new["sources"]}
    kept = [source for source in old["sources"] if source["report"] not in anew]
    content: Content = {
        "version": VERSION,
        "sources": sorted([*kept, *new["sources"]], key=lambda one: one["report"]),
    }
    for report, section in _SECTIONS.items():
        content[section] = (new if report in anew else old)[section]
    others = [one for one in old["series"] if one["report"] not in anew]
    content["series"] = sorted([*others, *new["series"]], key=_order)
    return content


def digest_of(content: Content) -> str:
    """Return the hex SHA-256 of a lock file's content, its own digest apart."""
    rest = {name: value for name, value in content.items() if name != "sha256"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode("ascii")).hexdigest()


def as_lock(content: Content) -> str:
    """Return the text of the lock file; it ends in a line feed."""
    parts = [f' "version": {VERSION}', f' "sha256": "{digest_of(content)}"']
    parts.append(_lines("sources", content["sources"]))
    parts += [_lines(name, content[name]) for name in _LISTS]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _lines(name: str, entries: list[dict[str, Any]]) -> str:
    """Write a list with an entry on each line; `ids` of an entry have theirs too."""
    if not entries:
        return f' "{name}": []'
    rows = []
    for entry in entries:
        if "ids" in entry:
            head = json.dumps({k: v for k, v in entry.items() if k != "ids"})
            ids = ",\n".join(f"   {json.dumps(one)}" for one in entry["ids"])
            rows.append(f'  {head[:-1]}, "ids": [\n{ids}\n  ]}}')
        else:
            rows.append(f"  {json.dumps(entry)}")
    return f' "{name}": [\n' + ",\n".join(rows) + "\n ]"


def _by_period(table: Mapping[str, Iterable[Period]]) -> list[dict[str, Any]]:
    """Group names by the period in which they hold: most share a few of them."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, periods in table.items():
        for period in periods:
            groups[period.first, period.until or ""].append(name)
    return [
        {"from": first, **_end(until), "ids": sorted(names)}
        for (first, until), names in sorted(groups.items())
    ]


def _by_code(
    table: Mapping[str, Iterable[tuple[str, Period]]],
) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name, entries in table.items():
        for code, period in entries:
            groups[code, period.first, period.until or ""].append(name)
    return [
        {"code": code, "from": first, **_end(until), "ids": sorted(names)}
        for (code, first, until), names in sorted(groups.items())
    ]


def _end(until: str) -> dict[str, str]:
    return {"until": until} if until else {}


def _series(key: SeriesKey, values: Mapping[datetime, float]) -> dict[str, Any]:
    """Write values at equal steps; a gap between two of them is null."""
    first, last = min(values), max(values)
    step = timedelta(minutes=key.minutes)
    count = (last - first) // step + 1
    return {
        "report": key.report,
        "market": key.market,
        "name": key.name,
        "item": key.item,
        "trade_date": key.trade_date,
        "start": utc_text(first),
        "interval_minutes": key.minutes,
        "values": [values.get(first + n * step) for n in range(count)],
    }


def _order(series: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        series[name] for name in ("report", "market", "name", "item", "trade_date")
    )
