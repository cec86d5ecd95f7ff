"""A reconciliation for a person: what differs first, then everything side by side."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from checker.model.reconciliation import (
    Comparison,
    Day,
    Reconciliation,
    ReconciliationReport,
)
from checker.report.cells import one_line, width
from checker.report.paint import Paint
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
from checker.report.text import counted

__all__ = ["reconcile_text"]

_WIDTH = 88


def reconcile_text(
    report: ReconciliationReport, *, colour: bool = False, below: str = ""
) -> str:
    """Return the comparison as text that ends in a line feed.

    Args:
        report: what to show.
        colour: write ANSI colours.
        below: what leads from where the reader stands to the portfolio's files.
    """
    paint = Paint(colour)
    blocks = [b for one in report.aggregations for b in _blocks(one, paint, below)]
    if any(day.price or day.ancillary for a in report.aggregations for day in a.days):
        blocks.append("\n".join(wrap(OWN_AWARDS, _WIDTH)))
    if faults := no_faults(report):
        blocks.append(f"{paint('error', 'note')}: {faults}")
    totals = f"{counted(len(report.aggregations), 'aggregation')} compared"
    totals += f" ({under(report)})"
    return "\n\n".join([*blocks, totals]) + "\n"


def _blocks(one: Reconciliation, paint: Paint, below: str) -> Iterable[str]:
    resource = f" ({one_line(one.resource_id)})" if one.resource_id else ""
    yield paint("strong", f"{one.id}{resource}: {found(one)}")
    for difference in one.differences:
        yield _difference(difference, paint, below)
    yield _table("CAISO's public lists", "in the lists", one.lists, paint)
    extract = f"Master File ({one.extract})" if one.extract else "Master File"
    yield _table(extract, "held", one.master_file, paint)
    for day in one.days:
        yield _day(day, paint)


def _difference(one: Comparison, paint: Paint, below: str) -> str:
    if one.severity is None:
        return ""
    where = ""
    if one.location is not None:
        place = f"{below}{one.location.file}:{one.location.span.line}"
        where = f" ({one_line(place)})"
    head = paint.severity(one.severity, one.severity.value)
    values = ""
    if one.declared or one.held:
        _, _, declared, held = compared_rows((one,))[0]
        values = f": declared {declared}, found {held}"
    text = one_line(f"{one.what}{values}") + where
    return f"{head}: {text}\n  {one_line(one.why)}"


def _table(title: str, held: str, rows: tuple[Comparison, ...], paint: Paint) -> str:
    body = [[one_line(cell) for cell in row] for row in compared_rows(rows)]
    head = ["", "what", "declared", held]
    return "\n".join([paint("strong", title), *_aligned([head, *body])])


def _day(day: Day, paint: Paint) -> str:
    head, rows = hour_rows(day)
    lines = [paint("strong", one_line(day_title(day)))]
    lines += _aligned([head, *rows], right=True)
    for one in day.ancillary:
        title, spread = ancillary_title(one)
        lines.append(f"  {one_line(title)}: {spread}")
    lines += [f"  note: {one_line(remark)}" for remark in day.remarks]
    return "\n".join(lines)


def _aligned(rows: Sequence[Sequence[str]], *, right: bool = False) -> list[str]:
    """Put cells below each other; figures to the right, words to the left."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]

    def padded(cell: str, size: int) -> str:
        fill = " " * (size - width(cell))
        return fill + cell if right else cell + fill

    return [f"  {'  '.join(map(padded, row, widths))}".rstrip() for row in rows]
