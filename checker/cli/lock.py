"""Write the lock file of reference data, however they came."""

from checker.cli.output import replace_file
from checker.cli.place import shown_from
from checker.cli.terminal import write
from checker.pipeline.refdata import LockUpdate
from checker.report.refdata_text import kept_text

__all__ = ["deliver"]


def deliver(update: LockUpdate) -> None:
    """Write a lock file and say what is new in it."""
    replace_file(update.path, update.text)
    shown = shown_from(update.path.parent) + update.path.name
    write(f"{kept_text(update.content, update.imported)}written to {shown}\n")
