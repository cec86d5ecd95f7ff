"""Every example judged alone and by others, in one process: it prints what differs.

    python -m tests.executors [dask://HOST:PORT]

A copy is made only of a process with one thread, which pytest's need not be.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from checker.cli.executor import crew_of
from checker.cli.formats import View, shown
from checker.errors import CheckerError
from checker.evaluate.rule_book import rule_book
from checker.evaluate.run import Options
from checker.load.crew import ALONE, Crew, may_fork
from checker.model.finding import Severity
from checker.pipeline import check
from checker.report.text import Detail

__all__ = ["FORMATS", "differing", "reports"]

EXAMPLES = Path(__file__).parents[1] / "examples"
PORTFOLIOS = sorted(
    {path.parent for path in EXAMPLES.rglob("dera.yaml")}
    | {path.parent for path in EXAMPLES.glob("bad/*/expected.json")}
)
READ_ODDLY = [
    path
    for path in PORTFOLIOS
    if path.parent == EXAMPLES or path.name.startswith(("READ", "SCHEMA", "WAIVER"))
]
"""What a cluster does is to read: of policies it knows nothing."""

FORMATS = ("text", "json", "sarif")
AS_OF = date(2026, 12, 8)


@cache
def _alone(portfolio: Path) -> dict[str, str]:
    return reports(portfolio, ALONE)


def reports(portfolio: Path, crew: Crew) -> dict[str, str]:
    """Return what `dera check` says of an example, in several formats."""
    options = replace(_options(portfolio), crew=crew, only_report=crew is not ALONE)
    try:
        run = check((portfolio,), options)
    except CheckerError as error:
        return {"error": str(error)}
    view = View(run.report, run.root, Detail.VERBOSE, False, Severity.ERROR)  # noqa: FBT003 # no colour
    return {name: shown(name, view) for name in FORMATS}


def differing(portfolios: Iterable[Path], crew: Crew) -> Iterator[str]:
    """Yield each example of which a crew says something else than one process does."""
    for portfolio in portfolios:
        if reports(portfolio, crew) != _alone(portfolio):
            yield str(portfolio)


def _options(portfolio: Path) -> Options:
    expected = portfolio / "expected.json"
    arguments = []
    if expected.is_file():
        arguments = json.loads(expected.read_text(encoding="utf-8"))["arguments"]
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--as-of", type=date.fromisoformat, default=AS_OF)
    parser.add_argument("--profile")
    given, _ = parser.parse_known_args(arguments)
    return Options(as_of=given.as_of, today=given.as_of, profile=given.profile)


def _main(cluster: str | None) -> int:
    """Print each example that differs, and what was not delivered.

    Returns:
        1 when there is something to print, or no copy can be made at all.
    """
    # Read once: it is most of what a small portfolio costs.
    sys.modules[check.__module__].__dict__["rule_book"] = cache(rule_book)
    lost: list[str] = []
    found = [*differing(PORTFOLIOS, Crew(processes=2, lost=lost.append))]
    copied = sys.platform != "linux" or may_fork()
    if cluster is not None:
        with crew_of(None, cluster) as crew:
            found += differing(READ_ODDLY, replace(crew, lost=lost.append))
    sys.stdout.write("".join(f"{line}\n" for line in (*found, *lost)))
    return int(bool(found or lost) or not copied)


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1] if len(sys.argv) > 1 else None))
