"""The members of a download: a ZIP, or one bare file.

Nothing is unpacked to the disk. What a ZIP says of itself is not believed: every byte
that comes out of it is counted.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from checker.errors import DataError
from checker.oasis.faults import Where, refused

__all__ = ["BOUNDS", "Bounds", "Member", "members_of"]


class Bounds(NamedTuple):
    """How much a download may hold.

    Attributes:
        total_bytes: of all members together, unpacked.
        ratio: unpacked bytes to one packed byte, once `free_bytes` are unpacked.
        free_bytes: up to here a member may be packed as tightly as it likes.
        members: how many.
    """

    total_bytes: int = 1 << 30
    ratio: int = 250
    free_bytes: int = 1 << 20
    members: int = 200


BOUNDS = Bounds()
_CHUNK = 1 << 16
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
_SUFFIXES = (".csv", ".xml")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


class Member(NamedTuple):
    """One table or error document of a download."""

    where: Where
    stream: IO[bytes]


class _Counted(io.RawIOBase):
    """A stream that stops when more comes out of it than may."""

    def __init__(self, inner: IO[bytes], allowed: int, where: Where) -> None:
        self._inner = inner
        self._left = allowed
        self._where = where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type] # the base class takes any
        try:
            chunk = self._inner.read(len(view))
        except _BROKEN as error:
            raise _broken(self._where, error) from error
        self._left -= len(chunk)
        if self._left < 0:
            raise refused(
                "more comes out of this than a download of OASIS holds",
                self._where,
                remedy="fetch it again from OASIS; do not unpack this file",
            )
        view[: len(chunk)] = chunk
        return len(chunk)


def members_of(path: Path, bounds: Bounds = BOUNDS) -> Iterator[Member]:
    """Yield every member of a download, each readable until the next is asked for.

    Args:
        path: a ZIP, or a bare CSV or XML file.
        bounds: how much it may hold.

    Raises:
        DataError: it cannot be read, is cut off, or is no download of OASIS.
    """
    where = Where(path.name)
    try:
        if not path.is_file() and path.exists():
            raise DataError("this is no regular file", file=str(path))
        with path.open("rb") as stream:
            start = stream.read(4)
            stream.seek(0)
            if start in _ZIP:
                yield from _unpacked(stream, where, bounds)
            elif not start:
                raise refused("the file is empty", where)
            else:
                yield Member(where, _bounded(stream, bounds.total_bytes, where))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DataError(f"cannot be read: {why}", file=str(path)) from error


def _unpacked(stream: IO[bytes], where: Where, bounds: Bounds) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise _broken(where, error) from error
    with archive:
        entries = archive.infolist()
        if not entries:
            raise refused("the ZIP is empty", where)
        if len(entries) > bounds.members:
            raise refused(f"the ZIP has {len(entries)} members", where)
        left = bounds.total_bytes
        for entry in entries:
            inside = _usable(entry, where)
            tight = max(entry.compress_size * bounds.ratio, bounds.free_bytes)
            allowed = min(left, tight)
            if entry.file_size > allowed:
                raise refused(
                    f"it unpacks {entry.compress_size} bytes to {entry.file_size}",
                    inside,
                    remedy="fetch it again from OASIS; do not unpack this file",
                )
            left -= entry.file_size
            try:
                opened = archive.open(entry)
            except _BROKEN as error:
                raise _broken(inside, error) from error
            with opened:
                yield Member(inside, _bounded(opened, allowed, inside))


def _usable(entry: zipfile.ZipInfo, where: Where) -> Where:
    """Refuse a member whose name is a path or that is neither CSV nor XML."""
    # `filename` has lost what stands behind a NUL; the original has not.
    name = entry.orig_filename
    plain = name.isprintable() and not set(name) & set("/\\:")
    if not plain or name.startswith("."):
        raise refused(
            f"a member is called {name!a}: a name of OASIS is no path",
            where,
            remedy="fetch it again from OASIS; do not unpack this file",
        )
    inside = Where(where.file, name)
    if entry.flag_bits & _ENCRYPTED:
        raise refused("the member is encrypted", inside)
    if not name.lower().endswith(_SUFFIXES):
        raise refused("a member is neither CSV nor XML", inside)
    return inside


def _bounded(stream: IO[bytes], allowed: int, where: Where) -> IO[bytes]:
    return io.BufferedReader(_Counted(stream, allowed, where), _CHUNK)


def _broken(where: Where, error: Exception) -> DataError:
    return refused(
        f"the ZIP is cut off or damaged: {error}", where, remedy="fetch it again"
    )
