"""The measured curve as a picture: an SVG of lines, axes and words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Panel", "plot"]

_WIDTH, _HEIGHT = 420, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 34, 46, 44
_LITTLE = 0.02
"""Of a decade: a point so near to a whole one needs no further decade."""

_COLOURS = ("#1b6ca8", "#c0562b", "#3b8a4d", "#6b5b95")


@dataclass(frozen=True, slots=True)
class Panel:
    """One diagram; both axes are logarithmic.

    Attributes:
        title: stands above it.
        across: what the lower axis counts.
        unit: of the other axis, behind its figures.
        lines: the points of each line, by its name.
    """

    title: str
    across: str
    unit: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


def plot(panels: Sequence[Panel]) -> str:
    """Draw panels beside each other."""
    width = _WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}"',
        f' width="{width}" height="{_HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{_HEIGHT}" fill="#ffffff"/>',
    ]
    for number, panel in enumerate(panels):
        parts += [f'<g transform="translate({number * _WIDTH} 0)">', *_drawn(panel)]
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _drawn(panel: Panel) -> Iterable[str]:
    points = [point for line in panel.lines.values() for point in line]
    across = _Scale.of([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale.of([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    yield _text(_LEFT, 16, panel.title, 'font-weight="bold" font-size="13"')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield _text(middle, _HEIGHT - 8, panel.across, 'text-anchor="middle"')
    for value in across.ticks():
        x = across.at(value)
        yield _line((x, _TOP), (x, _HEIGHT - _BOTTOM), "#e3e3e3")
        words = f"{value:,.0f}"
        yield _text(x, _HEIGHT - _BOTTOM + 15, words, 'text-anchor="middle"')
    for value in up.ticks():
        y = up.at(value)
        yield _line((_LEFT, y), (_WIDTH - _RIGHT, y), "#e3e3e3")
        words = f"{value:,g} {panel.unit}"
        yield _text(_LEFT - 5, y + 4, words, 'text-anchor="end"')
    for number, (name, line) in enumerate(panel.lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        path = " ".join(f"{across.at(x):.1f},{up.at(y):.1f}" for x, y in line)
        style = f'fill="none" stroke="{colour}" stroke-width="2"'
        yield f'<polyline points="{path}" {style}/>'
        for x, y in line:
            at = f'cx="{across.at(x):.1f}" cy="{up.at(y):.1f}"'
            yield f'<circle {at} r="3" fill="{colour}"/>'
        x = _LEFT + 115 * number
        yield _line((x, _TOP - 14), (x + 16, _TOP - 14), colour, 2)
        yield _text(x + 20, _TOP - 10, name)


def _line(
    start: tuple[float, float], end: tuple[float, float], colour: str, width: int = 1
) -> str:
    (x1, y1), (x2, y2) = start, end
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, words: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'


@dataclass(frozen=True, slots=True)
class _Scale:
    """Whole powers of ten, spread over a stretch of the picture."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float) -> "_Scale":
        low = math.floor(math.log10(min(values)) + _LITTLE)
        high = math.ceil(math.log10(max(values)) - _LITTLE)
        return cls(low, max(high, low + 1), start, end)

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]
