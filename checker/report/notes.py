"""What is said beneath a finding's frame: a label and a text each."""

from typing import NamedTuple

from checker.model.finding import Finding, Outcome, Source
from checker.report.cells import one_line

__all__ = ["Note", "finding_notes", "source_text"]


class Note(NamedTuple):
    """A label and a text, which may have several lines."""

    label: str
    text: str


def finding_notes(finding: Finding) -> list[Note]:
    """Return the notes of a finding in the order in which they are read."""
    subject = finding.subject
    unjudged = "UNDETERMINED: it could not be judged, which is not a pass"
    later = (
        f"at the {finding.gate.name} gate; a note until then" if finding.gate else ""
    )
    notes = [
        ("subject", "" if subject.kind == "file" else one_line(" ".join(subject))),
        ("outcome", unjudged if finding.outcome is Outcome.UNDETERMINED else ""),
        ("because", finding.explanation.strip()),
        ("help", one_line(finding.remedy)),
        *(("source", source_text(source)) for source in finding.sources),
        ("profile", one_line(finding.other_profile)),
        ("due", later if finding.due_later else ""),
    ]
    return [Note(label, text) for label, text in notes if text]


def source_text(source: Source) -> str:
    """Return a source on one line: document, section, reference, how sure, address."""
    section = f"section {source.section}" if source.section else ""
    parts = [source.document, section, source.reference, source.url]
    sure = f" ({source.confidence})" if source.confidence else ""
    return one_line(", ".join(part for part in parts if part) + sure)
