"""`dera refdata fetch`: get CAISO's public lists from OASIS."""

import time
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.lock import deliver
from checker.cli.terminal import write
from checker.errors import UsageError

__all__ = ["command"]

_BASE_URL = "https://oasis.caiso.com/oasisapi/SingleZip"
_MINUTES = 30


@click.command(
    "fetch",
    epilog="""\b
Examples:
  dera refdata fetch                          every report that is read
  dera refdata fetch ATL_PNODE ATL_LDF        two of them
  dera refdata fetch --deadline 60 --verbose  an hour at most, and what happens

\b
OASIS needs no account. It answers one request every five seconds, so this takes a
while. Needs httpx: pip install 'deracheck[oasis]'.
""",
)
@click.argument("reports", nargs=-1, metavar="[REPORT]...")
@options.portfolio
@click.option(
    "--base-url",
    default=_BASE_URL,
    show_default=True,
    metavar="URL",
    help="Where to ask; for CAISO's test system, or a copy of your own.",
)
@click.option(
    "--deadline",
    type=click.FloatRange(min=0, min_open=True),
    default=_MINUTES,
    show_default=True,
    metavar="MINUTES",
    help="For everything together.",
)
@click.option(
    "--anew", is_flag=True, help="Keep nothing of the present dera.refdata.json."
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Say on standard error what is asked."
)
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    reports: tuple[str, ...],
    portfolio: Path,
    base_url: str,
    deadline: float,
    anew: bool,
    verbose: bool,
) -> int:
    """Get reports from OASIS and keep what declarations can need.

    Prices and ancillary services are asked for the trade dates and nodes that are
    declared. All of it comes, or dera.refdata.json stays as it is.
    """
    try:
        from checker.oasis.transport import (  # noqa: PLC0415 # httpx is an extra
            Pace,
            Patience,
        )
        from checker.pipeline.refdata_fetch import (  # noqa: PLC0415 # likewise
            FetchOptions,
            fetch_lock,
        )
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise UsageError(
            "`dera refdata fetch` needs httpx, which is not installed",
            remedy="pip install 'deracheck[oasis]', or download the files from OASIS"
            " and `dera refdata import` them",
        ) from error

    def tell(words: str) -> None:
        if verbose:
            click.echo(words, err=True)

    wishes = FetchOptions(
        reports=reports,
        base_url=base_url,
        today=clock.today(),
        limits=Patience(total_seconds=deadline * 60),
        pace=Pace(time.monotonic, time.sleep),
        anew=anew,
        tell=tell,
    )
    update, without = fetch_lock(portfolio, wishes)
    deliver(update)
    write("".join(f"not to be had: {words}\n" for words in without))
    return 0
