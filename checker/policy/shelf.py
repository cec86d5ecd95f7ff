"""What the files of a rule book say, once they were read and checked all together."""

from collections.abc import Mapping

__all__ = ["Shelf"]


class Shelf:
    """Texts of files in JSON, by their names.

    A shelf is of one installation: no file of it has changed since all were checked
    against each other, so that none has to be checked again.

    Attributes:
        known: what an earlier run put there; empty where nothing is known.
        added: what this one would put there.
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self.known = known or {}
        self.added: dict[str, str] = {}
