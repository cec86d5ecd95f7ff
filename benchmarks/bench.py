"""What every measurement needs: the tool, portfolios, rounds, a place."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.portfolios import Portfolios
from benchmarks.process import Command, Cost, run

__all__ = ["AS_OF", "NOTHING", "Bench"]

AS_OF = "2026-12-08"
"""The day on which the portfolio complies."""

NOTHING = Command([sys.executable, "-c", "pass"])
"""The least that a process of Python takes."""

_SETTLED = 2.5
"""Seconds after which the stamp of a file is trusted."""

_VERDICTS = frozenset({0, 1})


@dataclass(frozen=True)
class Bench:
    """What every measurement needs.

    Attributes:
        work: the folder to work in.
        rounds: how often the long runs are measured; short ones are five times that.
        big: declarations of the largest portfolio.
        peers: where peers are installed; None to do without.
    """

    work: Path
    rounds: int
    big: int
    peers: Path | None

    @property
    def many_rounds(self) -> int:
        """How often what takes a moment is measured."""
        return 5 * self.rounds

    @property
    def portfolios(self) -> Portfolios:
        """The portfolios to measure with."""
        return Portfolios(self.work)

    @cached_property
    def usage(self) -> str:
        """What `dera check --help` says: which options there are."""
        said = subprocess.run(
            [str(_program()), "check", "--help"],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        return said.stdout

    def has(self, option: str) -> bool:
        """Tell whether `dera check` knows an option."""
        return option in self.usage

    def cold(
        self, folder: Path, *options: str, before: Callable[[], None] = lambda: None
    ) -> Command:
        """Return the check of a portfolio without any cache, in one process."""
        one = ("--jobs", "1") if self.has("--jobs") and "--jobs" not in options else ()
        without = ("--no-cache",) if self.has("--no-cache") else ()
        return self._check(folder, (*without, *one, *options), before)

    def warm(
        self, folder: Path, *options: str, before: Callable[[], None] = lambda: None
    ) -> Command:
        """Return the check of a portfolio with the cache of this folder of work."""
        return self._check(folder, options, before)

    def filled(self, folder: Path) -> Cost:
        """Check a portfolio so that the cache holds it."""
        time.sleep(_SETTLED)
        run(self.warm(folder))
        return run(self.warm(folder))

    def _check(
        self, folder: Path, options: tuple[str, ...], before: Callable[[], None]
    ) -> Command:
        return Command(
            [str(_program()), "check", ".", "--as-of", AS_OF, *options],
            before,
            _VERDICTS,
            {"DERA_CACHE_DIR": str(self.work / "cache")},
            folder,
        )


def _program() -> Path:
    return Path(sys.executable).with_name("dera")
