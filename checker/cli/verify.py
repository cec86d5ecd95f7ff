"""`dera verify`: run the tests inside policies, and try mistakes on them."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from checker.cli import options
from checker.cli.terminal import wants_colour, write
from checker.errors import NothingToCheckError, UsageError
from checker.evaluate.proof import prove
from checker.pipeline import own_rule_book, rule_book
from checker.policy.pack import Pack
from checker.policy.settings import refuse_unknown
from checker.report.proofs import proofs_json, proofs_text

__all__ = ["command"]


@click.command(
    "verify",
    epilog="""\b
Examples:
  dera verify                     the policies that dera ships
  dera verify .                   your own: those that dera.yaml names
  dera verify policies            your own, in a folder
  dera verify . --no-mutants      the tests alone
  dera verify --select SIZE-001   one policy

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
    metavar="POLICY-ID",
    help="Only these policies; repeatable, or a list with commas.",
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

    DIR is a portfolio whose dera.yaml names folders of policies, or such a folder;
    without it the shipped policies are verified. A mutant is a policy with one small
    mistake: another comparison, `&&` for `||`, a `!` less, another constant. It is
    killed when a test of the policy fails.
    """
    pack, names = _chosen(folder)
    wanted = tuple(map(str.upper, select))
    refuse_unknown("policy", wanted, names, UsageError)
    proofs = tuple(
        prove(pack.policies[name], pack, mutants=not no_mutants)
        for name in sorted(wanted or names)
    )
    colour = wants_colour(sys.stdout)
    write(proofs_json(proofs) if form == "json" else proofs_text(proofs, colour=colour))
    return int(not all(proof.holds for proof in proofs))


def _chosen(folder: Path | None) -> tuple[Pack, Iterable[str]]:
    """Return a rule book, and the policies of it that are to be verified."""
    if folder is None:
        _, pack = rule_book()
        return pack, frozenset(pack.policies)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}")
    pack = own_rule_book(folder)
    if not pack.own:
        raise NothingToCheckError(
            f"{folder} has no policies of its own",
            remedy="name their folders under `policies` in dera.yaml",
        )
    return pack, pack.own
