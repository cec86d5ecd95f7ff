"""Bytes that are kept aside while a file is read, and read again by position.

What was read once is never read from its file again: a file that changes meanwhile
changes no verdict. Few bytes stay in memory; more go to a file without a name, which
the system drops when the run ends, however it ends.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import RawIOBase
from tempfile import TemporaryFile
from weakref import finalize

from checker.errors import OutputError
from checker.load.read import reason
from checker.model.table import Held

__all__ = [
    "IN_MEMORY",
    "PAGE",
    "PAGES",
    "OnDisk",
    "Spool",
    "write_all",
    "writing_aside",
]

IN_MEMORY = 4 * 1024 * 1024
"""Up to so many bytes need no file."""

PAGE = 64 * 1024
PAGES = 32
"""What of a file is in memory: the pages that were looked at last."""

_pread: Callable[[int, int, int], bytes] | None = getattr(os, "pread", None)
"""Reads at a position, whoever else reads by the same handle: a copy of this process
does. Absent on Windows, where there are no such copies."""


class Spool:
    """Takes the bytes of one file, from its beginning to its end."""

    def __init__(self, file: str) -> None:
        """Begin with none.

        Args:
            file: whose bytes they are, for whoever has to make room for them.
        """
        self._name = file
        self._parts: list[bytes] = []
        self._file: _File | None = None
        self._is_ascii = True
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def add(self, part: bytes) -> None:
        """Keep some more bytes.

        Raises:
            OutputError: there is no room for them.
        """
        self._is_ascii = self._is_ascii and part.isascii()
        self._size += len(part)
        self._parts.append(part)
        if self._file is not None or self._size > IN_MEMORY:
            self._write()

    def kept(self) -> Held:
        """Return what was added; no more may be added then."""
        if self._file is None:
            return _InMemory(b"".join(self._parts), is_ascii=self._is_ascii)
        return OnDisk(self._file, self._size, is_ascii=self._is_ascii)

    def _write(self) -> None:
        with writing_aside(self._name):
            self._file = self._file or _File(self._name)
            for part in self._parts:
                self._file.write(part)
        self._parts.clear()


@contextmanager
def writing_aside(file: str) -> Iterator[None]:
    """Name the file of which no temporary copy can be written.

    Raises:
        OutputError: the system refused it.
    """
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"no temporary copy of it can be written: {reason(error)}",
            file=file,
            remedy="Make room for temporary files, or name a folder in TMPDIR that has"
            " room for them.",
        ) from error


def write_all(handle: RawIOBase, part: bytes) -> None:
    """Write to a file without a buffer: it may take less than it is given at once."""
    rest = memoryview(part)
    while rest:
        rest = rest[handle.write(rest) :]


class _File:
    """A file without a name; it is gone when nobody refers to it any more."""

    def __init__(self, name: str) -> None:
        # Unbuffered: nothing is left that closing would have to write.
        self._handle = TemporaryFile(buffering=0)  # noqa: SIM115 # closed below
        self._name = name
        finalize(self, self._handle.close)

    def write(self, part: bytes) -> None:
        """Write to the end."""
        write_all(self._handle, part)

    def read(self, start: int, end: int) -> bytes:
        """Return a stretch; a read may give less than it is asked for.

        Raises:
            OutputError: it cannot be read back.
        """
        parts = []
        try:
            while start < end:
                parts.append(self._some(start, end - start))
                start += len(parts[-1])
        except OSError as error:
            raise OutputError(
                f"the temporary copy of it cannot be read: {reason(error)}",
                file=self._name,
            ) from error
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _some(self, at: int, most: int) -> bytes:
        if _pread is not None:
            some = _pread(self._handle.fileno(), most, at)
        else:
            self._handle.seek(at)
            some = self._handle.read(most)
        if not some:
            raise OSError("it is cut short")
        return some


class _InMemory:
    """Bytes of a small file."""

    def __init__(self, content: bytes, *, is_ascii: bool) -> None:
        self._content = content
        self.is_ascii = is_ascii

    def __len__(self) -> int:
        return len(self._content)

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions."""
        return self._content[start:end]


class OnDisk:
    """Bytes of a large file: those on a few pages are in memory."""

    def __init__(self, file: _File, size: int, *, is_ascii: bool) -> None:
        """Open it at no page."""
        self._file = file
        self._size = size
        self._pages: OrderedDict[int, bytes] = OrderedDict()
        self._number = -1
        self._page = b""
        self.is_ascii = is_ascii

    def __len__(self) -> int:
        return self._size

    @property
    def in_memory(self) -> int:
        """How many of its bytes are in memory."""
        return sum(map(len, self._pages.values()))

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes between two positions.

        Raises:
            OutputError: they cannot be read back.
        """
        number, offset = divmod(start, PAGE)
        stop = offset + end - start
        if stop > PAGE:
            return self._file.read(start, min(end, self._size))
        if number != self._number:  # most rows stand on the page of the one before
            self._page = self._turned(number)
            self._number = number
        return self._page[offset:stop]

    def _turned(self, number: int) -> bytes:
        page = self._pages.get(number)
        if page is None:
            start = number * PAGE
            page = self._file.read(start, min(start + PAGE, self._size))
            self._pages[number] = page
            if len(self._pages) > PAGES:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page
