"""The JSON Schemas: what a declaration, or a file of our own, may look like."""

import json
from collections.abc import Mapping
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Self

import jsonschema_rs

from checker.errors import SchemaError
from checker.load.read import read_text
from checker.model.document import locate
from checker.model.place import Place
from checker.validate.formats import FORMATS
from checker.validate.patterns import refusal

__all__ = ["SchemaSet"]

_SUFFIX = ".schema.json"
_UNUSED = frozenset({"$dynamicRef", "patternProperties", "unevaluatedProperties"})
Schema = dict[str, Any]


class SchemaSet:
    """Every schema of a folder, by name (`site` for `site.schema.json`).

    References name their file: `common.schema.json#/$defs/date`.
    """

    def __init__(
        self, schemas: Mapping[str, Schema], texts: Mapping[str, bytes] | None = None
    ) -> None:
        self._schemas = dict(schemas)
        self._texts = texts or {}
        self._validators: dict[str, jsonschema_rs.Draft202012Validator] = {}

    @classmethod
    def load(cls, directory: Traversable) -> Self:
        """Read the schemas of a folder.

        Raises:
            SchemaError: one of them is no JSON object.
        """
        files = {
            file.name.removesuffix(_SUFFIX): file
            for file in sorted(directory.iterdir(), key=lambda file: file.name)
            if file.name.endswith(_SUFFIX)
        }
        schemas = {name: _read(file) for name, file in files.items()}
        return cls(schemas, {name: file.read_bytes() for name, file in files.items()})

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of declarations: each schema that fixes `kind` to its own name."""
        return tuple(
            name
            for name, schema in self._schemas.items()
            if schema.get("properties", {}).get("kind", {}).get("const") == name
        )

    @property
    def names(self) -> tuple[str, ...]:
        """Every schema, those of other files included."""
        return tuple(self._schemas)

    def schema(self, name: str) -> Schema:
        """Return a schema; every reference in it names its file.

        Raises:
            SchemaError: there is none of that name.
        """
        try:
            return self._schemas[name]
        except KeyError:
            raise SchemaError(f"there is no schema {name}{_SUFFIX}") from None

    def resolve(self, reference: str) -> Schema:
        """Return what a `$ref` stands for: `file.schema.json#/pointer`.

        Raises:
            SchemaError: it leads nowhere.
        """
        file, _, pointer = reference.partition("#")
        found: Any = self.schema(file.removesuffix(_SUFFIX))
        for step in pointer.split("/")[1:]:
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(found, dict) or key not in found:
                raise SchemaError(f"`$ref: {reference}` leads nowhere")
            found = found[key]
        if not isinstance(found, dict):
            raise SchemaError(f"`$ref: {reference}` is no schema")
        return found

    def accepts(self, name: str, data: Any) -> bool:
        """Tell whether data follows a schema.

        Raises:
            SchemaError: the schema is missing or broken.
        """
        validator = self._validators.get(name)
        if validator is None:
            validator = self._validators[name] = self._compile(name)
        return validator.is_valid(data)

    def _compile(self, name: str) -> jsonschema_rs.Draft202012Validator:
        try:
            return jsonschema_rs.Draft202012Validator(
                self.schema(name),
                formats=FORMATS,
                validate_formats=True,
                retriever=self._retrieve,
            )
        except ValueError as error:
            raise self._broken(name, str(error)) from error

    def _broken(self, name: str, why: str) -> SchemaError:
        """Name the line of a schema that is no schema, where that can be told."""
        # Only a broken schema pays for the library that words it.
        from jsonschema import Draft202012Validator  # noqa: PLC0415 # see above
        from jsonschema.exceptions import best_match  # noqa: PLC0415 # see above

        meta = Draft202012Validator(Draft202012Validator.META_SCHEMA)
        fault = best_match(meta.iter_errors(self.schema(name)))
        file, message = f"{name}{_SUFFIX}", why.split("\n", 1)[0]
        documents = read_text(file, self._texts.get(name, b"")).documents
        if fault is None or not documents:
            return SchemaError(message, file=file)
        span = locate(Place(documents[0], tuple(fault.absolute_path))).span
        said = f"{json.dumps(fault.instance)[:60]} cannot be `{fault.json_path[2:]}`"
        return SchemaError(
            f"{said} of a JSON Schema", file=file, line=span.line, column=span.column
        )

    def _retrieve(self, uri: str) -> Schema:
        return self.schema(uri.rsplit("/", 1)[-1].removesuffix(_SUFFIX))


def _read(file: Traversable) -> Schema:
    def absolute(part: Schema) -> Schema:
        """Name the file in a reference within it, so that `resolve` needs no base."""
        reference = part.get("$ref")
        if isinstance(reference, str) and reference.startswith("#"):
            part["$ref"] = f"{file.name}{reference}"
        _refuse_costly(part, file.name)
        return part

    try:
        schema = json.loads(file.read_text(encoding="utf-8"), object_hook=absolute)
    except json.JSONDecodeError as error:
        raise SchemaError(
            error.msg, file=file.name, line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise SchemaError("nested too deeply", file=file.name) from error
    except (OSError, ValueError) as error:
        raise SchemaError(f"cannot be read: {error}", file=file.name) from error
    if not isinstance(schema, dict):
        raise SchemaError("this is no JSON object", file=file.name)
    return schema


def _refuse_costly(part: Schema, file: str) -> None:
    """Refuse what a validator could spend any time on: evidence brings its schemas.

    RE2 knows only patterns that run in linear time, and so does Rust's `regex`, to
    which jsonschema-rs gives what needs no backtracking.
    """
    pattern = part.get("pattern")
    if isinstance(pattern, str):
        why = refusal(pattern)
        if why:
            raise SchemaError(
                f"the pattern {pattern[:60]!r} is refused: {why}", file=file
            )
    for name in _UNUSED & part.keys():
        raise SchemaError(f"`{name}` is not used in schemas of dera", file=file)
