"""`dera reconcile`: declarations beside what CAISO holds and what was measured."""

import sys
from datetime import date
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.output import Target, parse_targets, replace_file
from checker.cli.place import shown_from
from checker.cli.terminal import wants_colour, write
from checker.model.finding import Severity
from checker.pipeline import Options
from checker.pipeline.reconcile import ReconcileRun, reconcile
from checker.report.reconcile_json import reconcile_json
from checker.report.reconcile_markdown import reconcile_markdown
from checker.report.reconcile_text import reconcile_text

__all__ = ["command"]

_FORMATS = ("text", "json", "markdown")


@click.command(
    "reconcile",
    epilog="""\b
Examples:
  dera reconcile                          every aggregation
  dera reconcile bayview-storage          one of them
  dera reconcile -o text -o json=day.json

\b
Public data come from dera.refdata.json (`dera refdata import`). A difference from the
Master File is an error and exits with 1. What an aggregation was awarded is no public
data: see CMRI and ADS.
""",
)
@click.argument("aggregations", nargs=-1, metavar="[AGGREGATION]...")
@options.portfolio
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Format ({', '.join(_FORMATS)}), and a file for it; repeatable.",
)
@options.as_of
@options.profile
@options.no_overrides
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in reversed(Severity)]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 from this severity on.",
)
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    aggregations: tuple[str, ...],
    portfolio: Path,
    outputs: tuple[str, ...],
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    fail_on: str,
) -> int:
    """Compare declarations with the Master File, public data and meter readings."""
    targets = parse_targets(outputs, _FORMATS)
    today = clock.today()
    wishes = Options(
        as_of=as_of or today,
        today=today,
        profile=profile,
        allow_overrides=not no_overrides,
    )
    run = reconcile(portfolio, aggregations, wishes)
    for target in targets:
        if target.file is None:
            write(_shown(target, run, colour=wants_colour(sys.stdout)))
        else:
            replace_file(target.file, _shown(target, run, colour=False))
    return int(run.report.worst_at_least(Severity(fail_on)))


def _shown(target: Target, run: ReconcileRun, *, colour: bool) -> str:
    if target.format == "json":
        return reconcile_json(run.report)
    if target.format == "markdown":
        return reconcile_markdown(run.report)
    return reconcile_text(run.report, colour=colour, below=shown_from(run.root))
