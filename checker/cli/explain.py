"""`dera explain`: one policy, dated value, engine rule or step as a page."""

import re
import sys
from pathlib import Path

import click

from checker.cli.terminal import wants_colour, write
from checker.errors import UsageError
from checker.pipeline import rule_book_around
from checker.policy.pack import Pack
from checker.report.explain import FORMATS, engine_explained, explained, meant
from checker.resources import data_dir

__all__ = ["command"]

_STEP = re.compile(r"[Ll][0-9]{2}", re.ASCII)


@click.command(
    "explain",
    epilog="""\b
Examples:
  dera explain SIZE-001
  dera explain minimum_capacity_mw
  dera explain SCHEMA-003
  dera explain L08
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
    """Show one policy, dated value, engine rule or step to the market as a page.

    ID is the identifier of a policy (SIZE-001), of the portfolio's own policies too,
    of an engine rule (READ-004) or of a step to the market (L08), or the name of a
    dated value (minimum_capacity_mw).
    """
    colour = wants_colour(sys.stdout)
    page = engine_explained(name, form, colour=colour)
    if page is None:
        pack = rule_book_around(Path())
        page = explained(name, pack, form, colour=colour)
        if page is None and _STEP.fullmatch(name):
            page = _step(name, pack, form, colour=colour)
        if page is None:
            near = meant(name, pack)
            raise UsageError(
                f"there is no policy, parameter, engine rule or step `{name}`",
                remedy=f"did you mean {' or '.join(near)}?"
                if near
                else "`dera rules` lists them",
            )
    write(page)
    return 0


def _step(name: str, pack: Pack, form: str, *, colour: bool) -> str | None:
    from checker.evaluate.lifecycle import (  # noqa: PLC0415 # only for a step
        lifecycle_of,
    )
    from checker.report.explain_step import (  # noqa: PLC0415 # only for a step
        step_explained,
    )
    from checker.validate.schemas import SchemaSet  # noqa: PLC0415 # only for a step

    lifecycle = lifecycle_of(pack, SchemaSet.load(data_dir("schemas")))
    return step_explained(name, lifecycle, pack, form, colour=colour)
