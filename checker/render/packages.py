"""Rendering a judged portfolio: which packages are due, written, or refused."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from importlib.resources.abc import Traversable
from pathlib import Path

from checker.errors import OutputError, TemplateError, UsageError
from checker.link.dossiers import member_keys
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Gate, Subject
from checker.render.blocking import (
    blocking_findings,
    broken_aggregations,
    keys_of,
    reason_of,
    reasons_of,
)
from checker.render.documents import DocumentSpec
from checker.render.environment import Printer
from checker.render.folder import replace_folder
from checker.render.manifest import MANIFEST, manifest_text
from checker.render.material import (
    Material,
    Reason,
    Refusal,
    Rendered,
    RenderOptions,
    Waiting,
    WrittenPackage,
)
from checker.render.printing import Package, PackagePrinter
from checker.render.values import Values
from checker.render.waived import waiving_findings

__all__ = ["render_packages"]


def render_packages(
    material: Material,
    specs: Sequence[DocumentSpec],
    templates: Traversable,
    options: RenderOptions,
) -> Rendered:
    """Write the package of every aggregation and provider that complies.

    A package is written whole or not at all, and a refused one does not stop the
    others. A package that is refused leaves what stands in the target as it is.

    Args:
        material: the judged portfolio.
        specs: every document there is.
        templates: the folder that they were read from.
        options: what to write, and where.

    Raises:
        UsageError: an aggregation or a document of `options` does not exist.
        TemplateError: a template is broken, or a document names an area that no
            policy has.
        OutputError: the target cannot be written, or two packages have one name.
    """
    _check_areas(material, specs)
    _check_templates(templates, specs)
    plan = _Plan(material, specs, options)
    printer = PackagePrinter(templates, material, options)
    written: list[WrittenPackage] = []
    refused: list[Refusal] = plan.unusable()
    packages = tuple(plan.packages())
    _check_folders(packages)
    for package in packages:
        folder = _folder(package.subject, options)
        reasons = () if options.draft else tuple(plan.reasons(package))
        printed = printer.package(package)
        reasons = tuple(dict.fromkeys((*reasons, *printed.reasons)))
        if reasons:
            refused.append(_refusal(package.subject, package.specs, reasons, options))
        elif printed.files:
            files = {file.name: file.content for file in printed.files}
            dossiers = (*package.dossiers, *package.schedules)
            manifest = manifest_text(
                package.subject,
                printed.files,
                material,
                waiving_findings(material, package.specs, dossiers),
                draft=options.draft,
            )
            if options.to is not None:
                replace_folder(folder, {**files, MANIFEST: manifest.encode()})
            names = (*files, MANIFEST)
            written.append(WrittenPackage(package.subject, folder, names))
    refused.sort(key=lambda refusal: refusal.subject)
    return Rendered(tuple(written), tuple(refused), tuple(plan.waiting()))


class _Plan:
    """Which documents of which packages are asked for, due and free of findings."""

    def __init__(
        self, material: Material, specs: Sequence[DocumentSpec], options: RenderOptions
    ) -> None:
        self._material = material
        self._options = options
        names = frozenset(d.subject.id for d in material.dossiers)
        broken = broken_aggregations(material.report.findings, names)
        _known("document", options.documents, [spec.id for spec in specs])
        _known("aggregation", options.aggregations, [*names, *broken])
        self._specs = [s for s in specs if s.id in (options.documents or {s.id})]
        self._broken = broken
        self._by_provider: dict[str, list[Dossier]] = defaultdict(list)
        for dossier in sorted(material.dossiers, key=lambda d: d.subject):
            self._by_provider[dossier.record["provider"]].append(dossier)

    def packages(self) -> Iterator[Package]:
        """Yield the packages with at least one document that is due, in order."""
        for dossier in sorted(self._material.dossiers, key=lambda d: d.subject):
            due = tuple(self._due("aggregation", dossier))
            if due and self._wanted(dossier.subject.id):
                schedules = self._material.schedules.get(dossier.subject.id, ())
                ordered = tuple(sorted(schedules, key=lambda s: s.subject))
                yield Package(dossier.subject, (dossier,), ordered, due)
        for name, dossiers in sorted(self._by_provider.items()):
            yield from self._provider_package(name, dossiers)

    def waiting(self) -> Iterator[Waiting]:
        """Yield the documents that are asked for and not due yet."""
        for dossier in sorted(self._material.dossiers, key=lambda d: d.subject):
            if not self._wanted(dossier.subject.id):
                continue
            for spec in self._specs:
                if spec.package == "aggregation" and not self._is_due(spec, dossier):
                    yield Waiting(dossier.subject, spec.id, spec.due_at, dossier.gate)

    def reasons(self, package: Package) -> Iterator[Reason]:
        """Yield why a package may not be rendered, before it is tried."""
        areas = {area for spec in package.specs for area in spec.areas}
        report = self._material.report
        findings = blocking_findings(report.findings, self._material.areas, areas)
        dossiers = (*package.dossiers, *package.schedules)
        yield from reasons_of(findings, keys_of(dossiers))
        if package.subject.kind == "provider":
            first = min(spec.due_at for spec in package.specs)
            yield from self._broken_siblings(package.subject.id, first)
        for spec in package.specs:
            for dossier in package.dossiers:
                yield from _lacking_kinds(spec, dossier)

    def unusable(self) -> list[Refusal]:
        """Return a refusal for each aggregation that cannot be read as one."""
        due = tuple(spec for spec in self._specs if spec.package == "aggregation")
        if not due:
            return []
        return [
            _refusal(
                Subject("aggregation", name),
                due,
                tuple(reason_of(finding) for finding in findings),
                self._options,
            )
            for name, findings in self._broken.items()
            if self._wanted(name)
        ]

    def _wanted(self, aggregation: str) -> bool:
        return aggregation in (self._options.aggregations or {aggregation})

    def _is_due(self, spec: DocumentSpec, dossier: Dossier) -> bool:
        return self._options.draft or dossier.gate >= spec.due_at

    def _due(self, package: str, dossier: Dossier) -> Iterator[DocumentSpec]:
        for spec in self._specs:
            if spec.package == package and self._is_due(spec, dossier):
                yield spec

    def _provider_package(
        self, name: str, dossiers: Iterable[Dossier]
    ) -> Iterator[Package]:
        """Yield a provider's package, with those aggregations whose gate is reached."""
        dossiers = tuple(dossiers)
        if self._options.aggregations and not (
            self._options.documents
            and any(self._wanted(dossier.subject.id) for dossier in dossiers)
        ):
            return
        listed = tuple(d for d in dossiers if any(self._due("provider", d)))
        specs = tuple(s for s in self._specs if s.package == "provider")
        if listed and specs:
            yield Package(Subject("provider", name), listed, (), specs)

    def _broken_siblings(self, provider: str, due_at: Gate) -> Iterator[Reason]:
        """Yield the findings of a provider's aggregations that cannot be used.

        Such a one would be listed unless it says that its gate is an earlier one.
        """
        earlier = {gate.name for gate in Gate if gate < due_at}
        for findings in self._broken.values():
            for finding in findings:
                data = finding.place.document.data
                says = data if isinstance(data, dict) else {}
                owner = says.get("provider")
                # One that does not say whose it is might be anyone's.
                ours = owner == provider or not isinstance(owner, str)
                if ours and says.get("gate") not in earlier:
                    yield reason_of(finding)


