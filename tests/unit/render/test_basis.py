"""A document names the dated values that it rests on, and no others."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

Portfolio = Any

AREAS = {
    "nri_bucket_days": frozenset({"nri"}),
    "nri_review_days": frozenset({"nri"}),
    "affirmation_days": frozenset({"metering"}),
    "telemetry_threshold_mw": frozenset({"telemetry", "ancillary_service"}),
    "oasis_spacing_seconds": frozenset[str](),
    "estimated_data_business_days": frozenset({"schedule"}),
}


def values_of(text: str) -> set[str]:
    table = text.split("## Basis of this document")[1]
    lines = (line for line in table.split("\n") if line.startswith("| `"))
    return {line.split("`")[1] for line in lines}


@pytest.mark.parametrize(
    ("document", "file", "named"),
    [
        (
            "sc-letters",
            "sc-selection-letter.md",
            {"nri_bucket_days", "nri_review_days"},
        ),
        ("access-requests", "access-requests.md", set()),
        (
            "sqmd-plan-inputs",  # which prints one that only schedules are judged by
            "05-sqmd-plan-inputs.md",
            {"affirmation_days", "estimated_data_business_days"},
        ),
        (
            "monitoring-plan",  # which prints one that no policy reads
            "monitoring-plan-north-watch.md",
            {"oasis_spacing_seconds", "estimated_data_business_days"},
        ),
    ],
)
def test_the_values_of_its_areas_and_those_that_it_prints_are_named(
    portfolio: Portfolio, tmp_path: Path, document: str, file: str, named: set[str]
) -> None:
    material = replace(portfolio.material(portfolio.good), parameter_areas=AREAS)
    portfolio.render(material, tmp_path, documents=(document,))
    found = values_of((tmp_path / "north" / file).read_text())
    assert found & AREAS.keys() == named


def test_a_value_of_which_no_reader_is_known_is_named(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    material = replace(portfolio.material(portfolio.good), parameter_areas=AREAS)
    portfolio.render(material, tmp_path, documents=("access-requests",))
    found = values_of((tmp_path / "north" / "access-requests.md").read_text())
    assert "udc_review_business_days" in found
