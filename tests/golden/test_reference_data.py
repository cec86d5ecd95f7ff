"""The reference data of the examples are what their downloads give.

`dera refdata import` writes them anew; docs/refdata.md shows how.
"""

from datetime import date
from pathlib import Path

import pytest

from checker.model.refdata import REFERENCE_FILE
from checker.oasis.imports import Download
from checker.oasis.reports import REPORTS
from checker.pipeline.refdata import names_declared, update_lock

EXAMPLES = Path(__file__).parents[2] / "examples"
LISTS = "20261130*"
PRICES = "20261207*"


@pytest.mark.parametrize(
    ("name", "patterns", "retrieved_on"),
    [
        ("bay-area", (LISTS,), date(2026, 11, 30)),
        ("reconciled", (LISTS, PRICES), date(2026, 12, 14)),
    ],
)
def test_the_lock_file_of_an_example_is_up_to_date(
    name: str, patterns: tuple[str, ...], retrieved_on: date
) -> None:
    files = [f for p in patterns for f in sorted((EXAMPLES / "oasis").glob(p))]
    assert len(files) >= 5
    portfolio = EXAMPLES / name
    update = update_lock(
        portfolio,
        [Download(file, retrieved_on) for file in files],
        names_declared(portfolio),
        anew=True,
    )
    assert update.path == portfolio / REFERENCE_FILE
    assert update.path.read_text(encoding="utf-8") == update.text


def test_the_readme_says_of_every_download_what_is_made_up() -> None:
    readme = (EXAMPLES / "oasis" / "README.md").read_text(encoding="utf-8")
    files = [file.name for file in (EXAMPLES / "oasis").glob("2026*")]
    unnamed = [file for file in files if not any(f"_{r}_" in file for r in REPORTS)]
    assert unnamed == []
    present = {r for r in REPORTS if any(f"_{r}_" in file for file in files)}
    assert [report for report in present if report not in readme] == []
