"""Commands that are measured: what is thrown away, what is refused."""

import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks.process import Command, in_turns, run

PYTHON = sys.executable


def test_a_process_costs_time_and_memory() -> None:
    cost = run(Command([PYTHON, "-c", "print('x' * 100_000)"]))
    assert cost.cpu > 0
    assert cost.wall > 0
    assert cost.memory > 1_000_000


def test_commands_take_turns_and_are_prepared_each_time() -> None:
    said: list[str] = []
    commands = {
        name: Command([PYTHON, "-c", "pass"], before=partial(said.append, name))
        for name in ("a", "b")
    }
    costs = in_turns(commands, 2)
    assert said == ["a", "b", "a", "b"]
    assert [len(several) for several in costs.values()] == [2, 2]


def test_it_runs_in_its_folder_with_its_environment(tmp_path: Path) -> None:
    program = "import os; open(os.environ['NAME'], 'w').close()"
    run(Command([PYTHON, "-c", program], environment={"NAME": "it"}, folder=tmp_path))
    assert (tmp_path / "it").exists()


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="ended with 3: oh"):
        run(Command([PYTHON, "-c", "print('oh', end=''); exit(3)"]))
    run(Command([PYTHON, "-c", "exit(3)"], codes=frozenset({0, 3})))
