"""The OASIS reports that are read, and how each is known by its columns.

Source: CAISO Interface Specification for OASIS 5.1.8 (2019-02-15) and column headers of
CSV downloads. The order of columns differs between reports and versions, so a column is
found by its name.
"""

from collections.abc import Collection
from typing import NamedTuple

__all__ = ["ATLAS", "MARKET", "NOT_READ", "REPORTS", "Report", "report_by_columns"]


class Report(NamedTuple):
    """An OASIS report.

    Attributes:
        name: the `queryname`.
        columns: those that are read; each has to be there.
        marks: columns that tell it from the other reports.
        lacks: columns that a report of like columns has and this one has not.
        minutes: usual length of an interval; 0 for a list of the Atlas.
    """

    name: str
    columns: tuple[str, ...]
    marks: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    minutes: int = 0


_INTERVAL = ("INTERVALSTARTTIME_GMT", "INTERVALENDTIME_GMT", "OPR_DT")
_SERIES = (*_INTERVAL, "MARKET_RUN_ID", "XML_DATA_ITEM", "MW")
_REGION = (*_SERIES, "ANC_REGION")

REPORTS = {
    report.name: report
    for report in (
        Report("ATL_PNODE", ("PNODE_ID",), ("PNODE_ID", "PNODE_TYPE")),
        Report("ATL_APNODE", ("APNODE_ID",), ("APNODE_ID", "APNODE_TYPE")),
        Report(
            "ATL_LDF",
            ("APNODE_ID", "PNODE_ID"),
            ("APNODE_ID", "PNODE_ID", "DIST_FACTOR"),
        ),
        Report("ATL_RESOURCE", ("RESOURCE_ID",), ("RESOURCE_ID", "NODE_ID")),
        Report(
            "ATL_GEN_CAP_LST",
            ("RESOURCE_ID", "NET_DEPENDABLE_CAPACITY"),
            ("RESOURCE_ID", "NET_DEPENDABLE_CAPACITY"),
        ),
        Report("AS_REQ", _REGION, ("ANC_REGION", "LABEL"), minutes=60),
        Report("AS_RESULTS", _REGION, ("ANC_REGION", "RESULT_TYPE"), minutes=60),
        Report("PRC_AS", _REGION, ("ANC_REGION",), ("LABEL", "RESULT_TYPE"), 60),
        Report("PRC_LMP", (*_SERIES, "NODE"), ("LMP_TYPE", "NODE"), minutes=60),
    )
}

ATLAS = tuple(name for name, report in REPORTS.items() if not report.minutes)
MARKET = tuple(name for name, report in REPORTS.items() if report.minutes)

NOT_READ = {
    "ATL_PNODE_MAP": "it maps PNodes to trading hubs only; sub-LAPs are in ATL_LDF",
    "ATL_TAC_AREA_MAP": "no policy needs it",
    "ATL_AS_REGION_MAP": "no policy needs it",
    "ATL_LAP": "ATL_APNODE has the load aggregation points too",
    "ATL_HUB": "ATL_APNODE has the hubs too",
    "PRC_INTVL_LMP": "the five-minute prices are not shown beside hourly schedules",
    "PRC_RTPD_LMP": "the 15-minute prices are not shown beside hourly schedules",
}
"""Reports that are easily taken for one of ours, and why each is not read."""


def report_by_columns(columns: Collection[str]) -> Report | None:
    """Return the report that has such columns, if one does."""
    there = set(columns)
    for report in REPORTS.values():
        if there.issuperset(report.marks) and there.isdisjoint(report.lacks):
            return report
    return None
