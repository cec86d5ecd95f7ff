"""Printing the files of a package, all of them or none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import NamedTuple

from checker.errors import OutputError
from checker.model.dossier import Dossier
from checker.model.finding import Subject
from checker.model.record import Record
from checker.render.basis import run_of
from checker.render.derived import DerivedPrinter
from checker.render.documents import Dialect, DocumentSpec
from checker.render.environment import Printer
from checker.render.instances import Instance, instances
from checker.render.manifest import RenderedFile, sha256_of
from checker.render.material import Material, Reason, RenderOptions
from checker.render.origin import missing_in, stated
from checker.render.rows import Row
from checker.render.stamp import parameter_row, run_context
from checker.render.values import Lack, MissingValueError, Values
from checker.render.views import AggregationView
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
        listed: the aggregations that each document shows, by its id; a provider's
            document shows those that have reached its gate.
    """

    subject: Subject
    dossiers: tuple[Dossier, ...]
    schedules: tuple[Dossier, ...]
    specs: tuple[DocumentSpec, ...]
    listed: Mapping[str, tuple[Dossier, ...]]

    def scopes(self) -> Iterator[tuple[tuple[Dossier, ...], frozenset[str]]]:
        """Yield aggregations with the policy areas of the documents that show them."""
        areas: dict[tuple[Dossier, ...], frozenset[str]] = {}
        for spec in self.specs:
            dossiers = self.listed[spec.id]
            areas[dossiers] = areas.get(dossiers, frozenset()) | spec.areas
        yield from areas.items()


class Printed(NamedTuple):
    """The files of a package, or why there are none."""

    files: tuple[RenderedFile, ...] = ()
    reasons: tuple[Reason, ...] = ()


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
        self._material = material
        self._options = options
        self._strict = Printer(root, Values())
        self._derived = DerivedPrinter(root, material, options)
        # The same for every package.
        self._used = [parameter_row(used) for used in material.report.parameters]
        self._parameters = Record(
            {name: parameter_row(used) for name, used in material.parameters.items()}
        )

    def check(self, specs: Iterable[DocumentSpec]) -> None:
        """Compile every template, so that a broken one stops the run before it writes.

        Raises:
            TemplateError: a template is broken.
        """
        for spec in specs:
            for output in spec.outputs:
                self._strict.check(f"{spec.id}/{output.template}", output.format)

    def package(self, package: Package) -> Printed:
        """Return the files of a package; a draft prints what is missing as `MISSING`.

        Raises:
            TemplateError: a template is broken.
            OutputError: a name cannot be part of a file name.
        """
        if self._options.draft:
            draft = self._strict.reading(Values(lenient=True))
            return Printed(files=tuple(self._files(package, draft)))
        try:
            return self._validated(tuple(self._files(package, self._strict)))
        except MissingValueError as first:
            return Printed(reasons=tuple(self._every_lack(package, first)))

    def _validated(self, files: tuple[RenderedFile, ...]) -> Printed:
        """Return files that say that they were validated, once that is true."""
        xsd = self._options.xsd
        if xsd is None:
            return Printed(files)
        reasons = tuple(
            Reason(f"{file.name}, line {line}: {message} (at {path}; {xsd.name})", None)
            for file in files
            if file.format == "xml"
            for line, path, message in xsd.faults(file.content)
        )
        return Printed(reasons=reasons) if reasons else Printed(files)

    def _every_lack(
        self, package: Package, first: MissingValueError
    ) -> Iterator[Reason]:
        """Print once more, to name all that is missing and each document without it."""
        values = Values(lenient=True)
        needing = {first.lack: {first.document: None}}
        for file in self._files(package, self._strict.reading(values), derive=False):
            for piece in file.pieces:
                for missing in missing_in(piece.origin):
                    lack = Lack(missing.name, missing.location)
                    needing.setdefault(lack, {})[file.spec.id] = None
        for lack in dict.fromkeys((*needing, *values.found)):
            documents = tuple(filter(None, needing.get(lack, ())))
            yield Reason(lack.message, lack.location, documents=documents)

    def _files(
        self, package: Package, printer: Printer, *, derive: bool = True
    ) -> Iterator[RenderedFile]:
        dossiers = (*package.dossiers, *package.schedules)
        waived = waiving_findings(self._material, package.specs, dossiers)
        run = run_context(
            printer.values, self._material, self._options, waived, self._used
        )
        common = {"run": run, "params": self._parameters}
        views = {
            dossier: AggregationView(printer.values, dossier, self._material)
            for dossier in package.dossiers
        }
        for spec in package.specs:
            shown = [views[dossier] for dossier in package.listed[spec.id]]
            own = {**common, "run": run_of(spec, run, self._material, printer)}
            try:
                for instance in instances(
                    spec, package.subject, package.schedules, shown, printer.values
                ):
                    made = tuple(self._document(spec, instance, own, printer))
                    yield from made
                    if derive:
                        yield from self._made_of(package, spec, instance, own, made)
            except MissingValueError as fault:
                raise MissingValueError(fault.lack, spec.id) from fault

    def _made_of(
        self,
        package: Package,
        spec: DocumentSpec,
        instance: Instance,
        common: Row,
        made: tuple[RenderedFile, ...],
    ) -> Iterator[RenderedFile]:
        name = self._name(spec.workbook or "", instance)
        status = str(common["run"]["status"])
        return self._derived.of(package.subject, name, status, made)

    def _document(
        self, spec: DocumentSpec, instance: Instance, common: Row, printer: Printer
    ) -> Iterator[RenderedFile]:
        digests: dict[str, str] = {}
        for output in spec.outputs:
            dialect = spec.dialect(output, self._options.xsd)
            context = {
                **common,
                **instance.context,
                "digests": stated(digests, "document", "sha256"),
                "document": _document_row(spec, dialect),
            }
            name = self._name(output.file, instance)
            template = f"{spec.id}/{output.template}"
            text = printer.render(template, output.format, context)
            content = text.encode()
            digests[output.format] = sha256_of(content)
            yield RenderedFile(
                name,
                content,
                spec,
                output.format,
                dialect,
                table=spec.table(output),
                pieces=text.pieces,
            )

    def _name(self, pattern: str, instance: Instance) -> str:
        name = _file_name(pattern, instance.names)
        return f"{_DRAFT_PREFIX}{name}" if self._options.draft else name


def _document_row(spec: DocumentSpec, dialect: Dialect | None) -> Row:
    shown = {} if dialect is None else dialect.row()
    row = {"id": spec.id, "title": spec.title, "profile": shown}
    stated_row: Row = stated(row, "template", f"templates/{spec.id}/document.yaml")
    return stated_row


def _file_name(pattern: str, names: Mapping[str, str]) -> str:
    """Fill the names into a file name; an id cannot lead out of the folder."""
    for name, value in names.items():
        if f"{{{name}}}" in pattern and not _NAME.fullmatch(value):
            raise OutputError(f"the {name} `{value}` cannot be part of a file name")
        pattern = pattern.replace(f"{{{name}}}", value)
    return pattern
