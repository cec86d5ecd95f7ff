"""The deadlines that the declarations of an aggregation set."""

from collections.abc import Iterator
from datetime import timedelta

from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.record import Record
from checker.model.timeline import Deadline, DeadlineKind
from checker.timeline.clock import Clock, any_day, location_of, past_day
from checker.timeline.expiries import expiry
from checker.timeline.submissions import market_window, meter_data

__all__ = ["aggregation_deadlines"]


def aggregation_deadlines(dossier: Dossier, clock: Clock) -> Iterator[Deadline]:
    """Yield the deadlines of an aggregation that its declarations set.

    What a missing list would hold is left out: its steps say that they cannot be
    judged.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a date lies outside the calendar.
    """
    linked, name = dossier.linked, dossier.subject.id
    for review in linked.get("concurrences", ()):
        yield from _answer(review, clock)
    for bucket in dossier.facts.get("nri_buckets", ()):
        yield from _bucket(bucket, name, clock)
    for schedule in linked.get("schedules", ()):
        yield from market_window(schedule, clock)
    if "meter_readings" in linked and "schedules" in linked:
        yield from meter_data(linked, name, clock)
    for certification in linked.get("ancillary_service_certifications", ()):
        yield from expiry(
            certification,
            "ancillary_service_certification",
            DeadlineKind.CERTIFICATION,
            f"The certification of {certification['service']} ends",
            clock,
        )
    for notice in linked.get("change_notices", ()):
        if notice["status"] == "open":
            yield from _change(notice, clock)


def _answer(review: Record, clock: Clock) -> Iterator[Deadline]:
    submitted = past_day(review, "submitted_on", clock)
    answered = review["outcome"] not in {"pending", "no_response"}
    if submitted is None or (answered and not _is_ahead(review, clock)):
        return
    days = clock.days("udc_review_business_days")
    due = clock.after(submitted, days)
    yield Deadline(
        key=f"concurrence/{review['id']}/answer",
        kind=DeadlineKind.CONCURRENCE,
        title=f"The answer of {review['utility']} to {review['id']} is due",
        reckoning=f"{days} business days after {submitted}",
        subject=Subject("concurrence", review["id"]),
        on=due,
        owner="utility",
        location=location_of(review, "submitted_on"),
        overdue=due < clock.as_of,
    )


def _is_ahead(review: Record, clock: Clock) -> bool:
    """Tell whether an answer is declared for a day that has not come."""
    day = any_day(review, "responded_on")
    return day is not None and day > clock.as_of


def _bucket(bucket: Record, aggregation: str, clock: Clock) -> Iterator[Deadline]:
    """Yield until when a bucket is submitted and approved, once the project began."""
    sync = any_day(bucket, "sync_on")
    started = past_day(bucket, "start_on", clock) is not None
    if sync is None or not started or past_day(bucket, "approved_on", clock):
        return
    number = int(bucket["number"])
    ahead = clock.days("nri_bucket_days", number - 1)
    review = clock.days("nri_review_days")
    approval = sync - timedelta(days=ahead)
    submission = approval - timedelta(days=review)
    subject = Subject("nri_project", bucket["project"])
    key = f"nri_project/{bucket['project']}/bucket-{number}"
    place = location_of(bucket, None)
    if not past_day(bucket, "submitted_on", clock):
        yield Deadline(
            key=f"{key}/submission",
            kind=DeadlineKind.BUCKET,
            title=f"Bucket {number} of {aggregation} is to be submitted",
            reckoning=f"{ahead} days before {sync}, and {review} days of review",
            subject=subject,
            on=submission,
            owner="provider",
            location=place,
            overdue=submission < clock.as_of,
        )
    yield Deadline(
        key=f"{key}/approval",
        kind=DeadlineKind.BUCKET,
        title=f"Bucket {number} of {aggregation} is to be approved",
        reckoning=f"{ahead} days before synchronization on {sync}",
        subject=subject,
        on=approval,
        owner="caiso",
        location=place,
        overdue=approval < clock.as_of,
    )


def _change(notice: Record, clock: Clock) -> Iterator[Deadline]:
    effective = any_day(notice, "effective_on")
    if effective is None:
        return
    subject, key = (
        Subject("change_notice", notice["id"]),
        f"change_notice/{notice['id']}",
    )
    if not past_day(notice, "caiso_notified_on", clock):
        days = clock.days("derpa_change_notice_days")
        due = effective - timedelta(days=days)
        yield Deadline(
            key=f"{key}/notice",
            kind=DeadlineKind.CHANGE,
            title=f"CAISO is to be notified of the change {notice['id']}",
            reckoning=f"{days} days before it takes effect on {effective}",
            subject=subject,
            on=due,
            owner="provider",
            location=location_of(notice, "effective_on"),
            overdue=due < clock.as_of,
        )
    yield Deadline(
        key=f"{key}/effective",
        kind=DeadlineKind.CHANGE,
        title=f"The change {notice['id']} takes effect",
        reckoning="as declared; it is to be concurred with and closed by then",
        subject=subject,
        on=effective,
        owner="provider",
        location=location_of(notice, "effective_on"),
        overdue=effective < clock.as_of,
    )
