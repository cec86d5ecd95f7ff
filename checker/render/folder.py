"""Writing a package: all of it or nothing, in place of an earlier one."""

import json
from collections.abc import Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import OutputError
from checker.load.read import regular_bytes
from checker.load.strict_json import strict_json
from checker.render.manifest import MANIFEST
from checker.render.swap import staging_for, swap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["replace_folder"]

_TRIES = 5


def replace_folder(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files as a folder, in one step, in place of an earlier package.

    The files are written beside the target first and the folder is then renamed, so
    that a reader finds the earlier package or the new one, whole, also when the run is
    killed or another one writes there.

    Args:
        target: the folder; its parents are made.
        files: content by file name; `manifest.json` among them says whose it is.

    Raises:
        OutputError: it cannot be written, or something else stands there; what stood
            there before is as it was.
    """
    for name in files:
        if Path(name).name != name or name == "..":
            raise OutputError(f"`{name}` is not the name of a file in the package")
    with _reported(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_stranger(target, json.loads(files[MANIFEST]))
        with staging_for(target) as staging:
            _write(staging / "new", files)
            swap(target, staging)


@contextmanager
def _reported(target: Path) -> "Iterator[None]":
    try:
        yield
    except OSError as fault:
        raise OutputError(
            f"cannot write the package: {fault.strerror or fault}", file=str(target)
        ) from fault


def _refuse_stranger(target: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse to replace anything but an earlier package of the same subject."""
    for _ in range(_TRIES):
        if not target.exists() and not target.is_symlink():
            return
        found = target.lstat().st_ino
        if not target.is_symlink() and _is_earlier(target, manifest):
            return
        if target.exists() and target.lstat().st_ino == found:
            break  # else another run has put its package there while this one read
    if target.exists() or target.is_symlink():
        raise OutputError(
            "something else than an earlier render of this package stands there",
            file=str(target),
            remedy="Move it away, or choose another folder with --to.",
        )


def _is_earlier(target: Path, manifest: Mapping[str, Any]) -> bool:
    try:
        found = strict_json(regular_bytes(target / MANIFEST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and all(
        found.get(key) == manifest[key] for key in ("kind", "subject", "draft")
    )


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
