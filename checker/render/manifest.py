"""What a package was made of and from: `manifest.json`."""

import json
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from checker.model.finding import Finding, Subject
from checker.model.report import UsedParameter
from checker.render.documents import Dialect, DocumentSpec, Output
from checker.render.formats import text_of
from checker.render.material import Material
from checker.render.waived import waiver_rows

__all__ = ["MANIFEST", "PACKAGE_KIND", "RenderedFile", "manifest_text", "sha256_of"]

MANIFEST = "manifest.json"
PACKAGE_KIND = "dera_package"
_VERSION = 1


class RenderedFile(NamedTuple):
    """A file of a package, with what it was rendered from."""

    name: str
    text: str
    spec: DocumentSpec
    output: Output


def sha256_of(text: str) -> str:
    """Return the hex digest of a text as it is written."""
    return sha256(text.encode()).hexdigest()


def manifest_text(
    subject: Subject,
    files: Sequence[RenderedFile],
    material: Material,
    waived: Iterable[Finding],
    *,
    draft: bool,
) -> str:
    """Return the manifest; the same input gives the same bytes."""
    report = material.report
    content = {
        "kind": PACKAGE_KIND,
        "version": _VERSION,
        "subject": {"kind": subject.kind, "id": subject.id},
        "draft": draft,
        "simulated": report.simulated,
        "as_of": report.as_of.isoformat(),
        "profile": report.profile,
        "overrides": list(report.overrides),
        "waivers": waiver_rows(waived),
        "tool": {"name": "dera", "version": report.tool_version},
        "documents": [_file(file) for file in files],
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
        "format": file.output.format,
        "sha256": sha256_of(file.text),
    }
    dialect = file.spec.dialect(file.output)
    if dialect is not None:
        entry["profile"] = _dialect(dialect)
    return entry


def _dialect(dialect: Dialect) -> dict[str, str]:
    return {"name": dialect.name, "status": dialect.status}


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
