"""Downloads made up for a test."""

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checker.oasis.imports import Download

DAY = date(2026, 11, 30)
EFF = "EFF_START_DT_GMT,EFF_END_DT_GMT,EFF_START_DT,EFF_END_DT"
OPEN = (
    "2009-04-01T07:00:00-00:00,2099-12-31T08:00:00-00:00,"
    "2009-04-01T00:00:00,2099-12-31T00:00:00"
)
PNODES = f"PNODE_ID,PNODE_TYPE,{EFF}\nOAKLAND_1_N006,LOAD,{OPEN}\n"

Write = Callable[..., Download]


@pytest.fixture
def bare(tmp_path: Path) -> Write:
    """Write a bare file: `bare("a.csv", text)`."""

    def write(name: str, content: str | bytes) -> Download:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return Download(path, DAY)

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Write:
    """Write a ZIP: `zipped("a.zip", ("a.csv", text), ...)`."""

    def write(name: str, *members: tuple[str, str]) -> Download:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members:
                archive.writestr(member, content)
        return Download(path, DAY)

    return write


@pytest.fixture
def pnodes() -> str:
    """Return a list of one PNode, as CSV."""
    return PNODES
