"""An approved exception, however it was written."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from checker.model.document import locate
from checker.model.place import Location, Place

if TYPE_CHECKING:
    from checker.model.finding import Finding, Subject

__all__ = ["Waiver", "WaiverKind", "WaiverMark"]


class WaiverKind(StrEnum):
    """How a waiver is written."""

    DECLARED = "declared"
    INLINE = "inline"


class WaiverMark(NamedTuple):
    """What a finding says of the waiver that covers it.

    `approved_by` and `ticket` are empty for an inline waiver. `expires_on` is the last
    day, inclusive. `location` is where the waiver is written.
    """

    kind: WaiverKind
    reason: str
    approved_by: str
    ticket: str
    expires_on: date
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """One exception from one policy, declared or inline.

    Attributes:
        policy: identifier of the policy, as it is written.
        subject: whom it excuses; None for an inline one, which excuses a line.
        element: the one element of the subject, where the policy judges several.
        line: the line of its own file that an inline one excuses; 0 for none.
        expires_on: its last day.
        place: where it is written.
    """

    kind: WaiverKind
    policy: str
    subject: "Subject | None" = None
    element: str = ""
    line: int = 0
    reason: str
    approved_by: str = ""
    ticket: str = ""
    expires_on: date
    place: Place

    def at(self, *pointer: str) -> Place:
        """Return the place of one of its fields; a comment has only its own."""
        if self.kind is WaiverKind.INLINE:
            return self.place
        return Place(self.place.document, pointer)

    def concerns(self, finding: "Finding") -> bool:
        """Tell whether a finding is of the policy, and of the subject or line."""
        if finding.policy != self.policy:
            return False
        if self.subject is not None:
            return finding.subject == self.subject
        location = finding.location
        return (location.file, location.span.line) == (
            self.place.document.file,
            self.line,
        )

    def mark(self) -> WaiverMark:
        """Return what a finding that it covers says of it."""
        return WaiverMark(
            self.kind,
            self.reason,
            self.approved_by,
            self.ticket,
            self.expires_on,
            locate(self.place),
        )
