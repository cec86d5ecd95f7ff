"""What is known of templates, whosever values they print."""

from typing import TYPE_CHECKING, NamedTuple

from jinja2.bccache import Bucket, BytecodeCache

if TYPE_CHECKING:
    from types import CodeType

__all__ = ["Compiled", "Prints"]


class Prints(NamedTuple):
    """What a template prints by name, and which templates it includes."""

    parameters: frozenset[str]
    included: tuple[str | None, ...]


class Compiled:
    """The templates of one folder, each compiled once for every reader of values.

    Attributes:
        prints: what each template prints, by its name.
        checked: name and format of the templates without a fault.
    """

    def __init__(self) -> None:
        self.prints: dict[str, Prints] = {}
        self.checked: set[tuple[str, str]] = set()
        self._codes: dict[str, _Codes] = {}

    def codes(self, kind: str) -> BytecodeCache:
        """Return the code of the templates of one format, which decides on it."""
        return self._codes.setdefault(kind, _Codes())


class _Codes(BytecodeCache):
    """Keeps code in memory; jinja2 names it by its template and the text of that."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code
