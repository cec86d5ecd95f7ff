"""What a reader's terminal shows."""

from typing import NamedTuple

__all__ = ["Terminal"]


class Terminal(NamedTuple):
    """What the reader's terminal shows.

    Attributes:
        columns: how wide it is.
        colour: whether it shows ANSI colours.
        unicode: whether it shows blocks and signs beyond ASCII.
        below: what leads from where the reader stands to the portfolio's files.
    """

    columns: int = 80
    colour: bool = False
    unicode: bool = True
    below: str = ""
