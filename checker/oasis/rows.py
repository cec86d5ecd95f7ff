"""The rows of a member, by column name, whether it is CSV or XML."""

import csv
from collections.abc import Iterator
from typing import IO, NamedTuple

from checker.oasis.archive import Member
from checker.oasis.faults import Where, refused
from checker.oasis.reports import NOT_READ, REPORTS, Report, report_by_columns
from checker.oasis.xml_rows import xml_rows

__all__ = ["Row", "Table", "table_of"]

_PEEK = 4096
_LONGEST_LINE = 1 << 20
_BOM = b"\xef\xbb\xbf"


class Row(NamedTuple):
    """A row: the line where it ends or stands, and its cells by column."""

    line: int
    cells: dict[str, str]


class Table(NamedTuple):
    """The rows of one report, to be read once."""

    report: Report
    where: Where
    rows: Iterator[Row]


def table_of(member: Member) -> Table:
    """Read a member of a download.

    Raises:
        OasisError: it is an error document of OASIS.
        DataError: it is no report, or none that is read. The rows raise it too, when
            one of them is broken.
    """
    start = member.stream.peek(_PEEK)[:_PEEK]  # type: ignore[attr-defined] # buffered
    text = start.removeprefix(_BOM).lstrip()
    if text[:1] == b"<":
        _refuse_page(text, member.where)
        return _xml_table(member)
    return _csv_table(member)


def _refuse_page(start: bytes, where: Where) -> None:
    """Refuse a page for a browser: it is how OASIS slows down whoever asks too fast."""
    head = start.lower()
    if b"<html" not in head and not head.startswith(b"<!doctype html"):
        return
    if b"acceptable use policy" in head:
        raise refused(
            "this is no data: OASIS answered that it was asked too fast (status 429)",
            where,
            remedy="ask again, with 5 seconds between two requests",
        )
    raise refused("this is a web page, no data", where, remedy="fetch it again")


def _xml_table(member: Member) -> Table:
    name, records = xml_rows(member.stream, member.where)
    report = _known(name, member.where)
    rows = (Row(line, cells) for line, cells in records)
    return Table(report, member.where, _complete(report, member.where, rows))


def _known(name: str, where: Where) -> Report:
    if name not in REPORTS:
        why = NOT_READ.get(name, "it is none of those that are read")
        raise refused(f"this is report {name}: {why}", where, remedy=_reads())
    return REPORTS[name]


def _reads() -> str:
    return f"the reports that are read: {', '.join(REPORTS)}"


def _complete(report: Report, where: Where, rows: Iterator[Row]) -> Iterator[Row]:
    """Refuse a row of XML that lacks a column; in CSV the header has been looked at."""
    for row in rows:
        for column in report.columns:
            if column not in row.cells:
                raise refused(f"{column} is missing", where, line=row.line)
        yield row


def _csv_table(member: Member) -> Table:
    where = member.where
    lines = csv.reader(_text(member.stream, where), strict=True)
    first = _next(lines, where)
    if first is None:
        raise refused("the table is empty", where)
    header = [name.strip().upper() for name in first]
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise refused(f"the column {twice} is there twice", where, line=1)
    return Table(_identified(header, where), where, _cells(lines, header, where))


def _identified(header: list[str], where: Where) -> Report:
    """Tell the report by its columns; the name of the file may not say another one."""
    said = _said_by_name(where)
    report = report_by_columns(header)
    if said in NOT_READ:
        return _known(said, where)
    if report is None or (said in REPORTS and said != report.name):
        wanted = REPORTS.get(said)
        lacking = [c for c in (wanted.marks if wanted else ()) if c not in header]
        detail = f"{said} without {', '.join(lacking)}" if lacking else "no report"
        raise refused(
            f"the header is that of {report.name if report else detail}"
            + (f", the name says {said}" if report else f" ({', '.join(header)[:80]})"),
            where,
            line=1,
            remedy=_reads(),
        )
    missing = [column for column in report.columns if column not in header]
    if missing:
        raise refused(
            f"{report.name} without the column {', '.join(missing)}", where, line=1
        )
    return report


def _said_by_name(where: Where) -> str:
    """Return the report that OASIS's name of a file states, or nothing.

    It is `<start>_<end>_<REPORT>_<MKT>_<stamp>_v<N>.csv`.
    """
    name = f"_{where.member or where.file}_"
    said = [r for r in (*NOT_READ, *REPORTS) if f"_{r}_" in name]
    return max(said, key=len, default="")


def _text(stream: IO[bytes], where: Where) -> Iterator[str]:
    number = 0
    while raw := stream.readline(_LONGEST_LINE):
        number += 1
        if len(raw) == _LONGEST_LINE:
            raise refused("the line has no end", where, line=number)
        try:
            yield raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise refused("this is not UTF-8", where, line=number) from error


def _next(lines: Iterator[list[str]], where: Where) -> list[str] | None:
    try:
        return next(lines, None)
    except csv.Error as error:
        line = getattr(lines, "line_num", None)
        raise refused(f"this is no CSV: {error}", where, line=line) from error


def _cells(
    lines: Iterator[list[str]], header: list[str], where: Where
) -> Iterator[Row]:
    while (cells := _next(lines, where)) is not None:
        line: int = lines.line_num  # type: ignore[attr-defined] # of csv's reader
        if not cells:
            continue
        if len(cells) != len(header):
            raise refused(
                f"{len(cells)} cells under {len(header)} columns: the file is cut off"
                " or damaged",
                where,
                line=line,
                remedy="fetch it again",
            )
        yield Row(line, dict(zip(header, cells, strict=True)))
