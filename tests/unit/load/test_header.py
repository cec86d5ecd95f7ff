"""Which documents are declarations."""

import pytest

from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.finding import Subject

KINDS = ("aggregation", "site", "meter")


def test_a_document_with_a_header_is_a_declaration() -> None:
    reading = read_text("x.yaml", b"dera: v1\nkind: site\nid: s1\n---\ndera: v1\n")
    (declaration,), (finding,) = declarations_of(reading, KINDS)
    assert (declaration.kind, declaration.id) == ("site", "s1")
    assert declaration.subject == Subject("site", "s1")
    assert declaration.data["id"] == "s1"
    assert declaration.place(("id",)).document is reading.documents[0]
    assert finding.location.span.line == 5


@pytest.mark.parametrize(
    ("text", "rule", "span", "message"),
    [
        ("a: 1\nid: x", "READ-007", "1:1:1:2", "it lacks `dera` and `kind`"),
        ("{}", "READ-007", "1:1:1:3", "it lacks `dera`, `kind` and `id`"),
        ("- a\n- b", "READ-007", "1:1:2:4", "it is no mapping"),
        ("text", "READ-007", "1:1:1:5", "it is no mapping"),
        ("dera: v1\nkind: site\nid:", "READ-007", "1:1:1:5", "it lacks `id`"),
        ("dera: v1\nkind: site\nid: 7", "READ-007", "3:5:3:6", "its `id` is not text"),
        (
            "dera: v1\nkind: [x]\nid: a",
            "READ-007",
            "2:7:2:10",
            "its `kind` is not text",
        ),
        (
            "dera: v2\nkind: site\nid: a",
            "READ-008",
            "1:7:1:9",
            "`dera:` must be `v1`, the only version of the format so far",
        ),
        ("dera: 1\nkind: site\nid: a", "READ-008", "1:7:1:8", "`dera:` must be `v1`"),
        (
            "dera: v1\nkind: agregation\nid: a",
            "READ-008",
            "2:7:2:17",
            "`agregation` is not a kind; did you mean `aggregation`?",
        ),
        (
            "dera: v1\nkind: Deployment\nid: a",
            "READ-008",
            "2:7:2:17",
            "`Deployment` is not a kind",
        ),
    ],
)
def test_any_other_document_is_a_finding(
    text: str, rule: str, span: str, message: str
) -> None:
    declarations, (finding,) = declarations_of(
        read_text("x.yaml", text.encode()), KINDS
    )
    assert declarations == ()
    assert finding.policy == rule
    assert ":".join(map(str, finding.location.span)) == span
    assert message in finding.message


def test_documents_without_header_have_fingerprints_of_their_own() -> None:
    _, findings = declarations_of(read_text("x.yaml", b"a: 1\n---\na: 1\n"), KINDS)
    assert len({finding.fingerprint for finding in findings}) == 2


@pytest.mark.parametrize("file", ["dera.yml", "sites/dera.yaml"])
def test_settings_in_the_wrong_place_are_told_the_right_one(file: str) -> None:
    _, (finding,) = declarations_of(read_text(file, b"dera: v1\n"), KINDS)
    assert finding.policy == "READ-007"
    assert finding.remedy == (
        "Settings are read from the file `dera.yaml` at the portfolio's root only."
    )
