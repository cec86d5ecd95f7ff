"""What an effect comes to for one aggregation, with its dates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from checker.evaluate.judge import bindings_of
from checker.link.portfolio import Portfolio
from checker.model.dossier import Dossier
from checker.model.record import Record
from checker.plan.definition import Effect, EffectType, Weight
from checker.plan.effect_book import CompiledEffect
from checker.plan.fleet import fleet_of
from checker.plan.model import Outcome
from checker.plan.reviews import Fleets, Listing, in_words, listings, reviews
from checker.plan.terms import Clock
from checker.policy.expression import EvaluationFault, MissingValue, Program

__all__ = ["Comparison", "outcomes_of"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What effects are judged by.

    Attributes:
        base: the earlier portfolio.
        head: the later one.
        earlier: the dossiers of the aggregations in the base, by id.
        later: those of the head.
        clock: counts days.
        params: the parameters under the profile of the run.
    """

    base: Portfolio
    head: Portfolio
    earlier: Mapping[str, Dossier]
    later: Mapping[str, Dossier]
    clock: Clock
    params: Record
    _fleets: dict[str, Fleets] = field(default_factory=dict, repr=False)

    def fleets(self, aggregation: str) -> Fleets:
        """Return the lists of DERs of an aggregation; they are computed once."""
        if aggregation not in self._fleets:
            as_of = self.clock.as_of
            self._fleets[aggregation] = Fleets(
                fleet_of(self.base, aggregation, as_of),
                fleet_of(self.head, aggregation, as_of),
            )
        return self._fleets[aggregation]


def outcomes_of(
    compiled: CompiledEffect, aggregation: str, comparison: Comparison
) -> Iterator[tuple[str, Outcome]]:
    """Yield what an effect comes to for an aggregation.

    Args:
        compiled: the effect.
        aggregation: its id; empty for a change that concerns no single one.
        comparison: both sides.

    Yields:
        The utility that it is about, empty for any, and the outcome.
    """
    effect = compiled.effect
    plain = Outcome(
        effect=compiled.name,
        type=effect.effect,
        title=effect.title,
        weight=effect.weight,
        text=" ".join(effect.says.split()),
        documents=effect.documents,
        system=effect.system,
        sources=tuple(source.source for source in effect.sources),
    )
    of_list = effect.effect in (EffectType.RESTARTS_REVIEW, EffectType.INVALIDATES)
    if not aggregation and (of_list or compiled.when is not None):
        yield (
            "",
            _calm(plain, Weight.none, "no aggregation holds it, so nothing follows"),
        )
    elif effect.effect is EffectType.RESTARTS_REVIEW:
        yield from _reviewed(effect, plain, aggregation, comparison)
    elif effect.effect is EffectType.INVALIDATES:
        yield from _invalidated(effect, plain, aggregation, comparison)
    else:
        yield "", _handed_in(compiled, plain, aggregation, comparison)


def _calm(outcome: Outcome, weight: Weight, text: str) -> Outcome:
    """Return an outcome that asks for nothing."""
    return replace(outcome, weight=weight, text=text, documents=(), term=None)


def _reviewed(
    effect: Effect, plain: Outcome, aggregation: str, comparison: Comparison
) -> Iterator[tuple[str, Outcome]]:
    clock = comparison.clock
    fleets = comparison.fleets(aggregation)
    if fleets.reason:
        term = clock.term(effect.days, None) if effect.days else None
        why = f"which lists of DERs change cannot be computed: {fleets.reason}"
        text = f"every utility {plain.text}"
        yield "", replace(plain, text=text, details=(why,), term=term)
        return
    sides = (comparison.base, comparison.head)
    found = reviews(*sides, fleets, aggregation, clock.as_of)
    for review in found:
        term = clock.term(effect.days, review.submitted) if effect.days else None
        agreed = review.weight is Weight.note
        says = "has concurred with the new list of DERs" if agreed else plain.text
        yield (
            review.utility,
            replace(
                plain,
                weight=review.weight,
                text=f"{review.name} {says}",
                details=tuple(in_words(review, None if agreed else term, clock.as_of)),
                documents=() if agreed or review.submitted else plain.documents,
                term=None if agreed else term,
            ),
        )
    if not found:
        same = "no list of DERs from now on waits for a utility because of it"
        yield "", _calm(plain, Weight.none, same)


def _invalidated(
    effect: Effect, plain: Outcome, aggregation: str, comparison: Comparison
) -> Iterator[tuple[str, Outcome]]:
    what = str(effect.invalidates)
    fleets = comparison.fleets(aggregation)
    if fleets.reason:
        why = f"cannot be computed: {fleets.reason}"
        yield "", replace(plain, text=f"whether the {plain.title} {plain.text} {why}")
        return
    found = listings(comparison.head, fleets, aggregation, what)
    for listing in found:
        yield listing.utility, _left_behind(plain, listing, aggregation, what)


def _left_behind(
    plain: Outcome, listing: Listing, aggregation: str, what: str
) -> Outcome:
    record = f"concurrence {listing.name}{listing.state}"
    if what == "schedule_1":
        record = f"Schedule 1 of agreement {listing.name}"
    if listing.last is None:
        weight = plain.weight if listing.needed else Weight.note
        said = f"{record} {plain.text} of {aggregation}"
        return replace(plain, text=said, weight=weight)
    verb = "showing" if what == "schedule_1" else "covering"
    text = f"{record} goes on {verb} the list of DERs until {listing.last}"
    details = (f"from the day after it {plain.text}",)
    weight = plain.weight if what == "schedule_1" else Weight.note
    return replace(plain, text=text, details=details, weight=weight)


def _handed_in(
    compiled: CompiledEffect, plain: Outcome, aggregation: str, comparison: Comparison
) -> Outcome:
    effect = compiled.effect
    term = comparison.clock.term(effect.days, None) if effect.days else None
    outcome = replace(plain, term=term)
    why = _due(compiled, aggregation, comparison)
    if isinstance(why, bool):
        if not why:
            return _calm(plain, Weight.note, " ".join(effect.otherwise.split()))
        if _done(compiled, aggregation, comparison):
            return _calm(plain, Weight.note, " ".join(effect.done_says.split()))
        return outcome
    return replace(outcome, details=(f"taken as due, for in the base {why}",))


def _due(
    compiled: CompiledEffect, aggregation: str, comparison: Comparison
) -> bool | str:
    """Tell whether an effect applies, or why that cannot be told."""
    if compiled.when is None:
        return True
    dossier = comparison.earlier.get(aggregation)
    if dossier is None:
        broken = ("aggregation", aggregation) in comparison.base.broken
        why = comparison.base.why_missing("aggregation", aggregation)
        return why if broken else False
    try:
        return compiled.when(_scope(dossier, comparison)) is True
    except (MissingValue, EvaluationFault) as error:
        return str(error)


def _done(compiled: CompiledEffect, aggregation: str, comparison: Comparison) -> bool:
    """Tell whether the change does itself what an effect asks for, as far as known.

    What was there before the change may be about another one.
    """
    if compiled.done is None:
        return False
    sides = (comparison.earlier, comparison.later)
    before, after = (
        _holds(compiled.done, side.get(aggregation), comparison) for side in sides
    )
    return after and not before


def _holds(program: Program, dossier: Dossier | None, comparison: Comparison) -> bool:
    if dossier is None:
        return False
    try:
        return program(_scope(dossier, comparison)) is True
    except (MissingValue, EvaluationFault):
        return False


def _scope(dossier: Dossier, comparison: Comparison) -> dict[str, Any]:
    return bindings_of(dossier, comparison.params, comparison.clock.as_of.isoformat())
