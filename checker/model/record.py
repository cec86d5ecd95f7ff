"""A declared object that knows where it was written."""

from typing import Any

from checker.model.place import Place

__all__ = ["Record"]


class Record(dict[str, Any]):
    """A mapping that expressions and templates read, with its place in a declaration.

    Attributes:
        place: where the mapping is declared; `None` for a computed one (facts).
        absent: why a name that could be here is not, `{name: reason}`. It words an
            UNDETERMINED verdict; a name that nobody declared needs no entry.
        brought: where a field is declared that was brought here from elsewhere.
    """

    __slots__ = ("absent", "brought", "place")

    def __init__(
        self,
        data: dict[str, Any],
        place: Place | None = None,
        absent: dict[str, str] | None = None,
        brought: dict[str, Place] | None = None,
    ) -> None:
        super().__init__(data)
        self.place = place
        self.absent = absent or {}
        self.brought = brought or {}
