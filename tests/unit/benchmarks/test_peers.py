"""How peers are given the same schemas, and what is said of one that is not there."""

import json
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest
import yaml

from benchmarks.corpus import write_corpus
from benchmarks.one_schema import one_schema
from benchmarks.peers import PEERS, install
from benchmarks.portfolios import Portfolios, files_of
from checker.pipeline import rule_book


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return one_schema(rule_book()[0])


@pytest.fixture(scope="module")
def quoted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work")
    write_corpus(1, folder / "of-100-45", sites=2)
    (folder / "of-100-45.written").touch()
    return Portfolios(folder).quoted(100)


def test_one_schema_takes_every_declaration(
    schema: dict[str, Any], quoted: Path
) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    kinds = set()
    for name in files_of(quoted):
        data = yaml.safe_load((quoted / name).read_text(encoding="utf-8"))
        assert not list(validator.iter_errors(data)), name
        kinds.add(data["kind"])
    assert {"aggregation", "credential", "meter", "site"} <= kinds


@pytest.mark.parametrize(
    "data",
    [
        {"dera": "v1", "kind": "meter", "id": "m1"},
        {"dera": "v1", "kind": "unheard_of", "id": "m1"},
        {},
    ],
)
def test_one_schema_refuses_what_is_no_declaration(
    schema: dict[str, Any], data: dict[str, Any]
) -> None:
    assert not jsonschema.Draft202012Validator(schema).is_valid(data)


def test_one_schema_stands_alone(schema: dict[str, Any]) -> None:
    text = json.dumps(schema)
    assert ".schema.json#" not in text
    assert '"$id"' not in text


def test_a_peer_that_is_there_is_not_installed_again(tmp_path: Path) -> None:
    peer = PEERS[0]
    program = tmp_path / f"{peer.name}-{peer.version}" / "bin" / peer.program
    program.parent.mkdir(parents=True)
    program.touch()
    with patch.object(subprocess, "run", side_effect=AssertionError):
        assert install(peer, tmp_path).program == program


def test_a_peer_that_cannot_be_installed_says_why(tmp_path: Path) -> None:
    refused = subprocess.CompletedProcess([], 1, stdout="", stderr="x\nno network\n")
    with patch.object(subprocess, "run", return_value=refused):
        for peer in PEERS:
            assert install(peer, tmp_path).why_not == "no network"
    with patch.object(subprocess, "run", side_effect=FileNotFoundError("no npm")):
        assert install(PEERS[-1], tmp_path).why_not == "no npm"
