"""The policies against what is written by hand, and the tool against its peers."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.bench import Bench
from benchmarks.peers import PEERS
from benchmarks.portfolios import files_of
from benchmarks.process import Command, Cost, in_turns
from benchmarks.ratios import Row, Spread, ratios
from benchmarks.targets import peer_of

__all__ = [
    "HEAD",
    "INVENTORY_HEAD",
    "STEPS_HEAD",
    "inventory",
    "peers",
    "policies",
    "steps",
]

_BY_HAND = 2
_SITES = 5_000
_FEW, _THOUSAND, _TEN_THOUSAND = 100, 1_020, 10_020
_MILLION = 1_000_000
_SLOWER = 3
"""Rounds of what is judged in a moment, for each round of a long run."""

HEAD = ("Tool", "Checks", "CPU seconds", "Against our cold check", "Peak memory")


def policies(bench: Bench) -> Iterator[Row]:
    """Measure all policies of one aggregation, against Python written by hand."""
    target = (
        "All policies over an aggregation of 5,000 sites: CPU against Python by hand"
    )
    folder = bench.portfolios.of(2 * _SITES + 21, _SITES)
    rounds = str(_SLOWER * bench.many_rounds)
    found = _said("benchmarks.judging", folder, rounds)
    note = (
        f"{found['ours']:.0f} ms for all {found['policies']},"
        f" {found['by_hand']:.0f} ms for the {found['rules']} that visit sites by hand"
    )
    yield Row(target, _BY_HAND, tuple(found["ratios"]), note=note)


def peers(bench: Bench) -> Iterator[tuple[str, ...]]:
    """Measure every peer: the slow ones with few files, the others with a thousand."""
    for size, slow in ((_THOUSAND, False), (_FEW, True)):
        folder = bench.portfolios.quoted(size)
        files = files_of(folder)
        commands: dict[str, Command] = {}
        for peer in PEERS:
            if peer.slow is slow:
                name = f"{peer.name} {peer.version} ({peer.registry})"
                command, why_not = peer_of(bench, peer, folder)
                if command is None:
                    yield (name, peer.does, f"not measured: {why_not}", "", "")
                    continue
                commands[name] = command
        ours = f"dera, cold, {len(files):,} files"
        rounds = max(1, bench.rounds - slow)
        costs = in_turns({ours: bench.cold(folder), **commands}, rounds)
        checks = {f"{p.name} {p.version} ({p.registry})": p.does for p in PEERS}
        for name, several in costs.items():
            does = checks.get(name, "schema, links and all policies")
            yield _line(name, does, several, costs[ours])


STEPS_HEAD = ("Step", "Microseconds a declaration", "Share")


def steps(bench: Bench) -> Iterator[tuple[str, ...]]:
    """Measure what each step of the cold check of ten thousand costs."""
    folder = bench.portfolios.of(_TEN_THOUSAND)
    several = [_said("benchmarks.steps", folder) for _ in range(bench.rounds)]
    declarations = several[0][0]
    each = {
        step: median(seconds[step] for _, seconds in several) / declarations
        for step in several[0][1]
    }
    whole = sum(each.values())
    for step, seconds in each.items():
        yield (step, f"{seconds * 1e6:.0f}", f"{seconds / whole:.0%}")
    yield ("All", f"{whole * 1e6:.0f}", "100%")


INVENTORY_HEAD = (
    *("Inventory", "Size", "CPU seconds"),
    *("CPU a row", "Memory above the base", "Memory a row"),
)


def inventory(bench: Bench) -> Iterator[tuple[str, ...]]:
    """Measure fleets in a table, by the module that writes them."""
    rows = str(_MILLION if bench.big > _TEN_THOUSAND else _TEN_THOUSAND)
    said = subprocess.run(
        [sys.executable, "-m", "benchmarks.inventory", rows],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if said.returncode:
        words = said.stderr.strip().splitlines() or ["no words"]
        yield (f"{rows} rows", f"not measured: {words[-1][:200]}", "", "", "", "")
        return
    for line in said.stdout.splitlines()[1:]:
        yield tuple(cell.strip() for cell in line.split("|"))


def _said(module: str, folder: Path, *arguments: str) -> Any:
    """Return what a module prints as JSON, run in a process of its own."""
    said = subprocess.run(
        [sys.executable, "-m", module, str(folder), *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    return json.loads(said.stdout)


def _line(name: str, does: str, costs: list[Cost], ours: list[Cost]) -> tuple[str, ...]:
    cpu = [cost.cpu for cost in costs]
    share = Spread.of(ratios(cpu, [cost.cpu for cost in ours])).shown("x")
    memory = median(cost.memory for cost in costs) / 2**20
    return (name, does, Spread.of(cpu).shown(" s"), share, f"{memory:.0f} MiB")
