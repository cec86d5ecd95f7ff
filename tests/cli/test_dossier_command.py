"""`dera dossier`: pages of a portfolio, whatever was found."""

import shutil
from pathlib import Path

import pytest

from checker.cli.entry import run

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = ("--as-of", "2026-12-08")


def test_there_is_an_index_and_a_page_for_each_aggregation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["dossier", str(EXAMPLES / "bay-area"), *DAY, "--to", "pages"]) == 0
    assert capsys.readouterr().out == "4 pages in pages: begin with pages/index.html\n"
    assert {path.name for path in (tmp_path / "pages").iterdir()} == {
        "index.html",
        "bayview-storage.html",
        "delta-solar-storage.html",
        "peninsula-ev.html",
        "manifest.json",
    }


def test_a_portfolio_that_does_not_comply_has_pages_too(tmp_path: Path) -> None:
    to = tmp_path / "pages"
    assert run(["dossier", str(EXAMPLES / "bad/SIZE-001"), *DAY, "--to", str(to)]) == 0
    index = (to / "index.html").read_text(encoding="utf-8")
    assert ">blocked</span>" in index


def test_a_page_of_an_aggregation_that_is_gone_goes_too(tmp_path: Path) -> None:
    to = tmp_path / "pages"
    run(["dossier", str(EXAMPLES / "bay-area"), *DAY, "--to", str(to)])
    run(["dossier", str(EXAMPLES / "minimal"), *DAY, "--to", str(to)])
    assert not (to / "peninsula-ev.html").exists()


def test_a_folder_with_something_else_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert run(["dossier", str(EXAMPLES / "minimal"), *DAY, "--to", str(tmp_path)]) == 2
    assert "something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_aggregation_called_index_does_not_take_the_index(tmp_path: Path) -> None:
    source = (EXAMPLES / "minimal" / "portfolio.yaml").read_text(encoding="utf-8")
    name = next(
        part.split("id: ")[1].split()[0]
        for part in source.split("---")
        if "kind: aggregation" in part
    )
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "portfolio.yaml").write_text(
        source.replace(name, "index"), encoding="utf-8"
    )
    run(["dossier", str(tmp_path / "a"), *DAY, "--to", str(tmp_path / "pages")])
    pages = {path.name for path in (tmp_path / "pages").glob("*.html")}
    assert pages == {"index.html", "_index.html"}


def test_the_same_portfolio_gives_the_same_bytes(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(EXAMPLES / "minimal", copy)
    for source, to in ((EXAMPLES / "minimal", "a"), (copy, "b")):
        run(["dossier", str(source), *DAY, "--to", str(tmp_path / to)])
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / to).iterdir()}
        for to in ("a", "b")
    )
    assert first == second
