from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from checker.cli import clock
from checker.cli.entry import run
from checker.model.finding import Subject
from checker.model.report import Report
from checker.render.material import Refusal, Rendered

MakeReport = Callable[..., Report]


@pytest.fixture
def rendering(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make_report: MakeReport
) -> Callable[[Rendered], dict[str, Any]]:
    """Let `render` return a result; what it was asked is in the mapping returned."""
    monkeypatch.chdir(tmp_path)

    def rendering(rendered: Rendered) -> dict[str, Any]:
        asked: dict[str, Any] = {}

        def render(paths: Any, options: Any, target: Any) -> SimpleNamespace:
            asked.update(paths=paths, options=options, target=target)
            return SimpleNamespace(
                report=make_report(), rendered=rendered, root=tmp_path
            )

        monkeypatch.setattr("checker.cli.render.render", render)
        return asked

    return rendering


def test_render_asks_what_the_options_say(
    rendering: Callable[[Rendered], dict[str, Any]],
) -> None:
    asked = rendering(Rendered((), (), ()))
    code = run(
        [
            *("render", "portfolio", "--to", "out", "--as-of", "2026-12-08"),
            *("--aggregation", "a,b", "--document", "registration", "--draft"),
            *("--profile", "tariff", "--now", "2026-12-08T09:30:00-08:00"),
        ]
    )
    target = asked["target"]
    assert code == 0
    assert asked["paths"] == (Path("portfolio"),)
    assert asked["options"].as_of == date(2026, 12, 8)
    assert asked["options"].profile == "tariff"
    assert (target.to, target.draft) == (Path("out"), True)
    assert (target.aggregations, target.documents) == (("a", "b"), ("registration",))
    assert target.now == datetime(2026, 12, 8, 17, 30, tzinfo=UTC)


def test_the_time_of_rendering_is_the_clocks(
    rendering: Callable[[Rendered], dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    instant = datetime(2027, 1, 2, 3, tzinfo=UTC)
    asked = rendering(Rendered((), (), ()))
    monkeypatch.setattr(clock, "now", lambda: instant)
    run(["render", "--to", "out"])
    assert asked["target"].now == instant


def test_a_refused_package_exits_1_and_is_named(
    rendering: Callable[[Rendered], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    refusal = Refusal(Subject("aggregation", "bad"), ("registration",), (), None)
    rendering(Rendered((), (refusal,), ()))
    assert run(["render", "--to", "out"]) == 1
    assert "refused aggregation bad: registration\n" in capsys.readouterr().out


@pytest.mark.parametrize("refused", [True, False])
def test_check_asks_for_nothing_to_be_written(
    rendering: Callable[[Rendered], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    refused: bool,
) -> None:
    refusal = Refusal(Subject("aggregation", "bad"), ("registration",), (), None)
    asked = rendering(Rendered((), (refusal,) if refused else (), ()))
    assert run(["render", "--check"]) == int(refused)
    assert asked["target"].to is None
    assert "0 packages complete, " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "paper"),
    [((), None), (("--pdf",), "letter"), (("--pdf", "--paper", "a4"), "a4")],
)
def test_pdf_files_are_asked_for_with_their_paper(
    rendering: Callable[[Rendered], dict[str, Any]],
    args: tuple[str, ...],
    paper: str | None,
) -> None:
    asked = rendering(Rendered((), (), ()))
    run(["render", "--to", "a", *args])
    assert asked["target"].pdf == paper


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["render"], "give either --to DIR or --check"),
        (["render", "--to", "a", "--check"], "give either --to DIR or --check"),
        (["render", "--to", "a", "--paper", "a4"], "--paper is for PDF files"),
        (["render", "--check", "--draft"], "a draft is never refused"),
        (["render", "--to", "a", "--now", "2026-12-08T09:30:00"], "has no offset"),
        (["render", "--to", "a", "--now", "25:00Z"], "is no instant"),
        (["render", "--to", "file"], "is a file"),
    ],
)
def test_wrong_use_exits_2(
    args: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()
    assert run(args) == 2
    assert says in capsys.readouterr().err
