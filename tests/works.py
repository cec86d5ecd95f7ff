"""Work for processes of their own, which find it by name: a test module has none."""

import os
import signal
from collections.abc import Sequence

__all__ = ["add", "die", "fail", "whose"]


def add(setup: int, part: Sequence[int]) -> bytes:
    """Add a number to each of some."""
    return repr([setup + each for each in part]).encode()


def whose(setup: None, part: Sequence[int]) -> bytes:  # noqa: ARG001 # as work is called
    """Return which process does it."""
    return str(os.getpid()).encode()


def fail(setup: int, part: Sequence[int]) -> bytes:
    """Add a number, but not to 3."""
    if 3 in part:
        raise ValueError("three is refused")
    return add(setup, part)


def die(setup: int, part: Sequence[int]) -> bytes:
    """Be killed at 3, as for want of memory."""
    if 3 in part:
        os.kill(os.getpid(), signal.SIGKILL)
    return add(setup, part)
