"""Options of `check` that ask for more than what is wrong."""

from collections.abc import Callable
from functools import reduce
from math import isfinite
from typing import Any, TypeVar

import click

from checker.cli.options import comma_list

__all__ = ["all_of_them"]

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _percentage(
    ctx: click.Context,  # noqa: ARG001 # click's signature
    param: click.Parameter,  # noqa: ARG001 # click's signature
    value: str | None,
) -> float | None:
    """Read a percentage, with its sign or without."""
    if value is None:
        return None
    try:
        percent = float(value.removesuffix("%"))
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no percentage, such as 10%") from error
    if not isfinite(percent) or percent < 0:
        raise click.BadParameter(f"`{value}` is no percentage, such as 10%")
    return percent


_OPTIONS = (
    click.option(
        "--trace",
        multiple=True,
        callback=comma_list,
        metavar="POLICY-ID",
        help="Show how each verdict of this policy came about, passes too: every part"
        " of its expressions, with values and lines; repeatable.",
    ),
    click.option(
        "--sweep",
        is_flag=True,
        help="Judge the days to come too, and name what changes by itself, and when.",
    ),
    click.option(
        "--coverage",
        is_flag=True,
        help="Say what was not looked at: policies without a subject, fields that"
        " nothing reads, declarations that nothing refers to.",
    ),
    click.option(
        "--headroom",
        metavar="PERCENT",
        callback=_percentage,
        help="List the limits that hold with this much to spare, or less.",
    ),
)


def all_of_them(command: _Command) -> _Command:
    """Add `--trace`, `--sweep`, `--coverage` and `--headroom`."""
    return reduce(lambda done, option: option(done), reversed(_OPTIONS), command)
