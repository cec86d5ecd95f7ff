"""What can be handed in: `templates/<document>/document.yaml`, read and checked."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Literal

from pydantic import Field, ValidationError

from checker.errors import TemplateError
from checker.model.base import Frozen
from checker.model.document import Document, locate
from checker.model.finding import Gate
from checker.model.place import Place, Pointer
from checker.render.xsd import Xsd
from checker.validate.own_data import load_yaml_data
from checker.validate.schemas import SchemaSet

__all__ = ["ColumnType", "Dialect", "DocumentSpec", "Output", "load_documents"]

Format = Literal["markdown", "json", "csv", "xml"]
ColumnType = Literal["date", "instant", "boolean"]
Package = Literal["aggregation", "provider"]
Per = Literal["package", "utility", "schedule", "monitoring", "meter_readings"]

_COLUMNS = "columns.yaml"
_ENDINGS: dict[Format, str] = {"markdown": ".md", "csv": ".csv"}
"""Other formats are made of these, under the same name."""

_NAMES: dict[str, frozenset[str]] = {
    "package": frozenset(),
    "utility": frozenset({"utility"}),
    "schedule": frozenset({"schedule", "trade_date"}),
    "monitoring": frozenset({"monitoring"}),
    "meter_readings": frozenset({"meter_readings", "trade_date"}),
}

_OF_AN_AGGREGATION = frozenset(
    {"ancillary_service_certifications", "telemetry", "monitoring", "nri_projects"}
)
_LISTS = {"schedule": frozenset({"bids", "ancillary_services"})}
"""What `when_declared` may name, by what a document is rendered for."""


class Dialect(Frozen):
    """The format of another system, and whether it was checked against its schema.

    A verified one names the schema, which is the user's own, and its digest.
    """

    name: str
    status: Literal["unverified", "verified"]
    xsd: str = ""
    xsd_sha256: str = ""

    def row(self) -> dict[str, str]:
        """Return what templates and the manifest show of it."""
        return {name: text for name, text in self.model_dump().items() if text}


class Output(Frozen):
    """A file of a document: its name, with braces to fill, and its template."""

    file: str
    template: str
    format: Format
    profile: Dialect | None = None


class DocumentSpec(Frozen):
    """A document as its `document.yaml` declares it (`document.schema.json`).

    Attributes:
        id: the name of its folder.
        gate: the first gate at which it is due.
        needs: kinds of which a declaration must belong to the package.
        areas: policy areas without a finding that blocks.
        columns: the type of columns of its tables that hold more than texts and
            numbers, by name.
    """

    id: str
    title: str
    description: str = ""
    package: Package
    gate: str
    per: Per = "package"
    needs: tuple[str, ...]
    areas: frozenset[str] = Field(strict=False)
    when_declared: tuple[str, ...] = ()
    outputs: tuple[Output, ...]
    profile: Dialect | None = None
    columns: Mapping[str, ColumnType] = Field(default_factory=dict)

    @property
    def due_at(self) -> Gate:
        """The first gate at which the document is due."""
        return Gate[self.gate]

    @property
    def workbook(self) -> str | None:
        """The name of the workbook of its tables, with braces to fill.

        It is that of its first file; None where it has no table.
        """
        if all(output.format != "csv" for output in self.outputs):
            return None
        return f"{self.outputs[0].file.rpartition('.')[0]}.xlsx"

    def files(self) -> Iterator[str]:
        """Yield the names of the files that it writes, with braces to fill."""
        for output in self.outputs:
            yield output.file
            if output.format == "markdown":
                stem = output.file.removesuffix(".md")
                yield from (f"{stem}.html", f"{stem}.pdf")
        if self.workbook is not None:
            yield self.workbook

    @staticmethod
    def table(output: Output) -> str:
        """Return the name of the table in a CSV file; empty for other formats."""
        return output.template.partition(".")[0] if output.format == "csv" else ""

    def dialect(self, output: Output, xsd: Xsd | None = None) -> Dialect | None:
        """Return the dialect that a file is written in, when it has a name.

        It is verified by an XSD when the document is XML, whose files are validated.
        """
        dialect = output.profile or self.profile
        validated = any(output.format == "xml" for output in self.outputs)
        if dialect is None or xsd is None or not validated:
            return dialect
        return Dialect(
            name=dialect.name,
            status="verified",
            xsd=xsd.name,
            xsd_sha256=xsd.sha256,
        )


def load_documents(root: Traversable, schemas: SchemaSet) -> tuple[DocumentSpec, ...]:
    """Read every document below a folder of templates, by name.

    Args:
        root: holds `<document>/document.yaml`; names with a leading underscore or
            dot are no documents.
        schemas: holds `document.schema.json`.

    Raises:
        TemplateError: a document is broken, names a template that is not there, or
            would write a file that another one writes.
    """
    folders = sorted(root.iterdir(), key=lambda entry: entry.name)
    columns = _load_columns(root / _COLUMNS, schemas)
    specs = tuple(
        _load(folder, schemas, columns)
        for folder in folders
        if folder.is_dir() and not folder.name.startswith(("_", "."))
    )
    if not specs:
        raise TemplateError("there is no document among the templates")
    written: dict[tuple[str, str], str] = {}
    for spec in specs:
        for file in spec.files():
            other = written.setdefault((spec.package, file), spec.id)
            if other != spec.id:
                raise TemplateError(
                    f"`{file}` is written by {other} too", file=_file(spec.id)
                )
    return specs


def _file(document_id: str) -> str:
    return f"templates/{document_id}/document.yaml"


def _load_columns(file: Traversable, schemas: SchemaSet) -> dict[str, ColumnType]:
    """Read the types of columns, which all tables share; there may be none."""
    if not file.is_file():
        return {}
    data, document = load_yaml_data(
        file, f"templates/{_COLUMNS}", "columns", schemas, TemplateError
    )
    columns: dict[str, ColumnType] = {}
    for kind, names in data.items():
        for index, name in enumerate(names):
            other = columns.setdefault(name, kind)
            if other != kind:
                raise _broken(
                    f"`{name}` is a column of type {other} too",
                    f"templates/{_COLUMNS}",
                    document,
                    (kind, index),
                )
    return columns


def _load(
    folder: Traversable, schemas: SchemaSet, columns: Mapping[str, ColumnType]
) -> DocumentSpec:
    name = _file(folder.name)
    data, document = load_yaml_data(
        folder / "document.yaml", name, "document", schemas, TemplateError
    )
    try:
        # JSON text lets strict mode read tuples.
        known = {"id": folder.name, "columns": columns, **data}
        spec = DocumentSpec.model_validate_json(json.dumps(known))
    except ValidationError as fault:
        first = fault.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise TemplateError(f"{where}: {first['msg']}", file=name) from fault
    for pointer, message in _faults(spec, folder):
        raise _broken(message, name, document, pointer)
    return spec


def _broken(
    message: str, file: str, document: Document, pointer: Pointer
) -> TemplateError:
    span = locate(Place(document, pointer)).span
    return TemplateError(message, file=file, line=span.line, column=span.column)


def _faults(spec: DocumentSpec, folder: Traversable) -> Iterator[tuple[Pointer, str]]:
    """Find what the schema cannot see."""
    if spec.package == "provider" and spec.per != "package":
        yield ("per",), "a provider's document is rendered once per package"
    if spec.package == "provider" and spec.when_declared:
        yield ("when_declared",), "a provider's document is always rendered"
    for index, name in enumerate(spec.when_declared):
        if name not in _LISTS.get(spec.per, _OF_AN_AGGREGATION):
            yield ("when_declared", index), f"a {spec.per} has no list `{name}`"
    seen: set[str] = set()
    for index, output in enumerate(spec.outputs):
        for fault in _name_faults(spec, output, seen):
            yield ("outputs", index, "file"), fault
        seen.add(output.file)
        if not (folder / output.template).is_file():
            yield ("outputs", index, "template"), f"no template `{output.template}`"


def _name_faults(
    spec: DocumentSpec, output: Output, seen: Collection[str]
) -> Iterator[str]:
    used = set(re.findall(r"{(.*?)}", output.file))
    unknown = used - {spec.package, *_NAMES[spec.per]}
    if unknown:
        yield f"`{{{min(unknown)}}}` is not a name that {spec.id} knows"
    if used < _NAMES[spec.per] - {"trade_date"}:
        yield f"each {spec.per} needs a file name of its own"
    if output.file in seen or "/" in output.file:
        yield f"`{output.file}` is not a file name of its own in the package"
    ending = _ENDINGS.get(output.format, "")
    if not output.file.endswith(ending):
        yield f"the name of a {output.format} file ends in `{ending}`"
