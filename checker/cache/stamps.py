"""Tell whether a file or folder is what it was: by its stamp, else by its content."""

import os
import time

__all__ = [
    "SETTLED_NS",
    "File",
    "Folder",
    "Ignored",
    "Stamp",
    "file_is",
    "folder_is",
    "listing",
    "settled_by_now",
    "stamp_of",
]

Stamp = tuple[int, int, int, int]
"""Modified, status changed (both in ns), size in bytes, inode."""

File = tuple[str, Stamp | None, str]
"""Path, stamp, hex SHA-256; no stamp when it changed too shortly before."""

Folder = tuple[str, Stamp | None, str]
"""Path, stamp, digest of `listing`."""

Ignored = tuple[str, str, tuple[tuple[str, Stamp | None], ...] | None]
"""What git answered about a portfolio: its root, a digest of what git ignores and
tracks, and the files that this follows from with their stamps, None for one that is not
there. Without these git is asked anew each time."""

SETTLED_NS = 2_000_000_000
"""How long ago a change must be for a stamp to tell it from the next one: file systems
count in steps of up to two seconds."""


def settled_by_now() -> int:
    """Return the latest change, in ns, that a stamp can tell from the next one."""
    return time.time_ns() - SETTLED_NS


def stamp_of(path: str) -> Stamp:
    """Return the stamp of a file or folder.

    Raises:
        OSError: it cannot be looked at.
    """
    status = os.stat(path)
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def file_is(file: File) -> bool:
    """Tell whether a file holds what it held."""
    path, stamp, sha256 = file
    try:
        if stamp is not None and stamp_of(path) == stamp:
            return True
        from hashlib import sha256 as hashed  # noqa: PLC0415 # only where a stamp differs

        with open(path, "rb") as stream:
            return hashed(stream.read()).hexdigest() == sha256
    except OSError:
        return False


def folder_is(folder: Folder) -> bool:
    """Tell whether a folder holds the names that it held."""
    path, stamp, names = folder
    try:
        if stamp is not None and stamp_of(path) == stamp:
            return True
        return listing(path) == names
    except OSError:
        return False


def listing(path: str) -> str:
    """Return a digest of the names in a folder, and of what each is.

    Raises:
        OSError: it cannot be read.
    """
    from checker.cache.files import digest  # noqa: PLC0415 # only where a stamp differs

    with os.scandir(path) as entries:
        return digest(sorted((e.name, e.is_dir(), _target(e)) for e in entries))


def _target(entry: "os.DirEntry[str]") -> str:
    return os.readlink(entry.path) if entry.is_symlink() else ""
