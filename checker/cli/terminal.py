"""What the terminal is and wants; the one place that writes to standard output."""

import os
import sys
from typing import TextIO

import click

from checker.errors import OutputError

__all__ = ["shows_unicode", "wants_colour", "write"]

_BEYOND_ASCII = "█▓░│┊◆✓▸…·"


def wants_colour(stream: TextIO | None) -> bool:
    """Tell whether a stream shows colours.

    NO_COLOR (https://no-color.org) goes before FORCE_COLOR, both before what the
    stream is.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


def shows_unicode(stream: TextIO | None) -> bool:
    """Tell whether the encoding of a stream has the signs of our charts."""
    if stream is None:
        return False
    try:
        _BEYOND_ASCII.encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def write(text: str) -> str:
    """Write to standard output, and return what was written.

    A reader that has seen enough (`| head`) is no failure: the rest is dropped and
    the run goes on to its exit code. What the encoding lacks is written escaped.

    Raises:
        OutputError: standard output cannot be written, for instance a full disk.
    """
    if sys.stdout is None:
        raise OutputError("cannot write to standard output: it is closed")
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    safe = _inert(text).encode(encoding, "backslashreplace").decode(encoding)
    try:
        click.echo(safe, nl=False, color=True)
    except BrokenPipeError:
        _drop_the_rest()
    except OSError as error:
        _drop_the_rest()
        raise OutputError(f"cannot write to standard output: {error}") from error
    return safe


def _inert(text: str) -> str:
    """Break what the runner of GitHub Actions reads as a command within a line.

    In JSON and in XML it is written so that it is read as it was.
    """
    signs = {"{": "\\u0023#[", "[": "\\u0023#[", "<": "&#35;#["}
    return text.replace("##[", signs.get(text[:1], "## ["))


def _drop_the_rest() -> None:
    """Send what is still buffered nowhere, so that the exit does not fail on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
