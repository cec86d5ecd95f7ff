"""A report to show, findings to put into it, and a git repository of a test's own."""

import gc
import os
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import pytest
from hypothesis import settings

from checker.evaluate.rule_book import rule_book
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
from checker.render.compiled import Compiled
from checker.render.environment import Printer
from checker.resources import data_dir

# A slow machine is no fault of the code: timing lives in benchmarks, never in tests.
settings.register_profile("dera", deadline=None)
settings.load_profile("dera")

# What one test leaves in a cache must not answer for the next; those about the cache
# name one of their own.
os.environ["DERA_NO_CACHE"] = "1"

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


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for no garbage among what was imported and collected: all of it stays."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Let it go at the end, so that nothing is called a leak."""
    gc.unfreeze()


@pytest.fixture(scope="module", autouse=True)
def what_a_module_keeps_goes_with_it(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the caches of a module of tests when its last test has run."""
    yield
    for value in vars(request.module).values():
        own = getattr(value, "__module__", None) == request.module.__name__
        if own and hasattr(value, "cache_clear"):
            value.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def templates_are_compiled_once() -> Iterator[None]:
    """Compile each template once in a run: it is most of what a small package costs."""
    compiled: dict[tuple[Any, ...], CodeType] = {}
    compile_template: Callable[..., CodeType] = jinja2.Environment.compile

    def once(environment: jinja2.Environment, *source: Any, **given: Any) -> CodeType:
        key = (type(environment), environment.autoescape, source, *given.items())
        if key not in compiled:
            compiled[key] = compile_template(environment, *source, **given)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def shipped_templates_are_checked_once() -> Iterator[None]:
    """Keep what is known of the shipped templates; others are read anew each time."""
    shipped, known = str(data_dir("templates")), Compiled()
    made: Callable[..., None] = Printer.__init__

    def make(printer: Printer, root: Any, values: Any, given: Any = None) -> None:
        made(printer, root, values, given or (known if str(root) == shipped else None))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Printer, "__init__", make)
        yield


@pytest.fixture(scope="session", autouse=True)
def the_shipped_rule_book_is_read_once() -> Iterator[None]:
    """Keep the rule book, which nobody can change; another one is read each time."""
    module = sys.modules[rule_book.__module__]
    shipped = (str(data_dir("schemas")), str(data_dir("policies")))
    read: Callable[..., Any] = vars(module)["rule_book_in"]
    kept: list[Any] = []

    def once(schemas: Any, policies: Any) -> Any:
        if (str(schemas), str(policies)) != shipped:
            return read(schemas, policies)
        if not kept:
            kept.append(read(schemas, policies))
        return kept[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "rule_book_in", once)
        yield


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


class Repository:
    """A git repository below a temporary folder, apart from the user's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def __call__(self, *arguments: str) -> str:
        """Run git in the folder; return what it prints."""
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(
            command,
            cwd=self.folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def put(self, name: str, text: str) -> Path:
        """Write a file."""
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        return file

    def replace(self, name: str, old: str, new: str) -> None:
        """Replace the only occurrence of a text in a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{name}: `{old}` occurs {text.count(old)} times"
        self.put(name, text.replace(old, new))

    def commit(self, message: str) -> str:
        """Commit all there is; return the name of the commit."""
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message", message)
        return self("rev-parse", "HEAD")


MakeRepository = Callable[[str], Repository]


@pytest.fixture
def make_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeRepository:
    """Make an empty repository in a folder below the test's own."""
    for name in tuple(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "Ana")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ana@example.org")
        monkeypatch.setenv(f"GIT_{who}_DATE", "2026-11-02T12:00:00+0000")

    def make(name: str) -> Repository:
        repository = Repository(tmp_path / name)
        repository("init", "--quiet", "--initial-branch=main")
        return repository

    return make
