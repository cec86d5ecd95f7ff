"""A reconciliation as Markdown, for a comment or a ticket."""

from collections.abc import Iterator, Sequence

from checker.model.reconciliation import Day, Reconciliation, ReconciliationReport
from checker.report.cells import one_line
from checker.report.reconcile_words import (
    OWN_AWARDS,
    ancillary_title,
    compared_rows,
    day_title,
    found,
    hour_rows,
    no_faults,
    under,
)

__all__ = ["reconcile_markdown"]

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>|#"})


def reconcile_markdown(report: ReconciliationReport) -> str:
    """Return the comparison as Markdown that ends in a line feed."""
    lines = ["# Reconciliation", "", _safe(under(report)), ""]
    for one in report.aggregations:
        lines += _aggregation(one)
    if any(day.price or day.ancillary for a in report.aggregations for day in a.days):
        lines += [_safe(OWN_AWARDS), ""]
    if faults := no_faults(report):
        lines += [_safe(faults), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _aggregation(one: Reconciliation) -> Iterator[str]:
    yield f"## {_safe(one.id)}"
    yield ""
    yield f"{_safe(one.resource_id) or 'No Resource ID'}; {found(one)}."
    yield ""
    for difference in one.differences:
        where = difference.location
        place = f" (`{where.file}:{where.span.line}`)" if where else ""
        weight = difference.severity.value if difference.severity else ""
        yield f"- **{weight}** {_safe(difference.what)}: {_safe(difference.why)}{place}"
    if one.differences:
        yield ""
    head = ["", "what", "declared", "in the lists"]
    yield from _table("CAISO's public lists", head, compared_rows(one.lists))
    title = f"Master File: {one.extract}" if one.extract else "Master File"
    head = ["", "what", "declared", "held"]
    yield from _table(title, head, compared_rows(one.master_file))
    for day in one.days:
        yield from _day(day)


def _day(day: Day) -> Iterator[str]:
    head, rows = hour_rows(day)
    yield from _table(day_title(day), head, rows)
    for one in day.ancillary:
        title, spread = ancillary_title(one)
        yield f"- {_safe(title)}: {spread}"
    yield from (f"- {_safe(remark)}" for remark in day.remarks)
    if day.ancillary or day.remarks:
        yield ""


def _table(
    title: str, head: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[str]:
    yield f"### {_safe(title)}"
    yield ""
    yield _row(head)
    yield "|" + " --- |" * len(head)
    yield from map(_row, rows)
    yield ""


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(_safe(cell) for cell in cells)} |"


def _safe(text: str) -> str:
    """Return a text that Markdown shows as it is."""
    return one_line(text).translate(_SPECIAL)
