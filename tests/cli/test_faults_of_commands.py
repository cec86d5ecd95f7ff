"""Each command that writes: a disk that is full or fails, and a run that is killed.

The system itself cuts the writing short (RLIMIT_FSIZE: the first bytes are written, the
rest is refused), or a run is killed, or refused, at one of its operations on files.
What stands afterwards is what stood before or what a whole run leaves, never a part.

`DERA_FUZZ=1` takes every operation; CI takes some of each command.
"""

import errno
import io
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from checker.cli.entry import run
from checker.pipeline import rule_book

EXAMPLES = Path(__file__).parents[2] / "examples"
PORTFOLIO = EXAMPLES / "bad" / "LOC-007"
LISTS = sorted((EXAMPLES / "oasis").glob("*ATL_*.csv"))
EARLIER, LATER = ("--as-of", "2026-12-07"), ("--as-of", "2026-12-08")
ALL = os.environ.get("DERA_FUZZ", "0") != "0"
ENDED, REFUSED = 0, 2
WATCHED = {"os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir", "ctypes.dlsym"}
rules = cache(rule_book)

Args = tuple[str, ...]


class Case(NamedTuple):
    """A command that writes: how it is run first, and how again over that."""

    first: Args | None
    again: Args


def twice(*args: str) -> Case:
    return Case((*args, *EARLIER), (*args, *LATER))


IMPORT = ("refdata", "import", "--retrieved-on")
CASES = {
    "check": twice("check", "-o", "json=out.json", "-o", "sarif=out.sarif"),
    "baseline": Case(None, ("baseline", *LATER)),
    "render": twice("render", "--to", "out"),
    "dossier": twice("dossier", "--to", "pages"),
    "timeline": twice("timeline", "-o", "ics=out.ics", "-o", "html=out.html"),
    "reconcile": twice("reconcile", "-o", "markdown=out.md"),
    "evidence": twice("evidence", "harbor-storage", "--to", "e.zip"),
    "import": Case(
        (*IMPORT, "2026-12-01", str(LISTS[0])), (*IMPORT, "2026-12-02", str(LISTS[1]))
    ),
    "schema": Case(None, ("schema", "--to", "schemas")),
    "init": Case(None, ("init", "new")),
}
STAGED = (".harbor-", ".pages.", ".sunpath.", ".spth.")
FOLDERS = {"render", "dossier"}
"""Their folders are replaced whole; the others replace each file whole."""


@pytest.fixture(autouse=True, scope="module")
def one_rule_book() -> Iterator[None]:
    """Read the rule book once, before any run is forked."""
    rules()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("case", "check", "refdata"):
            module = import_module(f"checker.pipeline.{name}")
            patch.setattr(module, "rule_book", rules)
        yield


Fault = Callable[[str], None]


def no_fault(_: str) -> None:
    """Let the operation be."""


class Ended(NamedTuple):
    """How a run ended: its exit code, minus a signal; operations; what it said."""

    code: int
    operations: int
    said: str


def forked(
    root: Path, args: Args, *, at: int = 0, fault: Fault = no_fault, most: int = -1
) -> Ended:
    """Run a command in a process of its own, with a fault."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        with os.fdopen(reader, "rb") as stream:
            said = stream.read()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        operations, _, text = said.decode().partition("\n")
        return Ended(code, int(operations or 0), text)
    code, count = 99, 0  # what neither a run nor a signal gives

    def watch(event: str, given: tuple[Any, ...]) -> None:
        nonlocal count
        if event == "open":
            path = str(given[0])
            flags = os.O_WRONLY | os.O_RDWR | os.O_CREAT
            if not path.startswith((str(root), ".", "out")) or not given[2] & flags:
                return
        elif event not in WATCHED:
            return
        count += 1
        if count == at:
            fault(event)

    shown = io.StringIO()
    try:
        sys.dont_write_bytecode = True  # the first run alone would
        os.chdir(root)
        if most >= 0:
            hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
        sys.addaudithook(watch)
        with redirect_stdout(shown), redirect_stderr(shown):
            code = run(args)
    finally:
        os.write(writer, f"{count}\n{shown.getvalue()[-2000:]}".encode())
        os._exit(code)


def die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail(event: str) -> None:
    if event in {"open", "os.mkdir", "os.rename", "os.link"}:
        raise OSError(errno.EIO, "Input/output error")


def visible(root: Path) -> dict[str, bytes]:
    """Return every file that is not a temporary one of ours."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root)
        staged = any(step.startswith(STAGED) for step in name.parts)
        if path.is_file() and not staged and not name.name.endswith(".part"):
            found[name.as_posix()] = path.read_bytes()
    return found


