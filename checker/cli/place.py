"""What leads to a portfolio's files, for a person here and for a reviewer's tool."""

import os
from pathlib import Path

__all__ = ["below_repository", "shown_from"]


def shown_from(root: Path) -> str:
    """Return what leads from the working directory to the files of a portfolio."""
    try:
        steps = Path(os.path.relpath(root))
    except ValueError:  # another drive
        steps = root
    return _prefix(steps)


def below_repository(root: Path) -> str:
    """Return what leads from the top of the git repository to a portfolio's files.

    Without a repository it leads from the working directory; and nothing does where
    that is elsewhere, for no reader of such a path goes upward. git need not be there.
    """
    real = root.resolve()
    for folder in (real, *real.parents):
        if (folder / ".git").exists():
            return _prefix(real.relative_to(folder))
    here = Path.cwd().resolve()
    return _prefix(real.relative_to(here)) if real.is_relative_to(here) else ""


def _prefix(steps: Path) -> str:
    return "" if steps == Path() else f"{steps.as_posix()}/"
