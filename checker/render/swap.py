"""One folder in place of another, whoever else writes there and whenever a run ends.

The new folder is made in a hidden one beside the target. Linux exchanges the two in
one step; elsewhere two renames follow each other, and the next run puts back what a
run that was killed between them left aside.
"""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

__all__ = ["exchange", "staging_for", "swap"]

_HERE = -100  # AT_FDCWD
_EXCHANGE = 2  # RENAME_EXCHANGE, see renameat2(2)
_UNSUPPORTED = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})
_OCCUPIED = frozenset({errno.EEXIST, errno.ENOTEMPTY})
_TRIES = 5
_NEW, _EARLIER = "new", "earlier"
_RANDOM = 8  # characters that mkdtemp adds


@contextmanager
def staging_for(target: Path) -> Iterator[Path]:
    """Make a hidden folder beside a target; `new` in it is what `swap` puts there.

    What runs that were killed have left is cleared away first.

    Raises:
        OSError: it cannot be made.
    """
    _mend(target)
    staging = Path(mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    with _locked(staging):
        try:
            yield staging
        finally:
            # The earlier folder is in there only if it could not be put back.
            if target.exists() or not (staging / _EARLIER).exists():
                shutil.rmtree(staging, ignore_errors=True)


def swap(target: Path, staging: Path) -> None:
    """Put `new` in the place of the target, which may be there or not.

    Raises:
        OSError: it cannot be done; what stood there still does.
    """
    new = staging / _NEW
    for _ in range(_TRIES):
        try:
            if not target.exists():
                new.rename(target)
                return
            if exchange(new, target):
                return
            _replace(target, staging)
        except OSError as fault:  # another run was there between two steps
            if fault.errno not in _OCCUPIED | {errno.ENOENT} or not new.exists():
                raise
        else:
            return
    raise OSError(errno.EBUSY, "another run writes there at the same time")


def _replace(target: Path, staging: Path) -> None:
    earlier = staging / _EARLIER
    target.rename(earlier)
    try:
        (staging / _NEW).rename(target)
    except OSError:
        if not target.exists():
            earlier.rename(target)
        raise


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where that is not known.

    Raises:
        OSError: one of them is not there, or may not be moved.
    """
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if sys.platform != "linux" or renameat2 is None:
        return False
    code = renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)
    if code == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNSUPPORTED:
        return False
    raise OSError(number, os.strerror(number), str(other))


def _mend(target: Path) -> None:
    """Put back what a killed run left aside, and remove its hidden folder."""
    prefix = f".{target.name}."
    for stray in tuple(target.parent.iterdir()):
        ours = (
            stray.name.startswith(prefix) and len(stray.name) == len(prefix) + _RANDOM
        )
        if not ours or stray.is_symlink() or not stray.is_dir():
            continue
        with _locked(stray, wait=False) as mine, suppress(OSError):
            held = {entry.name for entry in stray.iterdir()}
            if not mine or not held or not held <= {_NEW, _EARLIER}:
                continue
            if _EARLIER in held and not target.exists():
                (stray / _EARLIER).rename(target)
            shutil.rmtree(stray, ignore_errors=True)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a folder as long as its run lives; say whether that is possible."""
    if sys.platform == "win32":
        yield False
        return
    import fcntl  # noqa: PLC0415 # there is none on Windows

    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:  # its own run has just removed it
        yield False
        return
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:  # held by a run that lives, or a file system without locks
            yield False
        else:
            yield True
    finally:
        os.close(opened)