def _lacking_kinds(spec: DocumentSpec, dossier: Dossier) -> Iterator[Reason]:
    """Yield the kinds that a document needs and of which nothing belongs to it."""
    kinds = {kind for kind, _ in member_keys(dossier)}
    for kind in spec.needs:
        if kind not in kinds:
            place = dossier.record.place
            yield Reason(
                f"aggregation `{dossier.subject.id}` has no usable {kind},"
                f" which its {spec.title} needs",
                None if place is None else locate(place),
                dossier.subject,
            )


def _refusal(
    subject: Subject,
    specs: Iterable[DocumentSpec],
    reasons: tuple[Reason, ...],
    options: RenderOptions,
) -> Refusal:
    folder = _folder(subject, options)
    stale = folder if options.to is not None and folder.exists() else None
    return Refusal(subject, tuple(spec.id for spec in specs), reasons, stale)


def _folder(subject: Subject, options: RenderOptions) -> Path:
    name = f"{subject.id}.draft" if options.draft else subject.id
    return Path(name) if options.to is None else options.to / name


def _known(what: str, asked: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for name in asked:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            remedy = f"Did you mean `{close[0]}`?" if close else None
            raise UsageError(f"there is no {what} `{name}`", remedy=remedy)


def _check_templates(root: Traversable, specs: Iterable[DocumentSpec]) -> None:
    """Compile every template, so that a broken one stops the run before it writes."""
    printer = Printer(root, Values())
    for spec in specs:
        for output in spec.outputs:
            printer.check(f"{spec.id}/{output.template}", output.format)


def _check_folders(packages: Iterable[Package]) -> None:
    """Refuse two packages of one name: ids are unique within a kind only."""
    seen: dict[str, Subject] = {}
    for subject in (package.subject for package in packages):
        other = seen.setdefault(subject.id, subject)
        if other != subject:
            raise OutputError(
                f"{other.kind} `{subject.id}` and {subject.kind} `{subject.id}` would"
                " be written to the same folder",
                remedy="Give one of them another id.",
            )


def _check_areas(material: Material, specs: Iterable[DocumentSpec]) -> None:
    """Refuse an area that no policy has: it would be clean whatever is wrong."""
    known = set(material.areas.values())
    for spec in specs:
        for area in sorted(spec.areas - known):
            raise TemplateError(
                f"no policy is of the area `{area}`",
                file=f"templates/{spec.id}/document.yaml",
            )
