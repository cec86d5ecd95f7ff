"""The bars of a timeline in the cells of a terminal."""

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from checker.model.timeline import State, Timeline
from checker.report.paint import Paint
from checker.report.timeline_chart import Bar, Chart, chart_of

if TYPE_CHECKING:
    from checker.report.terminal import Terminal

__all__ = ["bars_text"]

_FEWEST = 20
_MOST = 100


class _Signs(NamedTuple):
    """What the parts of a chart are drawn with."""

    critical: str
    bar: str
    spare: str
    done: str
    moment: str
    today: str
    wanted: str


_BLOCKS = _Signs("█", "▓", "░", "✓", "◆", "│", "┊")
_ASCII = _Signs("#", "=", ".", "x", "*", "|", ":")


def bars_text(timeline: Timeline, as_of: date, terminal: "Terminal") -> str:
    """Return the chart of what is ahead; empty when there is nothing to draw.

    Args:
        timeline: whose steps are drawn; those that are done are left to the table.
        as_of: the day of judgement.
        terminal: how wide it is, and what it shows.
    """
    if timeline.live_since is not None:
        return ""
    chart = chart_of(timeline, as_of)
    if chart is None:
        return ""
    bars = [bar for bar in chart.bars if bar.step.state is not State.DONE]
    names = [f"{bar.step.id} {bar.step.name}" for bar in bars]
    left = max(map(len, names), default=0)
    cells = min(terminal.columns - left - 5, _MOST)
    if not bars or cells < _FEWEST:
        return ""
    signs = _BLOCKS if terminal.unicode else _ASCII
    paint = Paint(terminal.colour)
    lines = [f"{' ' * (left + 4)}{_axis(chart, cells)}".rstrip()]
    for name, bar in zip(names, bars, strict=True):
        drawn = _painted(bar, _drawn(bar, chart, cells, signs), signs, paint)
        lines.append(f"    {name:<{left}}{drawn}".rstrip())
    lines += _legend(chart, signs, left, terminal.columns)
    return "\n".join(lines)


def _cell(share: float, cells: int) -> int:
    return min(int(share * cells), cells - 1)


def _axis(chart: Chart, cells: int) -> str:
    """Write the months that have room above the bars."""
    line = [" "] * cells
    free = 0
    for month in chart.months:
        at = _cell(month.at, cells)
        if at >= free and at + len(month.text) <= cells:
            line[at : at + len(month.text)] = month.text
            free = at + len(month.text) + 1
    return " " + "".join(line)


def _drawn(bar: Bar, chart: Chart, cells: int, signs: _Signs) -> list[str]:
    line = [" "] * cells
    line[_cell(chart.today, cells)] = signs.today
    if chart.wanted is not None:
        line[_cell(chart.wanted, cells)] = signs.wanted
    if bar.start is None or bar.finish is None:
        return line
    first, last = _cell(bar.start, cells), _cell(bar.finish, cells)
    if bar.latest is not None:
        for at in range(last + 1, _cell(bar.latest, cells) + 1):
            line[at] = signs.spare
    full = signs.critical if bar.step.critical else signs.bar
    for at in range(first, last + 1):
        line[at] = full
    if bar.step.start == bar.step.finish:
        line[last] = signs.moment
    return line


def _painted(bar: Bar, line: list[str], signs: _Signs, paint: Paint) -> str:
    """Colour the parts of a line: red what is late, bold what is critical."""
    style = "error" if bar.step.late else "strong" if bar.step.critical else "note"
    drawn = {signs.critical, signs.bar, signs.moment}
    return " " + "".join(_runs(line, drawn, style, paint))


def _runs(line: list[str], drawn: set[str], style: str, paint: Paint) -> Iterator[str]:
    run: list[str] = []
    inside = False
    for cell in (*line, None):
        if cell is None or (cell in drawn) is not inside:
            text = "".join(run)
            yield paint(style, text) if inside else text
            run, inside = [], cell in drawn
        if cell is not None:
            run.append(cell)


def _legend(chart: Chart, signs: _Signs, left: int, columns: int) -> list[str]:
    parts = [
        f"{signs.critical} critical",
        f"{signs.bar} other",
        f"{signs.spare} to spare",
        f"{signs.today} today",
    ]
    if chart.wanted is not None:
        parts.append(f"{signs.wanted} wanted")
    text = "  ".join(parts)
    indent = " " * (left + 5 if left + 5 + len(text) <= columns else 4)
    return [f"{indent}{line}" for line in wrap(text, columns - len(indent))]
