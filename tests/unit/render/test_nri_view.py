"""What the documents of New Resource Implementation say of a project."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

Portfolio = Any

DETAILS = "03-project-details.md"
OPENED = "start_on: 2026-07-13"
LETTERS = """\
letters:
  selection:
    entity_name: Sun Energy LLC
    signed_on: 2026-07-20
    project_code: 26DERA0009
  acceptance:
    entity_name: Coord Services LLC
    signed_on: 2026-07-22
    project_code: 26DERA0009
"""


def texts(portfolio: Portfolio, to: Path, text: str, document: str) -> dict[str, str]:
    material = portfolio.material(text)
    result = portfolio.render(material, to, documents=(document,))
    assert result.refused == ()
    files = (f for f in (to / "north").iterdir() if f.suffix in {".md", ".csv"})
    return {file.name: file.read_text() for file in files}


def reasons(portfolio: Portfolio, to: Path, text: str, document: str) -> list[str]:
    result = portfolio.render(portfolio.material(text), to, documents=(document,))
    return [reason.message for r in result.refused for reason in r.reasons]


def without(text: str, *parts: str) -> str:
    for part in parts:
        assert part in text, part
        text = text.replace(part, "")
    return text


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new)


def test_the_project_details_name_who_implements_what_and_when(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = texts(portfolio, tmp_path, portfolio.good, "project-details")[DETAILS]
    for said in (
        "# NRI project details: North Storage",
        "| Scheduling Coordinator | Coord Services LLC | SCID `CORD` |",
        "| First day in the market | 2026-10-01 |",
        "| First day of ancillary services | 2026-10-15 |",
        "| First synchronization | 2027-05-03 |",
        "| RIMS project code | `26DERA0009` |",
        "| RIMS registration code | `RIMS-9` |",
        "| Legal name on the form | Sun Energy LLC |",
        "| acceptance | Coord Services LLC | 2026-07-22 | `26DERA0009` |",
        "| Pacific Utility | 2026-06-01 | concurred | 2026-07-10 |",
        "203, 105, 30 days before synchronization",
        "confirm with CAISO",
    ):
        assert said in text


def test_buckets_count_back_from_synchronization(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = texts(portfolio, tmp_path, portfolio.good, "project-details")
    rows = list(csv.DictReader(io.StringIO(files["03-project-buckets.csv"])))
    shown = ("bucket", "submit_by", "due_on", "submitted_on", "approved_on")
    assert [[row[name] for name in shown] for row in rows] == [
        ["1", "2026-09-27", "2026-10-12", "2026-07-20", "2026-08-01"],
        ["2", "2027-01-03", "2027-01-18", "not yet", "not yet"],
        ["3", "2027-03-19", "2027-04-03", "not yet", "not yet"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "lacks"),
    [
        (", approved_on: 2026-08-01", "", "is past its day without `buckets[1]"),
        ("submitted_on: 2026-07-20, ", "", "is past its day without `buckets[1]"),
        ("start_on: 2026-07-13\n", "", "lacks `start_on`"),
        ("sync_date: 2027-05-03\n", "", "lacks `sync_date`"),
        ("  entity_name: Sun Energy LLC\n  submitted", "  entity_name: ''\n  x", ""),
        ("\nproject_code: 26DERA0009\n", "\n", "lacks `project_code`"),
        ("registration_code: RIMS-9\n", "", "lacks `registration_code`"),
        ("  submitted_on: 2026-07-13\n", "", "lacks `project_details_form.submitted"),
        ("channel: rims\n", "", "lacks `channel`"),
    ],
)
def test_what_a_project_must_have_by_now_is_named(
    portfolio: Portfolio, tmp_path: Path, old: str, new: str, lacks: str
) -> None:
    text = changed(portfolio.good, old, new)
    found = reasons(portfolio, tmp_path, text, "project-details")
    assert any(lacks in reason for reason in found), found


def test_a_project_that_has_not_begun_needs_no_codes(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = changed(portfolio.good, OPENED, "start_on: 2026-12-09")
    text = without(
        text,
        "registration_code: RIMS-9\n",
        "\nproject_code: 26DERA0009",
        "\n  submitted_on: 2026-07-13",
    )
    said = texts(portfolio, tmp_path, text, "project-details")[DETAILS]
    assert "| RIMS project code | `not assigned before the project is opened` |" in said
    assert "| Form submitted | not submitted yet |" in said


def test_a_project_opened_by_email_has_no_registration_code(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = without(portfolio.good, "registration_code: RIMS-9\n")
    text = changed(text, "channel: rims", "channel: email")
    said = texts(portfolio, tmp_path, text, "project-details")[DETAILS]
    assert "| RIMS registration code | `none` |" in said


def test_an_aggregation_without_a_project_is_refused(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    before, after = portfolio.good.split("dera: v1\nkind: nri_project")
    text = before + after.split("---\n", 1)[1]
    found = reasons(portfolio, tmp_path, text, "sc-letters")
    assert "has no New Resource Implementation project" in " ".join(found)


def test_the_letters_name_both_parties_and_the_project(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = texts(portfolio, tmp_path, portfolio.good, "sc-letters")
    selection = files["sc-selection-letter.md"]
    acceptance = files["sc-acceptance-letter.md"]
    for letter in (selection, acceptance):
        assert "| RIMS project code | `26DERA0009` |" in letter
        assert "| CAISO Resource ID | `NORTH_7_DERA1` |" in letter
        assert "confirm with CAISO" in letter
    assert "selects Coord Services LLC (SCID `CORD`)" in selection
    assert (
        "| Sun Energy LLC | Sun Energy LLC | 2026-07-20 | `26DERA0009` |" in selection
    )
    assert "From: Coord Services LLC" in acceptance
    assert "| 2026-07-22 |" in acceptance
    assert "2026-07-20" not in acceptance


def test_letters_can_be_printed_before_they_are_signed(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = without(portfolio.good, LETTERS)
    files = texts(portfolio, tmp_path, text, "sc-letters")
    for letter in ("sc-selection-letter.md", "sc-acceptance-letter.md"):
        assert "| not signed yet | not signed yet |" in files[letter]
