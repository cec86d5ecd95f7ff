import json
import shutil
from pathlib import Path

import pytest

from checker.cli.entry import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "own-policies"
SIZE = "policies/size/SUNPATH-SIZE-001.yaml"


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "portfolio"))


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_the_shipped_policies_are_verified_without_a_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["verify", "--select", "size-001,UDC-003"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("ok  SIZE-001  ")
    assert second.startswith("ok  UDC-003  ")


def test_the_tests_inside_the_steps_to_the_market_are_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["verify", "--select", "l08,SIZE-001", "--no-mutants"]) == 0
    policy, step, empty, policies, steps = capsys.readouterr().out.splitlines()
    assert policy.startswith("ok  SIZE-001  ")
    assert step.startswith("ok  L08  ")
    assert empty == ""
    assert policies.startswith("1 policies, ")
    assert steps.startswith("1 step to the market, ")


def test_a_machine_reads_the_tests_of_a_step(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["verify", "--select", "L08", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["summary"]["holds"] is True
    assert data["policies"] == []
    assert {test["state"] for test in data["steps"][0]["tests"]} >= {"done", "waiting"}


def test_own_policies_are_verified_with_their_score(
    portfolio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(portfolio)]) == 0
    *policies, empty, totals = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in policies] == [
        ["ok", "SUNPATH-BOOK-001"],
        ["ok", "SUNPATH-NAME-001"],
        ["ok", "SUNPATH-SIZE-001"],
    ]
    assert empty == ""
    assert totals == "3 policies, 10 of 10 tests pass, 8 of 8 mutants killed (100%)"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "capacity_mw: 0.999999}}\n    expect: fail",
            "capacity_mw: 1}}\n    expect: fail",
            "test `one watt less fails`: expected fail at members, came out pass",
        ),
        (
            "capacity_mw: 1}}\n    expect: pass",
            "capacity_mw: 2}}\n    expect: pass",
            "no test notices require: ...facts.capacity_mw [>= -> >]",
        ),
        (
            "    given: {}\n    expect: undetermined\n",
            "    given: {facts: {capacity_mw: 1}}\n    expect: pass\n",
            "no test expects undetermined",
        ),
    ],
)
def test_what_the_tests_of_a_policy_lack_is_named_and_fails(
    portfolio: Path,
    capsys: pytest.CaptureFixture[str],
    before: str,
    after: str,
    words: str,
) -> None:
    edit(portfolio / SIZE, before, after)
    assert run(["verify", str(portfolio)]) == 1
    assert words in capsys.readouterr().out


def test_mutants_can_be_left_out(
    portfolio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(portfolio / SIZE, "capacity_mw: 1}}", "capacity_mw: 2}}")
    assert run(["verify", str(portfolio), "--no-mutants"]) == 0
    assert "mutant" not in capsys.readouterr().out


def test_a_machine_reads_the_same(
    portfolio: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["verify", str(portfolio), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["summary"] == {
        "policies": 3,
        "tests": 10,
        "failing": 0,
        "mutants": 8,
        "killed": 8,
        "steps": 0,
        "step_tests": 0,
        "failing_step_tests": 0,
        "holds": True,
    }
    assert data["policies"][2]["tests"][2]["at"] == ["members"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["verify", "nowhere"], 2, "there is no folder nowhere"),
        (["verify", "--select", "SIZE-0001"], 2, "did you mean `SIZE-001`?"),
        (["verify", "."], 3, "has no policies of its own"),
    ],
)
def test_what_cannot_be_verified_is_said(  # noqa: PLR0913, PLR0917 # fixtures
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == code
    assert words in capsys.readouterr().err
