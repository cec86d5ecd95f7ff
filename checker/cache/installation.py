"""Which installation of this tool an entry of the cache is of."""

import os
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from checker import __version__
from checker.cache.files import digest
from checker.resources import data_dir

__all__ = ["installation"]

_RESTED_ON = ("holidays", "jsonschema_rs", "pydantic", "yaml")


@lru_cache(1)
def installation() -> str:
    """Return a digest that changes with each change of our own code or data.

    And with each package that is installed, upgraded or removed beside those that a
    verdict rests on: the folder that holds them changes then.

    Raises:
        DataError: this installation carries no data.
    """
    places = [Path(__file__).parents[1]]
    places += [Path(str(data_dir(name))) for name in ("schemas", "policies")]
    found = sorted(each for place in places for each in _stamps(str(place)))
    return digest(__version__, found, sorted(_packages()))


def _packages() -> Iterator[tuple[str, int]]:
    specs = (find_spec(name) for name in _RESTED_ON)
    folders = {Path(spec.origin).parents[1] for spec in specs if spec and spec.origin}
    for folder in folders:
        yield str(folder), folder.stat().st_mtime_ns


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size
