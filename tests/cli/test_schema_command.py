import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.cli.entry import run
from checker.resources import data_dir

Dera = Callable[..., subprocess.CompletedProcess[str]]


def test_a_schema_is_printed_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "site"]) == 0
    shipped = (data_dir("schemas") / "site.schema.json").read_text(encoding="utf-8")
    assert capsys.readouterr().out == shipped


def test_the_list_tells_kinds_from_other_schemas(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["schema"]) == 0
    kinds, others = capsys.readouterr().out.split("\n\n")
    assert "\n  aggregation " in kinds
    assert "\n  policy " in others
    assert "\n  policy " not in kinds


def test_all_schemas_are_written_for_editors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / "schemas"
    assert run(["schema", "--to", str(target)]) == 0
    shipped = {file.name: file.read_bytes() for file in data_dir("schemas").iterdir()}
    written = {file.name: file.read_bytes() for file in target.iterdir()}
    assert written == shipped
    assert f"{len(shipped)} schemas written" in capsys.readouterr().out


def test_a_folder_that_cannot_be_made_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run(["schema", "--to", str(tmp_path / "file" / "below")]) == 2
    assert "cannot be made" in capsys.readouterr().err


def test_completion_offers_the_commands(dera: Dera) -> None:
    shown = dera(
        _DERA_COMPLETE="bash_complete", COMP_WORDS="dera ex", COMP_CWORD="1"
    ).stdout
    assert "explain" in shown
    assert "check" not in shown
