"""Hold one declaration to the schema of its kind."""

from collections.abc import Iterable

from checker.model.declaration import Declaration
from checker.model.document import Document
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Subject
from checker.model.path import symbolic_path
from checker.validate.schemas import SchemaSet

__all__ = ["validate", "validate_all", "validate_document"]


def validate_all(
    declarations: Iterable[Declaration], schemas: SchemaSet
) -> tuple[frozenset[Declaration], tuple[Finding, ...]]:
    """Return the declarations that fail their schema, and every fault of each.

    Raises:
        SchemaError: a schema is broken.
    """
    faults = {each: validate(each, schemas) for each in declarations}
    return (
        frozenset(each for each, found in faults.items() if found),
        tuple(finding for found in faults.values() for finding in found),
    )


def validate(declaration: Declaration, schemas: SchemaSet) -> tuple[Finding, ...]:
    """Return every fault of a declaration against its schema, in order of place.

    Raises:
        SchemaError: the schema is broken.
    """
    kind = declaration.kind
    return validate_document(
        declaration.document, kind, schemas, declaration.subject, noun=kind
    )


def validate_document(
    document: Document,
    schema: str,
    schemas: SchemaSet,
    subject: Subject,
    *,
    noun: str,
) -> tuple[Finding, ...]:
    """Return every fault of a document against a schema, in order of place.

    Args:
        document: what is judged.
        schema: name of the schema.
        schemas: where it is.
        subject: what the findings concern.
        noun: what the document is, for the messages.

    Raises:
        SchemaError: the schema is missing or broken.
    """
    if schemas.accepts(schema, document.data):
        return ()
    # Only a document with a fault pays for the library that words it.
    from checker.validate.messages import faults  # noqa: PLC0415 # only what fails pays for jsonschema
    from checker.validate.words import Words  # noqa: PLC0415 # only what fails pays for jsonschema

    found = (
        engine_finding(
            fault.rule,
            fault.place,
            fault.message,
            subject=subject,
            path=symbolic_path(document.data, fault.pointer),
            remedy=fault.remedy,
        )
        for fault in faults(Words(document, noun, schema, schemas))
    )
    return tuple(sorted(found, key=lambda finding: finding.sort_key))
