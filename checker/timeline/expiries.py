"""When what serves an aggregation ends: certificates, certifications, waivers."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from checker.model.document import locate
from checker.model.finding import Subject
from checker.model.record import Record
from checker.model.timeline import Deadline, DeadlineKind
from checker.model.waiver import Waiver
from checker.timeline.clock import Clock, any_day, location_of, past_day

__all__ = ["expiry", "portfolio_deadlines"]


def portfolio_deadlines(
    credentials: Iterable[Record],
    plans: Iterable[Record],
    waivers: Iterable[Waiver],
    clock: Clock,
) -> Iterator[Deadline]:
    """Yield the deadlines of what serves several aggregations.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a date lies outside the calendar.
    """
    for credential in credentials:
        title = f"The credential {credential['id']} of {credential['holder']} ends"
        yield from expiry(
            credential, "credential", DeadlineKind.CERTIFICATE, title, clock
        )
    for plan in plans:
        yield from _affirmation(plan, clock)
    for waiver in waivers:
        if waiver.expires_on >= clock.as_of:
            yield _waiver(waiver)


def _affirmation(plan: Record, clock: Clock) -> Iterator[Deadline]:
    affirmed = past_day(plan, "affirmed_on", clock) or past_day(
        plan, "accepted_on", clock
    )
    if affirmed is None or plan["status"] != "accepted":
        return
    days = clock.days("affirmation_days")
    due = affirmed + timedelta(days=days)
    field = "affirmed_on" if past_day(plan, "affirmed_on", clock) else "accepted_on"
    yield Deadline(
        key=f"metering_plan/{plan['id']}/affirmation",
        kind=DeadlineKind.METERING_PLAN,
        title=f"The metering plan {plan['id']} is to be affirmed again",
        reckoning=f"{days} days after {affirmed}",
        subject=Subject("metering_plan", plan["id"]),
        on=due,
        owner="scheduling_coordinator",
        location=location_of(plan, field),
        overdue=due < clock.as_of,
    )


def expiry(
    record: Record, kind: str, about: DeadlineKind, title: str, clock: Clock
) -> Iterator[Deadline]:
    """Yield the last day of what expires; one that is over is still to be renewed."""
    expires = any_day(record, "expires_on")
    if expires is None:
        return
    yield Deadline(
        key=f"{kind}/{record['id']}/expiry",
        kind=about,
        title=title,
        reckoning="its last day, as declared",
        subject=Subject(kind, record["id"]),
        on=expires,
        owner=_holder(record),
        location=location_of(record, "expires_on"),
        overdue=expires < clock.as_of,
    )


def _holder(record: Record) -> str:
    return "provider" if "provider" in record else "scheduling_coordinator"


def _waiver(waiver: Waiver) -> Deadline:
    location = locate(waiver.at("expires_on"))
    declared = str(waiver.place.document.data["id"]) if waiver.subject else ""
    name = declared or f"{location.file}:{location.span.line}"
    return Deadline(
        key=f"waiver/{name}/{waiver.policy}/expiry",
        kind=DeadlineKind.WAIVER,
        title=f"The waiver of {waiver.policy} ends",
        reckoning="its last day, as declared",
        subject=Subject("waiver" if declared else "file", declared or location.file),
        on=waiver.expires_on,
        owner="provider",
        location=location,
    )
