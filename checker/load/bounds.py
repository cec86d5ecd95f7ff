"""How far the settings of a portfolio may reach: to its repository, not beyond.

Whoever changes `dera.yaml` in a pull request chooses what is read. Messages quote what
they are about, so that a file of the machine that judges could be read in them.
"""

import os
from collections.abc import Iterator
from pathlib import Path

__all__ = ["bounds_of", "strays"]


def bounds_of(root: Path) -> Path:
    """Return the top of the repository around a portfolio; itself without one."""
    real = root.resolve()
    for folder in (real, *real.parents):
        if (folder / ".git").exists():
            return folder
    return real


def strays(path: Path, bounds: Path) -> Iterator[Path]:
    """Yield what leads out of the bounds: a path, or a link in the folder that it is.

    A link that leads nowhere or in a circle leads nowhere out.
    """
    if _leads_out(path, bounds):
        yield path
        return
    for folder, folders, files in os.walk(path):
        for name in (*folders, *files):
            entry = Path(folder, name)
            if entry.is_symlink() and _leads_out(entry, bounds):
                yield entry


def _leads_out(path: Path, bounds: Path) -> bool:
    try:
        return not path.resolve().is_relative_to(bounds)
    except (OSError, RuntimeError):  # a loop of links; a name that is too long
        return False
