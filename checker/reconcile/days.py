"""The trade dates of an aggregation that have something to compare."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from checker.link.schedule_facts import trade_date_of
from checker.link.trade_hours import HourLabels, TradeHour, trade_hours, utc_text
from checker.model.dossier import Dossier
from checker.model.reconciliation import AncillaryHour, Comparison, Day, Hour
from checker.model.record import Record
from checker.model.refdata import ReferenceData
from checker.reconcile.metered import (
    Tolerances,
    beyond_limits,
    deviation,
    hourly_power,
    most_deviation,
)
from checker.reconcile.published import ancillary_of, hourly, price_of

__all__ = ["days_of"]

_LOAD = (
    "readings of load are not compared: PMax does not limit load, and how CAISO signs"
    " it is not known"
)


def days_of(
    aggregation: Record,
    dossiers: Iterable[Dossier],
    reference: ReferenceData | None,
    tolerances: Tolerances,
    labels: HourLabels,
) -> Iterator[Day]:
    """Yield each schedule with each set of readings of its trade date, by date.

    Several schedules of a day each stand by themselves: which of them counted is the
    market's matter. A schedule without readings is shown when a price of its day is
    held, readings without a schedule always.
    """
    own = [d for d in dossiers if d.record.get("aggregation") == aggregation["id"]]
    schedules = [d for d in own if d.subject.kind == "schedule"]
    readings = [d for d in own if d.subject.kind == "meter_readings"]
    days = {day for d in (*schedules, *readings) if (day := trade_date_of(d.record))}
    for day in sorted(days):
        builder = _Builder(aggregation, day, reference, tolerances, labels)
        for schedule in _of(schedules, day):
            for reading in _of(readings, day):
                found = builder.day(schedule, reading)
                if reading is not None or found.price or found.ancillary:
                    yield found


def _of(dossiers: Iterable[Dossier], day: date) -> Sequence[Dossier | None]:
    """Return the dossiers of a day; a single None when there is none."""
    return [d for d in dossiers if trade_date_of(d.record) == day] or [None]


class _Builder:
    """Builds the comparison of one trade date."""

    def __init__(
        self,
        aggregation: Record,
        day: date,
        reference: ReferenceData | None,
        tolerances: Tolerances,
        labels: HourLabels,
    ) -> None:
        self._aggregation = aggregation
        self._day = day
        self._reference = reference
        self._tolerances = tolerances
        self._hours = trade_hours(day, labels)

    def day(self, schedule: Dossier | None, readings: Dossier | None) -> Day:
        """Compare a schedule, readings, or both."""
        remarks: list[str] = []
        scheduled = _scheduled(schedule)
        power: dict[str, float] = {}
        beyond: tuple[Comparison, ...] = ()
        if readings is None:
            remarks.append("no meter readings of this trade date are declared")
        elif readings.record["measurement_type"] != "GEN":
            remarks.append(_LOAD)
        elif "intervals" not in readings.facts:
            remarks.append(readings.facts.absent["intervals"])
        else:
            power, incomplete = hourly_power(readings, self._hours)
            remarks += incomplete
            beyond = beyond_limits(readings, self._aggregation, self._tolerances)
        if schedule is None:
            remarks.append("no schedule of this trade date is declared")
        market = schedule.record["market"] if schedule is not None else ""
        day = self._day.isoformat()
        price = price_of(self._aggregation, day, market, self._reference)
        prices = dict(hourly(price[1], self._hours)) if price else {}
        deviations = self._deviations(scheduled, power)
        far = {name for name, _ in deviations}
        return Day(
            trade_date=day,
            schedule=schedule.subject.id if schedule else "",
            readings=readings.subject.id if readings else "",
            hours=tuple(self._rows(scheduled, power, prices, far)),
            beyond=beyond,
            deviations=tuple(one for _, one in deviations),
            price=price[0] if price else None,
            ancillary=self._ancillary(schedule),
            remarks=tuple(remarks),
        )

    def _rows(
        self,
        scheduled: dict[str, Record],
        power: dict[str, float],
        prices: dict[int, float],
        far: set[str],
    ) -> Iterator[Hour]:
        for hour in self._hours:
            start = utc_text(hour.start)
            entry = scheduled.get(start)
            yield Hour(
                hour.hour_ending,
                start,
                None if entry is None else entry["mw"],
                power.get(start),
                start in far,
                prices.get(hour.hour_ending),
            )

    def _deviations(
        self, scheduled: dict[str, Record], power: dict[str, float]
    ) -> Sequence[tuple[str, Comparison]]:
        most = most_deviation(self._aggregation, self._tolerances)
        found = []
        for hour in self._hours:
            start = utc_text(hour.start)
            one = self._deviation(hour, scheduled.get(start), power.get(start), most)
            if one is not None:
                found.append((start, one))
        return found

    @staticmethod
    def _deviation(
        hour: TradeHour, entry: Record | None, metered: float | None, most: float
    ) -> Comparison | None:
        if entry is None or metered is None:
            return None
        return deviation(hour, (entry["mw"], metered), most, entry)

    def _ancillary(self, schedule: Dossier | None) -> tuple[AncillaryHour, ...]:
        offers = schedule.record.get("ancillary_services", []) if schedule else []
        services = {offer["service"] for offer in offers}
        day = self._day.isoformat()
        if not services:
            return ()
        return ancillary_of(services, day, self._hours, self._reference)


def _scheduled(schedule: Dossier | None) -> dict[str, Record]:
    """Return the scheduled hours by their start."""
    hours = schedule.facts.get("hours", []) if schedule is not None else []
    return {hour["start_utc"]: hour for hour in hours}
