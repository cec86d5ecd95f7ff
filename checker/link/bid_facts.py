"""What follows from the priced bids and the ancillary services of a schedule."""

from collections.abc import Callable
from itertools import pairwise
from math import fsum
from operator import le, lt
from typing import Any

from checker.model.record import Record

__all__ = ["ancillary_hours", "bid_curves"]

_UPWARD = ("RU", "SR", "NR")


def bid_curves(schedule: Record) -> list[Record]:
    """Describe the price curve of each bid: its segments, its order, its prices.

    A curve without segments has neither order nor prices.
    """
    return [_curve(bid) for bid in schedule.get("bids", ())]


def _curve(bid: Record) -> Record:
    segments = bid["segments"]
    curve = Record(
        {"hour_ending": bid["hour_ending"], "segment_count": len(segments)}, bid.place
    )
    if not segments:
        names = (
            "power_rises",
            "price_never_falls",
            "lowest_price_per_mwh",
            "highest_price_per_mwh",
        )
        curve.absent.update(dict.fromkeys(names, "the bid has no segments"))
        return curve
    prices = [segment["price_per_mwh"] for segment in segments]
    curve["power_rises"] = _ordered([segment["mw"] for segment in segments], lt)
    curve["price_never_falls"] = _ordered(prices, le)
    curve["lowest_price_per_mwh"] = min(prices)
    curve["highest_price_per_mwh"] = max(prices)
    return curve


def _ordered(values: list[float], holds: Callable[[Any, Any], Any]) -> bool:
    return all(holds(one, other) for one, other in pairwise(values))


def ancillary_hours(schedule: Record) -> list[Record]:
    """Add up the capacity held back in each hour that offers an ancillary service.

    Returns:
        For each such hour its label, the energy scheduled in it, and the capacity
        offered upward (regulation up and both reserves) and downward (regulation
        down), all in MW. `mw` is left out when the schedule does not have the hour.
    """
    offers = schedule.get("ancillary_services", ())
    energy = {hour["hour_ending"]: hour["mw"] for hour in schedule["hours"]}
    return [
        _held(label, offers, energy)
        for label in sorted({offer["hour_ending"] for offer in offers})
    ]


def _held(label: int, offers: list[Record], energy: dict[int, float]) -> Record:
    own = [offer for offer in offers if offer["hour_ending"] == label]
    upward = fsum(offer["mw"] for offer in own if offer["service"] in _UPWARD)
    downward = fsum(offer["mw"] for offer in own if offer["service"] not in _UPWARD)
    held = Record(
        {
            "hour_ending": label,
            "upward_mw": round(upward, 6),
            "downward_mw": round(downward, 6),
        },
        own[0].place,
    )
    if label in energy:
        held["mw"] = energy[label]
    else:
        held.absent["mw"] = f"the schedule has no hour ending {label}"
    return held
