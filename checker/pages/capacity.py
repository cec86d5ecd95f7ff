"""The picture of an aggregation's capacity against its limits."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any, NamedTuple

from checker.model.dossier import Dossier
from checker.model.report import UsedParameter
from checker.pages.scale import MINUS, Label, Scale, Tick, scale_over, staggered

__all__ = ["CapacityFigure", "capacity_figure", "megawatts"]

_WIDTH, _LEFT, _RIGHT = 760.0, 16.0, 744.0
_MINIMUM = "minimum_capacity_mw"
_CAP = "multi_pnode_maximum_capacity_mw"
_FAR = 3.0
"""A cap that lies further away than this many capacities is told, not drawn."""


class Bar(NamedTuple):
    """A part of a bar: what it is, its megawatts, and where it is drawn."""

    name: str
    mw: str
    x: float
    width: float
    tone: int


class CapacityFigure(NamedTuple):
    """What is drawn.

    Attributes:
        width: of the whole drawing.
        height: of the whole drawing.
        top: where the bars begin.
        zero: where zero is.
        bars: the rated capacity by technology, from the left.
        span: the declared range from PMin to PMax; None when it is not declared.
        marks: the limits, as lines with labels.
        scale: of the megawatts.
        summary: what the picture shows, in words.
    """

    width: float
    height: float
    top: float
    zero: float
    bars: tuple[Bar, ...]
    span: Bar | None
    marks: tuple[Label, ...]
    scale: Scale
    summary: str


def capacity_figure(
    dossier: Dossier, parameters: Mapping[str, UsedParameter]
) -> CapacityFigure | None:
    """Return the picture; None when the DERs are not known."""
    ders, capacity = dossier.linked.get("ders"), dossier.facts.get("capacity_mw")
    if not ders or capacity is None:
        return None
    limits = tuple(_limits(dossier, parameters, capacity))
    low, high = _range(dossier.record)
    shown = [low, high, capacity, *(value for value, _ in limits)]
    scale = scale_over((v for v in shown if v is not None), _LEFT, _RIGHT)
    marks = staggered((Tick(scale.at(v), text) for v, text in limits), _RIGHT)
    top = 22.0 + 16 * (1 + max((mark.row for mark in marks), default=-1))
    span = None
    if low is not None and high is not None:
        begin, end = sorted((low, high))
        x = scale.at(begin)
        words = f"{megawatts(low)} to {megawatts(high)}"
        span = Bar("PMin to PMax", words, x, scale.at(end) - x, 0)
    return CapacityFigure(
        width=_WIDTH,
        height=top + 112,
        top=top,
        zero=scale.at(0),
        bars=_bars(ders, scale),
        span=span,
        marks=marks,
        scale=scale,
        summary=_summary(capacity, span, limits),
    )


def megawatts(value: float) -> str:
    """Write megawatts exactly to the watt: `2`, `0.4995`, `-1.25` with a true minus."""
    return f"{value:.6f}".rstrip("0").rstrip(".").replace("-", MINUS)


def _limits(
    dossier: Dossier, parameters: Mapping[str, UsedParameter], capacity: float
) -> Any:
    minimum = parameters.get(_MINIMUM)
    if minimum is not None:
        yield minimum.value, f"minimum {megawatts(minimum.value)} MW"
    cap = parameters.get(_CAP)
    several = len(dossier.facts.get("pnodes", ())) > 1
    if cap is not None and several and cap.value <= capacity * _FAR:
        yield cap.value, f"most over several PNodes {megawatts(cap.value)} MW"


def _range(record: Mapping[str, Any]) -> tuple[float | None, float | None]:
    return record.get("pmin_mw"), record.get("pmax_mw")


def _bars(ders: Sequence[Mapping[str, Any]], scale: Scale) -> tuple[Bar, ...]:
    by_technology: dict[str, list[float]] = defaultdict(list)
    for der in ders:
        by_technology[der["technology"]].append(der["rated_kw"])
    bars, done = [], 0.0
    for tone, (name, rated) in enumerate(sorted(by_technology.items())):
        mw = round(fsum(rated), 3) / 1000
        x = scale.at(done)
        done += mw
        bars.append(
            Bar(name.replace("_", " "), megawatts(mw), x, scale.at(done) - x, tone)
        )
    return tuple(bars)


def _summary(
    capacity: float, span: Bar | None, limits: Sequence[tuple[float, str]]
) -> str:
    parts = [f"Rated capacity {megawatts(capacity)} MW"]
    if span is not None:
        parts.append(f"PMin to PMax {span.mw} MW")
    return "; ".join([*parts, *(text for _, text in limits)])
