"""Which fields of which declarations the policies read, as far as they say so.

A policy names fields by where they stand in its scope: `linked.sites.pnode`. The
schemas tell whose field that is: `pnode` of a site.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

from checker.errors import DataError
from checker.policy.compiled import CompiledPolicy
from checker.validate.schemas import SchemaSet

__all__ = ["RECORD", "Field", "FieldsRead", "fields_read", "recorded_reads"]

RECORD = "READS.json"
"""In the folder of the shipped policies: what facts and documents read."""

_SUFFIX = ".schema.json"
_Steps = tuple[str, ...]


class Field(NamedTuple):
    """A field of a kind, by its steps; list items have no step of their own."""

    kind: str
    steps: _Steps


class FieldsRead(NamedTuple):
    """Fields that are read, and fields that are read with all below them."""

    fields: frozenset[Field]
    whole: frozenset[Field]

    def reads(self, field: Field) -> bool:
        """Tell whether a field is read, by itself or with one above it."""
        return field in self.fields or any(
            Field(field.kind, field.steps[:length]) in self.whole
            for length in range(len(field.steps) + 1)
        )


def fields_read(policies: Iterable[CompiledPolicy], schemas: SchemaSet) -> FieldsRead:
    """Collect the fields that expressions of policies may look at.

    `when`, `for_each` and `require` count; a message only shows. Every branch counts,
    whether or not some portfolio ever takes it.
    """
    owners = _Owners(schemas)
    fields: set[Field] = set()
    whole: set[Field] = set()
    for compiled in policies:
        variables = {}
        if compiled.each is not None:
            variables[compiled.each[0]] = compiled.each[1].reads()
        for program in compiled.programs.values():
            read = program.reads(variables)
            kind = compiled.policy.applies_to
            fields |= set(owners.of(kind, read.fields))
            whole |= set(owners.of(kind, read.whole))
    return FieldsRead(frozenset(fields), frozenset(whole))


def recorded_reads(root: Traversable) -> FieldsRead:
    """Return what facts and documents read, as it was recorded for this release.

    Args:
        root: the folder of the shipped policies.

    Raises:
        DataError: the record is not there, or is broken.
    """
    try:
        record = json.loads((root / RECORD).read_text(encoding="utf-8"))
        fields = frozenset(
            Field(kind, tuple(path.split(".")))
            for readers in record.values()
            for kind, paths in readers.items()
            for path in paths
        )
    except (OSError, ValueError, AttributeError) as error:
        raise DataError(
            f"cannot be read: {error}", file=f"policies/{RECORD}"
        ) from error
    owners = {Field(field.kind, field.steps[:-1]) for field in fields}
    return FieldsRead(fields, fields - owners)  # what is taken whole is read whole


class _Owners:
    """Tells whose fields the paths of a scope are."""

    def __init__(self, schemas: SchemaSet) -> None:
        self._schemas = schemas
        self._dossier = schemas.resolve(f"dossier{_SUFFIX}")["$defs"]

    def of(self, subject: str, paths: Iterable[_Steps]) -> Iterator[Field]:
        """Yield the declared fields among the paths that a policy reads."""
        linked = self._linked(subject)
        for root, *rest in paths:
            if root in {subject, "facts"}:
                # A fact that is made of declared entries has the name of their list.
                yield Field(subject, tuple(rest))
            elif root == "linked" and rest and rest[0] in linked:
                owner = linked[rest[0]]
                yield self._own(Field(owner.kind, (*owner.steps, *rest[1:])))

    def _linked(self, subject: str) -> Mapping[str, Field]:
        own = self._dossier.get(subject)
        if own is None or "linked" not in own["properties"]:
            return {kind: Field(kind, ()) for kind in self._schemas.kinds}
        entries = own["properties"]["linked"].get("properties", {})
        found = {name: self._owner(entry) for name, entry in entries.items()}
        return {name: field for name, field in found.items() if field is not None}

    def _owner(self, entry: Mapping[str, Any]) -> Field | None:
        reference = entry.get("items", entry).get("$ref", "")
        file, _, pointer = reference.partition("#")
        if file == f"dossier{_SUFFIX}":
            extended = self._schemas.resolve(reference).get("x-extends", "")
            return self._owner({"$ref": extended})
        kind = file.removesuffix(_SUFFIX)
        if kind not in self._schemas.kinds:
            return None
        # The only part of a declaration that is linked by itself is a site's DER.
        return Field(kind, ("ders",) if pointer.endswith("/der") else ())

    def _own(self, field: Field) -> Field:
        """Give what a DER has of its site, and a site of its meters, to the owner."""
        if field.kind == "site" and field.steps[:1] == ("meters",):
            return Field("meter", field.steps[1:])
        if field.kind == "site" and field.steps[:1] == ("ders",) and field.steps[1:]:
            der = self._schemas.resolve(f"site{_SUFFIX}#/$defs/der")
            if field.steps[1] not in der["properties"]:
                return Field("site", field.steps[1:])
        return field
