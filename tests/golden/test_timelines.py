"""The timelines of the examples on three days each, as they were reviewed.

One of the days lies before Thanksgiving and New Year. `make golden` writes them anew
(`python tests/golden/test_timelines.py`). Look at the difference before you commit it.
"""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from checker.evaluate.run import Options
from checker.model.timeline import State, TimelineReport
from checker.pipeline.timeline import timelines
from checker.report.terminal import Terminal
from checker.report.timeline_ics import as_ics
from checker.report.timeline_text import as_text

EXAMPLES = Path(__file__).parents[2] / "examples"
KEPT = Path(__file__).parent / "timelines"
CASES = [
    ("bay-area", date(2026, 11, 20)),
    ("bay-area", date(2026, 12, 8)),
    ("bay-area", date(2027, 2, 15)),
    ("minimal", date(2025, 11, 20)),
    ("minimal", date(2026, 6, 1)),
    ("minimal", date(2026, 12, 8)),
]
STAMP = datetime(2026, 11, 2, 12, tzinfo=UTC)
TERMINAL = Terminal(columns=100)


@cache
def reckoned(portfolio: str, as_of: date) -> TimelineReport:
    options = Options(as_of=as_of, today=as_of)
    return timelines(EXAMPLES / portfolio, options, (), None).report


def files(portfolio: str, as_of: date) -> dict[Path, str]:
    report = reckoned(portfolio, as_of)
    name = f"{portfolio}-{as_of}"
    return {
        KEPT / f"{name}.txt": as_text(report, TERMINAL),
        KEPT / f"{name}.ics": as_ics(report, STAMP),
    }


def unfolded(text: str) -> str:
    """Join the lines that a calendar folds, each version of the library elsewhere."""
    return text.replace("\r\n ", "")


@pytest.mark.parametrize(("portfolio", "as_of"), CASES)
def test_the_timeline_is_as_it_was_reviewed(portfolio: str, as_of: date) -> None:
    for file, content in files(portfolio, as_of).items():
        reviewed = file.read_bytes().decode()
        assert unfolded(content) == unfolded(reviewed), "run `make golden`, and look"


def test_no_timeline_is_kept_of_what_is_gone() -> None:
    expected = {file for case in CASES for file in files(*case)}
    assert set(KEPT.iterdir()) == expected


def test_the_answer_to_a_request_counts_over_thanksgiving_and_new_year() -> None:
    report = reckoned("bay-area", date(2026, 11, 20))
    (bayview,) = (t for t in report.timelines if t.aggregation == "bayview-storage")
    answer = next(d for d in bayview.deadlines if d.kind.value == "concurrence")
    assert answer.on == date(2027, 1, 7)
    (peninsula,) = (t for t in report.timelines if t.aggregation == "peninsula-ev")
    step = peninsula.by_id["L08"]
    assert (step.start, step.finish) == (date(2026, 11, 20), date(2027, 1, 7))


def test_a_site_that_joins_without_a_concurrence_reopens_the_way() -> None:
    report = reckoned("bay-area", date(2027, 2, 15))
    (bayview,) = (t for t in report.timelines if t.aggregation == "bayview-storage")
    assert bayview.live_since is None
    assert bayview.by_id["L08"].state is State.WAITING
    assert bayview.by_id["L08"].late
    assert bayview.reopened == ("L08", "L10")
    assert bayview.by_id["L21"].state is State.OPEN


def test_the_project_began_after_the_answer_that_was_awaited() -> None:
    before = reckoned("minimal", date(2025, 11, 20)).timelines[0]
    assert before.by_id["L08"].state is State.WAITING
    assert before.by_id["L08"].finish == date(2025, 12, 4)
    after = reckoned("minimal", date(2026, 12, 8)).timelines[0]
    assert after.live_since == date(2026, 10, 1)


def write_timelines() -> None:
    KEPT.mkdir(exist_ok=True)
    for file in KEPT.iterdir():
        file.unlink()
    for case in CASES:
        for file, content in files(*case).items():
            file.write_bytes(content.encode())


if __name__ == "__main__":
    write_timelines()
