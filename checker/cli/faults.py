"""Say on standard error why a run could not go on."""

import errno
import io
import platform
import sys
import tempfile
import traceback
from pathlib import Path

import click

from checker import __version__
from checker.cli.terminal import wants_colour
from checker.errors import CheckerError, ExpressionError, OutputError, UsageError
from checker.report.cells import visible

__all__ = ["complain", "refuse", "report_fault"]

_INTERNAL_FAULT = 4
_NO_ROOM = frozenset({errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EROFS})


def complain(error: CheckerError) -> int:
    """Show an error and return its exit code."""
    frame = error.frame() if isinstance(error, ExpressionError) else ""
    _say(str(error), frame)
    return error.exit_code


def refuse(error: click.ClickException) -> int:
    """Show what click has against a call, which may quote any argument; return 2."""
    said = io.StringIO()
    error.show(said)
    _write("\n".join(map(visible, said.getvalue().rstrip().splitlines())))
    return CheckerError.exit_code


def report_fault(error: Exception) -> int:
    """Keep the trace of a fault of ours in a file, ask for a report, return 4.

    A path that is too long is met wherever a path is first looked at; it is wrong use.
    A full disk is met by the help and by temporary files too; it is no fault of ours.
    """
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return complain(UsageError("a path is longer than the system allows"))
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return complain(OutputError(f"cannot be written: {error.strerror}"))
    trace = "".join(traceback.format_exception(error))
    about = (
        f"dera {__version__}, Python {platform.python_version()}, "
        f"{platform.platform()}\n{' '.join(sys.argv)}\n\n"
    )
    summary = f"internal fault: {type(error).__name__}: {error}"
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            prefix="dera-fault-",
            suffix=".txt",
            encoding="utf-8",
            errors="backslashreplace",
            delete=False,
        ) as file:
            file.write(about + trace)
    except OSError:
        _say(summary, about + trace)
    else:
        _say(
            f"{summary}\n  This is a defect of dera, not of your declarations. Please"
            f" report it with the trace in\n  {Path(file.name)}\n  (read it first: it"
            " may quote your declarations)"
        )
    return _INTERNAL_FAULT


def _say(message: str, detail: str = "") -> None:
    head = click.style("error", fg="red", bold=True)
    lines = [visible(line) for line in f"{message}\n{detail}".rstrip().splitlines()]
    _write(f"{head}: " + "\n".join(lines))


def _write(text: str) -> None:
    encoding = getattr(sys.stderr, "encoding", None) or "utf-8"
    safe = text.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(safe, err=True, color=wants_colour(sys.stderr))
