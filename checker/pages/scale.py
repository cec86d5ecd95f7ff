"""From values to places in a drawing."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil, floor, log10
from typing import NamedTuple

__all__ = [
    "MINUS",
    "DayScale",
    "Label",
    "Scale",
    "Tick",
    "days_over",
    "scale_over",
    "staggered",
]

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MOST_TICKS = 6
_MONTHS = 12
MINUS = "\u2212"
_LETTER = 6.4
"""The width of a letter of a label, a little more than most have."""


class Tick(NamedTuple):
    """A place on an axis, and what is written there."""

    at: float
    text: str


class Label(NamedTuple):
    """A text in a drawing; `row` counts the lines that it moved out of the way."""

    at: float
    text: str
    row: int
    anchor: str


class Scale(NamedTuple):
    """A linear scale: `low` is drawn at `start`, `high` at `end`.

    Attributes:
        low: the least value.
        high: the greatest value, more than the least.
        start: where the least is drawn.
        end: where the greatest is drawn.
    """

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, to a tenth of a unit."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """Round values in the range, at most six."""
        rough = (self.high - self.low) / _MOST_TICKS
        power = 10.0 ** floor(log10(rough))
        step = power * next(s for s in _STEPS if s * power >= rough * 0.9999)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(
            Tick(self.at(n * step), f"{n * step:.6g}".replace("-", MINUS))
            for n in range(first, last + 1)
        )


def scale_over(values: Iterable[float], start: float, end: float) -> Scale:
    """Return a scale with zero and some values on it, and a little air."""
    values = [0.0, *values]
    low, high = min(values), max(values)
    air = (high - low) * 0.06 or 1.0
    return Scale(low - air if low < 0 else 0.0, high + air, start, end)


class DayScale(NamedTuple):
    """A scale of days."""

    first: date
    last: date
    start: float
    end: float

    def at(self, day: date) -> float:
        """Return the place of a day."""
        whole = (self.last - self.first).days
        share = (day - self.first).days / whole
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """First days of months, quarters or years, whichever leave room."""
        months = (self.last - self.first).days / 30
        every = next(
            (n for n in (1, 3, 6, 12, 24, 60) if months / n <= _MOST_TICKS), 120
        )
        return tuple(
            Tick(self.at(day), f"{day:%Y}" if every >= _MONTHS else f"{day:%Y-%m}")
            for day in _firsts(self.first, self.last, every)
        )


def _firsts(first: date, last: date, every: int) -> Iterable[date]:
    month = first.year * 12 + first.month - 1
    month += -month % every
    while (day := date(month // 12, month % 12 + 1, 1)) <= last:
        if day >= first:
            yield day
        month += every


def days_over(days: Iterable[date], start: float, end: float) -> DayScale:
    """Return a scale with some days on it, and a little air."""
    known = sorted(days)
    air = timedelta(days=max(7, (known[-1] - known[0]).days // 20))
    return DayScale(known[0] - air, known[-1] + air, start, end)


def staggered(ticks: Iterable[Tick], end: float) -> tuple[Label, ...]:
    """Return labels in as many rows as they need not to cover each other.

    Args:
        ticks: places and texts.
        end: the right end of the drawing, where a label ends instead of beginning.
    """
    filled: list[float] = []
    labels = []
    for tick in sorted(ticks):
        width = len(tick.text) * _LETTER + 10
        turned = tick.at + width > end
        left = tick.at - width if turned else tick.at
        row = next((r for r, until in enumerate(filled) if until <= left), len(filled))
        filled[row : row + 1] = [left + width]
        labels.append(Label(tick.at, tick.text, row, "end" if turned else "start"))
    return tuple(labels)
