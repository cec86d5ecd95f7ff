"""What is wrong with an element, and where: from an evaluation to a fault."""

import json
from collections.abc import Mapping
from typing import Any

from checker.evaluate.places import fault_path, is_within, place_of, places_at
from checker.evaluate.verdict import Fault
from checker.evaluate.words import explain, interpolate
from checker.model.dossier import Dossier
from checker.model.finding import Outcome
from checker.model.path import item_name
from checker.model.place import Place
from checker.model.record import Record
from checker.policy.compiled import CompiledPolicy
from checker.policy.expression import EvaluationFault, MissingValue

__all__ = ["failed", "not_judged", "own_places"]


def failed(
    compiled: CompiledPolicy,
    dossier: Dossier,
    scope: Mapping[str, Any],
    element: Any,
) -> Fault:
    """Say why and where an element breaks a policy.

    Args:
        compiled: the policy.
        dossier: its subject.
        scope: the names in scope, the `for_each` variable among them.
        element: the variable's value; None without `for_each`.
    """
    explained = explain(compiled.require, scope)
    places: tuple[Place, ...] = ()
    if compiled.policy.at is not None:
        places = places_at(compiled.policy.at, dossier, scope)
    places = places or own_places(element, explained.elements, dossier)
    return Fault(
        outcome=Outcome.FAIL,
        place=places[0],
        message=interpolate(compiled.message, scope),
        # Which of several places comes first may depend on the order of files.
        path=min(_path(place, element, dossier) for place in places),
        element=_name(element),
        element_name=_short_name(element),
        related=tuple((place, "here too") for place in places[1:]),
        measured=explained.measured,
        limit=explained.limit,
        explanation=explained.text,
    )


def not_judged(
    error: MissingValue | EvaluationFault, dossier: Dossier, element: Any
) -> Fault:
    """Say what keeps an element from being judged, and where that is missing."""
    place = own_places(element, (), dossier)[0]
    path = _path(place, element, dossier)
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
        element=_name(element),
        element_name=_short_name(element),
        broken_policy=isinstance(error, EvaluationFault),
    )


def own_places(
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


def _path(place: Place, element: Any, dossier: Dossier) -> str:
    """Name a place, and the element where the place is not the element's own."""
    if dossier.subject.kind == "portfolio" and place == dossier.record.place:
        path = "portfolio"  # it borrows its place from whichever file comes first
    else:
        path = fault_path(place)
    if element is None or (isinstance(element, Record) and is_within(place, element)):
        return path
    return f"{path}#{_name(element)}"


def _name(element: Any) -> str:
    """Name an element of `for_each` apart from its fellows, whatever their order."""
    if element is None:
        return ""
    if isinstance(element, Record):
        if element.place is not None and not element.place.on_key:
            return fault_path(element.place)
        name = element.get("id") or element.get("utility")
        if isinstance(name, str):
            return name
    return element if isinstance(element, str) else json.dumps(element, sort_keys=True)


def _short_name(element: Any) -> str:
    """Name an element by its id; two of one subject may share it."""
    if isinstance(element, Record) and element.place is not None:
        return item_name(element) or _name(element)
    return _name(element)
