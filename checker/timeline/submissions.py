"""Until when the markets take a schedule, and CAISO its meter data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from checker.link.schedule_facts import trade_date_of
from checker.model.finding import Subject
from checker.model.record import Record
from checker.model.timeline import Deadline, DeadlineKind
from checker.timeline.clock import Clock, location_of
from checker.timeline.windows import day_ahead_window, pacific_day, real_time_window

if TYPE_CHECKING:
    from datetime import date

__all__ = ["market_window", "meter_data"]


def market_window(schedule: Record, clock: Clock) -> Iterator[Deadline]:
    """Yield when the market opens and closes for a schedule that is not submitted.

    What has opened already, and a market that has closed, is no deadline any more.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a day lies outside the calendar.
    """
    trade_date = trade_date_of(schedule)
    if trade_date is None or "submitted_at" in schedule:
        return
    if schedule["market"] == "DAM":
        window = day_ahead_window(trade_date, clock.values)
        market = f"day-ahead market for {trade_date}"
        days = clock.values["day_ahead_opening_days"].value
        opens = f"{days} days before the trade date"
        closing = clock.values["day_ahead_closing_time"].value
        closes = f"{closing[:5]} Pacific time on the day before the trade date"
    else:
        found = real_time_window(schedule, trade_date, clock.values, clock.labels)
        if found is None:
            return
        hour, window = found
        market = f"real-time market for {trade_date}, hour ending {hour},"
        opens = "once the day-ahead results are out, on the day before"
        minutes = clock.values["real_time_closing_minutes"].value
        closes = f"{minutes} minutes before the first hour of the schedule"
    for name, at, verb, reckoning in (
        ("open", window.opens, "opens", opens),
        ("close", window.closes, "closes", closes),
    ):
        day = pacific_day(at)
        if day >= clock.as_of:
            yield Deadline(
                key=f"schedule/{schedule['id']}/{name}",
                kind=DeadlineKind.MARKET_WINDOW,
                title=f"The {market} {verb}",
                reckoning=reckoning,
                subject=Subject("schedule", schedule["id"]),
                on=day,
                at=at,
                owner="scheduling_coordinator",
                location=location_of(schedule, "trade_date"),
            )


def meter_data(linked: Record, aggregation: str, clock: Clock) -> Iterator[Deadline]:
    """Yield until when the meter data of each declared trade date are due.

    Raises:
        ConfigurationError: a dated value is overridden with what cannot be used.
        OverflowError: a day lies outside the calendar.
    """
    places: dict[date, Record] = {}
    for schedule in linked["schedules"]:
        trade_date = trade_date_of(schedule)
        if trade_date is not None:
            places.setdefault(trade_date, schedule)
    readings = {each["trade_date"]: each for each in linked["meter_readings"]}
    for trade_date, schedule in sorted(places.items()):
        found = readings.get(trade_date.isoformat())
        for name, kind in _SUBMISSIONS:
            if found is not None and (kind != "actual" or _is_actual(found)):
                continue
            days = clock.days(name)
            due = clock.after(trade_date, days)
            what = "Actual meter data" if kind == "actual" else "Meter data"
            yield Deadline(
                key=f"aggregation/{aggregation}/meter-data-{kind}/{trade_date}",
                kind=DeadlineKind.METER_DATA,
                title=f"{what} of {aggregation} for {trade_date} are due",
                reckoning=f"{days} business days after the trade date",
                subject=Subject("schedule", schedule["id"]),
                on=due,
                owner="scheduling_coordinator",
                location=location_of(schedule, "trade_date"),
                overdue=due < clock.as_of,
            )


_SUBMISSIONS = (
    ("estimated_data_business_days", "first"),
    ("actual_data_business_days", "actual"),
)


def _is_actual(readings: Record) -> bool:
    """Tell whether readings are there and none is declared to be an estimate."""
    found = readings.get("readings", ())
    return bool(found) and all(each["quality"] == "ACTUAL" for each in found)
