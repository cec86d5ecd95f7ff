"""One dossier for each subject that policies judge and templates print."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from checker.link.assemble import assemble, forward_references
from checker.link.dated_steps import step_facts
from checker.link.facts import Surroundings, aggregation_facts
from checker.link.memberships import memberships_of
from checker.link.nri_buckets import bucket_facts
from checker.link.portfolio import Key, Portfolio
from checker.link.reading_facts import reading_facts
from checker.link.reference_facts import aggregation_listings, source_facts
from checker.link.request_facts import request_facts
from checker.link.scan import outdated_citations, suspected_secrets
from checker.link.schedule_facts import schedule_facts, trade_date_of
from checker.link.stated_names import name_facts
from checker.link.trade_hours import HourLabels
from checker.model.dossier import Dossier, Settled
from checker.model.finding import Gate, Subject
from checker.model.place import Place
from checker.model.record import Record
from checker.model.refdata import ReferenceData

__all__ = [
    "Setting",
    "build_dossiers",
    "build_unsettled",
    "list_name",
    "member_keys",
]

_GROUP = "aggregation"
_OWN_DOSSIER = (_GROUP, "schedule")

_FACTS = {"meter_readings": reading_facts, "monitoring": request_facts}
"""How the facts of a kind without a dossier of its own are computed."""


_NO_PLURAL = ("meter_readings", "monitoring", "telemetry")


def list_name(kind: str) -> str:
    """Return the name under which `linked` lists the declarations of a kind."""
    if kind in _NO_PLURAL:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


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
    """

    as_of: date
    gate: Gate | None
    signatories: frozenset[str] | None
    hour_labels: HourLabels
    kinds: tuple[str, ...]
    reference: ReferenceData | None = None


def build_dossiers(portfolio: Portfolio, setting: Setting) -> tuple[Dossier, ...]:
    """Build the dossiers of a portfolio: aggregations, schedules, all others, whole."""
    built = build_unsettled(portfolio, setting, {}, None)
    return tuple(dossier for dossier in built if isinstance(dossier, Dossier))


def build_unsettled(
    portfolio: Portfolio,
    setting: Setting,
    settled: Mapping[Key, Settled],
    lists: Collection[str] | None,
) -> tuple[Dossier | Settled, ...]:
    """Build the dossiers of what is not settled, in the order of all.

    Args:
        portfolio: what is declared.
        setting: what a dossier depends on besides.
        settled: subjects whose dossiers are not needed, as long as they still serve an
            aggregation at the same gate. Such an aggregation shares no site.
        lists: the lists of declarations that the dossier of the whole portfolio needs;
            every one when None.
    """
    around = Surroundings(
        portfolio,
        memberships_of(portfolio, [name for kind, name in settled if kind == _GROUP]),
        setting.signatories,
        setting.reference,
        digested={},
    )
    aggregations = tuple(_aggregations(setting, around, settled))
    claimed = _claimed_gates(aggregations)
    return (
        *aggregations,
        *_schedules(setting, around, settled),
        *_others(portfolio, setting, claimed, settled),
        _whole(portfolio, setting, lists),
    )


def member_keys(dossier: Dossier) -> frozenset[Key]:
    """Return kind and id of each declaration that a dossier rests on."""
    keys = {(dossier.subject.kind, dossier.subject.id)}
    for value in dossier.linked.values():
        for record in value if isinstance(value, list) else (value,):
            if record.place is not None:
                data = record.place.document.data
                keys.add((data["kind"], data["id"]))
    return frozenset(keys)


