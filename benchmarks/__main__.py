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

from benchmarks import pages, scale, side_by_side, targets
from benchmarks.bench import Bench
from benchmarks.ratios import Row, table

__all__ = ["main"]

_HEAD = ("Target", "Measured (min / median / max)", "Required", "Met")
_BIG, _QUICK_BIG = 100_020, 10_020
_CURVE = scale.Curve()

Measure = Callable[[Bench], Iterator[Row]]

TARGETS: dict[str, Measure] = {
    "unchanged": targets.unchanged,
    "hook": targets.hook,
    "cold": targets.cold_check,
    "changed": targets.change_of_one,
    "growth": lambda bench: scale.growth(bench, _CURVE),
    "policies": side_by_side.policies,
}
PEERS = "peers"


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write when asked to."""
    given = _parser().parse_args(arguments)
    names = given.only.split(",") if given.only else [*TARGETS, PEERS]
    unknown = sorted({*names} - {*TARGETS, PEERS})
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
        rows = [row.cells() for name in names for row in _measured(bench, name)]
        told = list(_told(bench)) if PEERS in names else []
    text = "\n\n".join(
        [
            pages.circumstances("python -m benchmarks"),
            *([table(_HEAD, rows)] if rows else []),
            *([table(side_by_side.HEAD, told)] if told else []),
        ]
    )
    print(text)
    if given.write:
        pages.write_pages(text, _CURVE)
    return 0


def _measured(bench: Bench, name: str) -> Iterator[Row]:
    if name == PEERS:
        return
    begun = time.monotonic()
    try:
        yield from TARGETS[name](bench)
    except RuntimeError as error:  # a command that fails does not end the others
        yield Row(name, 0, (), note=str(error).replace("\n", " ")[:300])
    print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _told(bench: Bench) -> Iterator[tuple[str, ...]]:
    begun = time.monotonic()
    yield from side_by_side.peers(bench)
    print(f"{PEERS}: {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _names() -> str:
    return ", ".join([*TARGETS, PEERS])


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
