"""Whole processes, measured as the operating system accounts for them.

`os.wait4` gives the processor time (user and system) and the largest resident memory
of a process and of those that it waited for. Commands that are compared take turns,
so that a machine whose speed drifts drifts for all of them.
"""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Command", "Cost", "in_turns", "run"]

_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took.

    Attributes:
        cpu: seconds of processor time, user and system.
        wall: seconds until it ended.
        memory: bytes, the largest resident set; not below the one of this process.
    """

    cpu: float
    wall: float
    memory: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command to measure.

    Attributes:
        argv: the program and its arguments.
        before: what is done before each run, not measured.
        codes: the exit codes with which it did what it is measured for.
        environment: what is added to the environment.
        folder: where it runs; here when None.
    """

    argv: Sequence[str]
    before: Callable[[], None] = lambda: None
    codes: frozenset[int] = frozenset({0})
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path | None = None


def run(command: Command) -> Cost:
    """Run a command once; what it prints is thrown away.

    Raises:
        RuntimeError: it ended with another code; the message has its last words.
    """
    command.before()
    words = Path(os.devnull)
    begun = time.monotonic()
    with words.open("wb") as nowhere:
        process = subprocess.Popen(
            list(command.argv),
            stdin=subprocess.DEVNULL,
            stdout=nowhere,
            stderr=nowhere,
            env={**os.environ, **command.environment},
            cwd=command.folder,
        )
        _, status, used = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.codes:
        raise RuntimeError(_complaint(command, process.returncode))
    cpu = used.ru_utime + used.ru_stime
    return Cost(cpu, wall, used.ru_maxrss * _KIBIBYTE)


def _complaint(command: Command, code: int) -> str:
    """Run it again to learn what it says."""
    said = subprocess.run(
        list(command.argv),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env={**os.environ, **command.environment},
        cwd=command.folder,
        check=False,
    )
    words = (said.stdout + said.stderr).decode("utf-8", "replace")[-800:]
    shown = " ".join(command.argv[:8])
    return f"`{shown}` ended with {code}: {words}"


def in_turns(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Cost]]:
    """Run each command once a round, one after the other."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command))
    return costs
