"""`dera verify`: run the tests inside policies, and try mistakes on them."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import click

from checker.cli import options
from checker.cli.terminal import wants_colour, write
from checker.errors import NothingToCheckError, UsageError
from checker.evaluate.lifecycle import lifecycle_of
from checker.evaluate.proof import prove
from checker.pipeline import own_rule_book, rule_book
from checker.policy.compiled_step import CompiledStep
from checker.policy.pack import Pack
from checker.policy.settings import refuse_unknown
from checker.report.proofs import proofs_json, proofs_text
from checker.timeline.verify import StepProof, verify_step

__all__ = ["command"]


@click.command(
    "verify",
    epilog="""\b
Examples:
  dera verify                     the policies and steps that dera ships
  dera verify .                   your own: those that dera.yaml names
  dera verify policies            your own, in a folder
  dera verify . --no-mutants      the tests alone
  dera verify --select SIZE-001   one policy; L08 is a step to the market

\b
Exit code 1: a test fails, an outcome has no test, or a mutant is not noticed.
""",
)
@click.argument(
    "folder", required=False, type=click.Path(path_type=Path, file_okay=False)
)
@click.option(
    "--select",
    multiple=True,
    callback=options.comma_list,
    metavar="ID",
    help="Only these policies and steps; repeatable, or a list with commas.",
)
@click.option("--no-mutants", is_flag=True, help="Run the tests only, which is faster.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person or for a machine.",
)
def command(
    *, folder: Path | None, select: tuple[str, ...], no_mutants: bool, form: str
) -> int:
    """Run the tests inside policies, and count the mistakes that they would notice.

    FOLDER is a portfolio whose dera.yaml names folders of policies, or such a folder;
    without it the shipped policies are verified, and the tests inside the steps to the
    market run. A mutant is a policy with one small
    mistake: another comparison, `&&` for `||`, a `!` less, another constant. It is
    killed when a test of the policy fails.
    """
    chosen = _chosen(folder)
    wanted = tuple(map(str.upper, select))
    known = chosen.policies | chosen.steps.keys()
    refuse_unknown("policy", wanted, known, UsageError)
    picked = set(wanted or known)
    proofs = tuple(
        prove(chosen.pack.policies[name], chosen.pack, mutants=not no_mutants)
        for name in sorted(picked & chosen.policies)
    )
    steps = tuple(
        StepProof(name, compiled.file, tuple(verify_step(compiled, chosen.pack)))
        for name, compiled in chosen.steps.items()
        if name in picked
    )
    colour = wants_colour(sys.stdout)
    write(
        proofs_json(proofs, steps)
        if form == "json"
        else proofs_text(proofs, steps, colour=colour)
    )
    return int(not (all(p.holds for p in proofs) and all(s.holds for s in steps)))


class _Chosen(NamedTuple):
    """A rule book, and the policies and steps of it that are to be verified."""

    pack: Pack
    policies: frozenset[str]
    steps: Mapping[str, CompiledStep]


def _chosen(folder: Path | None) -> _Chosen:
    if folder is None:
        schemas, pack = rule_book()
        steps = lifecycle_of(pack, schemas).steps
        return _Chosen(pack, frozenset(pack.policies), steps)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    pack = own_rule_book(folder)
    if not pack.own:
        raise NothingToCheckError(
            f"{folder} has no policies of its own",
            remedy="name their folders under `policies` in dera.yaml",
        )
    return _Chosen(pack, frozenset(pack.own), {})
