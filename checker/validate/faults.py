"""A schema error: as the validator has it, and in words."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from checker.model.place import Place, Pointer

__all__ = ["Fault", "Violation"]


class Violation(NamedTuple):
    """A keyword of a schema that a value does not satisfy.

    Attributes:
        keyword: such as `minimum`.
        limit: what the schema gives with it.
        value: what stands in the document; for a fault in a key, the key.
        schema: the schema that holds the keyword.
        pointer: path of the value in the document.
        steps: path of the keyword in the schemas, references included.
    """

    keyword: str
    limit: Any
    value: Any
    schema: Mapping[str, Any]
    pointer: Pointer
    steps: tuple[str | int, ...]


class Fault(NamedTuple):
    """A fault against the schema, in words.

    Attributes:
        rule: an engine rule, `SCHEMA-001` to `SCHEMA-004`.
        place: where to point.
        pointer: what is at fault; a missing or unknown field has a path as well.
        message: what is wrong.
        remedy: how to mend it, when the rule's own remedy is less exact.
    """

    rule: str
    place: Place
    pointer: Pointer
    message: str
    remedy: str | None = None
