"""Keep what a run answered, with all that its answer rests on."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from checker.cache import files
from checker.cache.git_answer import git_answer_of
from checker.cache.place import own_folder
from checker.cache.replay import Record, chosen_folder, key_of
from checker.cache.stamps import File, Folder, Stamp, listing, stamp_of
from checker.cache.witness import Witness
from checker.resources import data_dir

__all__ = ["Answer", "keep"]

_PACKAGE = Path(__file__).parents[1]
_SETTINGS = "dera.yaml"
_REPOSITORY = ".git"
_NOT_FILES = ("/dev/", "/proc/", "/sys/")
_TIME_ZONES = "/usr/share/zoneinfo/"


class Answer(NamedTuple):
    """What a run came to.

    Attributes:
        text: what was written to standard output, and nothing was written else.
        code: the exit code.
        root: the portfolio root.
        start: the path that the root was found from.
        inputs: hex SHA-256 of what was read, by path from the root.
        stamps: of those among them that this run saw unchanged, so that they need not
            be looked at again.
    """

    text: str
    code: int
    root: Path
    start: Path
    inputs: Mapping[str, str]
    stamps: Mapping[str, Stamp]


def keep(arguments: list[str], answer: Answer, witness: Witness) -> bool:
    """Keep the answer of a command line for the next time.

    Returns:
        False when it was not kept: something changed meanwhile, or it cannot be told
        what the answer rests on, or the cache cannot be written.
    """
    witness.close()
    folder = chosen_folder(arguments)
    if folder is None or ".." in answer.start.parts:
        return False
    try:
        record = _record(answer, witness, folder)
    except (OSError, _Unsettled):
        return False
    here = Path(own_folder(folder), "replay")
    kept = files.write(str(here / key_of(arguments, str(Path.cwd()))), record.plain())
    if kept and not _names_its_place(arguments, answer.text):
        files.write(str(here / key_of(arguments, None)), record.plain())
    return kept


def _record(answer: Answer, witness: Witness, cache: str) -> Record:
    root = answer.root.absolute()
    inside = f"{root}{os.sep}"
    stamps = {f"{inside}{file}": stamp for file, stamp in answer.stamps.items()}
    digests = {f"{inside}{file}": sum_ for file, sum_ in answer.inputs.items()}
    seen = (os.path.abspath(path) for path in witness.read)
    mine = cache + os.sep  # no verdict depends on what is kept there
    opened = {path for path in seen if not path.startswith(mine)}
    there = {path for path in opened if os.path.lexists(path)}
    ours, others = _sorted_out((there | digests.keys()) - stamps.keys(), root)
    missed = (path for path in opened - there if not _is_of_python(path))
    settled_ns = witness.settled_ns
    here = f"{Path.cwd()}{os.sep}"
    read: list[File] = [(path, stamps[path], digests[path]) for path in stamps]
    read += [_file(path, digests.get(path), settled_ns) for path in others]
    read += [(path, _settled(path, settled_ns), "") for path in ours]
    folders = [
        _folder(path, settled_ns)
        for path in sorted(set(map(os.path.abspath, witness.searched)))
        if f"{path}{os.sep}".startswith(inside)
    ]
    looked = {*map(os.path.abspath, witness.looked), *missed}
    absent = [path for path in sorted(looked) if not os.path.lexists(path)]
    return Record(
        answer.text,
        answer.code,
        tuple((_from(here, path), stamp, sha) for path, stamp, sha in read),
        tuple((_from(here, path), stamp, names) for path, stamp, names in folders),
        tuple(_from(here, path) for path in (*absent, *_levels(answer.start, root))),
        (_not_above(root), _from(here, str(root))),
        git_answer_of(root, folders) if _in_work_tree(root) else None,
    )


class _Unsettled(Exception):  # noqa: N818 # control flow inside this module only
    """What a run read may be something else by now."""


def _sorted_out(read: Iterable[str], root: Path) -> tuple[list[str], list[str]]:
    """Return the files of this tool that were read, and those of the user.

    Python itself and its packages are left out: the folder that holds the packages
    stands for them, since each installation changes it.
    """
    ours = {str(_packages())}
    others = []
    data = tuple(f"{data_dir(name)}{os.sep}" for name in ("schemas", "policies"))
    places = (f"{_PACKAGE}{os.sep}", *data)
    for path in sorted(read):
        inside = path.startswith(f"{root}{os.sep}")
        if path.startswith(places) and not inside:
            ours.add(_source_of(path))
        elif inside or not _is_of_python(path):
            others.append(path)
    return sorted(ours), others


def _source_of(path: str) -> str:
    """Return the module that a compiled file was made of; the path itself else."""
    if not path.endswith(".pyc"):
        return path
    compiled = Path(path)
    return str(compiled.parents[1] / f"{compiled.name.partition('.')[0]}.py")


def _packages() -> Path:
    """Return the folder that holds the packages that this tool needs."""
    return Path(sys.modules["click"].__file__ or "").parents[1]


def _is_of_python(path: str) -> bool:
    places = (sys.prefix, sys.base_prefix, str(_packages()), *_NOT_FILES, _TIME_ZONES)
    return path.startswith(places)


def _settled(path: str, settled_ns: int) -> Stamp:
    """Return the stamp of a file of this tool.

    Raises:
        _Unsettled: it has just been changed.
    """
    stamp = stamp_of(path)
    if max(stamp[:2]) >= settled_ns:
        raise _Unsettled
    return stamp


def _file(path: str, digest: str | None, settled_ns: int) -> File:
    stamp = stamp_of(path)
    fresh = max(stamp[:2]) >= settled_ns
    if digest is None:
        if fresh:
            raise _Unsettled
        digest = sha256(Path(path).read_bytes()).hexdigest()
    return (path, None if fresh else stamp, digest)


def _folder(path: str, settled_ns: int) -> Folder:
    stamp = stamp_of(path)
    fresh = max(stamp[:2]) >= settled_ns
    return (path, None if fresh else stamp, listing(path))


def _levels(start: Path, root: Path) -> Iterator[str]:
    """Yield the settings that are not there between a path and the root."""
    folder = start.absolute() if start.is_dir() else start.absolute().parent
    while folder not in (root, folder.parent):
        yield str(folder / _SETTINGS)
        folder = folder.parent


def _not_above(root: Path) -> tuple[str, ...]:
    """Return what stands in no folder above the root, and would count if it did."""
    settings = () if (root / _SETTINGS).is_file() else (_SETTINGS,)
    repository = () if _in_work_tree(root) else (_REPOSITORY,)
    return (*settings, *repository)


def _in_work_tree(root: Path) -> bool:
    return any((folder / _REPOSITORY).exists() for folder in (root, *root.parents))


def _from(here: str, path: str) -> str:
    """Return a path from a folder, when it is below that."""
    if f"{path}{os.sep}" == here:
        return "."
    return path.removeprefix(here)


def _names_its_place(arguments: list[str], text: str) -> bool:
    """Tell whether an answer would be another one in another folder."""
    return any("/" in argument[:1] or ".." in argument for argument in arguments) or (
        str(Path.cwd()) in text
    )
