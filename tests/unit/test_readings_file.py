"""Readings in a file are judged as if they were written out."""

import re
from datetime import date
from pathlib import Path

import pytest

from checker.model.report import Report
from checker.pipeline import Options, check

EXAMPLE = Path(__file__).parents[2] / "examples" / "bad" / "MTR-008" / "portfolio.yaml"
DAY = date(2026, 12, 8)


def judged(folder: Path, content: str | None, *asked: Path) -> Report:
    """Judge the example, its readings moved to a file unless there is no content."""
    text = EXAMPLE.read_text()
    if content is not None:
        (folder / "readings.csv").write_text(content)
        text = text[: text.index("readings:\n")] + "file: readings.csv\n"
    (folder / "dera.yaml").write_text("dera: v1\n")
    (folder / "portfolio.yaml").write_text(text)
    return check(asked or (folder,), Options(as_of=DAY, today=DAY)).report


@pytest.fixture
def rows() -> list[str]:
    found = re.findall(
        r"interval_end: (\S+), value: (\S+), quality: (\w+)", EXAMPLE.read_text()
    )
    return ["interval_end_utc,value,quality", *(",".join(row) for row in found)]


def test_a_policy_judges_the_rows_of_a_file(tmp_path: Path, rows: list[str]) -> None:
    (inline,) = judged(tmp_path, None).findings
    (filed,) = judged(tmp_path, "\n".join(rows) + "\n").findings
    assert (filed.policy, filed.message) == (inline.policy, inline.message)
    assert filed.fingerprint == inline.fingerprint
    wrong = next(n for n, row in enumerate(rows, 1) if ",600," in row)
    location = filed.location
    assert (location.file, location.span.line) == ("readings.csv", wrong)


def test_the_file_is_among_what_was_read(tmp_path: Path, rows: list[str]) -> None:
    report = judged(tmp_path, "\n".join(rows) + "\n")
    files = [entry.file for entry in report.inputs]
    assert files == ["dera.yaml", "portfolio.yaml", "readings.csv"]


def test_the_file_alone_may_be_asked_about(tmp_path: Path, rows: list[str]) -> None:
    asked = tmp_path / "readings.csv"
    report = judged(tmp_path, "\n".join(rows) + "\n", asked)
    assert [finding.policy for finding in report.findings] == ["MTR-008"]


def test_a_row_that_is_missing_is_noticed(tmp_path: Path, rows: list[str]) -> None:
    report = judged(tmp_path, "\n".join([*rows[:-7], *rows[-6:]]) + "\n")
    found = {f.policy: f.message for f in report.findings}
    assert found.keys() == {"MTR-008", "MTR-011"}
    assert rows[-7].split(",", 1)[0] in found["MTR-011"]


def test_no_policy_passes_on_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    report = judged(tmp_path, "interval_end_utc,value\n")
    found = {f.policy: f.outcome.value for f in report.findings}
    assert found["MTR-008"] == found["MTR-011"] == "UNDETERMINED"
    assert "READ-009" in found
