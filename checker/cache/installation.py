"""Which installation of this tool an entry of the cache is of."""

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from checker import __version__
from checker.cache.files import digest
from checker.resources import data_dir

__all__ = ["installation"]


@lru_cache(1)
def installation() -> str:
    """Return a digest that changes with each change of our own code or data.

    Raises:
        DataError: this installation carries no data.
    """
    places = [Path(__file__).parents[1]]
    places += [Path(str(data_dir(name))) for name in ("schemas", "policies")]
    found = sorted(each for place in places for each in _stamps(str(place)))
    return digest(__version__, found)


def _stamps(folder: str) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _stamps(entry.path)
            else:
                status = entry.stat()
                yield entry.path, status.st_mtime_ns, status.st_size
