"""Findings about a fleet, up to a bound for each rule and table."""

from collections import defaultdict
from collections.abc import Iterable

from checker.model.finding import Finding
from checker.model.row_document import RowDocument
from checker.validate.inventory.bounded import Bounded

__all__ = ["bounded"]


def bounded(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep all findings about what is written out, and some about rows of a table."""
    kept: list[Finding] = []
    of_rows: dict[str, Bounded] = defaultdict(Bounded)
    for finding in findings:
        if isinstance(finding.place.document, RowDocument):
            of_rows[finding.location.file].add(finding)
        else:
            kept.append(finding)
    return (*kept, *(one for each in of_rows.values() for one in each.findings()))
