"""The bytes of a regular file, all of them from one moment."""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from checker.load.looked import looked

__all__ = ["BLOCK", "IRREGULAR", "regular_blocks", "regular_bytes"]

BLOCK = 1024 * 1024
"""How much of a large file is in memory while it is read in blocks."""

# Absent on Windows, where nothing that a path names is waited for either.
_NO_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
IRREGULAR = "this is no regular file"


def regular_bytes(path: Path | str, most: int = -1) -> bytes:
    """Return the bytes of a regular file, all of them from one moment.

    What is no regular file is not opened, and a pipe that takes its place in between
    is not waited for.

    Args:
        path: the file.
        most: how many bytes are read; all when negative.

    Raises:
        OSError: it cannot be read, is no regular file, or changed meanwhile.
    """
    return b"".join(_blocks(path, most, 0))


def regular_blocks(path: Path, most: int) -> Iterator[bytes]:
    """Yield the same in blocks, none of which is large.

    Raises:
        OSError: as above; whether the file changed is known after the last block.
    """
    return _blocks(path, most, BLOCK)


def _blocks(path: Path | str, most: int, size: int) -> Iterator[bytes]:
    name = os.fspath(path)
    looked(name)
    _refuse_irregular(os.stat(name).st_mode)  # noqa: PTH116 # a third of pathlib's cost
    handle = os.open(name, os.O_RDONLY | _NO_WAITING)
    try:
        before = os.fstat(handle)
        _refuse_irregular(before.st_mode)
        left = most if most >= 0 else sys.maxsize
        # One more than expected: the read behind the end says that it is the end.
        size = size or max(before.st_size, 1 << 16) + 1
        while left and (block := os.read(handle, min(left, size))):
            left -= len(block)
            yield block
        after = os.fstat(handle)
    finally:
        os.close(handle)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError(errno.EBUSY, "it changed while it was read")


def _refuse_irregular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, IRREGULAR)
