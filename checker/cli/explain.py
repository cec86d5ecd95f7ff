"""`dera explain`: one policy, parameter or engine rule as a page."""

import sys
from difflib import get_close_matches

import click

from checker.cli.terminal import wants_colour, write
from checker.errors import UsageError
from checker.model.engine import ENGINE_RULES
from checker.pipeline import rule_book
from checker.policy.pack import Pack
from checker.report.explain import engine_page, parameter_page, policy_page

__all__ = ["command"]


@click.command(
    "explain",
    epilog="""\b
Examples:
  dera explain SIZE-001
  dera explain minimum_capacity_mw
  dera explain READ-004
""",
)
@click.argument("name", metavar="ID")
def command(name: str) -> int:
    """Show one policy, parameter or engine rule as a page.

    ID is the identifier of a policy (SIZE-001) or of an engine rule (READ-004), or
    the name of a dated parameter (minimum_capacity_mw).
    """
    colour = wants_colour(sys.stdout)
    if name.upper() in ENGINE_RULES:
        write(engine_page(ENGINE_RULES[name.upper()], colour=colour))
        return 0
    _, pack = rule_book()
    write(_page(pack, name, colour=colour))
    return 0


def _page(pack: Pack, name: str, *, colour: bool) -> str:
    compiled = pack.policies.get(name.upper())
    if compiled is not None:
        used = {key: pack.parameters[key] for key in sorted(compiled.parameters)}
        return policy_page(compiled.policy, used, colour=colour)
    if name.lower() in pack.parameters:
        key = name.lower()
        readers = (id_ for id_, c in pack.policies.items() if key in c.parameters)
        return parameter_page(key, pack.parameters[key], readers, colour=colour)
    known = [*pack.policies, *pack.parameters, *ENGINE_RULES]
    lower = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), lower, n=3, cutoff=0.5)
    raise UsageError(
        f"there is no policy, parameter or engine rule `{name}`",
        remedy=f"did you mean {' or '.join(lower[each] for each in near)}?"
        if near
        else "`dera rules` lists them",
    )
