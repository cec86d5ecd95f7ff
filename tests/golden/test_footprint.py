"""A declaration takes little memory once it was read: nobody has to split a fleet."""

import gc
import sys
import tracemalloc
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from benchmarks.corpus import write_corpus
from checker.pipeline import Options, check, rule_book

DAY = date(2026, 12, 8)
OPTIONS = Options(as_of=DAY, today=DAY, only_report=True)
MOST = 3_000
"""Bytes of a declaration above what a run takes without it."""

rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["checker.pipeline.check"], "rule_book", rules)


def peak(folder: Path) -> int:
    """Return the most bytes that were allocated at one time in a check."""
    gc.collect()
    tracemalloc.start()
    try:
        check((folder,), OPTIONS)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_declaration_takes_less_than_three_kilobytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is at work at one time is bounded: here already by the smaller portfolio.
    for module in ("checker.link.groups", "checker.pipeline.judging"):
        monkeypatch.setattr(f"{module}._SHARE", 20)
    few = write_corpus(600, tmp_path / "few")
    many = write_corpus(1_200, tmp_path / "many")
    check((tmp_path / "few",), OPTIONS)  # what is kept for the next run is kept
    each = (peak(tmp_path / "many") - peak(tmp_path / "few")) / (many - few)
    assert 0 < each < MOST
