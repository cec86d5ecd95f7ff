"""The typed view of a policy file (`policy.schema.json` owns its shape)."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import Field

from checker.model.base import Frozen
from checker.model.finding import Gate, Severity, Source

__all__ = ["Effective", "Policy", "PolicySource", "PolicyTest", "Waivable"]


class Waivable(StrEnum):
    """Whether a waiver may cover a finding of the policy."""

    NEVER = "never"
    WITH_APPROVAL = "with_approval"


class PolicySource(Frozen):
    """Where a rule comes from, and how sure that is."""

    document: str
    section: str = ""
    reference: str = ""
    url: str = ""
    confidence: str

    @property
    def source(self) -> Source:
        """The same as a plain value for a finding."""
        return Source(
            self.document, self.section, self.reference, self.url, self.confidence
        )


class Effective(Frozen):
    """The days on which a rule holds, both ends inclusive."""

    from_: date = Field(alias="from")
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rule holds on a day."""
        return self.from_ <= day and (self.until is None or day <= self.until)


class PolicyTest(Frozen):
    """One case of a policy's own tests: partial bindings and what must come out."""

    name: str
    given: dict[str, Any]
    expect: str
    at: str | None = None
    as_of: date = date(2026, 12, 8)
    profile: str | None = None


class Policy(Frozen):
    """A rule: why, source, rule, remedy and tests, as one file says them."""

    id: str
    name: str
    title: str
    area: str
    severity: Severity | dict[str, Severity]
    gate: str
    sources: tuple[PolicySource, ...]
    rationale: str
    effective: Effective
    applies_to: str
    when: str | None = None
    for_each: dict[str, str] | None = None
    require: str
    at: str | None = None
    message: str
    remedy: str
    waivable: Waivable
    tests: tuple[PolicyTest, ...]

    def severity_under(self, profile: str) -> Severity:
        """Return the severity under a profile."""
        if isinstance(self.severity, Severity):
            return self.severity
        return self.severity[profile]

    @property
    def binds_at(self) -> Gate:
        """The first gate at which the policy binds."""
        return Gate[self.gate]

    @property
    def each(self) -> tuple[str, str] | None:
        """The variable and the collection of `for_each`, when there is one."""
        return next(iter(self.for_each.items())) if self.for_each else None
