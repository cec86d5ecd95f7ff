"""Limits that hold, and not by much."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.evaluate.bench import Bench
from checker.evaluate.faults import own_places
from checker.evaluate.judge import bindings_of, judge, scopes_of
from checker.evaluate.places import places_at
from checker.evaluate.words import called
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.model.survey import Narrow
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import EvaluationFault, Margin, MissingValue

__all__ = ["narrow_passes"]

_PERCENT = 100


def narrow_passes(
    bench: Bench, dossiers: Iterable[Dossier], percent: float
) -> tuple[Narrow, ...]:
    """List the limits that hold by less than a percentage of the limit.

    Only verdicts that are PASS are looked at: what fails is a finding. A limit of zero
    has no percentage and is left out.

    Args:
        bench: what the judgement rests on.
        dossiers: the subjects.
        percent: a limit with this much left, or less, is listed.

    Returns:
        The narrowest first.
    """
    params = bench.params(bench.profile)
    subjects = tuple(dossiers)
    found = [
        narrow
        for compiled in bench.to_judge()
        if compiled.policy.effective.covers(bench.as_of)
        for dossier in subjects
        if dossier.subject.kind == compiled.policy.applies_to
        for narrow in _of_subject(
            compiled, dossier, bindings_of(dossier, params, bench.as_of.isoformat())
        )
        if narrow.margin <= percent
    ]
    return tuple(sorted(found, key=_order))


def _order(narrow: Narrow) -> tuple[float, str, str, str, str]:
    return (
        narrow.margin,
        narrow.policy,
        *narrow.subject,
        narrow.element,
    )


def _of_subject(
    compiled: CompiledPolicy, dossier: Dossier, bindings: Mapping[str, Any]
) -> Iterator[Narrow]:
    if judge(compiled, dossier, bindings).outcome is not Outcome.PASS:
        return
    for scope, element in scopes_of(compiled, bindings):
        try:
            limits = compiled.require.margins(scope)
        except (MissingValue, EvaluationFault):
            continue  # it looks at more than the verdict did, and may find a gap
        for limit in limits:
            if limit.limit:
                yield _narrow(compiled, dossier, scope, element, limit)


def _narrow(
    compiled: CompiledPolicy,
    dossier: Dossier,
    scope: Mapping[str, Any],
    element: object,
    margin: Margin,
) -> Narrow:
    policy = compiled.policy
    places = places_at(policy.at, dossier, scope) if policy.at is not None else ()
    places = places or own_places(element, margin.elements[::-1], dossier)
    named = [each for each in (element, *margin.elements) if each is not None]
    left = abs(margin.measured - margin.limit) / abs(margin.limit)
    return Narrow(
        policy.id,
        policy.name,
        dossier.subject,
        ", ".join(map(called, named)),
        " ".join(margin.text.split()),
        margin.measured,
        margin.limit,
        round(left * _PERCENT, 3),
        locate(places[0]),
    )
