"""The deadlines that follow from the steps: latest starts and the wanted date."""

from collections.abc import Iterable, Iterator
from datetime import date

from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.place import Place
from checker.model.timeline import Deadline, DeadlineKind, State, Step

__all__ = ["in_order", "latest_starts", "wanted_deadline"]


def latest_starts(
    dossier: Dossier, steps: Iterable[Step], as_of: date
) -> Iterator[Deadline]:
    """Yield until when each step that has not begun may begin."""
    for step in steps:
        if step.latest_start is None or step.state is State.WAITING:
            continue
        named = f"{step.id} {step.name} of {dossier.subject.id}"
        ends = f"finish on {step.latest_finish} at the latest"
        yield Deadline(
            key=f"aggregation/{dossier.subject.id}/{step.name}/latest-start",
            kind=DeadlineKind.STEP,
            title=f"Latest start of {named}"
            if step.lead
            else f"Latest day for {named}",
            reckoning=f"{step.lead.words}, to {ends}" if step.lead else f"to {ends}",
            subject=dossier.subject,
            on=step.latest_start,
            owner=step.owner,
            location=step.evidence[0].location if step.evidence else None,
            overdue=step.latest_start < as_of,
        )


def wanted_deadline(
    dossier: Dossier, wanted: date, as_of: date, *, declared: bool
) -> Deadline:
    """Return the first trade date that is wanted and not reached."""
    place = dossier.record.place
    return Deadline(
        key=f"aggregation/{dossier.subject.id}/first-trade-date",
        kind=DeadlineKind.GO_LIVE,
        title=f"The first trade date of {dossier.subject.id}",
        reckoning="as declared" if declared else "as asked for",
        subject=Subject("aggregation", dossier.subject.id),
        on=wanted,
        owner="provider",
        location=locate(Place(place.document, ("market_date",)))
        if declared and place is not None
        else None,
        overdue=wanted < as_of,
    )


def in_order(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Sort deadlines, and leave out a latest start that a bucket already names."""
    every = list(deadlines)
    buckets = {
        (each.on, each.key.split("/")[-2])
        for each in every
        if each.kind is DeadlineKind.BUCKET and each.key.endswith("/submission")
    }
    kept = (
        each
        for each in every
        if each.kind is not DeadlineKind.STEP
        or (each.on, each.key.split("/")[-2]) not in buckets
    )
    return tuple(sorted(kept, key=lambda each: each.sort_key))
