"""The day of judgement and its dated values, for whoever reckons a deadline."""

from dataclasses import dataclass
from datetime import date

from checker.link.trade_hours import HourLabels
from checker.model.document import locate
from checker.model.place import Location, Place
from checker.model.record import Record
from checker.model.report import UsedParameter
from checker.timeline.assumptions import Spans

__all__ = ["Clock", "any_day", "location_of", "past_day"]


@dataclass(frozen=True, slots=True)
class Clock:
    """What deadlines are reckoned by.

    Attributes:
        as_of: the day of judgement.
        spans: the dated values and the business days.
        labels: how the repeated hour of the long day is labelled.
    """

    as_of: date
    spans: Spans
    labels: HourLabels = "sequential"

    @property
    def values(self) -> dict[str, UsedParameter]:
        """The dated values."""
        return dict(self.spans.values)

    def days(self, name: str, entry: int | None = None) -> int:
        """Return the days that a parameter gives."""
        return self.spans.days(name, entry)

    def after(self, day: date, business_days: int) -> date:
        """Return the business day so many after a day."""
        return self.spans.calendar.add(day, business_days)


def past_day(record: Record, field: str, clock: Clock) -> date | None:
    """Return a declared date that has come; one that lies ahead is a plan."""
    day = any_day(record, field)
    return day if day is not None and day <= clock.as_of else None


def any_day(record: Record, field: str) -> date | None:
    """Return a declared date, whether it has come or not."""
    text = record.get(field)
    return date.fromisoformat(text) if isinstance(text, str) else None


def location_of(record: Record, field: str | None) -> Location | None:
    """Return where a field of a declaration stands, or with None the whole of it."""
    place = record.place
    if place is None:
        return None
    pointer = place.pointer if field is None else (*place.pointer, field)
    return locate(Place(place.document, pointer))
