"""One declaration: a YAML document with a header that we know."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from checker.model.document import Document
from checker.model.finding import Subject
from checker.model.place import Place, Pointer

__all__ = ["Declaration", "Known"]


class Known(NamedTuple):
    """What an earlier run found out about a declaration, which has not changed since.

    Attributes:
        references: path, kind and id of each declaration that it names.
        account: utility and service account, of a site.
    """

    references: tuple[tuple[Pointer, str, str], ...]
    account: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """A document that says what it is; it need not follow its schema.

    Attributes:
        kind: a known kind.
        id: its identifier as it is written, unique per kind once linked.
        document: where it was read.
        known: what need not be read for again; it follows its schema then.
    """

    kind: str
    id: str
    document: Document
    known: Known | None = None

    def __reduce__(self) -> tuple[type["Declaration"], tuple[str, str, Document]]:
        """Send it to another process in half the time."""
        return Declaration, (self.kind, self.id, self.document)

    @property
    def data(self) -> dict[str, Any]:
        """What it says, header included."""
        data: dict[str, Any] = self.document.data
        return data

    @property
    def subject(self) -> Subject:
        """What a finding about it concerns."""
        return Subject(self.kind, self.id)

    def place(self, pointer: Pointer = (), *, on_key: bool = False) -> Place:
        """Return a place in it; see `Place`."""
        return Place(self.document, pointer, on_key)
