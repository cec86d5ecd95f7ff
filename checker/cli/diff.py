"""`dera diff`: what differs between two states of a file, called by hand or by git."""

import sys
from pathlib import Path

import click

from checker.cli import clock
from checker.cli.faults import complain
from checker.cli.terminal import wants_colour, write
from checker.errors import CheckerError, UsageError
from checker.load.read import reason, regular_bytes
from checker.pipeline.difference import file_difference
from checker.report.difference_text import difference_text, plain_text

__all__ = ["command"]

_FROM_GIT = 7
_BY_HAND = 2


@click.command(
    "diff",
    epilog="""\b
Examples:
  dera diff old.yaml new.yaml                 two files

\b
As git's diff driver, so that `git diff` shows declarations and not lines:
  git config diff.dera.command "dera diff"
  echo "*.yaml diff=dera" >> .gitattributes
  git diff;  git log -p --ext-diff;  git diff --no-ext-diff for the lines
""",
)
@click.argument("arguments", nargs=-1, metavar="OLD NEW", required=True)
def command(*, arguments: tuple[str, ...]) -> int:
    """Show what differs between two files, by declaration, field and element id.

    The order of keys and lists, formatting and comments are no difference. Each change
    is shown with what it may set off; `dera plan` says what it does set off. Where a
    file does not hold declarations, its lines are compared.
    """
    if len(arguments) == 1:
        write(f"dera diff {arguments[0]}\n  is unmerged: settle the conflict first\n")
        return 0
    path, old, new = _files(arguments)
    before, after = _content(old), _content(new)
    try:
        found = file_difference(path, before, after, clock.today())
    except CheckerError as error:
        if len(arguments) == _BY_HAND:
            raise
        complain(error)  # git gives up on the whole difference when its driver fails
        found = None
    if found is None:
        write(plain_text(path, _text(before), _text(after)))
    else:
        write(difference_text(path, found, colour=wants_colour(sys.stdout)))
    return 0


def _files(arguments: tuple[str, ...]) -> tuple[str, Path | None, Path | None]:
    """Read the arguments: two files, or what git gives to a diff driver.

    That is path, old file, its hash and mode, new file, its hash and mode; for a file
    that was renamed its new name and a description follow.

    Raises:
        UsageError: there is another number of them.
    """
    if len(arguments) == _BY_HAND:
        return arguments[1], _existing(arguments[0]), _existing(arguments[1])
    if len(arguments) < _FROM_GIT:
        raise UsageError(
            f"two files are expected, not {len(arguments)} arguments",
            remedy='for git: git config diff.dera.command "dera diff"',
        )
    path, old, _, _, new, _, _, *renamed = arguments
    return (renamed[0] if renamed else path), _given(old), _given(new)


def _existing(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"there is no file {name}")
    return path


def _given(name: str) -> Path | None:
    """Return a file of git's; None for the null device, which stands for no file."""
    path = Path(name)
    return path if path.is_file() else None


def _content(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        return regular_bytes(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {reason(error)}") from error


def _text(content: bytes | None) -> str:
    return (content or b"").decode("utf-8", "replace")
