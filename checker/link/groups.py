"""The dossiers of what declarations belong to: aggregations, and their schedules."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from checker.link.assemble import active_members, assemble, forward_references
from checker.link.dated_steps import step_facts
from checker.link.facts import Surroundings, aggregation_facts
from checker.link.memberships import memberships_of
from checker.link.nri_buckets import bucket_facts
from checker.link.portfolio import Key, Portfolio
from checker.link.records import Records
from checker.link.reference_facts import aggregation_listings
from checker.link.schedule_facts import schedule_facts, trade_date_of
from checker.link.stated_names import name_facts
from checker.link.trade_hours import HourLabels
from checker.model.declaration import Declaration
from checker.model.dossier import Dossier
from checker.model.finding import Gate, Subject
from checker.model.record import Record
from checker.model.refdata import ReferenceData

__all__ = ["GROUPS", "Groups", "Setting", "is_alone"]

_GROUP = "aggregation"
GROUPS = (_GROUP, "schedule")
"""Kinds of subjects to which other declarations belong."""

_SHARE = 200
"""Members whose dossiers are there at the same time, or those of one aggregation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a dossier depends on besides the declarations.

    Attributes:
        as_of: the day of the judgement.
        gate: the gate to judge every aggregation at, instead of the one it claims.
        signatories: published DERPA signatories, when the portfolio holds the list.
        hour_labels: how the repeated hour of the long day is labelled.
        kinds: every kind of declaration.
        reference: what CAISO publishes, when the portfolio holds it.
        lean: whether dossiers that no policy judges are left out.
        plain: declarations in whose texts there is nothing to be searched for.
        judged: the kinds that policies judge; None for all. Of the others the rows of
            inventories have no dossiers.
    """

    as_of: date
    gate: Gate | None
    signatories: frozenset[str] | None
    hour_labels: HourLabels
    kinds: tuple[str, ...]
    reference: ReferenceData | None = None
    lean: bool = False
    plain: frozenset[Declaration] = frozenset()
    judged: frozenset[str] | None = None

    def judges(self, kind: str) -> bool:
        """Tell whether a policy may judge declarations of a kind one by one."""
        return self.judged is None or kind in self.judged


class _Gathered(NamedTuple):
    """What belongs to an aggregation while it has some members, and what follows."""

    members: list[Record]
    linked: Record
    facts: Record


class Groups:
    """Aggregations and schedules, the dossier of each built when it is asked for.

    What belongs to an aggregation is kept for its schedules.
    """

    def __init__(
        self, portfolio: Portfolio, setting: Setting, settled: Collection[Key] = ()
    ) -> None:
        """Index who is a member of what.

        Args:
            portfolio: what is declared.
            setting: what a dossier depends on besides.
            settled: subjects that are not asked for, and share no site.
        """
        self.setting = setting
        self._around = _around(portfolio, setting, settled)
        self._gathered: dict[str, _Gathered] = {}

    @property
    def portfolio(self) -> Portfolio:
        """What is declared."""
        return self._around.portfolio

    def keys(self, but: Collection[Key] = ()) -> list[Key]:
        """Return kind and id of each; what belongs to one aggregation stands together.

        Args:
            but: those that are left out.
        """
        return [key for _, key in self._named(but)]

    def shares(self, but: Collection[Key] = ()) -> Iterator[list[Key]]:
        """Yield the same, some aggregations at a time, with few members together."""
        share: list[Key] = []
        members = 0
        for name, keys in groupby(self._named(but), key=lambda each: each[0]):
            share += (key for _, key in keys)
            members += self._count(name)
            if members >= _SHARE:
                yield share
                share, members = [], 0
        if share:
            yield share

    def _named(self, but: Collection[Key]) -> list[tuple[str, Key]]:
        """Return kind and id of each, behind the aggregation that it belongs to."""
        declared = self.portfolio.declarations
        return sorted(
            (key[1] if key[0] == _GROUP else declared[key].data[_GROUP], key)
            for key in declared
            if key[0] in GROUPS and key not in but
        )

    def _count(self, name: str) -> int:
        """Return how many members an aggregation has, one for itself included."""
        declared = self.portfolio.declarations.get((_GROUP, name))
        return 1 if declared is None else 1 + len(declared.data["members"])

    def dossier(self, key: Key) -> Dossier:
        """Build the dossier of an aggregation or a schedule."""
        build = self._aggregation if key[0] == _GROUP else self._schedule
        return build(key[1])

    def forget(self) -> None:
        """Let go of what was built; what comes next belongs to other aggregations."""
        self._gathered.clear()
        self._around.digested.clear()
        records = self.portfolio.records
        if isinstance(records, Records):
            records.forget()

    def _aggregation(self, name: str) -> Dossier:
        record = self.portfolio.records[_GROUP, name]
        day = _day(record, self.setting.as_of)
        linked, facts = self._belonging(record, day)
        gate = self.setting.gate
        return Dossier(
            Subject(_GROUP, name),
            record,
            linked,
            facts,
            gate if gate is not None else Gate[record["gate"]],
            day,
        )

    def _schedule(self, name: str) -> Dossier:
        portfolio = self.portfolio
        schedule = portfolio.records["schedule", name]
        day = trade_date_of(schedule) or self.setting.as_of
        linked = forward_references(portfolio, schedule, (_GROUP,))
        aggregation = linked.get(_GROUP)
        facts = schedule_facts(schedule, self.setting.hour_labels, aggregation)
        if aggregation is not None:
            belonging, theirs = self._belonging(aggregation, day)
            linked = Record(
                {**belonging, **linked}, None, {**belonging.absent, **linked.absent}
            )
            facts = Record({**theirs, **facts}, None, {**theirs.absent, **facts.absent})
        return Dossier(
            Subject("schedule", name), schedule, linked, facts, Gate.schedule, day
        )

    def _belonging(self, aggregation: Record, day: date) -> tuple[Record, Record]:
        """Return what belongs to an aggregation on a day, and the facts of that day."""
        members = list(active_members(aggregation, day))
        found = self._gathered.get(aggregation["id"])
        if found is None or found.members != members:
            linked = assemble(self.portfolio, aggregation, members)
            facts = aggregation_facts(aggregation, linked, members, self._around)
            found = _Gathered(members, linked, facts)
            self._gathered[aggregation["id"]] = found
        facts = Record(
            {"day": day.isoformat(), **found.facts}, None, found.facts.absent
        )
        return found.linked, _facts(
            aggregation, found.linked, day, facts, self._around.reference
        )


def is_alone(dossier: Dossier) -> bool:
    """Tell whether a subject shares no customer site with another aggregation."""
    kind = dossier.subject.kind
    if kind in GROUPS:
        return bool(dossier.facts.get("shared_members") == [])
    return kind != "portfolio"


def _around(
    portfolio: Portfolio, setting: Setting, settled: Collection[Key]
) -> Surroundings:
    return Surroundings(
        portfolio,
        memberships_of(portfolio, {name for kind, name in settled if kind == _GROUP}),
        setting.signatories,
        setting.reference,
        digested={},
    )


def _facts(
    aggregation: Record,
    linked: Record,
    day: date,
    facts: Record,
    reference: ReferenceData | None,
) -> Record:
    parts = (
        facts,
        step_facts(aggregation, linked, facts),
        name_facts(aggregation, linked, day),
        bucket_facts(aggregation, linked),
        aggregation_listings(aggregation, day, reference),
    )
    absent = {name: why for part in parts for name, why in part.absent.items()}
    return Record({k: v for part in parts for k, v in part.items()}, None, absent)


def _day(aggregation: Record, as_of: date) -> date:
    """Return the day whose members count: the market date while that lies ahead."""
    market_date = aggregation.get("market_date")
    return max(as_of, date.fromisoformat(market_date)) if market_date else as_of
