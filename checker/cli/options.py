"""Options that several commands share."""

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = [
    "as_of",
    "cache",
    "comma_list",
    "day",
    "gate",
    "inline_waivers",
    "no_overrides",
    "now",
    "paths",
    "portfolio",
    "profile",
]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_OFFSET = re.compile(r"(Z|[+-]\d{2}:\d{2})$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(
    ctx: click.Context,  # noqa: ARG001 # click's signature
    param: click.Parameter,  # noqa: ARG001 # click's signature
    value: str | None,
) -> date | None:
    """Read a calendar date as declarations write it: 2026-12-08."""
    if value is None:
        return None
    try:
        if _DAY.fullmatch(value) and "1000" <= value < "9000":
            return date.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no date: {error}") from error
    raise click.BadParameter(f"`{value}` is no date; write it as 2026-12-08")


def _instant(
    ctx: click.Context,  # noqa: ARG001 # click's signature
    param: click.Parameter,  # noqa: ARG001 # click's signature
    value: str | None,
) -> datetime | None:
    """Read an instant; without its offset it would mean another one elsewhere."""
    if value is None:
        return None
    try:
        if _OFFSET.search(value) and "1000" <= value < "9000":
            return datetime.fromisoformat(value)
    except ValueError as error:
        raise click.BadParameter(f"`{value}` is no instant: {error}") from error
    raise click.BadParameter(
        f"`{value}` has no offset; write it as 2026-12-08T09:30:00-08:00"
    )


def comma_list(
    ctx: click.Context,  # noqa: ARG001 # click's signature
    param: click.Parameter,  # noqa: ARG001 # click's signature
    values: tuple[str, ...],
) -> tuple[str, ...]:
    """Flatten a repeatable option whose values may be lists: `-s A,B -s C`."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(part for part in parts if part)


def paths(command: _Command) -> _Command:
    """Add the files and folders to report on."""
    return click.argument(
        "paths", nargs=-1, type=click.Path(path_type=Path, allow_dash=True)
    )(command)


def portfolio(command: _Command) -> _Command:
    """Add the place of the portfolio, for a command whose arguments are others."""
    return click.option(
        "--portfolio",
        type=click.Path(path_type=Path, exists=True),
        default=Path(),
        metavar="DIR",
        help="The portfolio, or a path in it; the one around you when not given.",
    )(command)


def as_of(command: _Command) -> _Command:
    """Add the day of the judgement."""
    return click.option(
        "--as-of",
        callback=day,
        metavar="DATE",
        help="Judge as of this day; today in California when not given.",
    )(command)


def profile(command: _Command) -> _Command:
    """Add the choice among disputed values."""
    return click.option(
        "--profile",
        metavar="NAME",
        help="Which of the disputed values count: conservative or tariff.",
    )(command)


def inline_waivers(command: _Command) -> _Command:
    """Add the choice whether waivers in comments count."""
    return click.option(
        "--no-inline-waivers",
        is_flag=True,
        help="Honour declared waivers only, none in comments; for CI.",
    )(command)


def gate(command: _Command) -> _Command:
    """Add the gate to judge at."""
    return click.option(
        "--gate",
        type=click.Choice(["draft", "concurrence", "registration", "market"]),
        help="Judge every aggregation at this gate, not the one it claims.",
    )(command)


def no_overrides(command: _Command) -> _Command:
    """Add the refusal of what a portfolio changes for itself."""
    return click.option(
        "--no-overrides",
        is_flag=True,
        help="Refuse parameters and severities that dera.yaml overrides.",
    )(command)


def cache(command: _Command) -> _Command:
    """Add whether what earlier runs found out is used, and where it is kept.

    Both are looked at before a command line is parsed: see `checker.cache.replay`.
    """
    place = click.option(
        "--cache-dir",
        metavar="DIR",
        help="Where to keep what unchanged files need not be judged for again.",
    )
    return place(
        click.option(
            "--no-cache",
            is_flag=True,
            help="Neither use nor keep what earlier runs found out.",
        )(command)
    )


def now(command: _Command) -> _Command:
    """Add the instant of rendering."""
    return click.option(
        "--now",
        callback=_instant,
        metavar="INSTANT",
        help="The time of rendering, with its offset; when not given, the beginning of"
        " --as-of, so that the same input gives the same bytes, else the clock's.",
    )(command)
