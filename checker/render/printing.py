"""Printing the files of a package, all of them or none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import NamedTuple

from jinja2 import Undefined

from checker.errors import OutputError
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.render.documents import DocumentSpec, Output
from checker.render.environment import Printer
from checker.render.manifest import RenderedFile, sha256_of
from checker.render.material import Material, Reason, RenderOptions
from checker.render.rows import Row
from checker.render.stamp import parameter_rows, run_context
from checker.render.values import Lack, MissingValueError, Values
from checker.render.views import AggregationView, placed, schedule_context
from checker.render.waived import waiving_findings

__all__ = ["Package", "PackagePrinter", "Printed"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")
_DRAFT_PREFIX = "DRAFT-"


@dataclass(frozen=True, slots=True)
class Package:
    """What is handed in together.

    Attributes:
        subject: whose it is: an aggregation, or a provider.
        dossiers: the aggregations in it: that one, or the provider's.
        schedules: the schedules of an aggregation.
        specs: the documents that are due.
    """

    subject: Subject
    dossiers: tuple[Dossier, ...]
    schedules: tuple[Dossier, ...]
    specs: tuple[DocumentSpec, ...]


class Printed(NamedTuple):
    """The files of a package, or why there are none."""

    files: tuple[RenderedFile, ...] = ()
    reasons: tuple[Reason, ...] = ()


class _Instance(NamedTuple):
    """One rendering of a document: the names in its file names, and what it prints."""

    names: Mapping[str, str]
    context: Row


class PackagePrinter:
    """Prints the packages of one portfolio.

    Args:
        root: the templates.
        material: the judged portfolio.
        options: what to write.
    """

    def __init__(
        self, root: Traversable, material: Material, options: RenderOptions
    ) -> None:
        self._root = root
        self._material = material
        self._options = options
        self._strict = Printer(root, Values())

    def package(self, package: Package) -> Printed:
        """Return the files of a package; a draft prints what is missing as `MISSING`.

        Raises:
            TemplateError: a template is broken.
            OutputError: a name cannot be part of a file name.
        """
        if self._options.draft:
            draft = Printer(self._root, Values(lenient=True))
            return Printed(files=tuple(self._files(package, draft)))
        try:
            return Printed(files=tuple(self._files(package, self._strict)))
        except MissingValueError as first:
            lacks = self._every_lack(package, first.lack)
            return Printed(reasons=tuple(Reason(*lack) for lack in lacks))

    def _every_lack(self, package: Package, first: Lack) -> Iterable[Lack]:
        """Print once more, to name all that is missing and not the first alone."""
        values = Values(lenient=True)
        for _ in self._files(package, Printer(self._root, values)):
            pass
        return {first: None} | values.found

    def _files(self, package: Package, printer: Printer) -> Iterator[RenderedFile]:
        dossiers = (*package.dossiers, *package.schedules)
        waived = waiving_findings(self._material, package.specs, dossiers)
        common = {
            "run": run_context(printer.values, self._material, self._options, waived),
            "params": parameter_rows(self._material.parameters),
        }
        views = [
            AggregationView(printer.values, dossier, self._material)
            for dossier in package.dossiers
        ]
        for spec in package.specs:
            for instance in _instances(spec, package, views, printer.values):
                yield from self._document(spec, instance, common, printer)

    def _document(
        self, spec: DocumentSpec, instance: _Instance, common: Row, printer: Printer
    ) -> Iterator[RenderedFile]:
        digests: dict[str, str] = {}
        for output in spec.outputs:
            context = {
                **common,
                **instance.context,
                "digests": dict(digests),
                "document": _document_row(spec, output),
            }
            name = _file_name(output.file, instance.names)
            if self._options.draft:
                name = f"{_DRAFT_PREFIX}{name}"
            template = f"{spec.id}/{output.template}"
            content = printer.render(template, output.format, context).encode()
            digests[output.format] = sha256_of(content)
            dialect = spec.dialect(output)
            yield RenderedFile(name, content, spec, output.format, dialect)


def _instances(
    spec: DocumentSpec, package: Package, views: list[AggregationView], values: Values
) -> Iterator[_Instance]:
    names = {package.subject.kind: package.subject.id}
    if spec.package == "provider":
        first = views[0]
        yield _Instance(
            names,
            {
                "provider": values.get(first.linked, "provider"),
                "derpa": first.derpa(),
                "aggregations": [view.context() for view in views],
            },
        )
        return
    view = views[0]
    if spec.per == "package":
        yield _Instance(names, view.context())
    elif spec.per == "utility":
        utilities = view.utilities()
        if isinstance(utilities, Undefined):
            str(utilities)  # whose requests they would be is not known
            return
        for utility in (row["utility"] for row in utilities):
            own = {**names, "utility": utility}
            yield _Instance(own, view.utility_context(utility))
    else:
        for dossier in package.schedules:
            yield _scheduled(names, view, dossier, values)


def _scheduled(
    names: Mapping[str, str], view: AggregationView, dossier: Dossier, values: Values
) -> _Instance:
    record = dossier.record
    own = {"schedule": record["id"], "trade_date": record["trade_date"]}
    context = {
        "aggregation": view.aggregation,
        "linked": placed(dossier.linked, record),
        **schedule_context(values, dossier),
    }
    return _Instance({**names, **own}, context)


def _document_row(spec: DocumentSpec, output: Output) -> Row:
    dialect = spec.dialect(output)
    shown = {} if dialect is None else {"name": dialect.name, "status": dialect.status}
    return {"id": spec.id, "title": spec.title, "profile": shown}


def _file_name(pattern: str, names: Mapping[str, str]) -> str:
    """Fill the names into a file name; an id cannot lead out of the folder."""
    for name, value in names.items():
        if f"{{{name}}}" in pattern and not _NAME.fullmatch(value):
            raise OutputError(f"the {name} `{value}` cannot be part of a file name")
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
