"""Which cell or constant gives which field: read off an inventory's declaration."""

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple

from checker.load.faults import short
from checker.model.declaration import Declaration
from checker.model.engine import engine_finding
from checker.model.finding import Finding
from checker.model.place import Place, Pointer
from checker.model.row_document import Field, Layout
from checker.validate.schemas import SchemaSet

__all__ = ["Columns", "layout_of"]

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_WIDER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:e[-+][0-9]{1,3})?")
"""How DuckDB writes a number that is no text in its table."""

_TRUTH = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NOT_GIVEN = {
    "site": ("dera", "kind", "ders"),
    "der": (),
    "meter": ("dera", "kind", "site"),
}
"""Required fields that no column gives, since the row itself does."""

_OWN_IDS = ("site.id", "meter.id")
"""What cannot be the same in every row."""


class Columns(NamedTuple):
    """The columns of a table.

    Attributes:
        file: the table.
        names: as the header has them, in order.
        types: what the cells of a column are, where the table says: `text`, `number`,
            `boolean`, or else the name of a type that is not read.
        header: where the header stands; nowhere in a table that is no text.
    """

    file: str
    names: tuple[str, ...]
    types: Mapping[str, str]
    header: Place | None


def layout_of(
    declaration: Declaration, columns: Columns, schemas: SchemaSet
) -> Layout | list[Finding]:
    """Return where each field of a row comes from, or what is wrong with that."""
    mapped: dict[str, str] = declaration.data["columns"]
    constants: dict[str, Any] = declaration.data.get("constants", {})
    faults = [
        *_column_faults(declaration, columns),
        *_given_twice(declaration, mapped, constants, ()),
        *_missing(declaration, mapped, constants, schemas),
    ]
    if faults:
        return faults
    making = _Making(mapped, columns, schemas)
    return Layout(
        making.fields(_part(schemas, "site"), "site.", constants.get("site", {})),
        making.fields(_part(schemas, "der"), "der.", constants.get("der", {})),
        making.fields(_part(schemas, "meter"), "meter.", constants.get("meter", {}))
        if "meter.id" in mapped
        else (),
    )


def _part(schemas: SchemaSet, part: str) -> Mapping[str, Any]:
    """Return the schema of a part of a row."""
    if part == "der":
        return schemas.resolve("site.schema.json#/$defs/der")
    return schemas.schema(part)


