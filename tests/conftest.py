"""A report to show, and findings to put into it."""

from array import array
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import settings

from checker.model.document import Document, SourceText
from checker.model.finding import (
    Finding,
    Gate,
    Outcome,
    Related,
    Severity,
    Source,
    Subject,
)
from checker.model.place import Location, Place, Span
from checker.model.report import InputFile, Report, Tally, UsedParameter

# A slow machine is no fault of the code: timing lives in benchmarks, never in tests.
settings.register_profile("dera", deadline=None)
settings.load_profile("dera")

TEXT = """\
dera: v1
kind: aggregation
id: bayview-storage
members:
  - {site: bayview-001, from: 2026-06-01}
  - {site: bayview-002, from: 2026-06-01}
"""

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]


@pytest.fixture
def make_finding() -> MakeFinding:
    def make(
        span: tuple[int, int, int, int] = (3, 5, 3, 20),
        *,
        text: str = TEXT,
        file: str = "aggregations/bayview.yaml",
        related: tuple[tuple[Location, str], ...] = (),
        **fields: Any,
    ) -> Finding:
        def document(of: str) -> Document:
            source = SourceText(of, text if of == file else "", "0" * 64)
            return Document(source, 0, None, array("I", span))

        given: dict[str, Any] = {
            "policy": "SIZE-001",
            "name": "minimum-capacity",
            "outcome": Outcome.FAIL,
            "severity": Severity.ERROR,
            "subject": Subject("aggregation", "bayview-storage"),
            "message": "0.4 MW is below the minimum of 0.5 MW",
            "remedy": "Add DERs.",
            "gate": Gate.concurrence,
            "measured": 0.4,
            "limit": 0.5,
            "explanation": "`facts.capacity_mw >= params.minimum_capacity_mw` is false",
            "sources": (
                Source("CAISO Tariff", "4.17", "155 FERC 61,229", "", "confirmed"),
            ),
            "other_profile": "tariff would pass",
        }
        return Finding(
            place=Place(document(file)),
            location=Location(file, Span(*span), "/id"),
            related=tuple(
                Related(Place(document(other.file)), other, note)
                for other, note in related
            ),
            **{**given, **fields},
        )

    return make


@pytest.fixture
def make_report() -> MakeReport:
    def make(*findings: Finding, **fields: Any) -> Report:
        given: dict[str, Any] = {
            "tool_version": "0.1.0",
            "as_of": date(2026, 12, 8),
            "simulated": False,
            "profile": "conservative",
            "declarations": 31,
            "aggregations": 3,
            "findings": findings,
            "tally": {"SIZE-001": Tally(2, 1), "UDC-001": Tally(3)},
            "parameters": (
                UsedParameter(
                    "minimum_capacity_mw",
                    0.5,
                    "MW",
                    date(2016, 6, 3),
                    "the specification",
                    "confirmed",
                    overridden=False,
                ),
            ),
            "inputs": (InputFile("aggregations/bayview.yaml", "0" * 64),),
            "policies_sha256": "a" * 64,
        }
        return Report(**{**given, **fields})

    return make
