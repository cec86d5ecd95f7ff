"""`dera dossier`: pages that a reviewer reads instead of YAML."""

from datetime import date
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.terminal import write
from checker.load.discover import find_root
from checker.pages.write import write_pages
from checker.pipeline import Options, check
from checker.report.cells import visible
from checker.report.text import counted
from checker.resources import data_dir

__all__ = ["command"]


@click.command(
    "dossier",
    epilog="""\b
Examples:
  dera dossier --to pages                   the portfolio around you
  dera dossier --to pages --gate market     as if every aggregation claimed the market
  dera dossier portfolio --to pages         another one

\b
index.html lists the aggregations; each has a page: status, findings, capacity against
limits, PNodes, sites, papers in time, schedules. The pages need no network. They are
written whatever was found: dera check is the gate, not this.
""",
)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder to write; an earlier dossier there is replaced.",
)
@options.as_of
@options.profile
@options.gate
@options.no_overrides
@options.inline_waivers
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    path: Path | None,
    to: Path,
    as_of: date | None,
    profile: str | None,
    gate: str | None,
    no_overrides: bool,
    no_inline_waivers: bool,
) -> int:
    """Write a page for each aggregation and an index over the portfolio."""
    today = clock.today()
    run = check(
        (find_root(path or Path()),),
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            gate=gate,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        ),
    )
    pages = write_pages(run, data_dir("templates"), to)
    write(
        f"{counted(len(pages), 'page')} in {visible(to.as_posix())}: begin with"
        f" {visible((to / pages[0]).as_posix())}\n"
    )
    return 0
