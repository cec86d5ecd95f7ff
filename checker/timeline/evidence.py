"""What the declarations show of a step: done, waiting, open, or not to be judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.place import Place
from checker.model.record import Record
from checker.model.timeline import Evidence, State
from checker.policy.compiled_step import CompiledProof, CompiledStep
from checker.policy.expression import EvaluationFault, MissingValue, Program

__all__ = ["Shown", "date_of", "shown_by"]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a step by itself, whatever it depends on.

    Attributes:
        on: of a step that is done the day of completion, of one that waits the day
            since when; None where no date is declared.
        places: where it is declared.
        reason: why it cannot be judged.
    """

    state: State
    on: date | None = None
    places: tuple[Place, ...] = ()
    reason: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The same with the declarations named and their lines."""
        return tuple(
            Evidence(
                Subject(str(data["kind"]), str(data["id"])),
                locate(place),
            )
            for place in self.places
            for data in (place.document.data,)
        )


def shown_by(
    compiled: CompiledStep, dossier: Dossier, bindings: Mapping[str, Any], as_of: date
) -> Shown:
    """Judge a step by what is declared.

    Args:
        compiled: the step.
        dossier: the aggregation.
        bindings: the names in scope of its expressions.
        as_of: a date after this day is a plan and shows nothing.
    """
    gap = ""
    try:
        if compiled.applies_when and not _holds(compiled.applies_when, bindings):
            return Shown(State.NOT_APPLICABLE)
        done = _proved(compiled.done, dossier, bindings, as_of)
        if done is not None:
            return Shown(State.DONE, *done)
    except (MissingValue, EvaluationFault) as error:
        gap = _reason(error)
    if not gap and compiled.waiting is not None:
        try:
            waiting = _proved(compiled.waiting, dossier, bindings, as_of)
        except (MissingValue, EvaluationFault):
            waiting = None  # what may not have begun is counted as not begun
        if waiting is not None and waiting[0] is not None:
            return Shown(State.WAITING, *waiting)
    return Shown(State.UNDETERMINED, reason=gap) if gap else Shown(State.OPEN)


def date_of(program: Program | None, bindings: Mapping[str, Any]) -> date | None:
    """Return the date that an expression gives; None when it gives none."""
    if program is None:
        return None
    try:
        value = program(bindings)
    except (MissingValue, EvaluationFault):
        return None
    return date.fromisoformat(value) if isinstance(value, str) else None


def _proved(
    proof: CompiledProof,
    dossier: Dossier,
    bindings: Mapping[str, Any],
    as_of: date,
) -> tuple[date | None, tuple[Place, ...]] | None:
    """Return the date and the places of what is proved; None when it is not."""
    if not _holds(proof.when, bindings):
        return None
    on = date_of(proof.on, bindings)
    if on is not None and on > as_of:
        return None
    return on, _places(proof, dossier, bindings)


def _holds(program: Program, bindings: Mapping[str, Any]) -> bool:
    value = program(bindings)
    if not isinstance(value, bool):
        raise EvaluationFault(f"`{program.source}` is neither true nor false")
    return value


def _places(
    proof: CompiledProof, dossier: Dossier, bindings: Mapping[str, Any]
) -> tuple[Place, ...]:
    """Return where a proof stands; the subject's own id where it does not say."""
    found: dict[tuple[str, int, tuple[str | int, ...]], Place] = {}
    if proof.at is not None:
        try:
            records = list(_records(proof.at(bindings)))
        except (MissingValue, EvaluationFault):
            records = []
        for record in records:
            place = _place(record, proof.field)
            if place is not None:
                key = (place.document.file, place.document.index, place.pointer)
                found.setdefault(key, place)
    own = dossier.record.place
    if not found and own is not None:
        return (Place(own.document, ("id",)),)
    return tuple(found[key] for key in sorted(found, key=_order))


def _order(
    key: tuple[str, int, tuple[str | int, ...]],
) -> tuple[str, int, tuple[tuple[int, str], ...]]:
    file, index, pointer = key
    steps = ((step, "") if isinstance(step, int) else (-1, step) for step in pointer)
    return file, index, tuple(steps)


def _records(value: Any) -> Iterator[Record]:
    if isinstance(value, list):
        for item in value:
            yield from _records(item)
    elif isinstance(value, Record):
        yield value


def _place(record: Record, field: str | None) -> Place | None:
    place = record.place
    if place is None:
        return None
    if field is not None:
        return Place(place.document, (*place.pointer, field))
    return Place(place.document, ("id",)) if not place.pointer else place


def _reason(error: MissingValue | EvaluationFault) -> str:
    if isinstance(error, MissingValue):
        why = f": {error.reason}" if error.reason else ""
        return f"`{error.path}` is missing{why}"
    return str(error)
