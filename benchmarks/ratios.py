"""Ratios, whether they meet a target, and the table of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

__all__ = ["Row", "Spread", "ratios", "table"]


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the largest of some figures."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> "Spread":
        """Return the spread of at least one figure."""
        return cls(min(figures), median(figures), max(figures))

    def shown(self, unit: str) -> str:
        """Write the three, in a unit that stands behind each: `x`, `%`, ` B`."""
        scale = 100 if unit == "%" else 1
        three = (self.low, self.middle, self.high)
        return " / ".join(f"{_figures(value * scale)}{unit}" for value in three)


def _figures(value: float) -> str:
    """Write a figure with three places that count, and no exponent."""
    for bound, places in ((10, 2), (100, 1)):
        if abs(value) < bound:
            return f"{value:.{places}f}"
    return f"{value:,.0f}"


@dataclass(frozen=True, slots=True)
class Row:
    """A target and what was measured.

    Attributes:
        target: what is asked for, in words.
        limit: the figure that the median must not exceed, or must reach.
        figures: one for each round; none when nothing could be measured.
        unit: of limit and figures; `%` takes a ratio of 1 for 100.
        at_least: whether the limit is to be reached rather than kept to.
        note: what must be said beside it, or why there are no figures.
    """

    target: str
    limit: float
    figures: tuple[float, ...]
    unit: str = "x"
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the median keeps to the limit; nothing measured meets nothing."""
        if not self.figures:
            return False
        middle = median(self.figures)
        return middle >= self.limit if self.at_least else middle <= self.limit

    def cells(self) -> tuple[str, str, str, str]:
        """Return what stands in the table."""
        words = "at least" if self.at_least else "at most"
        scale = 100 if self.unit == "%" else 1
        required = f"{words} {self.limit * scale:,g}{self.unit}"
        if not self.figures:
            return (self.target, "not measured", required, self.note)
        met = "yes" if self.met else f"**no**, {self._missed_by()}"
        said = f"{met}; {self.note}" if self.note else met
        shown = Spread.of(self.figures).shown(self.unit)
        return (self.target, shown, required, said)

    def _missed_by(self) -> str:
        middle = median(self.figures)
        share = self.limit / middle if self.at_least else middle / self.limit
        return f"by {(share - 1) * 100:.0f} %"


def ratios(above: Iterable[float], below: Iterable[float]) -> tuple[float, ...]:
    """Divide round by round: both of a round ran when the machine was as fast."""
    return tuple(a / b for a, b in zip(above, below, strict=True))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a Markdown table; every column but the first two is a word or a figure."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
