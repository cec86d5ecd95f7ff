"""A package names the waivers that it rests on, and no others."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.model.finding import Severity
from checker.model.place import Location, Span
from checker.model.waiver import WaiverKind, WaiverMark

MARK = WaiverMark(
    WaiverKind.DECLARED,
    "CAISO *agreed*",
    "Head",
    "T-1",
    date(2027, 1, 31),
    Location("w.yaml", Span(3, 5, 3, 8)),
)


def waivers_in(folder: Path) -> list[str]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return [f"{each['policy']} {each['subject']}" for each in manifest["waivers"]]


def test_a_waived_error_does_not_refuse_and_is_printed(
    portfolio: Any, tmp_path: Path
) -> None:
    waived = portfolio.failing("SIZE-001", "aggregation", "north", waiver=MARK)
    rendered = portfolio.render(portfolio.material(portfolio.good, waived), tmp_path)
    assert rendered.refused == ()
    assert waivers_in(tmp_path / "north") == ["SIZE-001 aggregation north"]
    page = (tmp_path / "north" / "registration.md").read_text(encoding="utf-8")
    assert "> **WAIVED** SIZE-001 for aggregation north: it does not hold." in page
    assert r"Until 2027-01-31, approved by Head (T-1): CAISO \*agreed\*" in page


def test_a_baselined_error_still_refuses(portfolio: Any, tmp_path: Path) -> None:
    listed = portfolio.failing("SIZE-001", "aggregation", "north", baselined=True)
    rendered = portfolio.render(portfolio.material(portfolio.good, listed), tmp_path)
    assert "north" in {refusal.subject.id for refusal in rendered.refused}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, True),
        ({"severity": Severity.WARNING}, True),
        ({"severity": Severity.NOTE}, True),
        ({"severity": Severity.NOTE, "due_later": True}, False),
    ],
)
def test_a_waiver_is_named_where_its_finding_binds(
    portfolio: Any, tmp_path: Path, fields: dict[str, Any], named: bool
) -> None:
    waived = portfolio.failing(
        "SIZE-001", "aggregation", "north", waiver=MARK, **fields
    )
    portfolio.render(portfolio.material(portfolio.good, waived), tmp_path)
    assert bool(waivers_in(tmp_path / "north")) is named


def test_a_waiver_of_another_aggregation_is_not_named(
    portfolio: Any, tmp_path: Path
) -> None:
    waived = portfolio.failing("SIZE-001", "aggregation", "south", waiver=MARK)
    material = portfolio.material(portfolio.good + portfolio.south, waived)
    portfolio.render(material, tmp_path)
    assert waivers_in(tmp_path / "north") == []
    assert waivers_in(tmp_path / "south") == ["SIZE-001 aggregation south"]
    assert waivers_in(tmp_path / "sun") == ["SIZE-001 aggregation south"]


def test_a_draft_names_them_too(portfolio: Any, tmp_path: Path) -> None:
    waived = portfolio.failing("SIZE-001", "aggregation", "north", waiver=MARK)
    material = portfolio.material(portfolio.good, waived)
    portfolio.render(material, tmp_path, draft=True)
    assert waivers_in(tmp_path / "north.draft") == ["SIZE-001 aggregation north"]
