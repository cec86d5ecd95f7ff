import json
from pathlib import Path

import pytest

from checker.cli.entry import run

OWN = Path(__file__).parents[2] / "examples" / "own-policies"


@pytest.mark.parametrize("name", ["SIZE-001", "minimum_capacity_mw", "SCHEMA-003"])
@pytest.mark.parametrize(
    ("form", "begins"), [("text", "{}"), ("markdown", "# {}"), ("json", "{{")]
)
def test_a_page_is_there_in_each_format(
    capsys: pytest.CaptureFixture[str], name: str, form: str, begins: str
) -> None:
    assert run(["explain", name, "--format", form]) == 0
    assert capsys.readouterr().out.startswith(begins.format(name))


def test_own_policies_are_explained_in_their_portfolio(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "SUNPATH-SIZE-001"]) == 2
    assert "there is no policy" in capsys.readouterr().err
    monkeypatch.chdir(OWN)
    assert run(["explain", "sunpath-size-001"]) == 0
    assert "company_minimum_capacity_mw (MW)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SIZE-01", "did you mean SIZE-001"),
        ("minimum_capacity", "did you mean minimum_capacity_mw"),
        ("WAIVR-001", "did you mean WAIVER-001"),
        ("qqqqq", "`dera rules` lists them"),
    ],
)
def test_what_has_no_page_is_refused_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], name: str, words: str
) -> None:
    assert run(["explain", name]) == 2
    assert words in capsys.readouterr().err


def test_rules_are_listed_by_what_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ("--area", "size,location", "--waivable", "never", "--format", "json")
    assert run(["rules", *arguments]) == 0
    rules = json.loads(capsys.readouterr().out)["rules"]
    assert {rule["area"] for rule in rules} == {"size", "location"}
    assert {rule["waivable"] for rule in rules} == {"never"}


def test_own_policies_are_listed_in_their_portfolio(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(OWN)
    assert run(["rules", "--area", "bookkeeping"]) == 0
    assert "SUNPATH-BOOK-001" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--area", "sizes"), "did you mean `size`?"),
        (("--severity", "errors"), "did you mean `error`?"),
        (("--gate", "markt"), "did you mean `market`?"),
        (("--profile", "tarif"), "did you mean `tariff`?"),
    ],
)
def test_a_filter_that_names_nothing_is_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(["rules", *arguments]) == 2
    assert words in capsys.readouterr().err
