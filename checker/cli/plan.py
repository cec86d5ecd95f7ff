"""`dera plan`: what a change means, and who has to do what by when."""

import sys
from datetime import date
from pathlib import Path

import click

from checker.cli import clock, options
from checker.cli.output import Target, parse_targets, replace_file
from checker.cli.place import below_repository, shown_from
from checker.cli.terminal import wants_colour, write
from checker.pipeline import Options
from checker.pipeline.plan import PlanRun, plan
from checker.plan.definition import Weight
from checker.report.plan_json import plan_json
from checker.report.plan_markdown import plan_markdown
from checker.report.plan_text import plan_text

__all__ = ["command"]

_FORMATS = ("text", "json", "markdown")
_CLASSES = tuple(w.label for w in reversed(Weight) if w is not Weight.none)


@click.command(
    "plan",
    epilog="""\b
Examples:
  dera plan --base origin/main                what this branch means
  dera plan --base HEAD                       what is not committed yet
  dera plan --base main -o markdown=plan.md   for the pull request
  dera plan --base main --fail-on restart-review
  dera plan --base main --fail-on restart-review --approve 8576f932ddfa8db2

\b
Weights, from the heaviest: unknown (review by hand), restart-review (a utility looks
again), resubmit (to CAISO), document (to hand in), note, none.
""",
)
@options.paths
@click.option(
    "--base",
    required=True,
    metavar="REV",
    help="The commit, branch or tag to compare with.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT[=FILE]",
    help=f"Format of the plan ({', '.join(_FORMATS)}), and a file for it; repeatable.",
)
@options.as_of
@options.profile
@options.no_overrides
@click.option(
    "--fail-on",
    type=click.Choice(_CLASSES),
    help="Exit with 1 when a change weighs that much, or cannot be judged, and is not"
    " approved.",
)
@click.option(
    "--approve",
    "approvals",
    multiple=True,
    callback=options.comma_list,
    metavar="FINGERPRINT",
    help="Count this change as approved; repeatable, or a list with commas.",
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Also why, and what sets off nothing."
)
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    paths: tuple[Path, ...],
    base: str,
    outputs: tuple[str, ...],
    as_of: date | None,
    profile: str | None,
    no_overrides: bool,
    fail_on: str | None,
    approvals: tuple[str, ...],
    verbose: bool,
) -> int:
    """Say what the changes since a git revision set off.

    Declarations are compared by id and field: the order of keys and lists, formatting
    and comments are no change, nor is a moved file. Each change is shown with what
    follows: a utility's review that starts anew, what is to be handed in again, and by
    when. PATHS filter what is shown; all of the portfolio is compared.
    """
    targets = parse_targets(outputs, _FORMATS)
    today = clock.today()
    run = plan(
        paths,
        Options(
            as_of=as_of or today,
            today=today,
            profile=profile,
            allow_overrides=not no_overrides,
        ),
        base,
        approvals,
    )
    for target in targets:
        _deliver(target, run, verbose=verbose)
    if fail_on is not None:
        return int(run.plan.worst_at_least(_weight(fail_on)))
    return int(run.plan.blind)


def _weight(label: str) -> Weight:
    return next(weight for weight in Weight if weight.label == label)


def _deliver(target: Target, run: PlanRun, *, verbose: bool) -> None:
    text = _shown(target, run, verbose=verbose)
    if target.file is None:
        write(text)
    else:
        replace_file(target.file, text)


def _shown(target: Target, run: PlanRun, *, verbose: bool) -> str:
    if target.format == "json":
        return plan_json(run.plan)
    if target.format == "markdown":
        return plan_markdown(run.plan, below=below_repository(run.root))
    colour = target.file is None and wants_colour(sys.stdout)
    below = shown_from(run.root)
    return plan_text(run.plan, colour=colour, below=below, verbose=verbose)