class Place(NamedTuple):
    """A portfolio as the first run left it, and as a whole second run would."""

    root: Path
    before: dict[str, bytes]
    after: dict[str, bytes]
    operations: int

    def copy(self, name: str) -> Path:
        target = self.root.with_name(name)
        shutil.copytree(self.root, target)
        return target


@pytest.fixture(scope="module", params=CASES)
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Place]:
    case = CASES[request.param]
    root = tmp_path_factory.mktemp(request.param) / "p"
    shutil.copytree(PORTFOLIO, root)
    (root / "dera.yaml").write_text("dera: v1\n", encoding="utf-8")
    if case.first is not None:
        done = forked(root, case.first)
        assert done.code in (0, 1), done.said
    place = Place(root, visible(root), {}, 0)
    whole = place.copy("whole")
    done = forked(whole, case.again)
    assert done.code in (0, 1), done.said
    assert done.operations > 1
    after = visible(whole)
    assert after != place.before
    return request.param, place._replace(after=after, operations=done.operations)


def groups(files: dict[str, bytes], name: str) -> dict[str, Any]:
    """Return what is replaced in one step: folders of a package, else files."""
    if name not in FOLDERS:
        return dict(files)
    found: dict[str, Any] = {}
    for path, content in files.items():
        found.setdefault(path.rpartition("/")[0], {})[path] = content
    return found


def whole(root: Path, name: str, place: Place) -> None:
    """Hold what stands to what stood or what a whole run leaves, part by part."""
    before, after = groups(place.before, name), groups(place.after, name)
    for key, found in groups(visible(root), name).items():
        assert found in (before.get(key), after.get(key)), key


def refused(ended: Ended) -> None:
    assert ended.code == REFUSED, ended.said
    assert "Traceback" not in ended.said
    assert "internal fault" not in ended.said
    assert "error: " in ended.said


def test_a_file_that_cannot_be_written_whole_leaves_what_stood(
    prepared: tuple[str, Place], record_property: Callable[[str, object], None]
) -> None:
    name, place = prepared
    changed = [
        len(content)
        for path, content in place.after.items()
        if place.before.get(path) != content
    ]
    tried = 0
    for number, most in enumerate((100, max(changed) - 1)):
        root = place.copy(f"short{number}")
        ended = forked(root, CASES[name].again, most=most)
        refused(ended)
        assert re.search("File too large|EFBIG", ended.said), ended.said
        whole(root, name, place)
        assert {p for p in root.rglob("*") if p.name.endswith(".part")} == set()
        tried += 1
    record_property("tried", tried)


@pytest.mark.parametrize("fault", [die, fail])
def test_a_run_that_is_stopped_anywhere_leaves_what_stood_or_all(
    prepared: tuple[str, Place],
    fault: Fault,
    record_property: Callable[[str, object], None],
) -> None:
    name, place = prepared
    last = place.operations
    some = sorted({last // 2, last})
    moments = range(1, last + 1) if ALL else some
    for at in moments:
        root = place.copy(f"{fault.__name__}{at}")
        ended = forked(root, CASES[name].again, at=at, fault=fault)
        if fault is die:
            assert ended.code == -signal.SIGKILL
        elif ended.code not in (0, 1):
            refused(ended)
            assert "Input/output error" in ended.said
        whole(root, name, place)
        if name != "init" and (ALL or at == last // 2):
            # The next run is not hindered by what this one left.
            done = forked(root, CASES[name].again)
            assert done.code in (0, 1), done.said
            assert visible(root) == place.after
        shutil.rmtree(root)
    record_property("tried", len(moments))


def test_two_runs_at_once_leave_what_one_leaves(
    prepared: tuple[str, Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    name, place = prepared
    root = place.copy("both")
    monkeypatch.chdir(root)
    children = []
    for _ in range(2):
        child = os.fork()
        if not child:
            code = 99
            try:
                with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                    code = run(CASES[name].again)
            finally:
                os._exit(code)
        children.append(child)
    codes = {os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children}
    assert codes <= {0, 1} if name != "init" else codes == {ENDED, REFUSED}
    assert visible(root) == place.after


@pytest.mark.parametrize("args", [("--help",), ("check", str(PORTFOLIO), *LATER)])
def test_a_full_standard_output_is_said_so(args: Args) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123 # a device
        done = subprocess.run(
            [sys.executable, "-m", "checker", *args],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == REFUSED
    assert "No space left on device" in done.stderr
    assert "internal fault" not in done.stderr
