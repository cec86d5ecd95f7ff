"""Measure the targets, side by side with peers, and print the table of ratios.

    python -m benchmarks [--only NAME,...] [--rounds N] [--quick] [--write]

Whole processes are measured in turns; a ratio is of two that ran in the same round.
With `--write` the tables stand in README.md and docs/scaling.md afterwards.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from benchmarks import pages, scale, side_by_side, targets
from benchmarks.bench import Bench
from benchmarks.ratios import Row, table

__all__ = ["main"]

_HEAD = ("Target", "Measured (min / median / max)", "Required", "Met")
_BIG, _QUICK_BIG = 100_020, 10_020
_CURVE = scale.Curve()

_Line = TypeVar("_Line")
Measure = Callable[[Bench], Iterator[Row]]

TARGETS: dict[str, Measure] = {
    "unchanged": targets.unchanged,
    "hook": targets.hook,
    "cold": targets.cold_check,
    "changed": targets.change_of_one,
    "growth": lambda bench: scale.growth(bench, _CURVE),
    "policies": side_by_side.policies,
}
Tell = Callable[[Bench], Iterator[tuple[str, ...]]]

TABLES: dict[str, tuple[tuple[str, ...], Tell]] = {
    "steps": (side_by_side.STEPS_HEAD, side_by_side.steps),
    "inventory": (side_by_side.INVENTORY_HEAD, side_by_side.inventory),
    "peers": (side_by_side.HEAD, side_by_side.peers),
}
"""What is measured without a target: the head of its table, and its lines."""


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write when asked to."""
    given = _parser().parse_args(arguments)
    every = [*TARGETS, *TABLES]
    names = given.only.split(",") if given.only else every
    unknown = sorted({*names} - {*every})
    if unknown:
        print(
            f"there is no {', '.join(unknown)}; there are {_names()}", file=sys.stderr
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="dera-bench-") as temporary:
        work = given.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        bench = Bench(
            work.resolve(),
            rounds=given.rounds or (1 if given.quick else 3),
            big=_QUICK_BIG if given.quick else _BIG,
            peers=None if given.no_peers else given.peers.resolve(),
        )
        rows = [
            row.cells()
            for name in names
            if name in TARGETS
            for row in _timed(name, _whatever_fails(name, TARGETS[name](bench)))
        ]
        tables = [table(_HEAD, rows)] if rows else []
        for name, (head, tell) in TABLES.items():
            if name in names:
                tables.append(table(head, _timed(name, tell(bench))))
    text = "\n\n".join([pages.circumstances("python -m benchmarks"), *tables])
    print(text)
    if given.write:
        pages.write_pages(text, _CURVE)
    return 0


def _timed(name: str, lines: Iterator[_Line]) -> Iterator[_Line]:
    """Say how long a measurement took."""
    begun = time.monotonic()
    yield from lines
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _whatever_fails(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    """Say of a command that fails what it said; the others are measured still."""
    try:
        yield from rows
    except RuntimeError as error:
        yield Row(name, 0, (), note=" ".join(str(error).split())[:300])


def _names() -> str:
    return ", ".join([*TARGETS, *TABLES])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure the targets of speed."
    )
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    peers = cache / "dera-benchmarks" / "peers"
    parser.add_argument("--only", metavar="NAME,...", help=f"of: {_names()}")
    parser.add_argument("--rounds", type=int, metavar="N", help="of each long run (3)")
    parser.add_argument("--quick", action="store_true", help="1 round, up to 10,000")
    parser.add_argument("--peers", type=Path, default=peers, metavar="DIR")
    parser.add_argument("--no-peers", action="store_true", help="measure without peers")
    parser.add_argument("--work", type=Path, metavar="DIR", help="keep portfolios here")
    parser.add_argument("--write", action="store_true", help="into the documentation")
    return parser


if __name__ == "__main__":
    sys.exit(main())
