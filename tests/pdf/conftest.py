"""PDF files, where the libraries of the system that WeasyPrint needs are there.

Elsewhere the folder is not collected, unless DERA_REQUIRE_SYSTEM_TOOLS is set, as
`.ci/run` does: then that is an error.
"""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.errors import UsageError
from checker.pipeline import Options
from checker.pipeline.render import render
from checker.render.material import RenderOptions
from checker.render.pdf import pdf_printer
from tests.golden.test_documents import DAYS, EXAMPLES

try:
    pdf_printer("letter")
except UsageError as fault:
    if os.environ.get("DERA_REQUIRE_SYSTEM_TOOLS"):
        raise pytest.UsageError(f"the PDF tests cannot run: {fault}") from fault
    collect_ignore_glob = ["test_*.py"]


def _written(example: str, to: Path, **given: Any) -> None:
    day = DAYS[example]
    noon = datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC)
    target = RenderOptions(to=to, now=noon, pdf="letter", **given)
    render((EXAMPLES / example,), Options(as_of=day, today=day), target)


def write_all(to: Path) -> None:
    """Write the packages of every example with their PDF files, a folder for each."""
    for example in DAYS:
        _written(example, to / example)


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of every package of every example with its PDF files."""
    to = tmp_path_factory.mktemp("pdf")
    write_all(to)
    return to


@pytest.fixture(scope="session")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a draft with the PDF file of one document."""
    to = tmp_path_factory.mktemp("draft")
    aggregations, documents = ("peninsula-ev",), ("concurrence-request",)
    _written("bay-area", to, draft=True, aggregations=aggregations, documents=documents)
    return to / "peninsula-ev.draft"
