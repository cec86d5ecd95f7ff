"""Which documents have nothing to say: no bids, no schedule, no readings."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from checker.link.dossiers import list_name
from checker.model.dossier import Dossier
from checker.model.record import Record
from checker.render.documents import DocumentSpec

__all__ = ["Idle", "applies", "idle"]

_OF_A_DECLARATION = ("schedule", "monitoring", "meter_readings")


class Idle(NamedTuple):
    """Why a document is not written for some of what it could be written for.

    Attributes:
        why: in words.
        whole: whether that holds for all of it.
    """

    why: str
    whole: bool


def applies(spec: DocumentSpec, schedule: Record) -> bool:
    """Tell whether a schedule declares what a document of schedules is about."""
    return not any(_lacking(spec, schedule))


def idle(
    spec: DocumentSpec, dossier: Dossier, schedules: Sequence[Dossier]
) -> Idle | None:
    """Say why a document of an aggregation is not written, when it is not.

    A list that could not be gathered is not empty: printing it names what is missing.

    Args:
        spec: the document.
        dossier: the aggregation's.
        schedules: those of the aggregation.
    """
    if spec.per in _OF_A_DECLARATION and _is_empty(dossier, list_name(spec.per)):
        return Idle(f"no {_words(spec.per)} declared", whole=True)
    if spec.per != "schedule":
        lacking = [name for name in spec.when_declared if _is_empty(dossier, name)]
        why = f"no {_words(lacking[0])} declared" if lacking else ""
        return Idle(why, whole=True) if why else None
    without = [one for one in schedules if not applies(spec, one.record)]
    # A schedule that cannot be used might be the one that declares it.
    if not without or "schedules" not in dossier.linked:
        return None
    what = _words(next(_lacking(spec, without[0].record)))
    first = f"schedule {without[0].subject.id}"
    where = first if len(without) == 1 else f"{len(without)} schedules"
    return Idle(f"no {what} in {where}", whole=len(without) == len(schedules))


def _lacking(spec: DocumentSpec, schedule: Record) -> Iterator[str]:
    return (name for name in spec.when_declared if not schedule.get(name))


def _is_empty(dossier: Dossier, name: str) -> bool:
    found: Any = dossier.linked.get(name, dossier.facts.get(name))
    return isinstance(found, list) and not found


def _words(name: str) -> str:
    return name.replace("_", " ")
