"""A rendering that is only tried finds the same and writes nothing."""

from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize("bad", [False, True], ids=["good", "bad"])
def test_what_is_tried_is_refused_as_what_is_written(
    portfolio: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    failing = [portfolio.failing("SIZE-001", "aggregation", "north")] if bad else []
    material = portfolio.material(portfolio.good, *failing)
    tried = portfolio.render(material, None)
    assert list(tmp_path.iterdir()) == []
    written = portfolio.render(material, Path("out"))
    assert tried.refused == written.refused
    assert bool(tried.refused) is bad
    assert tried.waiting == written.waiting
    assert [(p.subject, p.files) for p in tried.written] == [
        (p.subject, p.files) for p in written.written
    ]


def test_nothing_is_stale_where_nothing_is_written(
    portfolio: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("north").mkdir()
    failing = portfolio.failing("SIZE-001", "aggregation", "north")
    tried = portfolio.render(portfolio.material(portfolio.good, failing), None)
    assert [refusal.stale for refusal in tried.refused] == [None] * len(tried.refused)
