"""A portfolio to begin with: `templates/_starter/`, and the schemas for editors."""

import os
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

from checker.errors import OutputError, TemplateError
from checker.resources import data_dir

__all__ = ["SCHEMAS", "write_starter"]

SCHEMAS = ".schemas"
"""The folder that the first line of each declaration names."""

_STARTER = "_starter"
_HIDDEN = "dot-"
"""Stands for the dot of a hidden name: packaging tools leave hidden files out."""


def write_starter(folder: Path) -> tuple[str, ...]:
    """Write a commented portfolio that complies, with its hooks and pipelines.

    Nothing that is there is written over, and either all is written or nothing.

    Args:
        folder: where to; it is made when it is not there.

    Returns:
        The names of the files, relative to the folder.

    Raises:
        OutputError: a file stands in the way, or one cannot be written.
        TemplateError: this installation has no starter.
    """
    files = dict(_files())
    in_the_way = sorted({name for path in files for name in _blocking(folder, path)})
    if in_the_way:
        raise OutputError(
            f"nothing is written, for these are there already: {', '.join(in_the_way)}",
            file=str(folder),
            remedy="Choose an empty folder, or move them away.",
        )
    made: list[Path] = []
    try:
        for path, content in files.items():
            _write(folder / path, content, made)
    except OSError as error:
        _take_back(made)
        raise OutputError(
            f"cannot be written: {error.strerror}", file=str(folder)
        ) from error
    return tuple(sorted(map(str, files)))


def _files() -> Iterator[tuple[PurePosixPath, bytes]]:
    starter = data_dir("templates") / _STARTER
    if not starter.is_dir():
        raise TemplateError("there is no starter", file=f"templates/{_STARTER}")
    yield from _below(starter, PurePosixPath())
    for file in data_dir("schemas").iterdir():
        if file.name.endswith(".schema.json"):
            yield PurePosixPath(SCHEMAS, file.name), file.read_bytes()


def _below(
    folder: Traversable, path: PurePosixPath
) -> Iterator[tuple[PurePosixPath, bytes]]:
    for entry in folder.iterdir():
        hidden = entry.name.startswith(_HIDDEN)
        name = f".{entry.name.removeprefix(_HIDDEN)}" if hidden else entry.name
        if entry.is_dir():
            yield from _below(entry, path / name)
        else:
            yield path / name, entry.read_bytes()


def _blocking(folder: Path, path: PurePosixPath) -> Iterator[str]:
    """Yield what keeps a file from being made: itself, or what is no folder of ours."""
    for step in (*reversed(path.parents), path):
        at = folder / step
        is_ours = step in {path, PurePosixPath(SCHEMAS)}
        if at.is_symlink() or (at.exists() and (is_ours or not at.is_dir())):
            yield step.as_posix()
            return


def _write(file: Path, content: bytes, made: list[Path]) -> None:
    """Write a new file, and note what was made in doing so."""
    missing = [step for step in (file.parent, *file.parents[1:]) if not step.exists()]
    for step in reversed(missing):
        step.mkdir()
        made.append(step)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        _put(part, file)
    finally:
        part.unlink(missing_ok=True)
    made.append(file)


def _put(part: Path, file: Path) -> None:
    """Give a whole file its name, which nobody else may have given meanwhile."""
    try:
        file.hardlink_to(part)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        with file.open("xb"):
            pass
        part.replace(file)


def _take_back(made: list[Path]) -> None:
    for path in reversed(made):
        with suppress(OSError):  # somebody else has put a file into a folder of ours
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
