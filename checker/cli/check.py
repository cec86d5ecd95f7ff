"""`dera check`: judge, and show what came of it."""

import sys
from datetime import date
from pathlib import Path

import click

from checker.cache.place import folder_for
from checker.cache.witness import Witness
from checker.cli import clock, options, questions
from checker.cli.executor import crew_of, crew_options
from checker.cli.formats import View, shown
from checker.cli.output import FORMATS, Target, parse_targets, replace_file
from checker.cli.terminal import wants_colour, write
from checker.errors import UsageError
from checker.model.finding import Severity
from checker.model.survey import Questions
from checker.pipeline import Options, check
from checker.report.text import Detail

__all__ = ["command"]

_STDIN = Path("-")


@click.command(
    "check",
    epilog="""\b
Examples:
  dera check                                  the portfolio around you
  dera check aggregations/bayview.yaml        report on one file only
  dera check -o text -o json=report.json      for a person and for a machine
  dera check -o github -o sarif=dera.sarif    annotations and code scanning
  dera check --gate market                    what is missing to go live
  dera check --base origin/main               only what this branch caused
  dera check --select SIZE-001,UDC-002        two policies only
  dera check --trace SIZE-001                 how that verdict came about
  dera check --sweep                          what becomes a finding, and when
  dera check --coverage --headroom 10%        what is not looked at, what is close
  dera check --stdin-filename sites/a.yaml -  an editor's unsaved text
""",
)
@options.paths
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Format of the report ({', '.join(FORMATS)}), and a file for it; repeatable.",
)
@click.option(
    "--github-summary",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="GITHUB_STEP_SUMMARY",
    show_envvar=True,
    metavar="FILE",
    help="With -o github: the file to add the job summary to, as Markdown.",
)
@options.as_of
@options.profile
@options.gate
@click.option(
    "--fail-on",
    type=click.Choice([severity.value for severity in reversed(Severity)]),
    default=Severity.ERROR.value,
    show_default=True,
    help="Exit with 1 from this severity on.",
)
@click.option(
    "--select",
    multiple=True,
    callback=options.comma_list,
    metavar="POLICY-ID",
    help="Judge by these policies only; repeatable, or a list with commas.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=options.comma_list,
    metavar="POLICY-ID",
    help="Leave these policies out; repeatable, or a list with commas.",
)
@options.no_overrides
@options.inline_waivers
@options.cache
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Findings that this file lists do not count; else the one of dera.yaml.",
)
@click.option(
    "--base",
    metavar="REV",
    help="Only findings that are new since this git revision count and are shown.",
)
@click.option(
    "--stdin-filename",
    metavar="FILE",
    help="With `-` as a path: the file whose content standard input is.",
)
@questions.all_of_them
@crew_options
@click.option("-q", "--quiet", is_flag=True, help="Only errors and the totals.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Also what passed and the values used."
)
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    paths: tuple[Path, ...],
    outputs: tuple[str, ...],
    github_summary: Path | None,
    as_of: date | None,
    profile: str | None,
    gate: str | None,
    fail_on: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    no_overrides: bool,
    no_inline_waivers: bool,
    no_cache: bool,
    cache_dir: str | None,
    baseline: Path | None,
    base: str | None,
    stdin_filename: str | None,
    trace: tuple[str, ...],
    sweep: bool,
    coverage: bool,
    headroom: float | None,
    jobs: int | None,
    executor: str,
    quiet: bool,
    verbose: bool,
) -> int:
    """Validate declarations and judge them by the policies.

    PATHS filter what is reported; links always use the whole portfolio, which is
    found upward from the first path by its dera.yaml.
    """
    targets = parse_targets(outputs)
    detail = _detail(quiet=quiet, verbose=verbose)
    files, stdin = _standard_input(paths, stdin_filename)
    today = clock.today()
    with crew_of(jobs, executor) as crew:
        run = check(
            files,
            Options(
                as_of=as_of or today,
                today=today,
                profile=profile,
                gate=gate,
                select=select,
                ignore=ignore,
                allow_overrides=not no_overrides,
                inline_waivers=not no_inline_waivers,
                baseline=baseline,
                base=base,
                questions=Questions(
                    trace=trace, sweep=sweep, coverage=coverage, headroom=headroom
                ),
                crew=crew,
                only_report=True,
                cache=folder_for(cache_dir, wanted=not no_cache),
            ),
            stdin,
        )
    threshold = Severity(fail_on)
    view = View(run.report, run.root, detail, wants_colour(sys.stdout), threshold)
    written = [_deliver(target, view) for target in targets]
    summarised = any(target.format == "github" for target in targets)
    if github_summary and summarised:
        from checker.cli.summary import (  # noqa: PLC0415 # only on GitHub
            add_summary,
        )

        add_summary(github_summary, view)
    code = int(run.report.worst_at_least(threshold))
    aside = github_summary and summarised  # written to besides standard output
    repeatable = stdin is None and base is None and not aside
    witness = click.get_current_context().find_object(Witness)
    if witness is not None and repeatable and None not in written:
        from checker.cli.kept import keep_answer  # noqa: PLC0415 # only at the end

        keep_answer(witness, "".join(filter(None, written)), code, run, files)
    return code


def _deliver(target: Target, view: View) -> str | None:
    """Show a report; return what was written to standard output, if it was there."""
    if target.file is None:
        return write(shown(target.format, view))
    replace_file(target.file, shown(target.format, view._replace(colour=False)))
    return None


def _detail(*, quiet: bool, verbose: bool) -> Detail:
    if quiet and verbose:
        raise UsageError("-q and -v exclude each other")
    if quiet:
        return Detail.QUIET
    return Detail.VERBOSE if verbose else Detail.NORMAL


def _standard_input(
    paths: tuple[Path, ...], name: str | None
) -> tuple[tuple[Path, ...], tuple[str, bytes] | None]:
    """Take `-` out of the paths, and read what it stands for."""
    files = tuple(path for path in paths if path != _STDIN)
    if len(files) == len(paths):
        if name is not None:
            raise UsageError("--stdin-filename needs `-` among the paths")
        return files, None
    if name is None:
        raise UsageError(
            "`-` needs --stdin-filename: the file that standard input stands for"
        )
    return files, (name, sys.stdin.buffer.read())
