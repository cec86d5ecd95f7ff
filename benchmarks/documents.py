"""What the documents of one large aggregation cost; written into docs/documents.md.

    python -m benchmarks.documents [--sites 5000]
    python -m benchmarks.documents --sites 500 --pdf

Every command is a process of its own. Processor time and the largest resident memory
are those that the operating system accounts for; time on the clock is not written, it
says more about what else the machine did. PDF files take minutes, so that they are
measured by a run of their own.
"""

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from benchmarks.corpus import write_corpus

PAGE = Path(__file__).parents[1] / "docs" / "documents.md"
DAY = "2026-12-08"
LONG = (
    "sqmd-plan-inputs",
    "concurrence-request",
    "registration-package",
    "derpa-schedule-1",
)
"""Documents that list every site, every DER or every meter in words."""

_OTHERS = 30
"""Declarations beside sites and meters, more than enough."""
_MEGABYTE = 1_000_000
_KIBIBYTE = 1024


class Cost(NamedTuple):
    """What a command took: seconds of processor, bytes at most, files by format."""

    cpu: float
    memory: int
    files: Counter[str]
    sizes: Counter[str]


def render(portfolio: Path, to: Path, *options: str) -> Cost:
    """Render with some options; raise where the command does."""
    command = [sys.executable, "-m", "checker", "render", str(portfolio)]
    command += ["--as-of", DAY, "--to", str(to), *options]
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    files, sizes = Counter[str](), Counter[str]()
    for file in to.rglob("*"):
        if file.is_file():
            kind = file.suffix.lstrip(".")
            kind = file.stem if file.stem in {"provenance", "manifest"} else kind
            files[kind] += 1
            sizes[kind] += file.stat().st_size
    seconds = used.ru_utime + used.ru_stime
    return Cost(seconds, used.ru_maxrss * _KIBIBYTE, files, sizes)


def rows_of_all(portfolio: Path, work: Path) -> Iterator[str]:
    """Yield the rows of all formats but PDF."""
    cost = render(portfolio, work / "all")
    yield row("all documents in all formats but PDF", cost, sum(cost.sizes.values()))
    for kind, size in cost.sizes.most_common():
        count = cost.files[kind]
        noun = "file" if count == 1 else "files"
        yield f"| of these, {count} {kind} {noun} | | | {size / _MEGABYTE:.1f} |"


def rows_of_pdf(portfolio: Path, work: Path) -> Iterator[str]:
    """Yield a row for the PDF files of each long document."""
    for name in LONG:
        cost = render(portfolio, work / name, "--document", name, "--pdf")
        yield row(f"`{name}` with its PDF file", cost, cost.sizes["pdf"])


def row(what: str, cost: Cost, size: int) -> str:
    """Return a row of the table."""
    memory = f"{cost.memory / _MEGABYTE:.0f}"
    return f"| {what} | {cost.cpu:.0f} | {memory} | {size / _MEGABYTE:.1f} |"


def put(mark: str, lines: Sequence[str]) -> None:
    """Write lines between two marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- measured: {mark} -->", "<!-- measured: end -->"
    inside = "\n".join(("", *lines, ""))
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    changed, count = found.subn(lambda _: begin + inside + end, text)
    if count != 1:
        raise SystemExit(f"{PAGE} has {count} places for `{mark}`")
    PAGE.write_text(changed, encoding="utf-8", newline="\n")


def table(sites: int, rows: Sequence[str]) -> list[str]:
    """Return a table under the day, the size and the machine."""
    on = datetime.now(UTC).date().isoformat()
    machine = f"{os.cpu_count()} processors, Python {sys.version.split()[0]}"
    return [
        f"Measured on {on}: {sites:,} sites, each with a DER and a meter; {machine}.",
        "",
        "| written | CPU (s) | memory (MB) | size (MB) |",
        "| --- | --: | --: | --: |",
        *rows,
    ]


def main() -> None:
    """Measure, and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sites", type=int, default=5000)
    parser.add_argument("--pdf", action="store_true", help="measure PDF files instead")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        work = Path(folder)
        portfolio = work / "portfolio"
        write_corpus(2 * asked.sites + _OTHERS, portfolio, sites=asked.sites)
        mark, rows = ("pdf", rows_of_pdf) if asked.pdf else ("documents", rows_of_all)
        put(mark, table(asked.sites, list(rows(portfolio, work))))


if __name__ == "__main__":
    main()
