"""What there is to say of a rule of the engine itself: as a page, and as data."""

from typing import Any

from checker.model.engine import EngineRule
from checker.report.engine_notes import ENGINE_NOTES
from checker.report.page import Code, Page, Paragraph, Section

__all__ = ["engine_data", "engine_page"]

_BINDS = "always: no gate, profile or configuration changes it"
_NOT_WAIVABLE = (
    "It cannot be waived, and no baseline lists it: what it is about was not judged, or"
    " is itself an exception."
)


def engine_page(rule: EngineRule) -> Page:
    """Return the page of a rule of the engine itself."""
    note = ENGINE_NOTES[rule.id]
    return Page(
        f"{rule.id} {rule.name}",
        rule.title,
        {
            "area": "engine",
            "severity": rule.severity.value,
            "binds": _BINDS,
            "waivable": "never",
        },
        (
            Section("Why", (Paragraph(note.why),)),
            Section("Good example", (Code(note.good),)),
            Section("Bad example", (Code(note.bad),)),
            Section("Remedy", (Paragraph(rule.remedy),)),
            Section("How to waive", (Paragraph(_NOT_WAIVABLE),)),
        ),
    )


def engine_data(rule: EngineRule) -> dict[str, Any]:
    """Return the same as plain data."""
    note = ENGINE_NOTES[rule.id]
    return {
        "type": "engine",
        "id": rule.id,
        "name": rule.name,
        "title": rule.title,
        "area": "engine",
        "severity": rule.severity.value,
        "waivable": "never",
        "rationale": note.why,
        "good_example": note.good,
        "bad_example": note.bad,
        "remedy": rule.remedy,
    }
