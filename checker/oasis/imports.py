"""From downloads to the content of a lock file."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any, NamedTuple

from checker.errors import DataError
from checker.oasis.archive import BOUNDS, Bounds, members_of
from checker.oasis.faults import Where, refused
from checker.oasis.gather import Gathered, Wanted, gather
from checker.oasis.lock import content_of
from checker.oasis.rows import table_of

__all__ = ["Download", "Imported", "import_downloads"]


class Download(NamedTuple):
    """A file to read.

    Attributes:
        path: a ZIP, or a bare CSV or XML file.
        retrieved_on: the day on which it came from OASIS.
        query: the parameters of its request, where they are known.
    """

    path: Path
    retrieved_on: date
    query: str = ""


class Imported(NamedTuple):
    """What was read: the content of a lock file, and rows and names by report."""

    content: dict[str, Any]
    gathered: Gathered


def import_downloads(
    downloads: Iterable[Download], wanted: Wanted, bounds: Bounds = BOUNDS
) -> Imported:
    """Read downloads, all members of each.

    Args:
        downloads: the files; several may hold the same report.
        wanted: what the declarations name. Prices and ancillary services are kept for
            these trade dates and nodes only; the lists of the Atlas are kept whole.
        bounds: how much a download may hold.

    Raises:
        OasisError: one of them is an error document of OASIS.
        DataError: one of them cannot be used. Nothing of any is kept then.
    """
    into = Gathered()
    by_report: dict[str, list[Download]] = defaultdict(list)
    for download in sorted(set(downloads), key=lambda one: (one.path.name, one.path)):
        by_report[_read(download, wanted, into, bounds)].append(download)
    sources = [
        _source(report, files, into.rows[report]) for report, files in by_report.items()
    ]
    return Imported(content_of(into, sources), into)


def _read(download: Download, wanted: Wanted, into: Gathered, bounds: Bounds) -> str:
    """Read one download and return its report."""
    report = ""
    for member in members_of(download.path, bounds):
        table = table_of(member)
        if report not in ("", table.report.name):
            raise refused(
                f"the member is {table.report.name}, another one is {report}: answers"
                " to several queries are mixed",
                member.where,
                remedy="import each download of OASIS as it came",
            )
        report = table.report.name
        gather(table, wanted, into)
    return report


def _source(report: str, downloads: list[Download], rows: int) -> dict[str, Any]:
    files = {one.path.name: _sha256(one.path) for one in downloads}
    if len(files) < len(downloads):
        name = next(
            d.path.name
            for n, d in enumerate(downloads)
            if d.path.name in {e.path.name for e in downloads[:n]}
        )
        raise refused("two downloads of this name are given", Where(name))
    return {
        "report": report,
        "files": [{"name": n, "sha256": files[n]} for n in sorted(files)],
        "query": sorted({one.query for one in downloads if one.query}),
        "rows": rows,
        "retrieved_on": min(one.retrieved_on for one in downloads).isoformat(),
    }


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise DataError(f"cannot be read: {why}", file=str(path)) from error
