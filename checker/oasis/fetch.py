"""Get reports from OASIS: one request after the other, at its pace, all or nothing."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from checker.errors import DataError
from checker.oasis.coverage import gaps
from checker.oasis.faults import NOT_HELD, OasisError
from checker.oasis.gather import Gathered, Wanted
from checker.oasis.imports import Download, import_downloads
from checker.oasis.queries import Query, single_days
from checker.oasis.reports import MARKET
from checker.oasis.transport import Pace, Patience, TryAgain, download

__all__ = ["Fetched", "fetch"]


class Fetched(NamedTuple):
    """What came: the downloads, and what OASIS says that it does not have."""

    downloads: tuple[Download, ...]
    without: tuple[str, ...]


def fetch(  # noqa: PLR0913 # what, whence, whereto, on which day, how patiently
    queries: Iterable[Query],
    *,
    base_url: str,
    folder: Path,
    today: date,
    pace: Pace,
    limits: Patience,
    tell: Callable[[str], None] = lambda _: None,
) -> Fetched:
    """Send requests until each is answered with data that cover it.

    Args:
        queries: what to ask, in this order.
        base_url: up to and with `SingleZip`.
        folder: an empty folder for the answers.
        today: the day to note with them.
        pace: the clock to wait by.
        limits: how long, how often and how much.
        tell: is told what is asked and why something is asked again.

    Raises:
        DataError: an answer did not come, is no data, or does not cover what was
            asked for even when each day is asked for by itself.
    """
    session = _Session(
        base_url=base_url,
        folder=folder,
        today=today,
        pace=pace,
        limits=limits,
        tell=tell,
    )
    for query in queries:
        session.cover(query)
    return Fetched(tuple(session.downloads), tuple(session.without))


class _Session:
    """Requests one after the other; knows when the last one ended and time is up."""

    def __init__(  # noqa: PLR0913 # as `fetch`
        self,
        *,
        base_url: str,
        folder: Path,
        today: date,
        pace: Pace,
        limits: Patience,
        tell: Callable[[str], None],
    ) -> None:
        self.downloads: list[Download] = []
        self.without: list[str] = []
        self._base_url = base_url
        self._folder = folder
        self._today = today
        self._pace = pace
        self._limits = limits
        self._tell = tell
        self._until = pace.now() + limits.total_seconds
        self._last: float | None = None

    def cover(self, query: Query) -> None:
        """Ask, and ask anew by the day for what the answer leaves out."""
        missing = self._answered(query)
        if not missing:
            return
        if len(query.days) == 1:
            # The answer is there and lacks hours: an answer that changes is not
            # waited for, since nobody would know which of the two is right.
            raise self._uncovered(query, missing)
        self._tell(f"{query.report}: {len(missing)} days are missing, asked by the day")
        for single in single_days(query, missing):
            left_out = self._answered(single)
            if left_out:
                raise self._uncovered(single, left_out)

    def _answered(self, query: Query) -> dict[date, str]:
        """Ask once; return the days that the answer does not cover."""
        path = self._folder / query.name
        try:
            gathered = self._persist(query, path)
        except OasisError as error:
            if error.code not in NOT_HELD or query.report not in MARKET:
                raise
            path.unlink(missing_ok=True)
            if len(query.days) > 1:
                return dict.fromkeys(query.days, "no data")
            self.without.append(f"{query.report}: no data for {query.days[0]}")
            return {}
        missing = gaps(query, gathered)
        if len(missing) < len(query.days):
            self.downloads.append(Download(path, self._today, query.text))
        return missing

    def _persist(self, query: Query, path: Path) -> Gathered:
        """Send a request until it is answered with data, or there is no hope."""
        wait, why = self._limits.backoff_seconds, ""
        for attempt in range(1, self._limits.attempts + 1):
            self._keep_distance()
            self._tell(f"{query.report}: {query.text}")
            try:
                download(query, self._base_url, path, self._limits, self._left)
                return self._read(query, path)
            except TryAgain as reason:
                why, asked = str(reason), reason.after_seconds
            finally:
                self._last = self._pace.now()
            if attempt < self._limits.attempts:
                self._tell(f"{query.report}: {why}; asked again")
                self._sleep(max(wait, asked or 0))
                wait *= 2
        raise DataError(
            f"{query.report} did not come in {self._limits.attempts} attempts: {why}",
            remedy="try again later; nothing was changed",
        )

    def _read(self, query: Query, path: Path) -> Gathered:
        """Read an answer; one that is cut off or says "later" is asked for again."""
        wanted = Wanted(frozenset(map(str, query.days)), frozenset(query.nodes))
        try:
            imported = import_downloads([Download(path, self._today)], wanted)
        except OasisError as error:
            if error.is_transient:
                raise TryAgain(error.message) from error
            raise
        except DataError as error:
            raise TryAgain(error.message) from error
        reports = [source["report"] for source in imported.content["sources"]]
        if reports != [query.report]:
            raise DataError(f"{query.report} was asked for, and {reports[0]} came")
        return imported.gathered

    def _uncovered(self, query: Query, missing: dict[date, str]) -> DataError:
        words = "; ".join(f"{day}: {what}" for day, what in missing.items())
        return DataError(
            f"the answer does not cover what was asked for ({query.text}): {words}",
            remedy="try again later; nothing was changed",
        )

    def _keep_distance(self) -> None:
        if self._last is not None:
            rest = self._last + self._limits.spacing_seconds - self._pace.now()
            if rest > 0:
                self._sleep(rest)
        if self._left() <= 0:
            raise self._time_is_up()

    def _sleep(self, seconds: float) -> None:
        if seconds >= self._left():
            raise self._time_is_up()
        self._pace.sleep(seconds)

    def _left(self) -> float:
        return self._until - self._pace.now()

    def _time_is_up(self) -> DataError:
        return DataError(
            f"the total time of {self._limits.total_seconds:g} s is up; answers so far:"
            f" {len(self.downloads)}",
            remedy="ask for fewer reports, or give more time (--deadline); nothing was"
            " changed",
        )
