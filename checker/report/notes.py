"""What is said beneath a finding's frame: a label and a text each."""

from typing import Any, NamedTuple

from checker.model.finding import Finding, Outcome, Source
from checker.report.cells import one_line

__all__ = ["Note", "finding_notes", "source_text", "subject_text", "value_text"]

# The remedy of a policy is for what fails it, not for what keeps it from judging.
_FIRST = "Mend what is named as missing first. If it then fails: "


class Note(NamedTuple):
    """A label and a text, which may have several lines."""

    label: str
    text: str


def finding_notes(finding: Finding) -> list[Note]:
    """Return the notes of a finding in the order in which they are read."""
    subject = finding.subject
    open_ = finding.outcome is Outcome.UNDETERMINED
    unjudged = "UNDETERMINED: it could not be judged, which is not a pass"
    later = (
        f"at the {finding.gate.name} gate; a note until then" if finding.gate else ""
    )
    remedy = one_line(finding.remedy)
    notes = [
        ("subject", "" if subject.kind == "file" else subject_text(finding)),
        ("outcome", unjudged if open_ else ""),
        ("because", finding.explanation.strip()),
        ("help", (_FIRST if open_ and finding.gate is not None else "") + remedy),
        *(("source", source_text(source)) for source in finding.sources),
        ("profile", one_line(finding.other_profile)),
        ("due", later if finding.due_later else ""),
    ]
    return [Note(label, text) for label, text in notes if text]


def subject_text(finding: Finding) -> str:
    """Return what a finding concerns, with the element as a waiver names it.

    The element's id is enough unless another one of the subject has the same.
    """
    element = f", element {finding.element}" if finding.element else ""
    return one_line(" ".join(finding.subject) + element)


def source_text(source: Source) -> str:
    """Return a source on one line: document, section, reference, how sure, address."""
    section = f"section {source.section}" if source.section else ""
    parts = [source.document, section, source.reference, source.url]
    sure = f" ({source.confidence})" if source.confidence else ""
    return one_line(", ".join(part for part in parts if part) + sure)


def value_text(value: Any) -> str:
    """Return a parameter's value as its author wrote it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
