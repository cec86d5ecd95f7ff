"""Hold a portfolio's own settings against the rule book."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from checker.errors import CheckerError, ConfigurationError, UsageError
from checker.model.configuration import Configuration
from checker.policy.environment import type_of_parameter
from checker.policy.expression import INT, NUMBER
from checker.policy.given import misfits
from checker.policy.pack import CALENDAR, Pack

__all__ = ["chosen_policies", "overrides_in_words", "refuse_unknown"]

_FILE = "dera.yaml"


def chosen_policies(
    pack: Pack,
    configuration: Configuration,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    *,
    allow_overrides: bool,
) -> frozenset[str] | None:
    """Check every name that the caller or `dera.yaml` uses.

    Returns:
        The policies to judge; None for all of them.

    Raises:
        UsageError: the caller names a policy that does not exist.
        ConfigurationError: `dera.yaml` does, or a parameter, or gives one a value of
            another type, or overrides anything although the caller refuses overrides.
    """
    refuse_unknown("policy", select, pack.policies, UsageError)
    refuse_unknown("policy", ignore, pack.policies, UsageError)
    lines = configuration.lines
    for name in configuration.severities:
        line = lines.get(f"severities.{name}")
        refuse_unknown("policy", [name], pack.policies, ConfigurationError, line)
    for name, value in configuration.parameters.items():
        line = lines.get(f"parameters.{name}")
        refuse_unknown("parameter", [name], pack.parameters, ConfigurationError, line)
        _check_value(pack, name, value, line)
    overrides = overrides_in_words(pack, configuration)
    if overrides and not allow_overrides:
        raise ConfigurationError(
            f"overrides are refused: {'; '.join(overrides)}",
            file=_FILE,
            remedy="remove them, or run without --no-overrides",
        )
    if not select and not ignore:
        return None
    return frozenset(select or pack.policies) - frozenset(ignore)


def overrides_in_words(pack: Pack, configuration: Configuration) -> tuple[str, ...]:
    """Name each parameter and severity that a portfolio changes for itself."""
    parameters = (
        f"{name} is {_in_words(value)} {pack.parameters[name].unit}"
        for name, value in sorted(configuration.parameters.items())
    )
    severities = (
        f"{name} is a {severity.value}".replace("a error", "an error")
        for name, severity in sorted(configuration.severities.items())
    )
    return (*parameters, *severities)


def _in_words(value: Any) -> str:
    """Write a value as YAML has it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _check_value(pack: Pack, name: str, value: Any, line: int | None) -> None:
    """Refuse a value of another type than the parameter's, and one that does nothing.

    The business days are compiled into the expressions before `dera.yaml` is read.
    """
    if name == CALENDAR:
        raise ConfigurationError(
            f"`{name}` cannot be overridden here", file=_FILE, line=line
        )
    kind = type_of_parameter(pack.parameters[name])
    kind = NUMBER if kind == INT else kind
    misfit = next(misfits(value, kind), None)
    if value is None or misfit is not None:
        why = misfit.message if misfit else "no value is given"
        raise ConfigurationError(
            f"parameter `{name}`: {why}",
            file=_FILE,
            line=line,
            remedy=f"the rule book's values are of the type {kind}",
        )


def refuse_unknown(
    what: str,
    names: Iterable[str],
    known: Iterable[str],
    error: type[CheckerError],
    line: int | None = None,
) -> None:
    """Refuse a name that does not exist, and suggest the one that was meant.

    Raises:
        CheckerError: of the class `error`.
    """
    known = list(known)
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            raise error(
                f"there is no {what} `{name}`",
                file=_FILE if error is ConfigurationError else None,
                line=line,
                remedy=f"did you mean `{close[0]}`?" if close else None,
            )
