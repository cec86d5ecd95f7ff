"""`dera baseline`: list the present findings, so that only new ones count."""

import sys
from datetime import date
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.output import replace_file
from checker.cli.place import shown_from
from checker.cli.terminal import wants_colour, write
from checker.evaluate.baseline import to_list, why_not_listed
from checker.model.finding import Finding
from checker.pipeline import Options, Run, check_whole
from checker.report.baseline import as_baseline
from checker.report.cells import one_line, visible
from checker.report.paint import Paint
from checker.report.text import counted

__all__ = ["command"]

_FILE = "dera-baseline.json"


@click.command(
    "baseline",
    epilog="""\b
Examples:
  dera baseline                     write dera-baseline.json beside dera.yaml
  dera baseline --to old.json       write another file
  dera check --baseline old.json    what it lists does not count

\b
Give dera.yaml the line `baseline: dera-baseline.json` and every check reads it. An
entry whose finding is mended has to leave the file. A baseline opens no gate: dera
render never reads it.
""",
)
@options.paths
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file to write; dera-baseline.json at the portfolio root when not given.",
)
@options.as_of
@options.profile
@options.no_overrides
@options.inline_waivers
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    paths: tuple[Path, ...],
    to: Path | None,
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    no_inline_waivers: bool,
) -> int:
    """List the findings of a portfolio, so that only new ones count.

    PATHS say where the portfolio is; all of it is judged, and the file is written anew.
    Waived findings are not listed, nor what is only due at a later gate. Findings of
    the engine and errors that can never be waived cannot be listed; they are shown.
    """
    today = clock.today()
    run = check_whole(
        paths,
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            allow_overrides=not no_overrides,
            inline_waivers=not no_inline_waivers,
        ),
    )
    listed = to_list(run.report.findings, run.bench)
    file = to or run.root / _FILE
    replace_file(file, as_baseline(listed, run.report.tool_version))
    shown = visible((shown_from(run.root) + _FILE) if to is None else to.as_posix())
    write(f"{_left_out(run)}{counted(len(listed), 'finding')} listed in {shown}\n")
    return 0


def _left_out(run: Run) -> str:
    """Return the findings that no baseline may hide, a line each."""
    paint = Paint(wants_colour(sys.stdout))
    below = shown_from(run.root)
    return "".join(
        _line(finding, why, paint, below)
        for finding in run.report.findings
        if finding.waiver is None
        and not finding.due_later
        and (why := why_not_listed(finding, run.bench))
    )


def _line(finding: Finding, why: str, paint: Paint, below: str) -> str:
    span = finding.location.span
    place = f"{one_line(below + finding.location.file)}:{span.line}:{span.column}"
    head = paint.severity(finding.severity, f"left out[{finding.policy}]")
    return f"{head} {place}: {one_line(finding.message)} ({why})\n"
