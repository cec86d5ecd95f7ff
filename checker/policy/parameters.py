"""Dated values with their sources, and the profiles that pick among them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pydantic import Field

from checker.errors import ParameterError
from checker.model.base import Frozen
from checker.model.report import UsedParameter

__all__ = ["DatedValue", "Parameter", "Parameters", "Profile"]

_DAY = timedelta(days=1)


class Profile(Frozen):
    """A named choice among disputed values."""

    id: str
    title: str
    description: str
    default: bool = False


class DatedValue(Frozen):
    """A value from a day on, with where it comes from.

    A value that names a profile replaces the common timeline for that profile from
    its day on.
    """

    value: Any
    from_: date = Field(alias="from")
    until: date | None = None
    source: str
    confidence: str
    profile: str | None = None


class Parameter(Frozen):
    """A value that changes over time. `unit` is written as a person would."""

    unit: str
    description: str
    values: tuple[DatedValue, ...]

    def timeline(self, profile: str) -> tuple[DatedValue, ...]:
        """Return the values that hold for a profile, oldest first."""
        own = sorted(
            (value for value in self.values if value.profile == profile),
            key=lambda value: value.from_,
        )
        common = sorted(
            (value for value in self.values if value.profile is None),
            key=lambda value: value.from_,
        )
        if not own:
            return tuple(common)
        return (*(v for v in common if v.from_ < own[0].from_), *own)

    def at(self, day: date, profile: str) -> DatedValue | None:
        """Return the value in force on a day, or None when there is none yet."""
        in_force = [v for v in self.timeline(profile) if v.from_ <= day]
        if not in_force:
            return None
        last = in_force[-1]
        return None if last.until is not None and day > last.until else last


@dataclass(frozen=True, slots=True)
class Parameters:
    """All parameters, with a portfolio's own overrides."""

    definitions: Mapping[str, Parameter]
    overrides: Mapping[str, Any]

    def at(self, day: date, profile: str) -> dict[str, UsedParameter]:
        """Return each parameter that has a value on a day under a profile."""
        used: dict[str, UsedParameter] = {}
        for name, parameter in self.definitions.items():
            dated = parameter.at(day, profile)
            if name in self.overrides:
                used[name] = UsedParameter(
                    name,
                    self.overrides[name],
                    parameter.unit,
                    dated.from_ if dated else None,
                    "dera.yaml",
                    "override",
                    overridden=True,
                )
            elif dated is not None:
                used[name] = UsedParameter(
                    name,
                    dated.value,
                    parameter.unit,
                    dated.from_,
                    dated.source,
                    dated.confidence,
                    overridden=False,
                )
        return used


def check_timelines(
    name: str, parameter: Parameter, profiles: Collection[str], file: str, line: int
) -> None:
    """Refuse overlaps and gaps within one timeline, and values that never hold.

    Raises:
        ParameterError: two values of one timeline overlap, or leave a day uncovered;
            a value ends before it begins, or is for a profile that does not exist.
    """
    for value in parameter.values:
        fault = _fault_of(value, profiles)
        if fault is not None:
            raise ParameterError(f"`{name}` {fault}", file=file, line=line)
    for profile in (None, *profiles):
        own = [value for value in parameter.values if value.profile == profile]
        for earlier, later in pairwise(sorted(own, key=lambda value: value.from_)):
            until = earlier.until or later.from_ - _DAY
            if later.from_ == earlier.from_ or until >= later.from_:
                fault = "overlap"
            elif until + _DAY != later.from_:
                fault = "leave a gap"
            else:
                continue
            raise ParameterError(
                f"`{name}`: the values from {earlier.from_} and {later.from_} {fault}",
                file=file,
                line=line,
            )


def _fault_of(value: DatedValue, profiles: Collection[str]) -> str | None:
    if value.profile is not None and value.profile not in profiles:
        return f"names the profile `{value.profile}`, which does not exist"
    if value.until is not None and value.until < value.from_:
        return f"has a value that ends on {value.until}, before it begins"
    return None
