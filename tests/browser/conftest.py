"""Every page, opened from disk in the system's Chromium.

Without a Chromium there is nothing to test and the folder is not collected, unless
DERA_REQUIRE_SYSTEM_TOOLS is set, as `.ci/run` does: then that is an error.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from checker.pages.write import write_pages
from checker.pipeline import Options, check_whole
from checker.pipeline.render import render
from checker.pipeline.timeline import timelines
from checker.render.material import RenderOptions
from checker.report.timeline_html import as_html
from checker.resources import data_dir

if find_spec("playwright") is not None:
    from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

if CHROMIUM is None or find_spec("playwright") is None:
    if os.environ.get("DERA_REQUIRE_SYSTEM_TOOLS"):
        raise pytest.UsageError("the browser tests need chromium and playwright")
    collect_ignore_glob = ["test_*.py"]

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_EXAMPLES = Path(__file__).parents[2] / "examples"
_DAYS = {
    "bay-area": date(2026, 12, 8),
    "fleet": date(2026, 12, 8),
    "minimal": date(2026, 12, 8),
    "own-policies": date(2026, 12, 8),
    "reconciled": date(2026, 12, 14),
    "waived": date(2026, 12, 8),
    # Portfolios with findings, for the pages that show them.
    "bad/SIZE-001": date(2026, 12, 8),
    "bad/SCH-004": date(2026, 12, 8),
    "bad/UDC-001": date(2026, 12, 8),
}
_DRAFTS = {"bay-area", "minimal"}


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Return one browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(_ARGUMENTS)
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return every page of every example: documents, drafts, dossier and timeline."""
    to = tmp_path_factory.mktemp("pages")
    for example in _DAYS:
        _write(example, to / example.replace("/", "-"))
    found = sorted(to.rglob("*.html"))
    names = {path.relative_to(to).parts[0] for path in found}
    assert names == {example.replace("/", "-") for example in _DAYS}
    return found


def _write(example: str, to: Path) -> None:
    day, root = _DAYS[example], _EXAMPLES / example
    options = Options(as_of=day, today=day)
    now = datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC)
    # A draft differs by its marks: those of two examples stand for all.
    for draft in (False, True) if example in _DRAFTS else (False,):
        target = RenderOptions(to=to / "documents", draft=draft, now=now)
        render((root,), options, target)
    write_pages(check_whole((root,), options), data_dir("templates"), to / "dossier")
    reckoned = timelines(root, options, (), None).report
    (to / "timeline.html").write_text(as_html(reckoned), encoding="utf-8")
