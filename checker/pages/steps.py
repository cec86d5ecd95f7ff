"""A schedule as a step chart: one step for each hour of its trade date."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.model.dossier import Dossier
from checker.pages.capacity import megawatts
from checker.pages.scale import Scale, Tick, scale_over

__all__ = ["StepsFigure", "steps_figure"]

_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, 744.0, 18.0, 186.0


class Step(NamedTuple):
    """An hour: its label, its megawatts, and the bar that is drawn for it."""

    hour_ending: int
    mw: str
    x: float
    y: float
    width: float
    height: float


class Limit(NamedTuple):
    """A line across the chart."""

    y: float
    text: str


class StepsFigure(NamedTuple):
    """What is drawn.

    Attributes:
        id: the schedule's.
        trade_date: as it is declared.
        path: the line of the steps, in the words of SVG.
        zero: where zero is.
        steps: a bar from zero for each hour.
        hours: labels of hours ending, below the chart.
        limits: PMax and PMin.
        scale: of the megawatts.
        summary: what the picture shows, in words.
    """

    id: str
    trade_date: str
    path: str
    zero: float
    steps: tuple[Step, ...]
    hours: tuple[Tick, ...]
    limits: tuple[Limit, ...]
    scale: Scale
    summary: str


def steps_figure(
    schedule: Dossier, aggregation: Mapping[str, Any]
) -> StepsFigure | None:
    """Return the chart of a schedule; None when its hours cannot be read.

    Args:
        schedule: its dossier.
        aggregation: the declaration, for PMax and PMin.
    """
    hours = schedule.facts.get("hours")
    if not hours:
        return None
    declared = [
        (name, aggregation[field])
        for name, field in (("PMax", "pmax_mw"), ("PMin", "pmin_mw"))
        if aggregation.get(field) is not None
    ]
    values = [hour["mw"] for hour in hours]
    scale = scale_over([*values, *(value for _, value in declared)], _BOTTOM, _TOP)
    width = (_RIGHT - _LEFT) / len(hours)
    zero = scale.at(0)
    steps = tuple(
        Step(
            hour["hour_ending"],
            megawatts(hour["mw"]),
            round(_LEFT + index * width, 1),
            min(zero, scale.at(hour["mw"])),
            round(width, 1),
            abs(round(zero - scale.at(hour["mw"]), 1)),
        )
        for index, hour in enumerate(hours)
    )
    return StepsFigure(
        id=schedule.subject.id,
        trade_date=schedule.record["trade_date"],
        path=_path(values, scale, width),
        zero=zero,
        steps=steps,
        hours=tuple(
            Tick(round(step.x + width / 2, 1), str(step.hour_ending))
            for step in steps
            if step.hour_ending % 3 == 0 or step is steps[0] or step is steps[-1]
        ),
        limits=tuple(
            Limit(scale.at(value), f"{name} {megawatts(value)}")
            for name, value in declared
        ),
        scale=scale,
        summary=f"{len(hours)} hours from {megawatts(min(values))} to"
        f" {megawatts(max(values))} MW",
    )


def _path(values: list[float], scale: Scale, width: float) -> str:
    """Return the line: to each value, then along its hour."""
    parts = [f"M{_LEFT:g} {scale.at(values[0]):g}"]
    for index, value in enumerate(values):
        parts.append(f"V{scale.at(value):g}H{round(_LEFT + (index + 1) * width, 1):g}")
    return "".join(parts)
