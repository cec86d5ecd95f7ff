"""Files of the cache: whole or not at all, and never an error.

A file is a header, a digest of what follows, and plain data as `marshal` writes it.
"""

import marshal
import os

from checker.cache.place import is_our_own

TYPE_CHECKING = False  # to import typing costs a hook 10 ms
if TYPE_CHECKING:
    from typing import Any

try:
    from _blake2 import blake2b  # hashlib costs a hook 2 ms
except ImportError:
    from hashlib import blake2b

__all__ = ["digest", "is_ours", "read", "write"]

_HEADER = b"dera cache\n"
_DIGEST_BYTES = 16
_MOST_BYTES = 1 << 28


def digest(*parts: object) -> str:
    """Return a name for some plain values: 32 hex digits."""
    return blake2b(
        repr(parts).encode("utf-8", "surrogatepass"), digest_size=16
    ).hexdigest()


def is_ours(file: "os.PathLike[str]") -> bool:
    """Tell whether a file is one of the cache, a temporary one included.

    Raises:
        OSError: it cannot be read.
    """
    with open(file, "rb") as stream:
        return stream.read(len(_HEADER)) == _HEADER[: os.fstat(stream.fileno()).st_size]


def read(file: str) -> "Any":
    """Return what a file of the cache holds; None when that cannot be had."""
    try:
        if not is_our_own(os.path.dirname(file)):
            return None
        with open(file, "rb", buffering=0) as stream:
            raw = stream.read(_MOST_BYTES)
    except OSError:
        return None
    start = len(_HEADER) + _DIGEST_BYTES
    body = memoryview(raw or b"")[start:]
    if raw[:start] != _HEADER + _sum(body):
        return None
    try:
        return marshal.loads(body)  # noqa: S302 # our own folder, and the digest is right
    except (ValueError, EOFError, TypeError):
        return None


def write(file: str, data: "Any") -> bool:
    """Keep plain data in a file of the cache, under a temporary name at first.

    Returns:
        False when it could not be written; nothing is left behind then.
    """
    folder = os.path.dirname(file)
    temporary = f"{file}.{os.getpid()}.tmp"
    try:
        body = marshal.dumps(data)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if not is_our_own(folder):
            return False
        done = False
        try:
            with open(temporary, "wb") as stream:
                stream.write(_HEADER + _sum(body) + body)
            os.replace(temporary, file)
            done = True
        finally:
            if not done:
                _remove(temporary)
    except (OSError, ValueError):
        return False
    return True


def _remove(file: str) -> None:
    try:  # noqa: SIM105 # contextlib costs a hook 2 ms
        os.unlink(file)
    except OSError:
        pass


def _sum(body: "Any") -> bytes:
    return blake2b(body, digest_size=_DIGEST_BYTES).digest()
