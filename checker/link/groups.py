"""The dossiers of what declarations belong to: aggregations, and their schedules."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from checker.link.assemble import assemble, forward_references
from checker.link.dated_steps import step_facts
from checker.link.facts import Surroundings, aggregation_facts
from checker.link.memberships import memberships_of
from checker.link.nri_buckets import bucket_facts
from checker.link.portfolio import Key, Portfolio
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


class Groups:
    """Aggregations and schedules, the dossier of each built when it is asked for."""

    def __init__(
        self, portfolio: Portfolio, setting: Setting, settled: Collection[Key] = ()
    ) -> None:
        """Index who is a member of what.

        Args:
            portfolio: what is declared.
            setting: what a dossier depends on besides.
            settled: subjects that are not asked for, and share no site.
        """
        self._setting = setting
        self._around = _around(portfolio, setting, settled)

    @property
    def portfolio(self) -> Portfolio:
        """What is declared."""
        return self._around.portfolio

    def keys(self, but: Collection[Key] = ()) -> list[Key]:
        """Return kind and id of each; what belongs to one aggregation stands together.

        Args:
            but: those that are left out.
        """
        declared = self._around.portfolio.declarations
        return sorted(
            (key for key in declared if key[0] in GROUPS and key not in but),
            key=self._group,
        )

    def _group(self, key: Key) -> tuple[str, Key]:
        data = self._around.portfolio.declarations[key].data
        return (key[1] if key[0] == _GROUP else data[_GROUP], key)

    def dossier(self, key: Key) -> Dossier:
        """Build the dossier of an aggregation or a schedule."""
        build = _aggregation if key[0] == _GROUP else _schedule
        return build(key[1], self._setting, self._around)


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
        memberships_of(portfolio, [name for kind, name in settled if kind == _GROUP]),
        setting.signatories,
        setting.reference,
        digested={},
    )


def _aggregation(name: str, setting: Setting, around: Surroundings) -> Dossier:
    record = around.portfolio.records[_GROUP, name]
    day = _day(record, setting.as_of)
    linked = assemble(around.portfolio, record, day)
    return Dossier(
        Subject(_GROUP, name),
        record,
        linked,
        _facts(record, linked, day, around),
        setting.gate if setting.gate is not None else Gate[record["gate"]],
        day,
    )


def _facts(
    aggregation: Record, linked: Record, day: date, around: Surroundings
) -> Record:
    facts = aggregation_facts(aggregation, linked, day, around)
    parts = (
        facts,
        step_facts(aggregation, linked, facts),
        name_facts(aggregation, linked, day),
        bucket_facts(aggregation, linked),
        aggregation_listings(aggregation, day, around.reference),
    )
    absent = {name: why for part in parts for name, why in part.absent.items()}
    return Record({k: v for part in parts for k, v in part.items()}, None, absent)


def _day(aggregation: Record, as_of: date) -> date:
    """Return the day whose members count: the market date while that lies ahead."""
    market_date = aggregation.get("market_date")
    return max(as_of, date.fromisoformat(market_date)) if market_date else as_of


def _schedule(name: str, setting: Setting, around: Surroundings) -> Dossier:
    portfolio = around.portfolio
    schedule = portfolio.records["schedule", name]
    day = trade_date_of(schedule) or setting.as_of
    linked = forward_references(portfolio, schedule, (_GROUP,))
    aggregation = linked.get(_GROUP)
    facts = schedule_facts(schedule, setting.hour_labels, aggregation)
    if aggregation is not None:
        belonging = assemble(portfolio, aggregation, day)
        linked = Record(
            {**belonging, **linked}, None, {**belonging.absent, **linked.absent}
        )
        theirs = _facts(aggregation, belonging, day, around)
        facts = Record({**theirs, **facts}, None, {**theirs.absent, **facts.absent})
    return Dossier(
        Subject("schedule", name), schedule, linked, facts, Gate.schedule, day
    )
