"""`dera explain`: one policy, dated value or engine rule as a page."""

import sys
from pathlib import Path

import click

from checker.cli.terminal import wants_colour, write
from checker.errors import UsageError
from checker.pipeline import rule_book_around
from checker.report.explain import FORMATS, engine_explained, explained, meant

__all__ = ["command"]


@click.command(
    "explain",
    epilog="""\b
Examples:
  dera explain SIZE-001
  dera explain minimum_capacity_mw
  dera explain SCHEMA-003
  dera explain SIZE-001 --format markdown > SIZE-001.md
""",
)
@click.argument("name", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default=FORMATS[0],
    show_default=True,
    help="For a terminal, a page or a machine.",
)
def command(name: str, form: str) -> int:
    """Show one policy, dated value or engine rule as a page.

    ID is the identifier of a policy (SIZE-001), of the portfolio's own policies too,
    or of an engine rule (READ-004), or the name of a dated value
    (minimum_capacity_mw).
    """
    colour = wants_colour(sys.stdout)
    page = engine_explained(name, form, colour=colour)
    if page is None:
        pack = rule_book_around(Path())
        page = explained(name, pack, form, colour=colour)
        if page is None:
            near = meant(name, pack)
            raise UsageError(
                f"there is no policy, parameter or engine rule `{name}`",
                remedy=f"did you mean {' or '.join(near)}?"
                if near
                else "`dera rules` lists them",
            )
    write(page)
    return 0
