"""A document that is read once something asks for what it says."""

from collections.abc import Callable
from typing import Any

from checker.model.document import Document

__all__ = ["DeferredDocument"]

_READ = ("source", "data", "spans")


class DeferredDocument(Document):
    """A document of a file that has not changed since an earlier run read it."""

    __slots__ = ("_file", "_read")

    def __init__(self, file: str, index: int, read: Callable[[], Document]) -> None:
        """Remember how it is read.

        Args:
            file: path of its file, relative to the portfolio root.
            index: which document of the file.
            read: gives the document itself.
        """
        object.__setattr__(self, "index", index)  # the class is frozen
        object.__setattr__(self, "_file", file)
        object.__setattr__(self, "_read", read)

    @property
    def file(self) -> str:
        """Path of the file, relative to the portfolio root."""
        name: str = self._file
        return name

    def __getattr__(self, name: str) -> Any:
        """Read the document: what it says was asked for and is not there yet."""
        if name not in _READ:
            raise AttributeError(name)
        document = self._read()
        for field in _READ:
            object.__setattr__(self, field, getattr(document, field))
        return getattr(document, name)
