"""Every fault of a document against its schema, once each.

This is the slow path: it runs only for a document that the fast validator refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from checker.validate.faults import Fault, Violation
from checker.validate.formats import FORMATS
from checker.validate.patterns import linear_pattern
from checker.validate.schemas import SchemaSet
from checker.validate.shape import missing_fields, unknown_fields, wrong_type
from checker.validate.values import wrong_value
from checker.validate.words import Words

if TYPE_CHECKING:
    from checker.model.place import Pointer

__all__ = ["faults", "schema_errors"]

_extended: Any = extend  # the library leaves it without types
_Validator: Any = _extended(Draft202012Validator, {"pattern": linear_pattern})
_SHAPE = {
    "additionalProperties": unknown_fields,
    "required": missing_fields,
    "type": wrong_type,
}
# Of several faults in one value the first of these says most.
_TELLING = ("type", "const", "enum", "pattern", "not", "format")


def schema_errors(
    schemas: SchemaSet, name: str, data: Any
) -> Iterator[ValidationError]:
    """Yield the errors of the `jsonschema` library."""
    yield from _validator(schemas, name).iter_errors(data)


@lru_cache(maxsize=64)
def _validator(schemas: SchemaSet, name: str) -> Any:
    checker = FormatChecker(formats=())
    for format_name, holds in FORMATS.items():
        checker.checks(format_name)(holds)
    registry: Registry[Any] = Registry().with_resources(
        (f"{each}.schema.json", DRAFT202012.create_resource(schemas.schema(each)))
        for each in schemas.names
    )
    return _Validator(schemas.schema(name), registry=registry, format_checker=checker)


def faults(words: Words) -> tuple[Fault, ...]:
    """Word each fault of a document that does not follow its schema."""
    errors = schema_errors(words.schemas, words.schema, words.document.data)
    violations = sorted(map(_violation, errors), key=_telling)
    found = tuple(_once(_worded(words, violations)))
    if found:
        return found
    # The two validators disagree, which the tests rule out: never pass in silence.
    message = f"this {words.noun} does not follow its schema"
    return (Fault("SCHEMA-004", words.heading(()), (), message),)


def _violation(error: ValidationError) -> Violation:
    return Violation(
        keyword=str(error.validator),
        limit=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        pointer=tuple(error.absolute_path),
        steps=tuple(error.absolute_schema_path),
    )


def _telling(found: Violation) -> int:
    known = found.keyword in _TELLING
    return _TELLING.index(found.keyword) if known else len(_TELLING)


def _worded(words: Words, violations: Iterable[Violation]) -> Iterator[Fault]:
    for found in violations:
        in_key = "propertyNames" in found.steps
        wording = wrong_value if in_key else _SHAPE.get(found.keyword, wrong_value)
        yield from wording(words, found)


def _once(found: Iterable[Fault]) -> Iterator[Fault]:
    """Drop what has been said of the same field or value."""
    said: set[tuple[Pointer, bool]] = set()
    for fault in found:
        about_value = fault.rule in ("SCHEMA-003", "SCHEMA-004")
        if (fault.pointer, about_value) not in said:
            said.add((fault.pointer, about_value))
            yield fault
