"""What a finding is, apart from how it is shown."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Any, NamedTuple

from checker.model.place import Location, Place
from checker.model.waiver import WaiverMark

__all__ = ["Finding", "Gate", "Outcome", "Related", "Severity", "Source", "Subject"]


class Outcome(StrEnum):
    """How a policy came out for a subject. "Could not judge" is not "passed"."""

    PASS = "PASS"  # noqa: S105 # the name of an outcome, no password
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNDETERMINED = "UNDETERMINED"


class Severity(StrEnum):
    """How much a finding weighs, from the least."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"

    @property
    def rank(self) -> int:
        """0 for a note, 1 for a warning, 2 for an error."""
        return ("note", "warning", "error").index(self.value)


class Gate(IntEnum):
    """The gates an aggregation claims to pass, in order; a schedule has its own."""

    draft = 0
    concurrence = 1
    registration = 2
    market = 3
    schedule = 4


class Subject(NamedTuple):
    """What was judged. `kind` is a declaration kind, `portfolio` or `file`."""

    kind: str
    id: str


class Source(NamedTuple):
    """Where a rule comes from."""

    document: str
    section: str = ""
    reference: str = ""
    url: str = ""
    confidence: str = ""


class Related(NamedTuple):
    """A further place of a finding: the other side of a conflict."""

    place: Place
    location: Location
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend. It cannot be built without a location.

    Attributes:
        policy: identifier of a policy or of an engine rule (`READ-`, `SCHEMA-`, ...).
        name: its kebab-case name.
        outcome: FAIL or UNDETERMINED.
        severity: after profile, configuration and gate.
        gate: the first gate at which it binds; `None` for an engine finding.
        due_later: it is a note only because the gate is not claimed yet.
        path: the symbolic path by element id that enters the fingerprint.
        element: the `for_each` element, as people call it; empty without `for_each`.
        element_path: the same element, apart from every other one.
        measured: left side of the comparison that decided, if there was one.
        limit: its right side.
        explanation: the conjunct that failed, with its operands.
        other_profile: how the other profile decides, when differently.
        waiver: the waiver that covers it, if one does.
        baselined: it is listed in the portfolio's baseline.
    """

    policy: str
    name: str
    outcome: Outcome
    severity: Severity
    subject: Subject
    place: Place
    location: Location
    message: str
    remedy: str
    gate: Gate | None = None
    due_later: bool = False
    path: str = ""
    element: str = ""
    element_path: str = ""
    related: tuple[Related, ...] = ()
    measured: Any = None
    limit: Any = None
    explanation: str = ""
    sources: tuple[Source, ...] = ()
    other_profile: str = ""
    waiver: WaiverMark | None = None
    baselined: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it counts: no waiver covers it and no baseline lists it."""
        return self.waiver is None and not self.baselined

    @property
    def fingerprint(self) -> str:
        """Identity across edits: policy, subject and path, never a line or an index."""
        text = "\0".join((self.policy, self.subject.kind, self.subject.id, self.path))
        return sha256(text.encode()).hexdigest()[:16]

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order of a report: file, line, column, policy."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.policy, self.path)
