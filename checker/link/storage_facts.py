"""What a schedule asks of storage and of ramps, hour by hour."""

from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

from checker.link.ramps import minutes_between
from checker.model.record import Record

__all__ = ["energy_by_hour", "ramps"]


def energy_by_hour(hours: Iterable[Record]) -> list[Record]:
    """Add up what a schedule charges and discharges until the end of each hour.

    The two are kept apart, since only what is charged suffers the loss of storing. The
    state of charge itself depends on the assumed loss and is left to the policy.

    Args:
        hours: the hours of the trade date in the order in which they pass, each with
            `hour_ending` and `mw`.

    Returns:
        For each hour its label, and the MWh charged and discharged since midnight.
    """
    hours = list(hours)
    charged = accumulate(max(-hour["mw"], 0.0) for hour in hours)
    discharged = accumulate(max(hour["mw"], 0.0) for hour in hours)
    return [
        Record(
            {
                "hour_ending": hour["hour_ending"],
                "charged_mwh": round(into, 6),
                "discharged_mwh": round(out, 6),
            },
            hour.place,
        )
        for hour, into, out in zip(hours, charged, discharged, strict=True)
    ]


def ramps(hours: Iterable[Record], aggregation: Record | None) -> list[Record]:
    """Say how long the way from the power of each hour to the next one takes.

    The first hour has no entry: the schedule does not say what was before midnight.
    `needed_minutes` is left out when the aggregation declares no ramp segments.
    """
    declared = Record({}) if aggregation is None else aggregation
    segments: Sequence[Record] = declared.get("ramp_segments", ())
    return [_ramp(before["mw"], after, segments) for before, after in pairwise(hours)]


def _ramp(from_mw: float, hour: Record, segments: Sequence[Record]) -> Record:
    ramp = Record(
        {
            "hour_ending": hour["hour_ending"],
            "from_mw": from_mw,
            "to_mw": hour["mw"],
        },
        hour.place,
    )
    if segments:
        ramp["needed_minutes"] = minutes_between(segments, from_mw, hour["mw"])
    else:
        ramp.absent["needed_minutes"] = "the aggregation declares no ramp_segments"
    return ramp
