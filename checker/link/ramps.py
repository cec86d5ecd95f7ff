"""How long an aggregation takes from one output to another, by its ramp segments."""

from collections.abc import Sequence
from itertools import pairwise
from math import fsum

from checker.model.record import Record

__all__ = ["longest_minutes", "minutes_between"]


def minutes_between(
    segments: Sequence[Record], start_mw: float, end_mw: float
) -> float:
    """Return how many minutes the way from one output to another takes.

    Each stretch of the way takes the rate of its segment; where segments overlap, and
    where none is, the slowest rate that may be meant.

    Args:
        segments: one at least, as `ramp_segment` of common.schema.json describes them.
        start_mw: the output before.
        end_mw: the output after; below the first one the rates down count.
    """
    low, high = sorted((start_mw, end_mw))
    name = "up_mw_per_minute" if end_mw >= start_mw else "down_mw_per_minute"
    inner = {cut for cut in _ends(segments) if low < cut < high}
    cuts = sorted({low, *inner, high})
    minutes = fsum(
        (upper - lower) / _rate(segments, name, (lower + upper) / 2)
        for lower, upper in pairwise(cuts)
    )
    return round(minutes, 6)


def longest_minutes(
    segments: Sequence[Record], low_mw: float, high_mw: float, change_mw: float
) -> float | None:
    """Return the most minutes that a change of output takes within a range.

    The change is positive for more output and negative for less. The time is linear
    between the outputs at which the way begins or ends at the end of a segment, so
    that these are the only ones to look at.

    Returns:
        The minutes from the least favourable output, or None when the range is
        narrower than the change.
    """
    width = abs(change_mw)
    last = round(high_mw - width, 6)
    if last < low_mw:
        return None
    ends = _ends(segments)
    starts = {low_mw, last, *ends, *(round(end - width, 6) for end in ends)}
    ways = ((at, at + width) for at in starts if low_mw <= at <= last)
    return max(
        minutes_between(segments, *(way if change_mw >= 0 else reversed(way)))
        for way in ways
    )


def _ends(segments: Sequence[Record]) -> set[float]:
    return {segment[name] for segment in segments for name in ("from_mw", "to_mw")}


def _rate(segments: Sequence[Record], name: str, at_mw: float) -> float:
    there = [s for s in segments if s["from_mw"] <= at_mw <= s["to_mw"]]
    return float(min(segment[name] for segment in there or segments))
