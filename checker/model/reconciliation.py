"""What is declared, beside what CAISO holds and publishes and what was measured."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from checker.model.finding import Severity
from checker.model.place import Location

__all__ = [
    "AncillaryHour",
    "Comparison",
    "Day",
    "Hour",
    "PriceSeries",
    "Reconciliation",
    "ReconciliationReport",
]


class Comparison(NamedTuple):
    """One thing that is declared, beside the same thing as it is held elsewhere.

    Attributes:
        what: what is compared, as `PMax`.
        declared: as declared; empty when it is not.
        held: as it is held there; empty when it is not.
        unit: of both; empty without one.
        severity: how much it weighs that they differ; None where they agree.
        why: what to know about it; empty where they agree and nothing is to be said.
        location: where the declaration stands; None when nothing is declared.
    """

    what: str
    declared: str
    held: str
    unit: str = ""
    severity: Severity | None = None
    why: str = ""
    location: Location | None = None


class Hour(NamedTuple):
    """One hour of a trade date; MW on average.

    Attributes:
        hour_ending: its label.
        start_utc: its start, `YYYY-MM-DDTHH:MM:SSZ`.
        scheduled_mw: as scheduled; None without a schedule of the hour.
        metered_mw: as measured; None unless each interval of the hour was.
        deviates: measured and scheduled differ by more than they may.
        price: of the node, USD/MWh; None where none is held.
    """

    hour_ending: int
    start_utc: str
    scheduled_mw: float | None
    metered_mw: float | None
    deviates: bool
    price: float | None


class PriceSeries(NamedTuple):
    """Which price stands beside the hours."""

    market: str
    node: str


class AncillaryHour(NamedTuple):
    """Published values of one service in one region, one for each hour that has one.

    `item` is a price (USD/MWh) or a quantity (MW), as OASIS names it.
    """

    report: str
    market: str
    region: str
    item: str
    values: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One trade date: a schedule, readings, or both, beside what was published.

    Attributes:
        schedule: id of the schedule; empty without one.
        readings: id of the set of readings; empty without one.
        hours: in order of time.
        beyond: readings outside PMin and PMax.
        price: which price stands beside the hours; None without one.
        ancillary: what was published of the services that the schedule offers.
        remarks: what could not be compared, and why.
    """

    trade_date: str
    schedule: str
    readings: str
    hours: tuple[Hour, ...]
    beyond: tuple[Comparison, ...]
    deviations: tuple[Comparison, ...]
    price: PriceSeries | None
    ancillary: tuple[AncillaryHour, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """One aggregation.

    Attributes:
        id: of the aggregation.
        resource_id: CAISO's; empty when none is declared.
        day: whose declarations count.
        lists: against CAISO's public lists.
        master_file: against the Master File extract in force.
        extract: id of that extract; empty without one.
        days: trade dates with something to compare.
    """

    id: str
    resource_id: str
    day: date
    lists: tuple[Comparison, ...]
    master_file: tuple[Comparison, ...]
    extract: str
    days: tuple[Day, ...]

    @property
    def differences(self) -> tuple[Comparison, ...]:
        """Everything that does not agree."""
        parts = [
            self.lists,
            self.master_file,
            *(day.beyond for day in self.days),
            *(day.deviations for day in self.days),
        ]
        return tuple(c for part in parts for c in part if c.severity is not None)

    def count(self, severity: Severity) -> int:
        """Count the differences of a severity."""
        return sum(one.severity is severity for one in self.differences)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationReport:
    """All aggregations that were asked about.

    Attributes:
        simulated: judged at another day than today.
        retrieved: each report of the reference data with the day it is of.
        engine_faults: declarations that could not be read or are invalid.
    """

    tool_version: str
    as_of: date
    simulated: bool
    profile: str
    retrieved: tuple[tuple[str, date], ...]
    engine_faults: int
    aggregations: tuple[Reconciliation, ...]

    def worst_at_least(self, severity: Severity) -> bool:
        """Tell whether a difference weighs at least as much as `severity`."""
        return any(
            one.severity is not None and one.severity.rank >= severity.rank
            for aggregation in self.aggregations
            for one in aggregation.differences
        )
