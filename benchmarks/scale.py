"""How time and memory grow with the declarations, and what a second process brings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median

from benchmarks.bench import Bench
from benchmarks.portfolios import change, files_of
from benchmarks.process import Command, Cost, in_turns, run
from benchmarks.ratios import Row, ratios

__all__ = ["Curve", "Point", "growth"]

_SIZES = (1_020, 3_000, 10_020, 30_000)
_GROWTH = 1.3
_BYTES = 3_000
_SPEED_UP = 1.6


@dataclass(frozen=True, slots=True)
class Point:
    """What checks of one portfolio took.

    Attributes:
        declarations: how many it has.
        seconds: of processor time, the median, by the way it was checked.
        memory: bytes of the cold check, the largest resident set.
    """

    declarations: int
    seconds: dict[str, float]
    memory: int


@dataclass(slots=True)
class Curve:
    """The points that were measured, by size."""

    points: list[Point] = field(default_factory=list)


def growth(bench: Bench, curve: Curve) -> Iterator[Row]:
    """Measure every size; the rows compare the largest with ten thousand."""
    base = run(bench.cold(bench.portfolios.one())).memory
    costs: dict[int, dict[str, list[Cost]]] = {}
    for size in (*(size for size in _SIZES if size < bench.big), bench.big):
        folder = bench.portfolios.of(size)
        # The hundred thousand are compared with ten thousand: both need their spread.
        rounds = bench.rounds if size in {10_020, bench.big} else 1
        costs[size] = in_turns(_ways(bench, size), rounds)
        count = len(files_of(folder)) + 2
        curve.points.append(_point(count, costs[size]))
    few = next(point for point in curve.points if point.declarations >= _TEN)
    many = curve.points[-1]
    words = f"{many.declarations:,} declarations"
    each = ratios(
        [cost.cpu / many.declarations for cost in costs[bench.big]["cold"]],
        [cost.cpu / few.declarations for cost in costs[10_020]["cold"]],
    )
    yield Row(f"Cost of a declaration among {words}: against 10,000", _GROWTH, each)
    memory = tuple(
        (cost.memory - base) / many.declarations for cost in costs[bench.big]["cold"]
    )
    target = f"Peak memory of a declaration among {words}, above that of one file"
    yield Row(target, _BYTES, memory, " B")
    yield _two_processes(costs[bench.big], words)


_TEN = 9_000


def _ways(bench: Bench, size: int) -> dict[str, Command]:
    folder = bench.portfolios.of(size)
    ways = {"cold": bench.cold(folder)}
    if bench.has("--jobs") and size == bench.big:
        ways["two"] = bench.cold(folder, "--jobs", "2")
    if bench.has("--cache-dir"):
        bench.filled(folder)
        numbers = iter(range(2_000_000, 3_000_000))
        ways["one changed"] = bench.warm(
            folder, before=lambda: change(folder, next(numbers), 1)
        )
        ways["unchanged"] = bench.warm(folder)
    return ways


def _point(count: int, costs: dict[str, list[Cost]]) -> Point:
    seconds = {
        name: median(cost.cpu for cost in several)
        for name, several in costs.items()
        if name != "two"
    }
    return Point(count, seconds, max(cost.memory for cost in costs["cold"]))


def _two_processes(costs: dict[str, list[Cost]], words: str) -> Row:
    target = f"Two processes, cold check of {words}: times faster than one"
    if "two" not in costs:
        note = "not built: `dera check` has no --jobs yet"
        return Row(target, _SPEED_UP, (), at_least=True, note=note)
    one = [cost.wall for cost in costs["cold"]]
    two = [cost.wall for cost in costs["two"]]
    return Row(target, _SPEED_UP, ratios(one, two), at_least=True)
