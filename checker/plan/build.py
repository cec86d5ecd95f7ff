"""From two portfolios to a plan: differences, what each sets off, and for whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from checker.errors import UsageError
from checker.model.document import locate
from checker.model.place import Location, Place
from checker.plan.concerned import Concerns, concerns_of
from checker.plan.definition import EffectType, Weight
from checker.plan.difference import Change, ChangeType, compare
from checker.plan.effect_book import CompiledEffect
from checker.plan.effects import Comparison, outcomes_of
from checker.plan.model import Group, Item, Outcome, Plan, Unjudged
from checker.plan.rules import CompiledRule, RuleSet
from checker.plan.sides import Side, pair_up

__all__ = ["Differences", "approved", "differences", "grouped"]

_ORDER = ("aggregation", "provider", "scheduling_coordinator", "portfolio")
_NEAR = 3

_Caused = tuple[CompiledEffect, list[Change]]
"""An effect, and the changes that set it off."""


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between two states, and what could not be compared."""

    changes: tuple[Change, ...]
    unjudged: tuple[Unjudged, ...]


def differences(
    base: Side, head: Side, rules: RuleSet, wanted: Callable[[str], bool]
) -> Differences:
    """Compare two states.

    Args:
        base: the earlier state.
        head: the later one.
        rules: for what the schemas say.
        wanted: tells of a file whether its declarations are asked about.
    """
    pairs, unjudged = pair_up(base, head)
    changes = [
        change
        for pair in pairs
        for change in compare(
            *pair,
            rules.shapes[pair.kind],
            (
                base.portfolio.records.get(pair.key),
                head.portfolio.records.get(pair.key),
            ),
        )
        if any(map(wanted, _files(change)))
    ]
    return Differences(
        tuple(changes), tuple(u for u in unjudged if wanted(u.location.file))
    )


def _files(change: Change) -> Iterator[str]:
    """Yield the files of a change: the declaration's, and its table's."""
    for side in (change.base, change.head):
        if side is not None:
            yield side.declaration.document.file
            yield side.place.document.file


def grouped(
    changes: Sequence[Change], rules: RuleSet, comparison: Comparison
) -> tuple[Group, ...]:
    """Find what each change sets off, and group all by whom they concern."""
    concerns = concerns_of(comparison.base, comparison.head)
    as_of = comparison.clock.as_of
    found = [(change, rules.rule_for(change, as_of)) for change in changes]
    outcomes = _Outcomes(concerns, comparison)
    for change, rule in found:
        outcomes.note(change, rule)
    judged = _once(outcomes.judged())
    weights: dict[str, Weight] = defaultdict(lambda: Weight.none)
    for _, outcome in judged:
        for cause in outcome.causes:
            weights[cause] = max(weights[cause], outcome.weight)
    items = [_item(change, rule, concerns, weights) for change, rule in found]
    return _groups(items, judged, concerns, comparison)


def _once(
    judged: Sequence[tuple[tuple[str, str], Outcome]],
) -> list[tuple[tuple[str, str], Outcome]]:
    """Say once what several effects come to, where it is the same."""
    found: dict[tuple[tuple[str, str], str], Outcome] = {}
    for owner, outcome in judged:
        key = (owner, outcome.text)
        if key in found:
            causes = dict.fromkeys((*found[key].causes, *outcome.causes))
            outcome = replace(found[key], causes=tuple(causes))  # noqa: PLW2901 # joined
        found[key] = outcome
    return [(owner, outcome) for (owner, _), outcome in found.items()]


class _Outcomes:
    """Collects which changes set off which effect for whom, then judges each once."""

    def __init__(self, concerns: Concerns, comparison: Comparison) -> None:
        self._concerns = concerns
        self._comparison = comparison
        self._causes: dict[tuple[str, tuple[str, str]], _Caused] = {}

    def note(self, change: Change, rule: CompiledRule | None) -> None:
        """Take down what a change sets off."""
        names = self._concerns.aggregations(change)
        owners = [("aggregation", n) for n in names] or [self._concerns.owner(change)]
        for effect in rule.effects if rule else ():
            for owner in owners:
                if effect.when is not None and self._unlisted(change, owner):
                    continue  # what others were given does not show it
                key = (effect.name, owner)
                self._causes.setdefault(key, (effect, []))[1].append(change)

    def _unlisted(self, change: Change, owner: tuple[str, str]) -> bool:
        """Tell whether a change is of days that are past for an aggregation."""
        member = change.kind == "aggregation" and change.path.startswith("/members[")
        if owner[0] != "aggregation" or not (member or change.kind == "site"):
            return False
        fleets = self._comparison.fleets(owner[1])
        if fleets.reason:
            return False
        return fleets.same if member else change.id not in fleets.sites

    def judged(self) -> list[tuple[tuple[str, str], Outcome]]:
        """Return what everything comes to, with whom it concerns."""
        found = []
        for (_, owner), (effect, changes) in self._causes.items():
            name = owner[1] if owner[0] == "aggregation" else ""
            for utility, outcome in outcomes_of(effect, name, self._comparison):
                causes = self._about(changes, utility)
                prints = tuple(change.fingerprint for change in causes)
                found.append((owner, replace(outcome, causes=prints)))
        return found

    def _about(self, changes: Sequence[Change], utility: str) -> Sequence[Change]:
        """Return the changes that concern a utility; all where none does."""
        if not utility:
            return changes
        named = [(change, self._concerns.utilities(change)) for change in changes]
        about = [change for change, who in named if not who or utility in who]
        return about or changes


