"""Where a fault is: from the `at` of a policy to a symbolic place."""

from collections.abc import Mapping
from typing import Any

from checker.model.dossier import Dossier
from checker.model.path import symbolic_path
from checker.model.place import Place
from checker.model.record import Record

__all__ = ["fault_path", "is_within", "place_of", "places_at"]


def place_of(record: Record) -> Place | None:
    """Return where to point for a record; a whole declaration is shown by its id."""
    place = record.place
    if place is not None and not place.pointer and "id" in record:
        return Place(place.document, ("id",))
    return place


def places_at(
    at: str, dossier: Dossier, bindings: Mapping[str, Any]
) -> tuple[Place, ...]:
    """Resolve a policy's `at`.

    Args:
        at: a dotted path. Its first step is a name in scope, or else a field of the
            subject.
        dossier: whose subject it is relative to.
        bindings: the names in scope, the `for_each` variable among them.

    Returns:
        The place; several when the path ends at a list of placed records; none when
        it leads nowhere that was declared.
    """
    steps = at.split(".")
    if steps[0] in bindings:
        value: Any = bindings[steps[0]]
        steps = steps[1:]
    else:
        value = dossier.record
    for index, step in enumerate(steps):
        if not isinstance(value, Record):
            break
        inner = value.get(step)
        if isinstance(inner, Record) or (value.place is None and _placed(inner)):
            value = inner
        elif value.place is None:
            return ()
        else:
            rest = tuple(steps[index:])
            return (Place(value.place.document, (*value.place.pointer, *rest)),)
    if isinstance(value, list):
        return tuple(p for item in value if (p := place_of(item)) is not None)
    place = place_of(value) if isinstance(value, Record) else None
    return () if place is None else (place,)


def _placed(value: Any) -> bool:
    """Tell a list of computed records, each with a place of its own.

    A declared list is located as a whole instead: its items stand within it.
    """
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(item, Record) and item.place is not None for item in value)
    )


def fault_path(place: Place) -> str:
    """Name a place by ids: it survives reordering and moving between files."""
    data = place.document.data
    return f"{data['kind']}/{data['id']}{symbolic_path(data, place.pointer)}"


def is_within(place: Place, record: Record) -> bool:
    """Tell whether a place is a declared record's own, or one inside it.

    What is computed borrows the key of a declared list: that is nobody's own.
    """
    own = record.place
    return (
        own is not None
        and not own.on_key
        and own.document is place.document
        and place.pointer[: len(own.pointer)] == own.pointer
    )