def _aggregations(
    setting: Setting, around: Surroundings, settled: Mapping[Key, Settled]
) -> Iterator[Dossier | Settled]:
    portfolio = around.portfolio
    for declaration in portfolio.of_kind(_GROUP):
        if (_GROUP, declaration.id) in settled:
            yield settled[_GROUP, declaration.id]
            continue
        record = portfolio.records[_GROUP, declaration.id]
        day = _day(record, setting.as_of)
        linked = assemble(portfolio, record, day)
        yield Dossier(
            Subject("aggregation", declaration.id),
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


def _schedules(
    setting: Setting, around: Surroundings, settled: Mapping[Key, Settled]
) -> Iterator[Dossier | Settled]:
    portfolio = around.portfolio
    for declaration in portfolio.of_kind("schedule"):
        if ("schedule", declaration.id) in settled:
            yield settled["schedule", declaration.id]
            continue
        schedule = portfolio.records["schedule", declaration.id]
        day = trade_date_of(schedule) or setting.as_of
        linked = forward_references(portfolio, schedule, ("aggregation",))
        aggregation = linked.get("aggregation")
        facts = schedule_facts(schedule, setting.hour_labels, aggregation)
        if aggregation is not None:
            belonging = assemble(portfolio, aggregation, day)
            linked = Record(
                {**belonging, **linked}, None, {**belonging.absent, **linked.absent}
            )
            theirs = _facts(aggregation, belonging, day, around)
            facts = Record({**theirs, **facts}, None, {**theirs.absent, **facts.absent})
        yield Dossier(
            Subject("schedule", declaration.id),
            schedule,
            linked,
            facts,
            Gate.schedule,
            day,
        )


def _claimed_gates(aggregations: tuple[Dossier | Settled, ...]) -> dict[Key, Gate]:
    """Return the highest gate claimed by an aggregation that a declaration serves."""
    claimed: dict[Key, Gate] = {}
    for dossier in aggregations:
        for key in _held_by(dossier):
            claimed[key] = max(dossier.gate, claimed.get(key, Gate.draft))
    return claimed


def _held_by(dossier: Dossier | Settled) -> frozenset[Key]:
    return dossier.held if isinstance(dossier, Settled) else member_keys(dossier)


def _others(
    portfolio: Portfolio,
    setting: Setting,
    claimed: dict[Key, Gate],
    settled: Mapping[Key, Settled],
) -> Iterator[Dossier | Settled]:
    for key in sorted(portfolio.declarations):
        kind, name = key
        if kind in _OWN_DOSSIER:
            continue
        # Whatever serves no aggregation is judged in full rather than not at all.
        gate = claimed.get(key, Gate.market)
        if key in settled and settled[key].gate is gate:
            yield settled[key]
            continue
        record = portfolio.records[key]
        fields = [field for field in record if field in setting.kinds]
        yield Dossier(
            Subject(kind, name),
            record,
            forward_references(portfolio, record, fields),
            _FACTS[kind](record) if kind in _FACTS else Record({}),
            gate,
            setting.as_of,
        )


def _whole(
    portfolio: Portfolio, setting: Setting, lists: Collection[str] | None
) -> Dossier:
    linked = Record({})
    for kind in setting.kinds:
        plural = list_name(kind)
        if lists is not None and plural not in lists:
            continue
        why = portfolio.unread or next(
            (why for key, why in portfolio.broken.items() if key[0] == kind), ""
        )
        if why:
            linked.absent[plural] = why
        else:
            linked[plural] = [
                portfolio.records[kind, declaration.id]
                for declaration in portfolio.of_kind(kind)
            ]
    facts = Record({})
    # What is known of old holds neither, or it would be read again.
    read = [declaration for declaration in portfolio.every if declaration.known is None]
    for name, found in (
        ("suspected_secrets", suspected_secrets(read)),
        ("outdated_citations", outdated_citations(read)),
    ):
        if portfolio.unread and not found:
            facts.absent[name] = portfolio.unread
        else:
            facts[name] = found
    sources = source_facts(setting.reference)
    facts.update(sources)
    facts.absent.update(sources.absent)
    first = portfolio.every[0]
    record = Record({"id": "portfolio"}, Place(first.document, ("id",)))
    return Dossier(
        Subject("portfolio", "portfolio"),
        record,
        linked,
        facts,
        setting.gate if setting.gate is not None else Gate.market,
        setting.as_of,
    )
