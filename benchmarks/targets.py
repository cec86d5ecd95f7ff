"""The targets that whole processes are measured for."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import NOTHING, Bench
from benchmarks.peers import PEERS, Peer, install
from benchmarks.portfolios import change, files_of, renewed
from benchmarks.process import Command, in_turns, run
from benchmarks.ratios import Row, ratios

__all__ = ["change_of_one", "cold_check", "hook", "peer_of", "unchanged"]

_THOUSAND, _TEN_THOUSAND = 1_020, 10_020
"""They come to 1,002 and 10,011 declarations."""

_AT_START = 4.5
_OF_A_THOUSAND = 6
_AT_HOOK = 8
_TIMES_LESS = 15
_SHARE_OF_ONE, _SHARE_OF_NONE = 0.15, 0.2
NOT_BUILT = "not built: `dera check` has no cache yet"


def unchanged(bench: Bench) -> Iterator[Row]:
    """Measure an unchanged portfolio of one file, and of a thousand."""
    folders = {
        "1 file": (bench.portfolios.one(), _AT_START),
        "1,000 files": (bench.portfolios.of(_THOUSAND), _OF_A_THOUSAND),
    }
    for words, (folder, limit) in folders.items():
        target = f"Unchanged, warm cache, {words}: CPU against `python -c pass`"
        if not bench.has("--cache-dir"):
            yield Row(target, limit, (), note=NOT_BUILT)
            continue
        bench.filled(folder)
        commands = {"nothing": NOTHING, "warm": bench.warm(folder)}
        costs = in_turns(commands, bench.many_rounds)
        cpu = {name: [cost.cpu for cost in several] for name, several in costs.items()}
        yield Row(target, limit, ratios(cpu["warm"], cpu["nothing"]))


def hook(bench: Bench) -> Iterator[Row]:
    """Measure the hook of a commit that changes three files of ten thousand."""
    target = "Hook, 3 files of 10,000 changed: CPU against `python -c pass`"
    if not bench.has("--cache-dir"):
        yield Row(target, _AT_HOOK, (), note=NOT_BUILT)
        return
    folder = bench.portfolios.of(_TEN_THOUSAND)
    bench.filled(folder)
    numbers = iter(range(1_000_000))
    changed = bench.warm(folder, before=lambda: change(folder, next(numbers), 3))
    run(changed)
    costs = in_turns({"nothing": NOTHING, "hook": changed}, bench.many_rounds)
    cpu = {name: [cost.cpu for cost in several] for name, several in costs.items()}
    yield Row(target, _AT_HOOK, ratios(cpu["hook"], cpu["nothing"]))


def cold_check(bench: Bench) -> Iterator[Row]:
    """Measure ten thousand declarations against the peer that validates them too."""
    target = "Cold check of 10,000, one process: times less CPU than check-jsonschema"
    folder = bench.portfolios.quoted(_TEN_THOUSAND)
    peer, why_not = peer_of(bench, PEERS[0], folder)
    if peer is None:
        yield Row(target, _TIMES_LESS, (), at_least=True, note=why_not)
        return
    costs = in_turns({"peer": peer, "cold": bench.cold(folder)}, bench.rounds)
    cpu = {name: [cost.cpu for cost in several] for name, several in costs.items()}
    figures = ratios(cpu["peer"], cpu["cold"])
    note = "it validates; we link and judge too"
    yield Row(target, _TIMES_LESS, figures, at_least=True, note=note)


def peer_of(bench: Bench, peer: Peer, folder: Path) -> tuple[Command | None, str]:
    """Return how a peer checks the files of a folder, or why it cannot."""
    if bench.peers is None:
        return None, "peers were not asked for"
    installed = install(peer, bench.peers)
    if installed.program is None:
        return None, f"it could not be installed: {installed.why_not}"
    arguments = peer.arguments(files_of(folder), bench.portfolios.schema())
    argv = [str(installed.program), *arguments]
    return Command(argv, codes=peer.codes, folder=folder), ""


def change_of_one(bench: Bench) -> Iterator[Row]:
    """Measure what is left to do after a change of one file, and of none."""
    of_one = "One file of 10,000 changed: share of the cold check"
    of_none = "Nothing changed, but all stamps are new (a fresh clone): share of cold"
    if not bench.has("--cache-dir"):
        yield Row(of_one, _SHARE_OF_ONE, (), "%", note=NOT_BUILT)
        yield Row(of_none, _SHARE_OF_NONE, (), "%", note=NOT_BUILT)
        return
    folder = bench.portfolios.of(_TEN_THOUSAND)
    bench.filled(folder)
    numbers = iter(range(1_000_000, 2_000_000))
    commands = {
        "cold": bench.cold(folder),
        "one": bench.warm(folder, before=lambda: change(folder, next(numbers), 1)),
        "none": bench.warm(folder, before=lambda: renewed(folder)),
    }
    costs = in_turns(commands, bench.rounds)
    cpu = {name: [cost.cpu for cost in several] for name, several in costs.items()}
    yield Row(of_one, _SHARE_OF_ONE, ratios(cpu["one"], cpu["cold"]), "%")
    yield Row(of_none, _SHARE_OF_NONE, ratios(cpu["none"], cpu["cold"]), "%")
