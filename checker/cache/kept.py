"""What stands in a cache, and how it goes."""

from collections.abc import Iterator
from pathlib import Path

from checker.cache.files import is_ours

__all__ = ["cleared", "kept_in"]


def kept_in(folder: str) -> list[tuple[Path, int]]:
    """Return the files of a cache and their size in bytes."""
    return [(file, file.stat().st_size) for file in _files(Path(folder))]


def cleared(folder: str) -> int:
    """Remove the files of a cache, and the folders that are empty then.

    Returns:
        How many files there were.

    Raises:
        OSError: one cannot be removed.
    """
    files = list(_files(Path(folder)))
    for file in files:
        file.unlink(missing_ok=True)  # another process may clear it too
    inside = {folder for file in files for folder in (file.parent, file.parents[1])}
    for empty in sorted(inside, reverse=True):
        if empty.is_dir() and not any(empty.iterdir()):
            empty.rmdir()
    return len(files)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in the two levels of a cache that are its own."""
    for file in sorted(folder.glob("*/*/*")):
        if file.is_file() and not file.is_symlink() and is_ours(file):
            yield file
