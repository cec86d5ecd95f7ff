"""Judge one policy over one dossier. Whatever cannot be judged says so."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checker.evaluate.places import fault_path, place_of, places_at
from checker.evaluate.verdict import Fault, Verdict
from checker.evaluate.words import explain, interpolate
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.model.place import Place
from checker.model.record import Record
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import EvaluationFault, MissingValue

__all__ = ["bindings_of", "judge"]


def bindings_of(dossier: Dossier, params: Record, as_of: str) -> dict[str, Any]:
    """Return the names in scope of a policy over a dossier."""
    return {
        dossier.subject.kind: dossier.record,
        "linked": dossier.linked,
        "facts": dossier.facts,
        "params": params,
        "as_of": as_of,
    }


def judge(
    compiled: CompiledPolicy, dossier: Dossier, bindings: Mapping[str, Any]
) -> Verdict:
    """Judge a policy over a subject.

    Args:
        compiled: the policy.
        dossier: the subject with all that it may know.
        bindings: the names in scope; see `bindings_of`.

    Returns:
        One verdict. With `for_each` it has a fault for each element that breaks the
        policy or could not be judged; FAIL weighs more than UNDETERMINED.
    """
    policy = compiled.policy.id
    try:
        if compiled.when is not None and not compiled.when(bindings):
            return Verdict(policy, dossier.subject, Outcome.NOT_APPLICABLE)
        scopes = list(_scopes(compiled, bindings))
    except (MissingValue, EvaluationFault) as error:
        gap = _not_judged(error, dossier, None)
        return Verdict(policy, dossier.subject, Outcome.UNDETERMINED, (gap,))
    if not scopes:
        return Verdict(policy, dossier.subject, Outcome.NOT_APPLICABLE)
    faults = _distinct(
        fault
        for scope, element in scopes
        if (fault := _judge_one(compiled, dossier, scope, element)) is not None
    )
    return Verdict(policy, dossier.subject, _worst(faults), faults)


def _distinct(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Say what is said of one place once: a gap that many elements run into."""
    kept: dict[tuple[str, str], Fault] = {}
    for fault in faults:
        kept.setdefault((fault.path, fault.message), fault)
    return tuple(kept.values())


def _worst(faults: tuple[Fault, ...]) -> Outcome:
    outcomes = {fault.outcome for fault in faults}
    for outcome in (Outcome.FAIL, Outcome.UNDETERMINED):
        if outcome in outcomes:
            return outcome
    return Outcome.PASS


def _scopes(
    compiled: CompiledPolicy, bindings: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], Any]]:
    if compiled.each is None:
        yield bindings, None
        return
    variable, collection = compiled.each
    for element in collection(bindings):
        yield {**bindings, variable: element}, element


def _judge_one(
    compiled: CompiledPolicy,
    dossier: Dossier,
    scope: Mapping[str, Any],
    element: Any,
) -> Fault | None:
    try:
        if compiled.require(scope):
            return None
    except (MissingValue, EvaluationFault) as error:
        return _not_judged(error, dossier, element)
    return _failed(compiled, dossier, scope, element)


def _failed(
    compiled: CompiledPolicy,
    dossier: Dossier,
    scope: Mapping[str, Any],
    element: Any,
) -> Fault:
    explained = explain(compiled.require, scope)
    places: tuple[Place, ...] = ()
    if compiled.policy.at is not None:
        places = places_at(compiled.policy.at, dossier, scope)
    places = places or _own_places(element, explained.elements, dossier)
    return Fault(
        outcome=Outcome.FAIL,
        place=places[0],
        message=interpolate(compiled.message, scope),
        path=_path(places[0], element),
        related=tuple((place, "here too") for place in places[1:]),
        measured=explained.measured,
        limit=explained.limit,
        explanation=explained.text,
    )


def _own_places(
    element: Any, failing: tuple[Any, ...], dossier: Dossier
) -> tuple[Place, ...]:
    """Return the element's place, else those inside `all`, else the subject's."""
    for candidates in ((element,), failing, (dossier.record,)):
        places = tuple(
            place
            for candidate in candidates
            if isinstance(candidate, Record)
            and (place := place_of(candidate)) is not None
        )
        if places:
            return places
    raise ValueError("a subject has a place")


def _path(place: Place, element: Any) -> str:
    """Keep apart the elements that have no place of their own."""
    path = fault_path(place)
    if isinstance(element, Record):
        name = element.get("id") or element.get("utility") or ""
        return path if place_of(element) == place or not name else f"{path}#{name}"
    return path if element is None else f"{path}#{element}"


def _not_judged(
    error: MissingValue | EvaluationFault, dossier: Dossier, element: Any
) -> Fault:
    place = _own_places(element, (), dossier)[0]
    path = _path(place, element)
    if isinstance(error, MissingValue):
        record = error.record
        if record is not None and record.place is not None:
            missing = (*record.place.pointer, error.name)
            place = Place(record.place.document, missing, on_key=True)
            path = fault_path(place)
        reason = f": {error.reason}" if error.reason else ""
        message = f"cannot be judged: `{error.path}` is missing{reason}"
    else:
        message = f"cannot be judged: {error}"
    return Fault(
        outcome=Outcome.UNDETERMINED,
        place=place,
        message=message,
        path=path,
        broken_policy=isinstance(error, EvaluationFault),
    )
