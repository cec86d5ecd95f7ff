"""Reference data from OASIS itself: which requests, and the lock file they make."""

from collections.abc import Callable, Collection
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from checker.errors import DataError, UsageError
from checker.oasis.fetch import fetch
from checker.oasis.gather import Wanted
from checker.oasis.queries import queries_for
from checker.oasis.reports import REPORTS
from checker.oasis.transport import Pace, Patience
from checker.pipeline.refdata import LockUpdate, names_declared, update_lock

__all__ = ["FetchOptions", "fetch_lock"]

_PUBLISHED_AHEAD = timedelta(days=1)


class FetchOptions(NamedTuple):
    """What the caller decides.

    Attributes:
        reports: the reports to get; all when empty.
        base_url: up to and with `SingleZip`.
        today: the day it is in California.
        limits: how long, how often and how much.
        pace: the clock to wait by.
        anew: nothing of the present lock file stays.
        tell: is told what happens.
    """

    reports: Collection[str]
    base_url: str
    today: date
    limits: Patience
    pace: Pace
    anew: bool
    tell: Callable[[str], None]


def fetch_lock(start: Path, options: FetchOptions) -> tuple[LockUpdate, list[str]]:
    """Get reports and return the new lock file of a portfolio; nothing is written.

    Prices and ancillary services are asked for the trade dates and nodes that
    declarations name, once these days can have been published.

    Returns:
        The new lock file, and what was not to be had.

    Raises:
        CheckerError: an answer did not come or cannot be used, or the portfolio cannot.
    """
    for name in options.reports:
        if name not in REPORTS:
            raise UsageError(
                f"there is no report `{name}`",
                remedy=f"the reports that are read: {', '.join(REPORTS)}",
            )
    wanted = names_declared(start)
    days = [d for d in _days(wanted) if d <= options.today + _PUBLISHED_AHEAD]
    queries = [
        query
        for report in REPORTS
        if not options.reports or report in options.reports
        for query in queries_for(report, options.today, days, wanted.nodes)
    ]
    if not queries:
        raise UsageError(
            "there is nothing to ask for: no trade date that could have been published,"
            " or no PNode, is declared"
        )
    try:
        with TemporaryDirectory(prefix="dera-oasis-") as folder:
            got = fetch(
                queries,
                base_url=options.base_url,
                folder=Path(folder),
                today=options.today,
                pace=options.pace,
                limits=options.limits,
                tell=options.tell,
            )
            update = update_lock(start, got.downloads, wanted, anew=options.anew)
    except OSError as error:
        raise DataError(f"no temporary folder can be made: {error.strerror}") from error
    return update, list(got.without)


def _days(wanted: Wanted) -> list[date]:
    """Return the trade dates that are dates; SCH-001 judges the others."""
    days = []
    for text in sorted(wanted.trade_dates):
        try:
            days.append(date.fromisoformat(text))
        except ValueError:
            continue
    return days
