"""One run's result, from which every output format is derived."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from checker.model.finding import Finding, Outcome, Severity, Source, Subject
from checker.model.survey import NOTHING_ASKED, Survey

__all__ = [
    "InputFile",
    "Report",
    "Rule",
    "Since",
    "Tally",
    "UsedParameter",
    "VerdictLine",
]


class Tally(NamedTuple):
    """How often a policy came out how: one verdict per (policy, subject)."""

    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    undetermined: int = 0
    waived: int = 0


class VerdictLine(NamedTuple):
    """How one policy came out for one subject.

    `reason` says why it does not apply, when it does not, and `lacking` of that what
    the portfolio would have to hold. A waiver changes no verdict: it marks findings.
    """

    policy: str
    subject: Subject
    outcome: Outcome
    reason: str = ""
    lacking: str = ""


class Rule(NamedTuple):
    """What a policy or a rule of the engine says of itself.

    Attributes:
        area: the policy's area, or `engine`.
        severity: under the profile and the configuration, at its gate.
        gate: the first gate at which it binds; empty for a rule of the engine.
        rationale: why it exists; empty for a rule of the engine.
    """

    id: str
    name: str
    title: str
    area: str
    severity: Severity
    gate: str
    rationale: str
    remedy: str
    sources: tuple[Source, ...]


class UsedParameter(NamedTuple):
    """A dated value that a policy read, with where it comes from.

    `overridden` is set when the portfolio's own `dera.yaml` gives the value.
    """

    name: str
    value: Any
    unit: str
    effective_from: date | None
    source: str
    confidence: str
    overridden: bool


class InputFile(NamedTuple):
    """A file that was read: path relative to the root, hex SHA-256 of its bytes."""

    file: str
    sha256: str


class Since(NamedTuple):
    """What a report is about when it shows only what a change caused.

    Attributes:
        revision: the git revision compared with, as the caller named it.
        commit: the full name of its commit.
        existed: whether there was a portfolio: settings, or a file to read.
        new: how many findings count and were not there.
        unchanged: how many count and were there; the report does not show them.
        fixed: those that counted there and are gone.
        unread: where what stood there could not be read, as `file:line`; what that
            hid is new.
    """

    revision: str
    commit: str
    existed: bool
    new: int
    unchanged: int
    fixed: tuple[Finding, ...]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was judged and what came of it.

    Attributes:
        simulated: judged at another day than today.
        gate: the gate that was asked for instead of those claimed.
        findings: in the order of `Finding.sort_key`.
        tally: per policy that ran, sorted by identifier.
        overrides: each parameter or severity that `dera.yaml` changes, in words.
        verdicts: of every policy for every subject that it is about, passes included,
            in the order of policies.
        rules: the policies that ran and the rules of the engine that found something,
            by identifier.
        survey: what was asked for besides.
        since: what is compared with, when only what is new is shown.
    """

    tool_version: str
    as_of: date
    simulated: bool
    profile: str
    declarations: int
    aggregations: int
    findings: tuple[Finding, ...]
    tally: dict[str, Tally]
    parameters: tuple[UsedParameter, ...]
    inputs: tuple[InputFile, ...]
    policies_sha256: str
    gate: str | None = None
    overrides: tuple[str, ...] = ()
    verdicts: tuple[VerdictLine, ...] = ()
    rules: tuple[Rule, ...] = ()
    survey: Survey = NOTHING_ASKED
    since: Since | None = None

    def count(self, severity: Severity) -> int:
        """Count the open findings of a severity."""
        return sum(f.is_open and f.severity is severity for f in self.findings)

    @property
    def undetermined(self) -> int:
        """Count the open findings that say that something could not be judged."""
        return sum(
            f.is_open and f.outcome is Outcome.UNDETERMINED for f in self.findings
        )

    @property
    def waived(self) -> int:
        """Count the findings that a waiver covers."""
        return sum(finding.waiver is not None for finding in self.findings)

    @property
    def baselined(self) -> int:
        """Count the findings that the baseline lists."""
        return sum(finding.baselined for finding in self.findings)

    @property
    def passes(self) -> int:
        """Count the verdicts that are PASS."""
        return sum(tally.passed for tally in self.tally.values())

    def worst_at_least(self, severity: Severity) -> bool:
        """Tell whether an open finding weighs at least as much as `severity`."""
        return any(
            f.is_open and f.severity.rank >= severity.rank for f in self.findings
        )
