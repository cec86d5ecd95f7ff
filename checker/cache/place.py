"""Where the cache is, and whether it may be used at all."""

import os
import sys

__all__ = ["FORMAT", "cache_folder", "folder_for", "is_our_own", "own_folder"]

FORMAT = "1"
"""Changes with what files of the cache hold; older ones are then not looked at."""

_OTHERS_MAY_WRITE = 0o022


def cache_folder(given: str | None) -> str:
    r"""Return the folder that the caller names, else the one of this user.

    Without an answer of the caller's it is `$DERA_CACHE_DIR`, `$XDG_CACHE_HOME/dera`
    or `~/.cache/dera` (XDG Base Directory Specification 0.8), on Windows
    `%LOCALAPPDATA%\dera\cache`. It need not exist.
    """
    environment = os.environ
    named = given or environment.get("DERA_CACHE_DIR")
    if named:
        return os.path.abspath(named)
    if sys.platform == "win32":
        local = environment.get("LOCALAPPDATA") or os.path.expanduser("~")
        return os.path.join(local, "dera", "cache")
    base = environment.get("XDG_CACHE_HOME", "")
    if not base.startswith("/"):  # the specification: a relative one does not count
        base = os.path.expanduser("~/.cache")
    return os.path.join(base, "dera")


def folder_for(given: str | None, *, wanted: bool) -> str | None:
    """Return the cache of a command line; None when it wants none, or nobody does.

    Args:
        given: the folder that it names.
        wanted: whether it wants one; `$DERA_NO_CACHE` is against it for all.
    """
    if not wanted or os.environ.get("DERA_NO_CACHE"):
        return None
    return cache_folder(given)


def own_folder(folder: str) -> str:
    """Return where in the cache this version of Python keeps its files."""
    tag = sys.implementation.cache_tag or "python"
    return os.path.join(folder, f"{FORMAT}-{tag}")


def is_our_own(folder: str) -> bool:
    """Tell whether a folder belongs to this user and nobody else may write to it.

    What another could write would be another's verdict.
    """
    try:
        status = os.stat(folder)
    except OSError:
        return False
    if not hasattr(os, "geteuid"):
        return True
    ours = status.st_uid == os.geteuid()
    return ours and not status.st_mode & _OTHERS_MAY_WRITE
