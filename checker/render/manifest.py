"""What a package was made of and from: `manifest.json`."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from checker.model.finding import Finding, Subject
from checker.model.report import UsedParameter
from checker.render.documents import Dialect, DocumentSpec
from checker.render.formats import text_of
from checker.render.material import PROVENANCE, Material, RenderOptions
from checker.render.origin import Piece
from checker.render.waived import waiver_rows

__all__ = [
    "MANIFEST",
    "PACKAGE_KIND",
    "RenderedFile",
    "manifest_text",
    "sha256_of",
]

MANIFEST = "manifest.json"
PACKAGE_KIND = "dera_package"
_VERSION = 1


class RenderedFile(NamedTuple):
    """A file of a package, as it is written, with what it was rendered from.

    Attributes:
        name: its file name.
        content: its bytes.
        spec: the document that it belongs to.
        format: of the content; the formats that no template prints among them.
        dialect: the dialect that it is written in, when that has a name.
        sources: names of the files that it was made from, when that is no template.
        table: the name of the table that it is, when it is one.
        pieces: the values that its template printed, in order.
    """

    name: str
    content: bytes
    spec: DocumentSpec
    format: str
    dialect: Dialect | None = None
    sources: tuple[str, ...] = ()
    table: str = ""
    pieces: tuple[Piece, ...] = ()


def sha256_of(content: bytes) -> str:
    """Return the hex digest of a file as it is written."""
    return sha256(content).hexdigest()


def manifest_text(  # noqa: PLR0913 # one parameter for each thing that it lists
    subject: Subject,
    files: Sequence[RenderedFile],
    provenance: bytes,
    *,
    material: Material,
    waived: Iterable[Finding],
    options: RenderOptions,
) -> str:
    """Return the manifest; the same input gives the same bytes."""
    report = material.report
    content = {
        "kind": PACKAGE_KIND,
        "version": _VERSION,
        "subject": {"kind": subject.kind, "id": subject.id},
        "draft": options.draft,
        "simulated": report.simulated,
        "as_of": report.as_of.isoformat(),
        "profile": report.profile,
        "asked": {"documents": list(options.documents), "now": options.now},
        "overrides": list(report.overrides),
        "waivers": waiver_rows(waived),
        "tool": {"name": "dera", "version": report.tool_version},
        "documents": [_file(file) for file in files],
        "provenance": {"file": PROVENANCE, "sha256": sha256_of(provenance)},
        "report_sha256": material.report_sha256,
        "policies_sha256": report.policies_sha256,
        "parameters": [_parameter(parameter) for parameter in report.parameters],
        "inputs": [{"file": i.file, "sha256": i.sha256} for i in report.inputs],
    }
    return json.dumps(content, indent=2, allow_nan=False, default=text_of) + "\n"


def _file(file: RenderedFile) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "file": file.name,
        "document": file.spec.id,
        "title": file.spec.title,
        "format": file.format,
        "sha256": sha256_of(file.content),
    }
    if file.sources:
        entry["from"] = list(file.sources)
    if file.dialect is not None:
        entry["profile"] = file.dialect.row()
    return entry


def _parameter(parameter: UsedParameter) -> dict[str, Any]:
    start = parameter.effective_from
    return {
        "name": parameter.name,
        "value": parameter.value,
        "unit": parameter.unit,
        "from": None if start is None else start.isoformat(),
        "source": parameter.source,
        "confidence": parameter.confidence,
        "overridden": parameter.overridden,
    }
