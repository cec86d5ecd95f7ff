"""What a judgement rests on besides the dossiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from checker.model.finding import Severity
from checker.model.record import Record
from checker.model.report import UsedParameter
from checker.policy.compiled import CompiledPolicy
from checker.policy.pack import Pack
from checker.policy.parameters import Parameters

__all__ = ["Bench"]


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
