"""What a schedule offers beside its self-schedule: priced bids, ancillary services."""

from collections.abc import Callable, Hashable, Iterable
from itertools import pairwise
from typing import Any

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.values import Values

__all__ = ["exact", "offers_context"]

_MW_DECIMALS = 3
_PRICE_DECIMALS = 2


def offers_context(values: Values, schedule: Record, facts: Record) -> Row:
    """Return the bids and the ancillary services of a schedule, hour by hour.

    `bids` is in the order in which the hours pass; `services` has the hours of each
    service, in the order in which the schedule first names one. What is not declared
    is undefined.
    """
    hours = _Hours(values, schedule, facts)
    return {
        "bids": hours.rows("bids", _label, hours.bid),
        "services": _by_service(
            hours.rows("ancillary_services", _label_and_service, hours.offer)
        ),
    }


def exact(values: Values, record: Record, name: str, decimals: int) -> Any:
    """Return a number that has no more decimals; what is handed in is not rounded."""
    number = values.get(record, name)
    if not isinstance(number, Undefined) and round(number, decimals) != number:
        words = {2: "two", 3: "three"}[decimals]
        return values.lacking(
            record.place, (name,), f"has more than {words} decimals in"
        )
    return number


def _label(entry: Record) -> Hashable:
    return (entry["hour_ending"],)


def _label_and_service(entry: Record) -> Hashable:
    return entry["hour_ending"], entry["service"]


class _Hours:
    """The hours of a schedule's trade date, by label."""

    def __init__(self, values: Values, schedule: Record, facts: Record) -> None:
        self._values = values
        self._schedule = schedule
        found = values.get(facts, "hours")
        self._undefined = found if isinstance(found, Undefined) else None
        self._hours: dict[int, Record] = {}
        if self._undefined is None:
            self._hours = {hour["hour_ending"]: hour for hour in found}

    def rows(
        self,
        name: str,
        key: Callable[[Record], Hashable],
        make: Callable[[Record], Row],
    ) -> Any:
        """Return a row for each entry of a list, by hour; each hour is offered once."""
        entries = self._values.get(self._schedule, name)
        if isinstance(entries, Undefined):
            return entries
        if self._undefined is not None:
            return self._undefined
        seen: set[Hashable] = set()
        for entry in entries:
            if entry["hour_ending"] not in self._hours:
                return self._at_fault(entry, "names no scheduled hour in")
            if key(entry) in seen:
                return self._at_fault(entry, "offers the same twice with")
            seen.add(key(entry))
        return [make(entry) for entry in sorted(entries, key=self._start)]

    def bid(self, entry: Record) -> Row:
        """Return the row of an hour's price curve."""
        hour = self._hours[entry["hour_ending"]]
        return {
            **self._hour(entry),
            "self_schedule_mw": exact(self._values, hour, "mw", _MW_DECIMALS),
            "segments": self._segments(entry),
        }

    def offer(self, entry: Record) -> Row:
        """Return the row of an ancillary service in an hour."""
        return {
            **self._hour(entry),
            "service": self._values.get(entry, "service"),
            "mw": exact(self._values, entry, "mw", _MW_DECIMALS),
        }

    def _hour(self, entry: Record) -> Row:
        hour = self._hours[entry["hour_ending"]]
        return {
            "hour_ending": self._values.get(entry, "hour_ending"),
            "start_utc": self._values.get(hour, "start_utc"),
            "end_utc": self._values.get(hour, "end_utc"),
        }

    def _segments(self, entry: Record) -> Any:
        """Return the points of a curve, which rises in power and never falls in price.

        SCH-010 says the same; a package may not rest on that, as its severity can be
        lowered.
        """
        segments = entry["segments"]
        if not segments:
            return self._values.lacking(entry.place, ("segments",), "has nothing in")
        for one, other in pairwise(segments):
            if other["mw"] <= one["mw"]:
                return self._at_fault(other, "does not rise in", "mw")
            if other["price_per_mwh"] < one["price_per_mwh"]:
                return self._at_fault(other, "falls in", "price_per_mwh")
        return [
            {
                "number": computed(number, "place in the curve", segment),
                "mw": exact(self._values, segment, "mw", _MW_DECIMALS),
                "price_per_mwh": exact(
                    self._values, segment, "price_per_mwh", _PRICE_DECIMALS
                ),
            }
            for number, segment in enumerate(segments, 1)
        ]

    def _start(self, entry: Record) -> str:
        return str(self._hours[entry["hour_ending"]]["start_utc"])

    def _at_fault(
        self, entry: Record, fault: str, field: str = "hour_ending"
    ) -> Undefined:
        return self._values.lacking(entry.place, (field,), fault)


def _by_service(offers: Any) -> Any:
    """Gather the hours of each service: a product of its own in the market."""
    if isinstance(offers, Undefined):
        return offers
    names: Iterable[Any] = dict.fromkeys(offer["service"] for offer in offers)
    return [
        {
            "service": name,
            "hours": [offer for offer in offers if offer["service"] == name],
        }
        for name in names
    ]
