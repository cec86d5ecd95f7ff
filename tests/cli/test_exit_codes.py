import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.entry import run
from checker.errors import (
    CheckerError,
    ConfigurationError,
    ExpressionError,
    NothingToCheckError,
    OutputError,
    ParameterError,
    PolicyError,
    SchemaError,
    TemplateError,
    UsageError,
)
from checker.model.report import Report

Dera = Callable[..., subprocess.CompletedProcess[str]]
Judged = Callable[[Report], dict[str, Any]]
MakeReport = Callable[..., Report]


def _raising(error: BaseException) -> Callable[..., None]:
    def check(*_: object) -> None:
        raise error

    return check


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["chek"], "Did you mean `dera check`?"),
        (["."], "Did you mean `dera check .`?"),
        (["nonsense"], "No such command"),
        (["--nonsense"], "No such option"),
        (["check", "--nonsense"], "No such option"),
        (["check", "--as-of", "2026-13-01"], "is no date: month must be in 1..12"),
        (["check", "--as-of", "20261208"], "write it as 2026-12-08"),
        (["check", "--gate", "gate"], "'gate' is not one of"),
        (["check", "--fail-on", "fatal"], "'fatal' is not one of"),
        (["check", "-o", "yaml"], "`yaml` is not an output format"),
        (["check", "-o", "json="], "names no file"),
        (["check", "-o", "json", "-o", "text"], "only one format"),
        (["check", "-q", "-v"], "exclude each other"),
        (["check", "-"], "needs --stdin-filename"),
        (["check", "--stdin-filename", "a.yaml"], "needs `-` among the paths"),
        (["explain"], "Missing argument 'ID'"),
        (["explain", "READ-04"], "did you mean READ-004"),
        (["schema", "sit"], "did you mean site?"),
        ([], "no command is given"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, list) else None,
)
def test_wrong_use_exits_2_and_says_what_is_wrong(
    args: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(args) == 2
    shown = capsys.readouterr()
    assert says in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CheckerError("x"), 2),
        (UsageError("x"), 2),
        (ConfigurationError("x"), 2),
        (SchemaError("x"), 2),
        (PolicyError("x"), 2),
        (ExpressionError("x", source="a == b", offset=2), 2),
        (ParameterError("x"), 2),
        (TemplateError("x"), 2),
        (OutputError("x"), 2),
        (NothingToCheckError("x"), 3),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("x"), 4),
        (RecursionError("x"), 4),
    ],
    ids=lambda value: (
        type(value).__name__ if isinstance(value, BaseException) else None
    ),
)
def test_what_stops_a_run_decides_the_exit_code(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("checker.cli.check.check", _raising(error))
    assert run(["check"]) == code


def test_an_error_names_file_line_and_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = PolicyError(
        "`sevrity` is unknown",
        file="policies/size/SIZE-001.yaml",
        line=4,
        remedy="did you mean `severity`?",
    )
    monkeypatch.setattr("checker.cli.check.check", _raising(error))
    run(["check"])
    assert capsys.readouterr().err == (
        "error: policies/size/SIZE-001.yaml:4: `sevrity` is unknown\n"
        "  help: did you mean `severity`?\n"
    )


def test_an_expression_error_shows_a_caret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = ExpressionError("unknown name", source="fact.x > 1", offset=0, length=4)
    monkeypatch.setattr("checker.cli.check.check", _raising(error))
    run(["check"])
    assert capsys.readouterr().err.endswith("\nfact.x > 1\n^^^^\n")


def test_an_error_cannot_send_escapes_to_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "checker.cli.check.check", _raising(ConfigurationError("\x1b]0;a\x07"))
    )
    run(["check"])
    assert "\x1b" not in capsys.readouterr().err


def test_an_internal_fault_keeps_its_trace_and_asks_for_a_report(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("checker.cli.check.check", _raising(ZeroDivisionError("x")))
    run(["check"])
    (trace,) = tmp_path.glob("dera-fault-*.txt")
    shown = capsys.readouterr().err
    assert re.search("Please\\s+report it", shown)
    assert str(trace) in shown
    assert "Traceback" not in shown
    assert "ZeroDivisionError: x" in trace.read_text(encoding="utf-8")


def test_help_exits_0(dera: Dera) -> None:
    for command in ([], ["check"], ["explain"], ["rules"], ["schema"]):
        shown = dera(*command, "--help")
        assert shown.returncode == 0
        assert shown.stdout.startswith("Usage: dera")
        assert shown.stderr == ""


def test_an_empty_folder_exits_3(dera: Dera, tmp_path: Path) -> None:
    shown = dera("check", tmp_path)
    assert shown.returncode == 3
    assert "no declarations" in shown.stderr


def test_a_path_that_is_not_there_exits_2(dera: Dera) -> None:
    shown = dera("check", "nowhere")
    assert shown.returncode == 2
    assert "nowhere" in shown.stderr


def test_a_file_that_cannot_be_read_is_a_finding(dera: Dera, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_bytes(b"id: \xff\n")
    shown = dera("check")
    assert shown.returncode == 1
    assert shown.stdout.startswith("error[READ-002 not-utf-8]")


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_unknown_policy_exits_2_with_a_suggestion(
    dera: Dera, tmp_path: Path, option: str
) -> None:
    (tmp_path / "site.yaml").write_text("dera: v1\nkind: site\nid: a\n")
    shown = dera("check", option, "SIZE-01")
    assert shown.returncode == 2
    assert "did you mean `SIZE-001`?" in shown.stderr


def test_an_unknown_profile_exits_2(dera: Dera, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("dera: v1\nkind: site\nid: a\n")
    shown = dera("check", "--profile", "lenient")
    assert shown.returncode == 2
    assert "conservative" in shown.stderr


def test_an_unusable_configuration_exits_2_and_names_its_line(
    dera: Dera, tmp_path: Path
) -> None:
    (tmp_path / "site.yaml").write_text("dera: v1\nkind: site\nid: a\n")
    (tmp_path / "dera.yaml").write_text("dera: v1\nprofil: tariff\n")
    shown = dera("check")
    assert shown.returncode == 2
    assert "dera.yaml:2" in shown.stderr
    assert "profile" in shown.stderr
    assert shown.stdout == ""


def test_standard_output_that_cannot_be_written_exits_2(tmp_path: Path) -> None:
    (tmp_path / "read-only").touch()
    with (tmp_path / "read-only").open() as closed_to_writing:
        shown = subprocess.run(
            [sys.executable, "-m", "checker", "schema", "site"],
            stdout=closed_to_writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert shown.returncode == 2
    assert shown.stderr.startswith("error: cannot write to standard output:")


def test_standard_output_that_is_closed_exits_2() -> None:
    shown = subprocess.run(
        ["/bin/sh", "-c", '"$0" -m checker rules >&-', sys.executable],
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert shown.returncode == 2
    assert shown.stderr == "error: cannot write to standard output: it is closed\n"
