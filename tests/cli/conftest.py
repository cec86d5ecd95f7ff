"""The command line as a user runs it, and with a judgement made up for the test."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checker.model.report import Report

Dera = Callable[..., subprocess.CompletedProcess[str]]
_UNSET = ("NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING")


@pytest.fixture
def dera(tmp_path: Path) -> Dera:
    """Run `dera` as a process: `dera("check", cwd=..., stdin=..., NO_COLOR="1")`."""

    def run(
        *args: str | Path, cwd: Path = tmp_path, stdin: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        inherited = {name: v for name, v in os.environ.items() if name not in _UNSET}
        return subprocess.run(
            [sys.executable, "-m", "checker", *args],
            cwd=cwd,
            input=stdin,
            env={**inherited, **environment},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    return run


@pytest.fixture
def judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Report], dict[str, Any]]:
    """Let `check` return a report; what it was asked is in the mapping returned."""
    monkeypatch.chdir(tmp_path)
    for name in _UNSET:
        monkeypatch.delenv(name, raising=False)

    def judge(report: Report) -> dict[str, Any]:
        asked: dict[str, Any] = {}

        def check(paths: Any, options: Any, stdin: Any = None) -> SimpleNamespace:
            asked.update(paths=paths, options=options, stdin=stdin)
            return SimpleNamespace(report=report, root=tmp_path)

        monkeypatch.setattr("checker.cli.check.check", check)
        return asked

    return judge
