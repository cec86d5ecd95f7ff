"""What a judgement rests on besides the dossiers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.errors import UsageError
from checker.model.configuration import Configuration
from checker.model.finding import Severity
from checker.model.record import Record
from checker.model.report import UsedParameter
from checker.policy.compiled import CompiledPolicy
from checker.policy.pack import Pack
from checker.policy.parameters import Parameters
from checker.policy.settings import chosen_policies

__all__ = ["Bench", "Wishes", "bench_of", "lists_of_whole"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the caller asks of the rule book.

    Attributes:
        profile: which of the disputed values count; else dera.yaml's, else the default.
        select: judge only these policies; all when empty.
        ignore: leave these out.
        allow_overrides: whether dera.yaml may change parameters and severities.
    """

    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    allow_overrides: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a judgement rests on besides the dossiers.

    Attributes:
        pack: the rule book.
        as_of: the day of the judgement.
        profile: which of the disputed values count.
        parameters: values that the portfolio overrides.
        severities: severities that the portfolio overrides, by policy.
        chosen: the policies to judge; all when None.
    """

    pack: Pack
    as_of: date
    profile: str
    parameters: Mapping[str, Any]
    severities: Mapping[str, Severity]
    chosen: frozenset[str] | None = None

    def to_judge(self) -> tuple[CompiledPolicy, ...]:
        """Return the policies to judge, by identifier, in force or not."""
        return tuple(
            compiled
            for name, compiled in self.pack.policies.items()
            if self.chosen is None or name in self.chosen
        )

    def values(self, profile: str) -> dict[str, UsedParameter]:
        """Return the parameters in force under a profile."""
        return Parameters(self.pack.parameters, self.parameters).at(self.as_of, profile)

    def params(self, profile: str) -> Record:
        """Return what an expression sees as `params`."""
        values = {name: used.value for name, used in self.values(profile).items()}
        reason = f"it has no value on {self.as_of}"
        absent = {name: reason for name in self.pack.parameters if name not in values}
        return Record(values, None, absent)

    def severity(self, compiled: CompiledPolicy, profile: str) -> Severity:
        """Return the severity of a policy at its gate."""
        policy = compiled.policy
        return self.severities.get(policy.id) or policy.severity_under(profile)


def lists_of_whole(policies: Collection[CompiledPolicy]) -> frozenset[str] | None:
    """Return the lists of declarations that policies on the whole portfolio read.

    Returns:
        Names below `linked`; None for all of them.
    """
    paths = {
        path
        for compiled in policies
        if compiled.policy.applies_to == "portfolio"
        for program in (*compiled.programs.values(), *compiled.message)
        if not isinstance(program, str)
        for path in program.paths
    }
    paths |= {c.policy.at or "" for c in policies if c.policy.applies_to == "portfolio"}
    steps = [path.split(".") for path in paths]
    if ["linked"] in steps:
        return None
    return frozenset(each[1] for each in steps if each[0] == "linked")


def bench_of(
    pack: Pack, configuration: Configuration, as_of: date, wishes: Wishes
) -> Bench:
    """Put together what a judgement rests on.

    Args:
        pack: the rule book.
        configuration: what the portfolio sets for itself.
        as_of: the day of the judgement.
        wishes: what the caller decides.

    Raises:
        UsageError: a profile or a policy does not exist.
        ConfigurationError: `dera.yaml` names what does not exist, or overrides what
            the caller does not let it.
    """
    profile = wishes.profile or configuration.profile or pack.default_profile
    if profile not in pack.profiles:
        raise UsageError(
            f"there is no profile `{profile}`",
            remedy=f"use one of: {', '.join(pack.profiles)}",
        )
    begins = min(c.policy.effective.from_ for c in pack.policies.values())
    if as_of < begins:
        raise UsageError(
            f"no policy is in force on {as_of}; the rule book begins on {begins}",
            remedy="look for a slip in the year of --as-of",
        )
    return Bench(
        pack=pack,
        as_of=as_of,
        profile=profile,
        parameters=configuration.parameters,
        severities=configuration.severities,
        chosen=chosen_policies(
            pack,
            configuration,
            wishes.select,
            wishes.ignore,
            allow_overrides=wishes.allow_overrides,
        ),
    )
