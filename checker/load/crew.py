"""Work that is split: over processes of this machine, or by an executor elsewhere.

Whatever is not delivered (a process was killed, a cluster fell away, a value cannot be
sent) is done by the caller itself, as if nothing were split: so nothing is lost, and
an error is raised where it would be raised without.
"""

import gc
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["ALONE", "MANY", "Crew", "may_fork"]

MANY = 2_000
"""From this many files on, a second process pays for its start."""

_LARGEST = 500
_PARTS_EACH = 8
"""Parts for each process, so that none waits long for the last one."""

_MOST_ON_WINDOWS = 61
_TASKS = Path("/proc/self/task")

_Item = TypeVar("_Item")
_Setup = TypeVar("_Setup")

Shares = Generator[tuple[Sequence[_Item], bytes | None], None, None]
"""Parts of the work, each with its result; None where it was not delivered."""


def _nothing(*_: object) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Who does the work of a run.

    Attributes:
        processes: how many, this one left out; 1 means that it works alone.
        from_items: how many things there must be to do before work is split.
        executor: does the work instead of processes of this machine.
        reach: refuses a folder that the executor does not see.
        progress: is told what is done, how much of it, and of how much.
        lost: is told, once a run or more, what was not delivered and why.
    """

    processes: int = 1
    from_items: int = 0
    executor: "Executor | None" = None
    reach: Callable[[Path], None] = _nothing
    progress: Callable[[str, int, int], None] = _nothing
    lost: Callable[[str], None] = _nothing

    @property
    def here(self) -> "Crew":
        """Who does work on files that only this machine has."""
        if self.executor is None:
            return self
        return Crew(progress=self.progress, lost=self.lost)

    def splits(self, items: int) -> bool:
        """Tell whether so much work is split."""
        return self.processes > 1 and items >= max(self.from_items, 1)

    def share(
        self,
        what: str,
        work: Callable[[_Setup, Sequence[_Item]], bytes],
        setup: Callable[[], _Setup],
        items: Sequence[_Item],
    ) -> Shares[_Item]:
        """Yield the items part by part in their order, each with what came of it.

        Args:
            what: what is done with them, for the progress.
            work: a function of a module, called with the setup and a part.
            setup: makes what `work` needs besides; called once, when work is split.
            items: what there is to do.

        Yields:
            A part, and its result; None where the caller has to do it.
        """
        if not self.splits(len(items)):
            return self._told(what, len(items), _undone(items))
        begun = partial(work, setup())
        return self._told(what, len(items), self._results(begun, items, None))

    def share_here(
        self,
        what: str,
        work: Callable[[Sequence[_Item]], bytes],
        items: Sequence[_Item],
    ) -> Shares[_Item]:
        """Do the same with copies of this process: `work` may know all that it knows.

        Where no copy can be made, or others do the work, everything is left undone.
        """
        alone = self.processes == 1 or self.executor is not None
        if alone or not items or not may_fork():
            return self._told(what, len(items), _undone(items))
        return self._told(what, len(items), self._results(_inherited, items, work))

    def _told(self, what: str, of: int, shares: Shares[_Item]) -> Shares[_Item]:
        done = 0
        with closing(shares):
            for part, result in shares:
                yield part, result
                done += len(part)
                self.progress(what, done, of)

    def _results(
        self,
        work: Callable[[Sequence[_Item]], bytes],
        items: Sequence[_Item],
        inherited: Callable[[Any], bytes] | None,
    ) -> Shares[_Item]:
        fair = -(-len(items) // (self.processes * _PARTS_EACH))
        parts = _parts(items, min(_LARGEST, fair))
        with self._at_work(len(parts), inherited) as executor:
            waiting = _submitted(executor, work, parts)
            try:
                for part in parts:
                    yield part, self._delivered(waiting)
            finally:
                for future in waiting:
                    future.cancel()

    @contextmanager
    def _at_work(
        self, parts: int, inherited: Callable[[Any], bytes] | None
    ) -> "Iterator[Executor]":
        if self.executor is not None:
            yield self.executor
            return
        executor = _processes(min(self.processes, parts), inherited)
        try:
            yield executor
        finally:
            executor.shutdown(wait=True, cancel_futures=True)

    def _delivered(self, waiting: "deque[Future[bytes]]") -> bytes | None:
        if not waiting:
            return None
        from concurrent.futures import CancelledError  # noqa: PLC0415 # only work that is split pays for it

        try:
            # Popped only once it is done: what is waited for can still be cancelled.
            error = waiting[0].exception()
        except CancelledError as cancelled:
            error = cancelled
        future = waiting.popleft()
        if error is None:
            return future.result()
        self.lost(f"{type(error).__name__}: {error}".rstrip(": "))
        return None


ALONE = Crew()
"""This process does everything."""


def may_fork() -> bool:
    """Tell whether this process may be copied as it is: it runs a single thread."""
    if not sys.platform.startswith("linux"):
        return False  # elsewhere, libraries of the system do not survive it
    try:
        return sum(1 for _ in _TASKS.iterdir()) == 1
    except OSError:
        return threading.active_count() == 1


def _undone(items: Sequence[_Item]) -> Shares[_Item]:
    for part in _parts(items, _LARGEST):
        yield part, None


def _submitted(
    executor: "Executor", work: Any, parts: Sequence[Any]
) -> "deque[Future[bytes]]":
    """Hand out the parts; fewer than there are when nobody takes them any more."""
    from concurrent.futures import BrokenExecutor  # noqa: PLC0415 # only work that is split pays for it

    waiting: deque[Future[bytes]] = deque()
    with _interrupts_reach_us_alone():
        for part in parts:
            try:
                waiting.append(executor.submit(work, part))
            except (BrokenExecutor, RuntimeError, OSError):
                break  # the futures before it say why
    return waiting


def _parts(items: Sequence[_Item], size: int) -> list[Sequence[_Item]]:
    return [items[at : at + size] for at in range(0, len(items), size)]


def _processes(count: int, inherited: Callable[[Any], bytes] | None) -> "Executor":
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 # only work that is split pays for it
    from multiprocessing import get_context  # noqa: PLC0415 # see above

    if sys.platform == "win32":
        count = min(count, _MOST_ON_WINDOWS)
    # The default differs between versions of Python; a copy starts in half the time.
    context = get_context("fork" if may_fork() else "spawn")
    return ProcessPoolExecutor(
        count,
        mp_context=context,
        initializer=_serve,
        initargs=(inherited, gc.get_threshold()),
    )


_own: list[Callable[[Any], bytes]] = []
"""In a copy of the process that began it: what it was begun for."""


def _inherited(part: Any) -> bytes:
    return _own[0](part)


def _serve(
    inherited: Callable[[Any], bytes] | None, thresholds: tuple[int, int, int]
) -> None:
    """Leave interrupts to the process that began this one, and end when it ends."""
    gc.set_threshold(*thresholds)
    gc.freeze()  # what a copy does not look at stays one in memory
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if inherited is not None:
        _own.append(inherited)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    import os  # noqa: PLC0415 # only in a process of its own
    from multiprocessing import connection, parent_process  # noqa: PLC0415 # see above

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextmanager
def _interrupts_reach_us_alone() -> Iterator[None]:
    """Start processes that no Ctrl-C of the terminal reaches; it reaches us later."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
