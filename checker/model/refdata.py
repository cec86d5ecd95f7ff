"""What CAISO publishes, as a portfolio holds it in its lock file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from checker.model.place import Place

__all__ = [
    "REFERENCE_FILE",
    "Generator",
    "Period",
    "Periods",
    "ReferenceData",
    "ReferenceSource",
    "Series",
]

REFERENCE_FILE = "dera.refdata.json"
"""Beside `dera.yaml`; its suffix keeps it from being taken for a declaration."""


class Period(NamedTuple):
    """Days on which an entry of a list holds, both ends included, as `YYYY-MM-DD`.

    `until` is None where the list names no end.
    """

    first: str
    until: str | None

    def covers(self, day: str) -> bool:
        """Tell whether a day lies in it."""
        return self.first <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        return f"from {self.first}" + (f" until {self.until}" if self.until else "")


Periods = tuple[Period, ...]


class ReferenceSource(NamedTuple):
    """One report that was imported.

    Attributes:
        report: the name of the OASIS query.
        files: the downloads, by name, with their SHA-256.
        query: the parameters of the requests, as far as they are known.
        rows: how many rows were read.
        retrieved_on: the earliest day on which one of the downloads was retrieved.
        place: its line in the lock file.
    """

    report: str
    files: tuple[tuple[str, str], ...]
    query: tuple[str, ...]
    rows: int
    retrieved_on: date
    place: Place


class Generator(NamedTuple):
    """A resource of the list of generating capacity; MW, None where it says none."""

    capacity_mw: float | None
    udc: str


class Series(NamedTuple):
    """Published values of one trade date, at equal intervals from an instant on.

    Attributes:
        report: the name of the OASIS query.
        market: DAM, RTM, ...
        name: the node or the ancillary service region.
        item: what the values are, as OASIS names it: `LMP_PRC`, `RU_CLR_PRC`, ...
        trade_date: the Pacific day.
        start: first interval's start in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
        interval_minutes: length of an interval.
        values: None where nothing was published.
    """

    report: str
    market: str
    name: str
    item: str
    trade_date: str
    start: str
    interval_minutes: int
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceData:
    """CAISO's published lists and values, of the days on which they were retrieved.

    Attributes:
        sources: what was imported, by report.
        pnodes: when each pricing node holds (ATL_PNODE).
        apnodes: when each load aggregation point or hub holds (ATL_APNODE).
        sub_laps: the sub-LAP codes of each load node, and when (ATL_LDF).
        resources: when each resource holds (ATL_RESOURCE).
        generators: the generators with their capacity (ATL_GEN_CAP_LST).
        series: prices and ancillary services of trade dates that are declared.
    """

    sources: tuple[ReferenceSource, ...]
    pnodes: Mapping[str, Periods]
    apnodes: Mapping[str, Periods]
    sub_laps: Mapping[str, tuple[tuple[str, Period], ...]]
    resources: Mapping[str, Periods]
    generators: Mapping[str, Generator]
    series: tuple[Series, ...]

    def source(self, report: str) -> ReferenceSource | None:
        """Return a report that was imported, or None."""
        return next((one for one in self.sources if one.report == report), None)
