"""The summary of a job on GitHub: Markdown at the end of a file that steps share."""

from pathlib import Path

from checker.cli.formats import View
from checker.cli.place import below_repository
from checker.errors import OutputError
from checker.report.markdown import as_markdown

__all__ = ["add_summary"]

_MOST = 1_048_576
"""Bytes that GitHub takes from one step; it drops a longer summary whole."""


def add_summary(file: Path, view: View) -> None:
    """Add a report to a job summary, within what the file still has room for.

    Raises:
        OutputError: the file cannot be written.
    """
    try:
        used = file.stat().st_size if file.exists() else 0
        room = max(_MOST - used - 1, 0)
        below = below_repository(view.root)
        text = as_markdown(view.report, below=below, limit=room)
        if len(text.encode()) > room:
            return
        with file.open("a", encoding="utf-8", newline="\n") as summary:
            summary.write(text + "\n")
    except OSError as error:
        raise OutputError(
            f"cannot be written: {error.strerror}", file=str(file)
        ) from error
