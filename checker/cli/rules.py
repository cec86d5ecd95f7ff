"""`dera rules`: every policy and every rule of the engine, a line each."""

import click

from checker.cli.terminal import write
from checker.model.engine import ENGINE_RULES
from checker.pipeline import rule_book
from checker.report.explain import rule_list

__all__ = ["command"]


@click.command("rules")
def command() -> int:
    """List every policy and engine rule: identifier, severity, gate, title."""
    _, pack = rule_book()
    policies = [compiled.policy for compiled in pack.policies.values()]
    write(rule_list(policies, ENGINE_RULES.values()))
    return 0
