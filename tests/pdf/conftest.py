"""PDF files, where the libraries of the system that WeasyPrint needs are there.

Elsewhere the folder is not collected, unless DERA_REQUIRE_SYSTEM_TOOLS is set, as
`.ci/run` does: then that is an error.
"""

import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.errors import UsageError
from checker.pipeline import Options, render
from checker.render.material import RenderOptions
from checker.render.pdf import pdf_printer

try:
    pdf_printer("letter")
except UsageError as fault:
    if os.environ.get("DERA_REQUIRE_SYSTEM_TOOLS"):
        raise pytest.UsageError(f"the PDF tests cannot run: {fault}") from fault
    collect_ignore_glob = ["test_*.py"]

_DAY = date(2026, 12, 8)
_NOW = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
_PORTFOLIO = Path(__file__).parents[2] / "examples" / "bay-area"


def _written(to: Path, **given: Any) -> None:
    target = RenderOptions(to=to, now=_NOW, pdf="letter", **given)
    render((_PORTFOLIO,), Options(as_of=_DAY, today=_DAY), target)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of every package of the example with its PDF files."""
    to = tmp_path_factory.mktemp("pdf")
    _written(to)
    return to


@pytest.fixture(scope="session")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a draft with the PDF file of one document."""
    to = tmp_path_factory.mktemp("draft")
    aggregations, documents = ("peninsula-ev",), ("concurrence-request",)
    _written(to, draft=True, aggregations=aggregations, documents=documents)
    return to / "peninsula-ev.draft"
