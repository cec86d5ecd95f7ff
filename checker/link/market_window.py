"""When a schedule was submitted, as the market's clock shows it."""

from datetime import date, datetime, timedelta

from checker.link.trade_hours import pacific_text
from checker.model.record import Record

__all__ = ["minutes_ahead", "window_facts"]

_MINUTE = timedelta(minutes=1)
_OF_A_SUBMISSION = ("submitted_day", "submitted_pacific")


def window_facts(schedule: Record, trade_date: date) -> Record:
    """Return the day before the trade date and when the schedule was submitted.

    `submitted_pacific` is the wall clock in Pacific prevailing time, written
    `YYYY-MM-DDTHH:MM:SS`, so that texts of this form compare as the times do.
    """
    facts = Record({"day_before": (trade_date - timedelta(days=1)).isoformat()})
    moment = _submitted(schedule)
    if moment is None:
        reason = "the schedule does not say `submitted_at`"
        facts.absent.update(dict.fromkeys(_OF_A_SUBMISSION, reason))
        return facts
    facts["submitted_pacific"] = pacific_text(moment)
    facts["submitted_day"] = facts["submitted_pacific"][:10]
    return facts


def minutes_ahead(schedule: Record, start: datetime) -> float | None:
    """Return how long before an instant a schedule was submitted; None when it is not.

    A submission after the instant is a negative number of minutes ahead.
    """
    moment = _submitted(schedule)
    return None if moment is None else round((start - moment) / _MINUTE, 6)


def _submitted(schedule: Record) -> datetime | None:
    text = schedule.get("submitted_at")
    return None if text is None else datetime.fromisoformat(text)
