"""The dated values that a document rests on: those of its areas, and what it prints."""

from typing import Any

from checker.render.documents import DocumentSpec
from checker.render.environment import Printer
from checker.render.material import Material
from checker.render.rows import Row

__all__ = ["run_of"]


def run_of(spec: DocumentSpec, run: Row, material: Material, printer: Printer) -> Row:
    """Return the run as one document sees it.

    Its dated values are those that a policy of the document's areas reads, and those
    that the document prints. A value of which it is not known who reads it stays.

    Args:
        spec: the document.
        run: the run as all documents see it.
        material: the judged portfolio.
        printer: tells what templates print.
    """
    printed = frozenset[str]().union(
        *(
            printer.parameters(f"{spec.id}/{output.template}", output.format)
            for output in spec.outputs
        )
    )

    def is_read(name: str) -> bool:
        areas = material.parameter_areas.get(name)
        return areas is None or name in printed or not areas.isdisjoint(spec.areas)

    rows: list[Any] = [row for row in run["parameters"] if is_read(str(row["name"]))]
    return {**run, "parameters": rows}
