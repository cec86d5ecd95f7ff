"""`dera rules`: every policy and every rule of the engine, a line each."""

from collections.abc import Iterable
from pathlib import Path

import click

from checker.cli import options
from checker.cli.terminal import write
from checker.errors import UsageError
from checker.model.finding import Gate, Severity
from checker.pipeline import rule_book_around
from checker.policy.definition import Waivable
from checker.policy.settings import refuse_unknown
from checker.report.rule_list import Filter, listed_rules, rules_json, rules_text

__all__ = ["command"]


@click.command(
    "rules",
    epilog="""\b
Examples:
  dera rules
  dera rules --area size,location --severity error
  dera rules --gate concurrence --profile tariff
  dera rules --waivable never --format json
""",
)
@click.option(
    "--area",
    "areas",
    multiple=True,
    callback=options.comma_list,
    metavar="AREA",
    help="Only of this area; `engine` for the engine's own; repeatable, or a list.",
)
@click.option(
    "--severity",
    "severities",
    multiple=True,
    callback=options.comma_list,
    metavar="SEVERITY",
    help="Only of this severity, under any profile unless one is given; repeatable.",
)
@click.option(
    "--gate",
    "gates",
    multiple=True,
    callback=options.comma_list,
    metavar="GATE",
    help="Only what binds first at this gate; repeatable, or a list with commas.",
)
@click.option(
    "--waivable",
    type=click.Choice([each.value for each in Waivable]),
    help="Only what can never be waived, or only what can.",
)
@options.profile
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For a person or for a machine.",
)
def command(  # noqa: PLR0913 # one parameter for each option
    *,
    areas: tuple[str, ...],
    severities: tuple[str, ...],
    gates: tuple[str, ...],
    waivable: str | None,
    profile: str | None,
    form: str,
) -> int:
    """List policies and engine rules.

    Each with its area, severity, gate, whether it can be waived, and what the profiles
    decide differently. In a portfolio its own policies are among them.
    """
    pack = rule_book_around(Path())
    known_areas = {compiled.policy.area for compiled in pack.policies.values()}
    _refuse("area", areas, (*sorted(known_areas), "engine"))
    _refuse("severity", severities, [severity.value for severity in Severity])
    _refuse("gate", gates, [gate.name for gate in Gate])
    _refuse("profile", (profile,) if profile else (), pack.profiles)
    chosen = Filter(
        areas=areas,
        severities=severities,
        gates=gates,
        waivable=waivable,
        profile=profile,
    )
    rules = listed_rules(pack, chosen)
    write(rules_json(rules) if form == "json" else rules_text(rules))
    return 0


def _refuse(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    refuse_unknown(what, names, known, UsageError)
