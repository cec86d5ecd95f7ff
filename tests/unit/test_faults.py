"""A disk that is full, a run that is killed, two runs at once: what stands is whole.

A run is forked and stopped, or refused by the system, at each of its operations on
files in turn, counted by Python's own audit events.
"""

import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.output import replace_bytes
from checker.errors import OutputError
from checker.pipeline.starter import write_starter
from checker.render.folder import replace_folder

WATCHED = {"open", "os.mkdir", "os.rename", "os.link", "os.remove", "os.rmdir"}
WATCHED |= {"ctypes.dlsym"}  # the exchange of two folders follows it
EARLIER = {"one.md": b"1" * 9_000, "two.md": b"2"}
LATER = {"one.md": b"3" * 9_000, "three.md": b"4"}
ENDED, FAILED = 0, 7

Work = Callable[[Path], None]


def manifest(number: int) -> bytes:
    subject = {"kind": "aggregation", "id": "a"}
    content = {"kind": "dera_package", "subject": subject, "draft": False}
    return json.dumps({**content, "number": number}).encode()


OLD, NEW = ({**f, "manifest.json": manifest(n)} for n, f in enumerate((EARLIER, LATER)))


def die(_: str) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def refuse(event: str) -> None:
    if event in {"open", "os.mkdir", "os.rename", "os.link"}:  # what takes up space
        raise OSError(errno.ENOSPC, "No space left on device")


def forked(work: Work, root: Path, at: int, fault: Callable[[str], None]) -> int:
    """Run some work in a process with a fault at one operation; return how it ended."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status)
    count = 0

    def watch(event: str, args: tuple[Any, ...]) -> None:
        nonlocal count
        if event not in WATCHED:
            return
        if event == "open" and (not str(args[0]).startswith(str(root)) or _reads(args)):
            return
        count += 1
        if count == at:
            fault(event)

    code = FAILED + 1
    try:
        sys.dont_write_bytecode = True  # the first run alone would
        sys.addaudithook(watch)
        work(root / "out")
        code = ENDED if count < at else FAILED + 2
    except OutputError as error:
        code = FAILED if "No space left" in error.message else FAILED + 3
    finally:
        os._exit(code)


def _reads(args: tuple[Any, ...]) -> bool:
    return not (args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def content(folder: Path) -> dict[str, bytes] | None:
    if not folder.is_dir():
        return None
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def package(target: Path) -> None:
    replace_folder(target / "a", NEW)


def starter(target: Path) -> None:
    write_starter(target)


def without_exchange(target: Path) -> None:
    pytest.MonkeyPatch().setattr("checker.render.swap.exchange", lambda *_: False)
    replace_folder(target / "a", NEW)


@pytest.mark.parametrize("fault", [die, refuse])
@pytest.mark.parametrize("earlier", [OLD, None], ids=["replacing", "first"])
@pytest.mark.parametrize("work", [package, without_exchange])
def test_a_package_is_whole_after_a_fault_at_any_operation(
    tmp_path: Path,
    work: Work,
    earlier: dict[str, bytes] | None,
    fault: Callable[[str], None],
    record_property: Callable[[str, object], None],
) -> None:
    for at in range(1, 60):
        root = tmp_path / str(at)
        target = root / "out" / "a"
        if earlier:
            replace_folder(target, earlier)
        ended = forked(work, root, at, fault)
        found = content(target)
        if work is package or fault is refuse:
            assert found in (earlier, NEW)
        if ended == FAILED:
            assert found == earlier
        # The next run ends as if there had been no fault, and clears away the rest.
        replace_folder(target, {**NEW, "last.md": b"5"})
        assert content(target) == {**NEW, "last.md": b"5"}
        hidden = [path for path in target.parent.iterdir() if path != target]
        assert all(content(path) == {} for path in hidden)
        if ended == ENDED:
            assert at > 5
            record_property("tried", at)
            return
        assert ended in ({-signal.SIGKILL} if fault is die else {FAILED, FAILED + 2})
    pytest.fail("the work never came to its end")


def test_what_a_killed_run_left_aside_is_put_back(tmp_path: Path) -> None:
    target = tmp_path / "out" / "a"
    seen = []
    for at in range(1, 30):
        replace_folder(target, OLD)
        forked(without_exchange, tmp_path, at, die)
        if not target.exists():
            seen.append(at)
            with pytest.raises(OutputError):  # the run after it fails for a full disk
                _full(target)
            assert content(target) == OLD
    assert seen


def _full(target: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("checker.render.folder._write", _no_space)
        replace_folder(target, NEW)


def _no_space(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("fault", [die, refuse])
def test_a_file_is_whole_after_a_fault_at_any_operation(
    tmp_path: Path, fault: Callable[[str], None]
) -> None:
    for at in range(1, 20):
        file = tmp_path / str(at) / "out"
        file.parent.mkdir()
        file.write_bytes(b"earlier")
        ended = forked(
            lambda path: replace_bytes(path, b"later"), file.parent, at, fault
        )
        assert file.read_bytes() in (b"earlier", b"later")
        replace_bytes(file, b"last")
        assert file.read_bytes() == b"last"
        if ended == ENDED:
            return
    pytest.fail("the work never came to its end")


@pytest.mark.parametrize("fault", [die, refuse])
def test_a_starter_holds_whole_files_after_a_fault_at_any_operation(
    tmp_path: Path, fault: Callable[[str], None]
) -> None:
    write_starter(tmp_path / "whole")
    whole = tree(tmp_path / "whole")
    for at in (*range(1, 12), 40, 80, 120):
        root = tmp_path / str(at)
        root.mkdir()
        ended = forked(starter, root, at, fault)
        found = tree(root / "out")
        visible = {n: text for n, text in found.items() if not n.endswith(".part")}
        assert visible.items() <= whole.items()
        if ended == FAILED:
            assert found == {}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_runs_at_once_leave_one_whole_package(tmp_path: Path) -> None:
    target = tmp_path / "a"
    packages = [
        {"one.md": str(n).encode() * 9_000, "manifest.json": manifest(n)}
        for n in range(4)
    ]
    replace_folder(target, packages[0])
    children = []
    for files in packages:
        child = os.fork()
        if not child:
            code = FAILED
            try:
                for _ in range(25):
                    replace_folder(target, files)
                code = ENDED
            finally:
                os._exit(code)
        children.append(child)
    waiting = set(children)
    while waiting:
        assert target.is_dir()
        done, status = os.waitpid(-1, os.WNOHANG)
        if done:
            waiting.discard(done)
            assert os.waitstatus_to_exitcode(status) == ENDED
    assert content(target) in packages
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    "name", ["file/x.json", "loop", "none/x.json", "folder\0x"], ids=repr
)
def test_a_target_that_cannot_be_is_an_output_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("stays")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(OutputError, match="cannot be written"):
        replace_bytes(tmp_path / name, b"x")
    assert (tmp_path / "file").read_text() == "stays"
