"""What goes into the plan for settlement quality meter data."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

Portfolio = Any

PLAN = "05-sqmd-plan-inputs.md"
CERTIFIED = """\
certification: caiso
certificate_reference: COC-7
certified_on: 2026-04-29
"""


def made(portfolio: Portfolio, to: Path, text: str = "") -> tuple[str, list[Any]]:
    """Return the plan's inputs in Markdown, and the rows of its meters."""
    material = portfolio.material(text or portfolio.good)
    result = portfolio.render(material, to, documents=("sqmd-plan-inputs",))
    assert result.refused == ()
    table = (to / "north" / "05-sqmd-meters.csv").read_text()
    return (to / "north" / PLAN).read_text(), list(csv.DictReader(io.StringIO(table)))


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new)


def test_the_inputs_name_the_plan_and_its_days(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path)
    for said in (
        "executed on 2025-01-09",
        "| `plan` | accepted | 2026-05-20 | 2026-10-19 | 1 | 3 | 8 | 48 |",
        "| Longest recording interval allowed | 5 minutes, with ancillary services |",
        "actual data within 52 business days (confirm with CAISO)",
        "by sign or by a channel of its own, was not established: confirm with CAISO",
        "| none | none | none | none |",
    ):
        assert said in text


def test_each_meter_has_a_row_with_its_site(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    _, (row,) = made(portfolio, tmp_path)
    shown = {
        "meter_id": "north-1-m",
        "serial_number": "0051",
        "site_name": "Cold Store",
        "service_account_id": "0041200117",
        "certificate_reference": "COC-7",
        "accuracy_percent": "0.2",
        "distribution_loss_factor": "none declared",
        "metering_plans": "plan",
    }
    assert row.items() >= shown.items()


@pytest.mark.parametrize(
    ("trade_date", "intervals", "estimated", "actual"),
    [
        ("2026-12-10", 288, "2026-12-22", "2027-02-22"),
        ("2027-03-14", 276, "2027-03-24", "2027-05-19"),
        ("2026-11-01", 300, "2026-11-12", "2027-01-13"),
    ],
)
def test_data_are_due_business_days_after_the_trade_date(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio,
    tmp_path: Path,
    trade_date: str,
    intervals: int,
    estimated: str,
    actual: str,
) -> None:
    text = portfolio.provider + portfolio.aggregation + portfolio.schedule(trade_date)
    said, _ = made(portfolio, tmp_path, text)
    row = f"| {trade_date} | {intervals} | `plan` | {estimated} | {actual} |"
    assert row in said


def test_without_a_schedule_the_day_of_the_members_stands_in(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    said, _ = made(portfolio, tmp_path, portfolio.provider + portfolio.aggregation)
    assert "| 2026-12-08 | 288 | `plan` |" in said


@pytest.mark.parametrize(
    ("certification", "shown"),
    [
        ("lra", "| `north-1-m` | `COC-7` | 2026-04-29 | 0.2 |"),
        ("caiso", "| none | none | none | none |"),
    ],
)
def test_meters_under_a_local_authority_are_listed_apart(
    portfolio: Portfolio, tmp_path: Path, certification: str, shown: str
) -> None:
    text = changed(
        portfolio.good, "certification: caiso", f"certification: {certification}"
    )
    said, _ = made(portfolio, tmp_path, text)
    assert shown in said.split("### Meters under a Local Regulatory Authority")[1]


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        (
            CERTIFIED,
            "certification: none\n",
            "certificate_reference",
            "not certified",
        ),
        ("meters: [north-1-m]", "meters: []", "metering_plans", "none"),
        (
            "accuracy_percent: 0.2",
            "accuracy_percent: 0.2\ndistribution_loss_factor: 1.035",
            "distribution_loss_factor",
            "1.035",
        ),
    ],
)
def test_what_is_not_so_is_said(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio, tmp_path: Path, old: str, new: str, field: str, said: str
) -> None:
    _, (row,) = made(portfolio, tmp_path, changed(portfolio.good, old, new))
    assert row[field] == said


@pytest.mark.parametrize(
    ("old", "lacks"),
    [
        ("accepted_on: 2026-05-20\n", "metering_plan `plan` lacks `accepted_on`"),
        ("affirmed_on: 2026-10-19\n", "metering_plan `plan` lacks `affirmed_on`"),
        ("retention_years: 3\n", "metering_plan `plan` lacks `retention_years`"),
        ("certificate_reference: COC-7\n", "meter `north-1-m` lacks `certificate_refe"),
        ("accuracy_percent: 0.2\n", "meter `north-1-m` lacks `accuracy_percent`"),
        ("type: MSA_SC", "aggregation `north` has no MSA_SC that is in force"),
        ("settlement_source: metering\n", "aggregation `north` lacks `settlement_sour"),
    ],
)
def test_what_the_inputs_need_is_named(
    portfolio: Portfolio, tmp_path: Path, old: str, lacks: str
) -> None:
    new = "type: SCA" if old == "type: MSA_SC" else ""
    material = portfolio.material(changed(portfolio.good, old, new))
    result = portfolio.render(material, tmp_path, documents=("sqmd-plan-inputs",))
    found = [reason.message for r in result.refused for reason in r.reasons]
    assert any(reason.startswith(lacks) for reason in found), found
