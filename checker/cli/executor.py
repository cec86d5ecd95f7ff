"""Who does the work of a command: this process, several of them, or a cluster."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from checker import __version__
from checker.cli.progress import Progress
from checker.errors import UsageError
from checker.load.crew import MANY, Crew

__all__ = ["crew_of", "crew_options"]

_Command = TypeVar("_Command", bound=Callable[..., Any])
_MOST = 8
_MOST_ASKED_FOR = 256
_PROCESSES = "processes"
_DASK = "dask://"
_PATIENCE_SECONDS = 10


def crew_options(command: _Command) -> _Command:
    """Add how many processes share the work, and whose they are."""
    jobs = click.option(
        "--jobs",
        type=click.IntRange(1, _MOST_ASKED_FOR),
        metavar="N",
        help="How many processes share the work; when not given, 1 below"
        f" {MANY:,} files, else one for each processor, {_MOST} at most.",
    )
    executor = click.option(
        "--executor",
        default=_PROCESSES,
        show_default=True,
        metavar="WHERE",
        help="Where they run: processes of this machine, or a Dask cluster"
        f" ({_DASK}HOST:PORT) that sees the portfolio at the same path.",
    )
    return jobs(executor(command))


@contextmanager
def crew_of(jobs: int | None, executor: str) -> Iterator[Crew]:
    """Put together who does the work, and let them go at the end.

    Args:
        jobs: how many processes; chosen by the number of files when None.
        executor: `processes`, or the address of a Dask scheduler.

    Raises:
        UsageError: there is no such executor, or it cannot be reached.
    """
    progress = Progress()
    try:
        if executor == _PROCESSES:
            yield Crew(
                processes=min(_processors(), _MOST) if jobs is None else jobs,
                from_items=MANY if jobs is None else 0,
                progress=progress.show,
                lost=progress.warn,
            )
        elif executor.startswith(_DASK):
            if jobs is not None:
                raise UsageError(
                    "--jobs is about this machine: a Dask cluster has its own workers"
                )
            with _cluster(executor, progress) as crew:
                yield crew
        else:
            raise UsageError(
                f"there is no executor `{executor}`",
                remedy=f"use `{_PROCESSES}` or `{_DASK}HOST:PORT`",
            )
    finally:
        progress.clear()


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _cluster(address: str, progress: Progress) -> Iterator[Crew]:
    try:
        from distributed import Client  # noqa: PLC0415 # an extra, and slow to import
    except ModuleNotFoundError as error:
        raise UsageError(
            f"`--executor {address}` needs Dask, which is not installed",
            remedy="pip install 'deracheck[dask]'",
        ) from error
    connect: Any = Client  # its authors give it types by halves
    place = address.removeprefix(_DASK)
    if not place.rpartition(":")[0] or not place.rpartition(":")[2].isdecimal():
        raise UsageError(
            f"`{address}` is no address", remedy=f"write it as {_DASK}HOST:PORT"
        )
    try:
        client = connect(f"tcp://{place}", timeout=_PATIENCE_SECONDS)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"no Dask scheduler answers at {place}: {error}",
            remedy="start one with `dask scheduler`, or leave --executor out",
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise UsageError(
                f"the Dask scheduler at {place} has no worker",
                remedy=f"start one with `dask worker tcp://{place}`",
            )
        yield Crew(
            # Where it has only one, too: the caller asked for the cluster.
            processes=max(threads, 2),
            # Files change between runs, and the names that a task is given do not.
            executor=client.get_executor(pure=False),
            reach=partial(_refuse_unseen, client),
            progress=progress.show,
            lost=progress.warn,
        )


def _refuse_unseen(client: Any, root: Path) -> None:
    """Hold the workers to what they have to be: this version, and at the same files.

    Raises:
        UsageError: one of them is not.
    """
    expected = (__version__, _listed(root))
    try:
        answers = client.run(_seen, str(root))
    except ModuleNotFoundError as error:
        raise UsageError(
            f"a worker of the Dask cluster cannot run dera: {error}",
            remedy=f"install deracheck {__version__} where the workers run",
        ) from error
    for worker, (version, names) in answers.items():
        if version != __version__:
            raise UsageError(
                f"the worker {worker} runs dera {version}, and this is {__version__}",
                remedy=f"install deracheck {__version__} where the workers run",
            )
        if (version, names) != expected:
            raise UsageError(
                f"the worker {worker} does not see {root} as it is here",
                remedy="put the portfolio on a file system that all workers see at the"
                " same path",
            )


def _seen(root: str) -> tuple[str, list[str] | None]:
    """Return what a worker runs and what it sees of a portfolio."""
    return __version__, _listed(Path(root))


def _listed(root: Path) -> list[str] | None:
    try:
        return sorted(os.listdir(root))  # noqa: PTH208 # names are what is compared
    except OSError:
        return None
