"""Peers: tools that check YAML files, each in an environment of its own.

They come from PyPI and npm in the versions named here. One that cannot be installed is
reported with the reason, never left out in silence.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PEERS", "Installed", "Peer", "install"]

_PATIENCE = 600
"""Seconds that an installation may take."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tool to compare with.

    Attributes:
        name: of its package.
        version: the one that is measured.
        registry: `PyPI` or `npm`.
        program: what it is started by.
        does: what it checks, in a few words.
        arguments: what it is started with in the folder of the files: these, and the
            schema.
        codes: the exit codes with which it looked at every file.
        slow: whether 10,000 files take it minutes.
        beside: packages that it needs besides itself.
    """

    name: str
    version: str
    registry: str
    program: str
    does: str
    arguments: Callable[[list[str], Path], list[str]]
    codes: frozenset[int] = frozenset({0})
    slow: bool = False
    beside: tuple[str, ...] = ()


def _check_jsonschema(files: list[str], schema: Path) -> list[str]:
    return ["--schemafile", str(schema), *files]


def _yamllint(files: list[str], _schema: Path) -> list[str]:
    return ["-d", "relaxed", *files]


def _ajv(_files: list[str], schema: Path) -> list[str]:
    data = ["-d", "**/*.yaml", "-c", "ajv-formats", "--errors=text"]
    return ["validate", "--spec=draft2020", "--strict=false", "-s", str(schema), *data]


def _v8r(files: list[str], schema: Path) -> list[str]:
    return ["-s", str(schema), *files]


def _spectral(_files: list[str], schema: Path) -> list[str]:
    rules = schema.with_name("spectral.json")
    use = {"schema": json.loads(schema.read_text(encoding="utf-8"))}
    rule = {"given": "$", "then": {"function": "schema", "functionOptions": use}}
    rules.write_text(json.dumps({"rules": {"kinds": rule}}), encoding="utf-8")
    return ["lint", "--ruleset", str(rules), "**/*.yaml"]


PEERS = (
    Peer(
        *("check-jsonschema", "0.39.0", "PyPI", "check-jsonschema"),
        *("schema", _check_jsonschema),
    ),
    Peer("yamllint", "1.38.0", "PyPI", "yamllint", "style only", _yamllint, slow=True),
    Peer(
        *("ajv-cli", "5.0.0", "npm", "ajv", "schema", _ajv),
        beside=("ajv-formats@2.1.1",),
    ),
    Peer("v8r", "5.1.0", "npm", "v8r", "schema", _v8r, slow=True),
    Peer(
        *("@stoplight/spectral-cli", "6.16.3", "npm", "spectral", "schema", _spectral),
        slow=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Installed:
    """A peer that is there, or why it is not.

    Attributes:
        peer: which one.
        program: where it is; None when it could not be installed.
        why_not: the last words of its installer.
    """

    peer: Peer
    program: Path | None
    why_not: str = ""


def install(peer: Peer, folder: Path) -> Installed:
    """Install a peer below a folder, unless it is there."""
    home = folder / f"{peer.name.replace('/', '-').strip('@')}-{peer.version}"
    python = peer.registry == "PyPI"
    below = "bin" if python else "node_modules/.bin"
    program = home / below / peer.program
    if program.exists():
        return Installed(peer, program)
    home.mkdir(parents=True, exist_ok=True)
    steps = _pip(peer, home) if python else _npm(peer, home)
    for step in steps:
        try:
            done = subprocess.run(
                step,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return Installed(peer, None, str(error).splitlines()[0])
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines() or ["no words"]
            return Installed(peer, None, words[-1][:200])
    if not program.exists():
        return Installed(peer, None, f"it brings no program {peer.program}")
    return Installed(peer, program)


def _pip(peer: Peer, home: Path) -> list[list[str]]:
    package = f"{peer.name}=={peer.version}"
    quiet = ["--quiet", "--disable-pip-version-check"]
    return [
        [sys.executable, "-m", "venv", str(home)],
        [str(home / "bin" / "python"), "-m", "pip", "install", *quiet, package],
    ]


def _npm(peer: Peer, home: Path) -> list[list[str]]:
    package = f"{peer.name}@{peer.version}"
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    return [["npm", "install", "--prefix", str(home), *quiet, package, *peer.beside]]
