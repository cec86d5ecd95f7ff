"""`dera timeline`: what is missing to go live, who owes it, and by when."""

import shutil
import sys
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import click

from checker.cli import clock, options
from checker.cli.output import Target, parse_targets, replace_file
from checker.cli.place import below_repository, shown_from
from checker.cli.terminal import shows_unicode, wants_colour, write
from checker.errors import NothingToCheckError
from checker.pipeline import Options
from checker.pipeline.timeline import TimelineRun, timelines

__all__ = ["command"]

FORMATS = ("text", "markdown", "json", "html", "ics")
_MOST_DAYS = 365
_IN_A_FILE = 80


@click.command(
    "timeline",
    epilog="""\b
Examples:
  dera timeline                                  every aggregation around you
  dera timeline peninsula-ev                     one of them
  dera timeline peninsula-ev --by 2027-06-01     can it be in the market by then?
  dera timeline -o html=timeline.html            a page with bars, for a review
  dera timeline -o ics=deadlines.ics --remind 7  deadlines for a calendar

\b
A date after --as-of is a plan and never counts as done. A step that cannot be judged
counts as open. The dates rest on the lead times of the rule book; where no source gives
one, the output says so.
""",
)
@click.argument("aggregations", nargs=-1, metavar="[AGGREGATION]...")
@click.option(
    "--by",
    callback=options.day,
    metavar="DATE",
    help="The wanted first trade date; the `market_date` of each when not given.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Format ({', '.join(FORMATS)}), and a file for it; repeatable.",
)
@click.option(
    "--remind",
    type=click.IntRange(0, _MOST_DAYS),
    metavar="DAYS",
    help="With -o ics: remind so many days before each deadline.",
)
@options.portfolio
@options.as_of
@options.profile
@options.no_overrides
@options.inline_waivers
@options.now
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    aggregations: tuple[str, ...],
    by: date | None,
    outputs: tuple[str, ...],
    remind: int | None,
    portfolio: Path,
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    no_inline_waivers: bool,
    now: datetime | None,
) -> int:
    """Say what is missing to go live, who owes it, and by when.

    AGGREGATION is the identifier of one; without any, all are shown.
    """
    targets = parse_targets(outputs, FORMATS)
    today = clock.today()
    run = timelines(
        portfolio,
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        ),
        aggregations,
        by,
    )
    stamp = now or (clock.beginning(as_of) if as_of else clock.now())
    for target in targets:
        _deliver(target, View(run, stamp, remind))
    return 0


class View(NamedTuple):
    """Timelines and how the caller wants them shown."""

    run: TimelineRun
    now: datetime
    remind: int | None


def _deliver(target: Target, view: View) -> None:
    if target.file is None:
        write(_shown(target.format, view, to_file=False))
    else:
        replace_file(target.file, _shown(target.format, view, to_file=True))


def _shown(form: str, view: View, *, to_file: bool) -> str:
    """Return timelines in a format; its module is imported when it is asked for."""
    # ruff: noqa: PLC0415 # each format costs only whoever asks for it
    report, root = view.run
    if form == "json":
        from checker.report.timeline_json import as_json

        return as_json(report)
    if form == "ics":
        from checker.report.timeline_ics import as_ics

        if not report.every_deadline:
            raise NothingToCheckError("there is no deadline to put into a calendar")
        return as_ics(report, view.now, remind_days=view.remind)
    if form == "markdown":
        from checker.report.timeline_markdown import as_markdown

        return as_markdown(report, below=below_repository(root))
    if form == "html":
        from checker.report.timeline_html import as_html

        return as_html(report)
    from checker.report.terminal import Terminal
    from checker.report.timeline_text import as_text

    stream = None if to_file else sys.stdout
    terminal = Terminal(
        columns=_IN_A_FILE if to_file else shutil.get_terminal_size().columns,
        colour=wants_colour(stream),
        unicode=to_file or shows_unicode(stream),
        below=shown_from(root),
    )
    return as_text(report, terminal)
