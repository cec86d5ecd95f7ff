"""Agreements, concurrences and the other dated papers on one line of time."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from checker.link.business_days import BusinessCalendar
from checker.model.dossier import Dossier
from checker.model.report import UsedParameter
from checker.pages.scale import DayScale, days_over
from checker.report.ranking import clipped

__all__ = ["MilestonesFigure", "milestones", "milestones_figure"]

_LEFT, _RIGHT, _TOP, _ROW = 250.0, 744.0, 34.0, 30.0
_REVIEW_DAYS = "udc_review_business_days"
_LETTERS = 36
_MOST = 60


class Milestone(NamedTuple):
    """A paper with its days.

    Attributes:
        name: what it is.
        first: its first day.
        last: the last day of a span; None for a day alone.
        marks: further days, with their words.
        words: what happened, for the table beside the picture.
    """

    name: str
    first: date
    last: date | None
    marks: tuple[tuple[date, str], ...]
    words: str


class Lane(NamedTuple):
    """A paper as it is drawn."""

    name: str
    words: str
    y: float
    x: float
    width: float | None
    marks: tuple[float, ...]


class MilestonesFigure(NamedTuple):
    """What is drawn; `now` is the place of the day of the judgement."""

    height: float
    scale: DayScale
    lanes: tuple[Lane, ...]
    now: float
    summary: str


def milestones(
    dossier: Dossier,
    parameters: Mapping[str, UsedParameter],
    calendar: BusinessCalendar,
) -> tuple[Milestone, ...]:
    """Return the dated papers of an aggregation, the earliest first."""
    linked, record = dossier.linked, dossier.record
    review = parameters.get(_REVIEW_DAYS)
    found = [
        *_agreements(linked.get("agreements", ())),
        *_concurrences(
            linked.get("concurrences", ()),
            None if review is None else int(review.value),
            calendar,
        ),
        *_projects(linked.get("nri_projects", ())),
        *_plain(
            linked.get("metering_plans", ()), "SQMD plan", "accepted_on", "accepted"
        ),
        *_plain(
            linked.get("telemetry", ()), "telemetry", "in_service_on", "in service"
        ),
        *_certifications(linked.get("ancillary_service_certifications", ())),
        *_plain([record], "market date of", "market_date", "first day in the market"),
        *_plain([record], "end of", "end_date", "last day"),
    ]
    return tuple(sorted(found, key=lambda m: (m.first, m.name)))


def milestones_figure(
    papers: tuple[Milestone, ...], as_of: date
) -> MilestonesFigure | None:
    """Return the picture of dated papers; None without any."""
    papers = papers[:_MOST]
    if not papers:
        return None
    days = [as_of, *(day for paper in papers for day in _days(paper))]
    scale = days_over(days, _LEFT, _RIGHT)
    lanes = []
    for index, paper in enumerate(papers):
        x = scale.at(paper.first)
        width = None if paper.last is None else round(scale.at(paper.last) - x, 1)
        marks = tuple(scale.at(day) for day, _ in paper.marks)
        name = clipped(paper.name, _LETTERS)
        y = _TOP + index * _ROW
        lanes.append(Lane(name, paper.words, y, x, width, marks))
    return MilestonesFigure(
        height=_TOP + len(lanes) * _ROW + 8,
        scale=scale,
        lanes=tuple(lanes),
        now=scale.at(as_of),
        summary=f"{len(lanes)} dated papers from {min(days)} to {max(days)}",
    )


def _days(paper: Milestone) -> Iterator[date]:
    yield paper.first
    if paper.last is not None:
        yield paper.last
    yield from (day for day, _ in paper.marks)


def _day(record: Mapping[str, Any], field: str) -> date | None:
    text = record.get(field)
    return date.fromisoformat(text) if isinstance(text, str) else None


def _plain(
    records: Iterable[Mapping[str, Any]], kind: str, field: str, verb: str
) -> Iterator[Milestone]:
    for record in records:
        if day := _day(record, field):
            name = f"{kind} {record['id']}"
            yield Milestone(name, day, None, (), f"{verb} {day}")


def _agreements(agreements: Iterable[Mapping[str, Any]]) -> Iterator[Milestone]:
    for agreement in agreements:
        signed = _day(agreement, "executed_on")
        ended = _day(agreement, "terminated_on")
        if signed is None:
            continue
        words = f"executed {signed}" + (f", terminated {ended}" if ended else "")
        name = f"{agreement['type']} {agreement['id']}"
        yield Milestone(name, signed, ended, (), words)


def _concurrences(
    concurrences: Iterable[Mapping[str, Any]],
    review_days: int | None,
    calendar: BusinessCalendar,
) -> Iterator[Milestone]:
    for concurrence in concurrences:
        submitted = _day(concurrence, "submitted_on")
        if submitted is None:
            continue
        answered = _day(concurrence, "responded_on")
        until = None if review_days is None else calendar.add(submitted, review_days)
        outcome = concurrence["outcome"].replace("_", " ")
        words = f"submitted {submitted}"
        words += f", window ends {until}" if until else ""
        words += f", {outcome}" + (f" {answered}" if answered else "")
        marks = ((answered, outcome),) if answered else ()
        name = f"concurrence {concurrence['id']}"
        yield Milestone(name, submitted, until, marks, words)


def _projects(projects: Iterable[Mapping[str, Any]]) -> Iterator[Milestone]:
    for project in projects:
        start, sync = _day(project, "start_on"), _day(project, "sync_date")
        if start is None:
            continue
        marks = tuple(
            (day, f"bucket {bucket['number']} {verb}")
            for bucket in project.get("buckets", ())
            for field, verb in (
                ("submitted_on", "submitted"),
                ("approved_on", "approved"),
            )
            if (day := _day(bucket, field))
        )
        told = [f"began {start}", *(f"{words} {day}" for day, words in marks)]
        told += [f"synchronised {sync}"] if sync else []
        yield Milestone(f"NRI {project['id']}", start, sync, marks, ", ".join(told))


def _certifications(records: Iterable[Mapping[str, Any]]) -> Iterator[Milestone]:
    for record in records:
        certified, expires = _day(record, "certified_on"), _day(record, "expires_on")
        if certified is None:
            continue
        words = f"certified {certified}" + (f", expires {expires}" if expires else "")
        name = f"{record['service']} certification"
        yield Milestone(name, certified, expires, (), words)
