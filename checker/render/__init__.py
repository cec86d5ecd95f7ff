"""What complies is handed in: documents, packages and their manifests."""

from checker.render.documents import DocumentSpec, load_documents
from checker.render.material import (
    Material,
    Reason,
    Refusal,
    Rendered,
    RenderOptions,
    Waiting,
    WrittenPackage,
)
from checker.render.packages import render_packages

__all__ = [
    "DocumentSpec",
    "Material",
    "Reason",
    "Refusal",
    "RenderOptions",
    "Rendered",
    "Waiting",
    "WrittenPackage",
    "load_documents",
    "render_packages",
]
