"""The deadlines of timelines as a calendar (RFC 5545).

A day is an all-day event, an instant an event in UTC: both mean the same in every
calendar, in summer and in winter. Identifiers and stamps are the same in every run, so
that a calendar which is fetched again takes each event for the one that it has.
"""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Alarm, Calendar, Event, vText

from checker.model.timeline import Deadline, TimelineReport
from checker.report.cells import one_line
from checker.report.timeline_words import owner

__all__ = ["as_ics", "uid_of"]

_DAY = timedelta(days=1)


def as_ics(
    report: TimelineReport, now: datetime, *, remind_days: int | None = None
) -> str:
    """Return the deadlines as a calendar, with the line ends that it asks for.

    Args:
        report: whose deadlines, of the aggregations and of the portfolio.
        now: the stamp of every event.
        remind_days: remind so many days before each; not at all when None.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//dera//dera {report.tool_version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # A text, to be escaped; of what is not in the RFC, icalendar 7 does not know that.
    calendar.add("x-wr-calname", vText(_name(report)))
    for deadline in report.every_deadline:
        calendar.add_component(_event(deadline, report, now, remind_days))
    content: bytes = calendar.to_ical()
    return content.decode()


def uid_of(deadline: Deadline) -> str:
    """Return the identifier of a deadline, the same in every run."""
    return str(uuid5(NAMESPACE_URL, f"dera:deadline/{deadline.key}"))


def _event(
    deadline: Deadline, report: TimelineReport, now: datetime, remind_days: int | None
) -> Event:
    event = Event()
    event.add("uid", uid_of(deadline))
    event.add("dtstamp", now)
    if deadline.at is None:
        event.add("dtstart", deadline.on)
        event.add("dtend", deadline.on + _DAY)
    else:
        event.add("dtstart", deadline.at)
    marks = [
        mark
        for mark, is_so in (
            ("SIMULATED", report.simulated),
            ("OVERDUE", deadline.overdue),
        )
        if is_so
    ]
    event.add(
        "summary", one_line(" ".join([*(f"[{m}]" for m in marks), deadline.title]))
    )
    event.add("description", "\n".join(_lines(deadline, report)))
    event.add("categories", [deadline.kind.value])
    event.add("transp", "TRANSPARENT")
    if remind_days is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one_line(deadline.title))
        alarm.add("trigger", -timedelta(days=remind_days))
        event.add_component(alarm)
    return event


def _lines(deadline: Deadline, report: TimelineReport) -> list[str]:
    lines = [
        one_line(deadline.reckoning),
        f"To be met by: {owner(deadline.owner)}",
        one_line(f"About: {' '.join(deadline.subject)}"),
    ]
    if deadline.location is not None:
        location = deadline.location
        lines.append(one_line(f"Declared in: {location.file}:{location.span.line}"))
    if report.simulated:
        lines.append(
            f"SIMULATED: reckoned as of {report.as_of}, another day than today."
        )
    lines.append(f"Profile {one_line(report.profile)}, as of {report.as_of}.")
    return lines


def _name(report: TimelineReport) -> str:
    simulated = " (simulated)" if report.simulated else ""
    names = ", ".join(each.aggregation for each in report.timelines)
    return one_line(f"Deadlines of {names}{simulated}")
