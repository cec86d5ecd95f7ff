"""Rendering a judged portfolio: which packages are due, written, or refused."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from checker.errors import OutputError, TemplateError
from checker.render.documents import DocumentSpec
from checker.render.due import Plan, folder_of, refusal_of
from checker.render.folder import replace_folder
from checker.render.manifest import (
    MANIFEST,
    RenderedFile,
    manifest_text,
)
from checker.render.material import (
    PROVENANCE,
    Material,
    PrintedPackage,
    Refusal,
    Rendered,
    RenderOptions,
    WrittenPackage,
)
from checker.render.printing import Package, PackagePrinter
from checker.render.provenance import provenance_text
from checker.render.waived import waiving_findings

if TYPE_CHECKING:
    from checker.model.finding import Subject

__all__ = ["print_packages", "render_packages"]


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
    refused: list[Refusal] = []
    written: list[WrittenPackage] = []
    for made in print_packages(material, specs, templates, options):
        if isinstance(made, Refusal):
            refused.append(made)
            continue
        folder = folder_of(made.subject, options)
        if options.to is not None:
            replace_folder(folder, made.files)
        written.append(WrittenPackage(made.subject, folder, tuple(made.files)))
    refused.sort(key=lambda refusal: refusal.subject)
    plan = Plan(material, specs, options)
    return Rendered(
        tuple(written), tuple(refused), tuple(plan.waiting()), tuple(plan.unneeded())
    )


def print_packages(
    material: Material,
    specs: Sequence[DocumentSpec],
    templates: Traversable,
    options: RenderOptions,
) -> Iterator[PrintedPackage | Refusal]:
    """Yield the package of every aggregation and provider, or why it is refused.

    Nothing is written. Arguments and errors are those of `render_packages`.
    """
    _check_areas(material, specs)
    plan = Plan(material, specs, options)
    printer = PackagePrinter(templates, material, options)
    printer.check(specs)
    packages = tuple(plan.packages())
    _check_folders(packages)
    yield from (one for one in plan.unusable() if options.includes(one.subject))
    for package in packages:
        if not options.includes(package.subject):
            continue
        reasons = () if options.draft else tuple(plan.reasons(package))
        printed = printer.package(package)
        reasons = tuple(dict.fromkeys((*reasons, *printed.reasons)))
        made = None
        if printed.files and (options.refused_too or not reasons):
            made = _printed(package, printed.files, material, options)
        if reasons:
            refusal = refusal_of(package.subject, package.specs, reasons, options)
            yield refusal._replace(would_be=made)
        elif made is not None:
            yield made


def _printed(
    package: Package,
    files: Sequence[RenderedFile],
    material: Material,
    options: RenderOptions,
) -> PrintedPackage:
    """Return a package with its provenance and its manifest, which is its last file."""
    dossiers = (*package.dossiers, *package.schedules)
    provenance = provenance_text(package.subject, files, material, dossiers).encode()
    manifest = manifest_text(
        package.subject,
        files,
        provenance,
        material=material,
        waived=waiving_findings(material, package.specs, dossiers),
        options=options,
    )
    return PrintedPackage(
        package.subject,
        {
            **{file.name: file.content for file in files},
            PROVENANCE: provenance,
            MANIFEST: manifest.encode(),
        },
    )


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