class _Making(NamedTuple):
    """Makes the fields of one layout."""

    mapped: Mapping[str, str]
    columns: Columns
    schemas: SchemaSet

    def fields(
        self, schema: Mapping[str, Any], prefix: str, constants: Mapping[str, Any]
    ) -> tuple[Field, ...]:
        """Return the fields of an object, in the order of its schema; its id first."""
        properties: Mapping[str, Any] = schema["properties"]
        found = (
            self._field(name, properties[name], prefix + name, constants)
            for name in sorted(properties, key=lambda name: name != "id")
        )
        return tuple(field for field in found if field is not None)

    def _field(
        self, name: str, schema: Mapping[str, Any], path: str, constants: Any
    ) -> Field | None:
        if path in self.mapped:
            column = self.mapped[path]
            wanted = self._expanded(schema)["type"]
            reader = _reader(wanted, self.columns.types.get(column, ""))
            return Field(name, self.columns.names.index(column), reader)
        if any(each.startswith(f"{path}.") for each in self.mapped):
            inner = self.fields(schema, f"{path}.", constants.get(name, {}))
            return Field(name, inner=inner)
        return Field(name, value=constants[name]) if name in constants else None

    def _expanded(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self.schemas.resolve(schema["$ref"])
        return schema


def _reader(wanted: str, held: str) -> Any:
    """Return what makes a value of a cell; None where the text is the value.

    A number in a column of numbers is one even where text is wanted, and is refused
    there: its leading zeros are gone.
    """
    if held in ("number", "boolean"):
        return _wider if held == "number" else _TRUTH.__getitem__
    if wanted in ("number", "integer"):
        return _number
    return _truth if wanted == "boolean" else None


@lru_cache(maxsize=65536)
def _number(text: str) -> float | str:
    """Return a number as a declaration would have it; other text stays what it is."""
    if _NUMBER.fullmatch(text) is None:
        return text
    return float(text) if "." in text else int(text)


@lru_cache(maxsize=65536)
def _wider(text: str) -> float | str:
    if _WIDER.fullmatch(text) is None:
        return text
    return int(text) if text.lstrip("-").isdecimal() else float(text)


def _truth(text: str) -> bool | str:
    return _TRUTH.get(text, text)


def _column_faults(declaration: Declaration, columns: Columns) -> Iterator[Finding]:
    """Find columns that are not there, there twice, or of a type that is not read."""
    for path, name in declaration.data["columns"].items():
        place = declaration.place(("columns", path))
        held = columns.types.get(name, "text")
        count = columns.names.count(name)
        if held not in ("text", "number", "boolean"):
            why = f"holds {short(held)}, which is not read"
        elif count == 1:
            continue
        else:
            why = "is there twice" if count else "is not there"
        message = f"the column `{short(name)}` of {columns.file} {why}"
        if not count:
            message += _meant(name, columns.names)
        related = ((columns.header, "the header"),) if columns.header else ()
        yield engine_finding(
            "READ-009", place, message, subject=declaration.subject, related=related
        )


def _meant(name: str, names: Collection[str]) -> str:
    like = {each.strip().lower(): each for each in names}
    close = get_close_matches(name.strip().lower()[:64], list(like), n=1)
    return f"; did you mean `{short(like[close[0]])}`?" if close else ""


def _given_twice(
    declaration: Declaration,
    mapped: Mapping[str, str],
    constants: Mapping[str, Any],
    above: Pointer,
) -> Iterator[Finding]:
    """Find fields that a column and a constant give."""
    for name, value in constants.items():
        pointer = (*above, name)
        path = ".".join(map(str, pointer))
        if path in mapped:
            yield engine_finding(
                "SCHEMA-004",
                declaration.place(("constants", *pointer)),
                f"`{path}` cannot be a constant, because the column"
                f" `{short(mapped[path])}` gives it",
                subject=declaration.subject,
                remedy="Remove one of the two.",
            )
        elif isinstance(value, dict):
            yield from _given_twice(declaration, mapped, value, pointer)


def _missing(
    declaration: Declaration,
    mapped: Mapping[str, str],
    constants: Mapping[str, Any],
    schemas: SchemaSet,
) -> Iterator[Finding]:
    """Find required fields that no row can have."""
    given = {*mapped, *_paths(constants, "")}
    for part in ("site", "der", "meter"):
        if part == "meter" and not any(path.startswith("meter.") for path in given):
            continue
        schema = _part(schemas, part)
        for path in _lacking(schema, f"{part}.", given, _NOT_GIVEN[part]):
            yield engine_finding(
                "SCHEMA-002",
                declaration.place(("columns",), on_key=True),
                f"no column and no constant gives `{path}`, which every"
                f" {'DER' if part == 'der' else part} must have",
                subject=declaration.subject,
                path=f"/columns/{path}",
                remedy=f"Add `{path}` under `columns`"
                + ("." if path in _OWN_IDS else ", or under `constants`."),
            )


def _lacking(
    schema: Mapping[str, Any], prefix: str, given: set[str], left: Collection[str]
) -> Iterator[str]:
    for name in schema.get("required", ()):
        inner = schema["properties"][name]
        path = prefix + name
        if name in left or path in given:
            continue
        if inner.get("type") != "object":
            yield path
    for name, inner in schema["properties"].items():
        path = f"{prefix}{name}"
        needed = name in schema.get("required", ()) or any(
            each.startswith(f"{path}.") for each in given
        )
        if inner.get("type") == "object" and needed:
            yield from _lacking(inner, f"{path}.", given, ())


def _paths(constants: Mapping[str, Any], prefix: str) -> Iterator[str]:
    for name, value in constants.items():
        if isinstance(value, dict):
            yield from _paths(value, f"{prefix}{name}.")
        else:
            yield prefix + name
