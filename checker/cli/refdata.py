"""`dera refdata`: CAISO's public lists, kept beside the declarations."""

import json
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from checker.cli import clock, options
from checker.cli.lock import deliver
from checker.cli.terminal import write
from checker.errors import UsageError
from checker.oasis.imports import Download
from checker.pipeline.refdata import holdings, names_declared, update_lock
from checker.report.refdata_text import refdata_text

__all__ = ["command"]

_PACIFIC = ZoneInfo("America/Los_Angeles")


class _Group(click.Group):
    """`fetch` is imported when it is called: nothing else needs a network."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), "fetch"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "fetch":
            found: click.Command = import_module("checker.cli.refdata_fetch").command
            return found
        return super().get_command(ctx, cmd_name)


@click.group(
    "refdata",
    cls=_Group,
    epilog="""\b
Examples:
  dera refdata import ~/Downloads/*ATL_PNODE*.zip
  dera refdata fetch                       the same, from OASIS itself
  dera refdata info                        what is held, and how old it is
""",
)
def command() -> None:
    """Keep CAISO's public lists beside the declarations.

    They are kept in dera.refdata.json at the portfolio root. It belongs under version
    control: checks read it and never a network.
    """


@command.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILES...",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@options.portfolio
@click.option(
    "--retrieved-on",
    callback=options.day,
    metavar="DATE",
    help="When the files came from OASIS; when they were last written if not given.",
)
@click.option(
    "--anew", is_flag=True, help="Keep nothing of the present dera.refdata.json."
)
def import_(
    *, files: tuple[Path, ...], portfolio: Path, retrieved_on: date | None, anew: bool
) -> int:
    """Read downloads of OASIS: ZIPs of CSV or XML, or bare CSV and XML files.

    Of each report in FILES the new rows replace the old ones; other reports stay.
    """
    downloads = [Download(path, retrieved_on or _written_on(path)) for path in files]
    wanted = names_declared(portfolio)
    deliver(update_lock(portfolio, downloads, wanted, anew=anew))
    return 0


@command.command("info")
@options.portfolio
@options.as_of
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="json is the list of sources.",
)
def info(*, portfolio: Path, as_of: date | None, form: str) -> int:
    """Show what the portfolio holds of CAISO's public data, and how old it is."""
    day = as_of or clock.today()
    held = holdings(portfolio, day)
    if held.content is None:
        raise UsageError(
            f"the portfolio holds no reference data: there is no {held.path.name}",
            remedy="`dera refdata import FILES...` reads downloads of OASIS,"
            " `dera refdata fetch` gets them",
        )
    if form == "json":
        write(json.dumps(held.content["sources"], indent=2) + "\n")
    else:
        write(refdata_text(held.content, day, held.stale_days))
    return 0


def _written_on(path: Path) -> date:
    """Return the day on which a file was last written, in California."""
    return datetime.fromtimestamp(path.stat().st_mtime, _PACIFIC).date()