def _item(
    change: Change,
    rule: CompiledRule | None,
    concerns: Concerns,
    weights: Mapping[str, Weight],
) -> Item:
    in_base = change.head is None
    location = _location(change)
    names = concerns.aggregations(change)
    if rule is None:
        return Item(
            change=change,
            title=f"{change.path or 'the declaration'} is {change.type.value}",
            weight=Weight.unknown,
            rule="",
            because="No consequence is known for this change: review it by hand.",
            aggregations=names,
            location=location,
            in_base=in_base,
        )
    return Item(
        change=change,
        title=rule.titled(change),
        weight=weights[change.fingerprint],
        rule=rule.name,
        because=" ".join(rule.rule.because.split()),
        aggregations=names,
        location=location,
        in_base=in_base,
    )


def _location(change: Change) -> Location:
    side = change.head or change.base
    assert side is not None  # noqa: S101 # a change has a side
    document, pointer, _ = side.place
    on_key = change.type is not ChangeType.ADDED
    return locate(Place(document, pointer or ("id",), on_key))


def _groups(
    items: Iterable[Item],
    judged: Iterable[tuple[tuple[str, str], Outcome]],
    concerns: Concerns,
    comparison: Comparison,
) -> tuple[Group, ...]:
    found: dict[tuple[str, str], tuple[list[Item], list[Outcome]]] = {}
    for item in items:
        owner = concerns.owner(item.change)
        if len(item.aggregations) == 1:
            owner = ("aggregation", item.aggregations[0])
        elif item.aggregations:
            owner = ("portfolio", "")
        found.setdefault(owner, ([], []))[0].append(item)
    for owner, outcome in judged:
        found.setdefault(owner, ([], []))[1].append(outcome)
    return tuple(
        Group(
            *owner,
            _name(owner, comparison),
            tuple(sorted(group[0], key=_item_order)),
            tuple(sorted(group[1], key=_outcome_order)),
        )
        for owner, group in sorted(
            found.items(), key=lambda row: (_ORDER.index(row[0][0]), row[0][1])
        )
    )


def _item_order(item: Item) -> tuple[int, str, str, str]:
    change = item.change
    return (-item.weight, change.kind, change.id, change.path)


def _outcome_order(outcome: Outcome) -> tuple[int, int, str]:
    return (-outcome.weight, list(EffectType).index(outcome.type), outcome.text)


def _name(owner: tuple[str, str], comparison: Comparison) -> str:
    for portfolio in (comparison.head, comparison.base):
        record = portfolio.records.get(owner)
        if record is not None:
            return str(record.get("name") or record.get("legal_name") or owner[1])
    return owner[1]


def approved(plan: Plan, fingerprints: Iterable[str]) -> Plan:
    """Mark what somebody has approved.

    Raises:
        UsageError: the plan holds no such fingerprint; near ones are named.
    """
    given = frozenset(fingerprints)
    known = sorted(plan.fingerprints)
    for unknown in sorted(given.difference(known)):
        near = get_close_matches(unknown, known, n=_NEAR, cutoff=0.5)
        if near:
            remedy = f"did you mean {' or '.join(near)}?"
        elif known:
            remedy = f"the plan holds: {', '.join(known[:_NEAR])}" + (
                ", ..." if len(known) > _NEAR else ""
            )
        else:
            remedy = "there is no change, so there is nothing to approve"
        raise UsageError(
            f"no change has the fingerprint `{unknown}`", remedy=f"{remedy}"
        )
    groups = tuple(
        group._replace(
            items=tuple(
                replace(item, approved=item.change.fingerprint in given)
                for item in group.items
            )
        )
        for group in plan.groups
    )
    unjudged = tuple(
        replace(each, approved=each.fingerprint in given) for each in plan.unjudged
    )
    return replace(plan, groups=groups, unjudged=unjudged)
