"""What the reference data of a portfolio are, for a person."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from checker.report.cells import one_line
from checker.report.text import counted

__all__ = ["kept_text", "refdata_text"]

_SECTIONS = {
    "ATL_PNODE": ("pnodes", "PNode"),
    "ATL_APNODE": ("apnodes", "sub-LAP, Default LAP or hub"),
    "ATL_LDF": ("sub_laps", "PNode with a sub-LAP"),
    "ATL_RESOURCE": ("resources", "resource"),
    "ATL_GEN_CAP_LST": ("generators", "generator"),
}
_PLURALS = {
    "sub-LAP, Default LAP or hub": "sub-LAPs, Default LAPs and hubs",
    "PNode with a sub-LAP": "PNodes with their sub-LAPs",
}
_DECIDES = {
    "ATL_PNODE": "LOC-008, and LOC-002 takes any form that the list has",
    "ATL_LDF": "LOC-004, LOC-009",
    "ATL_RESOURCE": "MF-005",
    "ATL_GEN_CAP_LST": "MF-005, MF-006",
}


def refdata_text(content: Mapping[str, Any], as_of: date, stale_days: int) -> str:
    """Return what each report holds, how old it is, and what is not there.

    Args:
        content: of the lock file.
        as_of: the day to count ages from.
        stale_days: from how many days on a report is called old.
    """
    held = {source["report"]: source for source in content["sources"]}
    lines = []
    for report, source in held.items():
        age = (as_of - date.fromisoformat(source["retrieved_on"])).days
        old = f" (older than {stale_days} days: REF-002)" if age > stale_days else ""
        days = f", {age} day{'' if age == 1 else 's'} old{old}" if age >= 0 else ""
        lines.append(f"{report}: retrieved on {source['retrieved_on']}{days}")
        lines.append(f"  {_kept(report, content)} of {counted(source['rows'], 'row')}")
        lines += [
            f"  from {one_line(file['name'])} (sha256 {file['sha256'][:12]})"
            for file in source["files"]
        ]
    lines += [
        f"not there: {report} (would decide {what})"
        for report, what in _DECIDES.items()
        if report not in held
    ]
    return "".join(f"{line}\n" for line in lines)


def kept_text(content: Mapping[str, Any], reports: Collection[str]) -> str:
    """Return what was kept of some reports, a line each."""
    rows = {source["report"]: source["rows"] for source in content["sources"]}
    return "".join(
        f"{report}: {_kept(report, content)} of {counted(rows[report], 'row')}\n"
        for report in reports
    )


def _kept(report: str, content: Mapping[str, Any]) -> str:
    if report not in _SECTIONS:
        return _series(report, content)
    section, noun = _SECTIONS[report]
    entries = content[section]
    names = {one for entry in entries for one in entry.get("ids", [entry.get("id")])}
    if len(names) == 1 or noun not in _PLURALS:
        return counted(len(names), noun)
    return f"{len(names)} {_PLURALS[noun]}"


def _series(report: str, content: Mapping[str, Any]) -> str:
    own = [one for one in content["series"] if one["report"] == report]
    if not own:
        return "nothing (no declared trade date and node is in it)"
    days = sorted({one["trade_date"] for one in own})
    names = sorted({one["name"] for one in own})
    return f"{counted(len(own), 'series')} ({', '.join(days)}; {', '.join(names)})"
