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
from checker.pipeline import Options, check_whole, render
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
_DAY = date(2026, 12, 8)


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
    """Return every page of an example: documents, drafts, dossier and timeline."""
    to = tmp_path_factory.mktemp("pages")
    portfolio = (_EXAMPLES / "bay-area",)
    options = Options(as_of=_DAY, today=_DAY)
    now = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)
    for draft in (False, True):
        target = RenderOptions(to=to / "documents", draft=draft, now=now)
        assert render(portfolio, options, target).rendered.refused == ()
    write_pages(check_whole(portfolio, options), data_dir("templates"), to / "dossier")
    reckoned = timelines(_EXAMPLES / "bay-area", options, (), None).report
    (to / "timeline.html").write_text(as_html(reckoned), encoding="utf-8")
    found = sorted(to.rglob("*.html"))
    assert {page.parent.name for page in found} >= {"dossier", to.name}
    return found
