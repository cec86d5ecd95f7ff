"""How far a run is, on standard error, for a person who waits for it."""

import sys
import time

import click

__all__ = ["Progress"]

_SILENT_SECONDS = 1.0
_AGAIN_SECONDS = 0.1
_WIDTH = 30


class Progress:
    """A bar that appears once a run takes long, and is gone when it ends.

    Nothing is written where standard error is no terminal.
    """

    def __init__(self) -> None:
        stream = sys.stderr
        self._shows = stream is not None and stream.isatty()
        self._next = time.monotonic() + _SILENT_SECONDS
        self._length = 0
        self._warned = False

    def show(self, what: str, done: int, of: int) -> None:
        """Show how much is done.

        Args:
            what: what is counted, in words.
            done: how many are done.
            of: how many there are.
        """
        if not self._shows or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _AGAIN_SECONDS
        full = _WIDTH * done // max(of, 1)
        bar = "#" * full + "-" * (_WIDTH - full)
        self._write(f"[{bar}] {done:,} of {of:,} {what}")

    def warn(self, why: str) -> None:
        """Say, once, that others did not do their part."""
        if self._warned:
            return
        self._warned = True
        self.clear()
        click.echo(
            "warning: a process that shared the work did not deliver its part, which"
            f" is now done here ({why})",
            err=True,
        )

    def clear(self) -> None:
        """Leave nothing of the bar."""
        if self._length:
            self._write("")
            click.echo("\r", nl=False, err=True)

    def _write(self, line: str) -> None:
        click.echo(f"\r{line:<{self._length}}", nl=False, err=True)
        self._length = len(line)
