"""The calendar parses with two parsers, and has the dates of the table."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from checker.evaluate.run import Options
from checker.model.finding import Subject
from checker.model.timeline import Deadline, DeadlineKind, TimelineReport
from checker.pipeline.timeline import timelines
from checker.report.timeline_ics import as_ics, uid_of
from checker.report.timeline_json import as_data

BAY_AREA = Path(__file__).parents[3] / "examples" / "bay-area"
AS_OF = date(2026, 11, 20)
STAMP = datetime(2026, 11, 20, 8, tzinfo=UTC)
LONGEST_LINE = 75


@cache
def reckoned(*, simulated: bool = False) -> TimelineReport:
    today = date(2026, 11, 1) if simulated else AS_OF
    return timelines(BAY_AREA, Options(as_of=AS_OF, today=today), (), None).report


def made(*deadlines: Deadline) -> TimelineReport:
    return TimelineReport(
        tool_version="0.1.0",
        as_of=AS_OF,
        simulated=False,
        profile="conservative",
        timelines=(),
        deadlines=deadlines,
        overrides=(),
        policies_sha256="0" * 64,
        lifecycle_sha256="0" * 64,
    )


def deadline(**fields: Any) -> Deadline:
    given: dict[str, Any] = {
        "key": "waiver/a/expiry",
        "kind": DeadlineKind.WAIVER,
        "title": "The waiver of LOC-007 ends",
        "reckoning": "its last day, as declared",
        "subject": Subject("waiver", "a"),
        "on": date(2027, 1, 31),
        "owner": "provider",
    }
    return Deadline(**{**given, **fields})


def rows() -> set[tuple[str, str]]:
    """Return identifier and date of each deadline of the JSON table."""
    data = as_data(reckoned())
    every = [d for t in data["timelines"] for d in t["deadlines"]] + data["deadlines"]
    uids = {d.key: uid_of(d) for d in reckoned().every_deadline}
    return {(uids[d["key"]], d["due_at"] or d["due_on"]) for d in every}


def when(value: date | datetime) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat()


def test_a_parser_of_its_own_reads_the_dates_of_the_table() -> None:
    calendar = vobject.readOne(as_ics(reckoned(), STAMP))
    calendar.validate(raiseException=True)
    found = {(e.uid.value, when(e.dtstart.value)) for e in calendar.vevent_list}
    assert found == rows()
    assert len(calendar.vevent_list) == len(found) > 20


def test_the_library_that_wrote_it_reads_the_same() -> None:
    calendar = Calendar.from_ical(as_ics(reckoned(), STAMP))
    events = calendar.walk("VEVENT")
    found = {(str(e["uid"]), when(e.decoded("dtstart"))) for e in events}
    assert found == rows()
    assert all(event.errors == [] for event in events)


def test_every_kind_of_deadline_of_the_example_is_among_them() -> None:
    kinds = {each.kind for each in reckoned().every_deadline}
    assert {
        DeadlineKind.GO_LIVE,
        DeadlineKind.STEP,
        DeadlineKind.CONCURRENCE,
        DeadlineKind.BUCKET,
        DeadlineKind.MARKET_WINDOW,
        DeadlineKind.METER_DATA,
        DeadlineKind.METERING_PLAN,
        DeadlineKind.CERTIFICATE,
        DeadlineKind.CERTIFICATION,
        DeadlineKind.CHANGE,
    } <= kinds


def test_an_instant_is_written_in_utc_on_both_sides_of_a_clock_change() -> None:
    winter = deadline(key="a", at=datetime(2027, 3, 13, 18, tzinfo=UTC))
    summer = deadline(key="b", at=datetime(2027, 3, 14, 17, tzinfo=UTC))
    text = as_ics(made(winter, summer), STAMP)
    assert "DTSTART:20270313T180000Z" in text
    assert "DTSTART:20270314T170000Z" in text
    assert "TZID" not in text


def test_a_day_is_an_event_of_that_day_alone() -> None:
    text = as_ics(made(deadline()), STAMP)
    assert "DTSTART;VALUE=DATE:20270131" in text
    assert "DTEND;VALUE=DATE:20270201" in text


def test_the_same_input_gives_the_same_bytes() -> None:
    assert as_ics(reckoned(), STAMP) == as_ics(reckoned(), STAMP)
    assert "DTSTAMP:20261120T080000Z" in as_ics(reckoned(), STAMP)


def test_identifiers_stay_when_dates_move() -> None:
    moved = deadline(on=date(2027, 2, 28), title="Another title")
    assert uid_of(moved) == uid_of(deadline())
    uids = [uid_of(each) for each in reckoned().every_deadline]
    assert len(uids) == len(set(uids))


def test_lines_are_folded_and_end_as_the_format_asks() -> None:
    lines = as_ics(reckoned(), STAMP).encode().split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert all(b"\n" not in line for line in lines)


def test_a_simulated_calendar_says_so_in_every_event() -> None:
    calendar = vobject.readOne(as_ics(reckoned(simulated=True), STAMP))
    for event in calendar.vevent_list:
        assert event.summary.value.startswith("[SIMULATED] ")
        assert "SIMULATED" in event.description.value
    assert "SIMULATED" not in as_ics(reckoned(), STAMP)


def test_what_is_overdue_says_so() -> None:
    calendar = vobject.readOne(as_ics(made(deadline(overdue=True)), STAMP))
    assert calendar.vevent.summary.value == "[OVERDUE] The waiver of LOC-007 ends"


def test_a_reminder_comes_before_each_deadline_when_asked_for() -> None:
    calendar = vobject.readOne(as_ics(reckoned(), STAMP, remind_days=7))
    for event in calendar.vevent_list:
        assert event.valarm.trigger.value == timedelta(days=-7)
        assert event.valarm.action.value == "DISPLAY"
    assert "VALARM" not in as_ics(reckoned(), STAMP)


@pytest.mark.parametrize(
    "title",
    [
        "a\r\nEND:VEVENT\r\nBEGIN:VEVENT",
        "a; b, c \\ d",
        "\x1b[31mred\x07",
        "größe 日本語 " * 20,
    ],
)
def test_a_text_cannot_leave_its_line(title: str) -> None:
    text = as_ics(made(deadline(title=title)), STAMP)
    assert text.split("\r\n").count("BEGIN:VEVENT") == 1
    assert "\x1b" not in text
    assert len(vobject.readOne(text).vevent_list) == 1
