"""The findings of the engine itself: they leave by the same pipe as a policy's."""

from typing import NamedTuple

from checker.model.document import locate
from checker.model.finding import Finding, Outcome, Related, Severity, Subject
from checker.model.place import Place

__all__ = ["ENGINE_RULES", "EngineRule", "engine_finding"]


class EngineRule(NamedTuple):
    """A rule of the engine: identifier, name, what it means and how to mend it."""

    id: str
    name: str
    title: str
    remedy: str
    severity: Severity = Severity.ERROR


_RULES = (
    EngineRule(
        "READ-001",
        "unreadable-file",
        "A declaration file cannot be read",
        "Make the file a readable regular file below the portfolio root, or exclude"
        " it in dera.yaml.",
    ),
    EngineRule(
        "READ-002",
        "not-utf-8",
        "A declaration file is not plain UTF-8 text",
        "Save the file as UTF-8 without a byte-order mark or control characters.",
    ),
    EngineRule(
        "READ-003",
        "yaml-syntax",
        "A declaration file is not well-formed YAML",
        "Mend the YAML at the place shown.",
    ),
    EngineRule(
        "READ-004",
        "repeated-key",
        "A key is given twice in one mapping",
        "Keep one of the two; YAML readers disagree on which one counts.",
    ),
    EngineRule(
        "READ-005",
        "yaml-outside-subset",
        "A YAML feature is used that declarations do not allow",
        "Write the value out plainly: no tags, no non-text keys, no infinite numbers.",
    ),
    EngineRule(
        "READ-006",
        "too-large",
        "A declaration file exceeds a bound on size, depth or aliases",
        "Split the file, or raise the bound under `limits` in dera.yaml.",
    ),
    EngineRule(
        "READ-007",
        "no-header",
        "A YAML document is not a declaration",
        "Begin the document with `dera: v1`, `kind:` and `id:`, or exclude the file"
        " in dera.yaml.",
    ),
    EngineRule(
        "READ-008",
        "unknown-kind",
        "A declaration names a kind that does not exist",
        "Use one of the kinds that `dera schema` lists.",
    ),
    EngineRule(
        "READ-009",
        "malformed-table",
        "A table that a declaration names is not what it should be",
        "Give the file the columns that the declaration asks for, once each, and every"
        " row as many cells as the header.",
    ),
    EngineRule(
        "READ-010",
        "more-faults",
        "A file has more faults of a kind than are shown",
        "Mend those that are shown, then check again; one slip is often in every row.",
    ),
    EngineRule(
        "SCHEMA-001",
        "unknown-field",
        "A field is not one of the kind's fields",
        "Correct the name, or move free-form data under `annotations`.",
    ),
    EngineRule(
        "SCHEMA-002",
        "missing-field",
        "A required field is missing",
        "Add the field.",
    ),
    EngineRule(
        "SCHEMA-003",
        "wrong-type",
        "A value has the wrong type",
        "Write a value of the expected type; quote text that looks like a number.",
    ),
    EngineRule(
        "SCHEMA-004",
        "wrong-value",
        "A value is not one that the schema allows",
        "Use one of the allowed values or forms.",
    ),
    EngineRule(
        "LINK-001",
        "dangling-reference",
        "A reference names a declaration that does not exist",
        "Declare it, or correct the identifier.",
    ),
    EngineRule(
        "LINK-002",
        "duplicate-id",
        "Two declarations of one kind have the same id",
        "Give one of them another id.",
    ),
    EngineRule(
        "LINK-003",
        "unusable-file",
        "A declaration names a file that cannot be used",
        "Put a regular file below the portfolio root and name it relative to the"
        " declaration; hidden files and links out of the portfolio are not read.",
    ),
    EngineRule(
        "LINK-004",
        "contradicting-rows",
        "Rows of an inventory that belong together contradict each other",
        "Give the rows of one site the same site, each DER of a site its own id, and a"
        " meter to one site only.",
    ),
    EngineRule(
        "POLICY-001",
        "policy-fault",
        "A policy could not be evaluated",
        "The policy ran out of its evaluation budget or met a value that it cannot"
        " handle; mend the policy or the value named.",
    ),
    EngineRule(
        "WAIVER-001",
        "unknown-waived-policy",
        "A waiver names a policy that does not exist",
        "Correct the identifier; `dera rules` lists them.",
    ),
    EngineRule(
        "WAIVER-002",
        "unknown-waived-subject",
        "A waiver names a subject that its policy does not judge",
        "Correct kind and id of `subject`, or remove the waiver.",
    ),
    EngineRule(
        "WAIVER-003",
        "not-waivable",
        "A waiver is for a finding that cannot be waived",
        "Remove the waiver, and mend the finding itself.",
    ),
    EngineRule(
        "WAIVER-004",
        "expired-waiver",
        "A waiver has expired and covers nothing",
        "Mend the finding and remove the waiver, or have it approved anew.",
        Severity.WARNING,
    ),
    EngineRule(
        "WAIVER-005",
        "unused-waiver",
        "A waiver covers no finding",
        "Remove the waiver.",
        Severity.WARNING,
    ),
    EngineRule(
        "WAIVER-006",
        "waiver-too-long",
        "A waiver runs for longer than waivers may",
        "Choose an earlier last day; what has to last longer is approved again.",
    ),
    EngineRule(
        "WAIVER-007",
        "ambiguous-waiver",
        "A waiver does not name the one element that it covers",
        "Name the element in a declared waiver; write one waiver for each.",
    ),
    EngineRule(
        "WAIVER-008",
        "malformed-inline-waiver",
        "A comment that is to be a waiver does not read as one",
        "Write it as `# dera: waive[LOC-007] until 2027-01-31 -- the reason`.",
    ),
    EngineRule(
        "WAIVER-009",
        "inline-waiver-of-error",
        "A comment is to waive an error",
        "Declare a waiver, which names who approved it; a comment waives warnings"
        " only.",
    ),
    EngineRule(
        "BASELINE-001",
        "mended-finding-in-baseline",
        "The baseline lists a finding that no longer occurs",
        "Remove the entry, or write the baseline anew with `dera baseline`.",
    ),
    EngineRule(
        "BASELINE-002",
        "not-for-a-baseline",
        "The baseline lists a finding that no baseline may hide",
        "Remove the entry, and mend the finding itself.",
    ),
)

ENGINE_RULES = {rule.id: rule for rule in _RULES}


def engine_finding(  # noqa: PLR0913 # a finding has that many parts; all are named
    rule_id: str,
    place: Place,
    message: str,
    *,
    subject: Subject | None = None,
    path: str = "",
    remedy: str | None = None,
    related: tuple[tuple[Place, str], ...] = (),
    outcome: Outcome = Outcome.FAIL,
) -> Finding:
    """Build a finding of the engine.

    Args:
        rule_id: a key of `ENGINE_RULES`.
        place: where it is.
        message: what is wrong, with the author's own words in it.
        subject: what it concerns; the file when not given.
        path: symbolic path for the fingerprint; the JSON pointer when not given.
        remedy: a more exact remedy than the rule's own.
        related: further places, each with a note.
        outcome: UNDETERMINED where a judgement could not be made.
    """
    rule = ENGINE_RULES[rule_id]
    location = locate(place)
    return Finding(
        policy=rule.id,
        name=rule.name,
        outcome=outcome,
        severity=rule.severity,
        subject=subject or Subject("file", location.file),
        place=place,
        location=location,
        message=message,
        remedy=remedy or rule.remedy,
        path=path or location.pointer,
        related=tuple(Related(other, locate(other), note) for other, note in related),
    )
