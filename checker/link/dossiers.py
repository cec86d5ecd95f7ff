"""One dossier for each subject that policies judge and templates print."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from checker.link.assemble import forward_references
from checker.link.groups import GROUPS, Groups, Setting
from checker.link.listing import Listing
from checker.link.portfolio import Key, Portfolio
from checker.link.reading_facts import reading_facts
from checker.link.reference_facts import source_facts
from checker.link.request_facts import request_facts
from checker.link.scan import outdated_citations, suspected_secrets
from checker.model.dossier import Dossier, Settled
from checker.model.finding import Gate, Subject
from checker.model.place import Place
from checker.model.record import Record
from checker.model.row_document import RowDocument

__all__ = [
    "Setting",
    "build_dossiers",
    "build_unsettled",
    "list_name",
    "member_keys",
    "unsettled_others",
]

_GROUP = "aggregation"

_FACTS = {"meter_readings": reading_facts, "monitoring": request_facts}
"""How the facts of a kind without a dossier of its own are computed."""


_field = dict.__getitem__
_NO_PLURAL = ("meter_readings", "monitoring", "telemetry")


def list_name(kind: str) -> str:
    """Return the name under which `linked` lists the declarations of a kind."""
    if kind in _NO_PLURAL:
        return kind
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"


def build_dossiers(portfolio: Portfolio, setting: Setting) -> tuple[Dossier, ...]:
    """Build the dossiers of a portfolio: aggregations, schedules, all others, whole."""
    built = build_unsettled(portfolio, setting, {}, None)
    return tuple(dossier for dossier in built if isinstance(dossier, Dossier))


def build_unsettled(
    portfolio: Portfolio,
    setting: Setting,
    settled: Mapping[Key, Settled],
    lists: Collection[str] | None,
    groups: Groups | None = None,
) -> tuple[Dossier | Settled, ...]:
    """Build the dossiers of what is not settled, in the order of all.

    Args:
        portfolio: what is declared.
        setting: what a dossier depends on besides.
        settled: subjects whose dossiers are not needed, as long as they still serve an
            aggregation at the same gate. Such an aggregation shares no site.
        lists: the lists of declarations that the dossier of the whole portfolio needs;
            every one when None.
        groups: the aggregations and schedules, when they were looked at before.
    """
    groups = groups or Groups(portfolio, setting, settled)
    aggregations = tuple(_groups(portfolio, groups, _GROUP, settled))
    claimed = _claimed_gates(aggregations)
    return (
        *aggregations,
        *_groups(portfolio, groups, "schedule", settled),
        *_others(portfolio, setting, claimed, settled),
        _whole(portfolio, setting, lists),
    )


def unsettled_others(
    portfolio: Portfolio, setting: Setting, settled: Mapping[Key, Settled]
) -> Iterator[Dossier]:
    """Yield the dossiers of what is no group, once all aggregations are settled.

    Args:
        portfolio: what is declared.
        setting: what a dossier depends on besides.
        settled: subjects whose dossiers are not needed; see `build_unsettled`.
    """
    aggregations = (each for key, each in settled.items() if key[0] == _GROUP)
    claimed = _claimed_gates(aggregations)
    for each in _others(portfolio, setting, claimed, settled):
        if isinstance(each, Dossier):
            yield each


def member_keys(dossier: Dossier) -> frozenset[Key]:
    """Return kind and id of each declaration that a dossier rests on."""
    keys = {(dossier.subject.kind, dossier.subject.id)}
    for name, value in dossier.linked.items():
        if name == "ders" and "sites" in dossier.linked:  # that is where they stand
            continue
        for record in value if isinstance(value, list) else (value,):
            if record.place is not None:
                whole = not record.place.pointer
                data = record if whole else record.place.document.data
                # It is named here, not read: no verdict depends on an id for this.
                keys.add((_field(data, "kind"), _field(data, "id")))
    return frozenset(keys)


def _groups(
    portfolio: Portfolio, groups: Groups, kind: str, settled: Mapping[Key, Settled]
) -> Iterator[Dossier | Settled]:
    for declaration in portfolio.of_kind(kind):
        key = (kind, declaration.id)
        yield settled[key] if key in settled else groups.dossier(key)


def _claimed_gates(aggregations: Iterable[Dossier | Settled]) -> dict[Key, Gate]:
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
    for key in portfolio.ordered():
        kind, name = key
        if kind in GROUPS:
            continue
        # A fleet has many rows, and nobody asks for them one by one.
        needless = setting.lean or _is_row(portfolio, key)
        if needless and not setting.judges(kind):
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


def _is_row(portfolio: Portfolio, key: Key) -> bool:
    return isinstance(portfolio.declarations[key].document, RowDocument)


def _listed(portfolio: Portfolio, kind: str) -> list[Record]:
    """Return the records of a kind, by id; those of rows are made one at a time."""
    keys = [(kind, declaration.id) for declaration in portfolio.of_kind(kind)]
    if any(_is_row(portfolio, key) for key in keys):
        return Listing(portfolio.records, keys)
    return [portfolio.records[key] for key in keys]


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
            linked[plural] = _listed(portfolio, kind)
    facts = Record({})
    # What is known of old holds neither, or it would be read again.
    read = [
        each
        for each in portfolio.every
        if each.known is None and each not in setting.plain
    ]
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
