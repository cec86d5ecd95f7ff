"""One request to OASIS, streamed into a file. Needs httpx (the extra `oasis`).

An answer is data, an error document, a page that says that it was asked too fast, a
connection that hangs or trickles, or data cut off. What can be better next time is a
`TryAgain`; anything else is raised as what it is.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import httpx

from checker import __version__
from checker.errors import DataError
from checker.oasis.queries import Query

__all__ = ["Pace", "Patience", "TryAgain", "download"]

_TOO_FAST = 429
_SERVER_FAULT = 500
_CHUNK = 1 << 16


class Pace(NamedTuple):
    """The clock that is waited by: seconds that only grow, and how to sleep."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


class Patience(NamedTuple):
    """How long, how often and how much.

    Attributes:
        spacing_seconds: between the end of a request and the next one.
        total_seconds: for everything together.
        read_seconds: for the connection, and for each next part of an answer.
        attempts: how often one request is sent.
        backoff_seconds: before the second attempt; doubled each time.
        most_bytes: of one answer.
    """

    spacing_seconds: float = 5
    total_seconds: float = 1800
    read_seconds: float = 60
    attempts: int = 4
    backoff_seconds: float = 10
    most_bytes: int = 512 << 20


class TryAgain(Exception):  # noqa: N818 # no failure yet: the next attempt may succeed
    """The same request may be answered later.

    `after_seconds` is what the server asks to wait; None when it does not say.
    """

    def __init__(self, why: str, after_seconds: float | None = None) -> None:
        super().__init__(why)
        self.after_seconds = after_seconds


def download(
    query: Query, base_url: str, to: Path, limits: Patience, left: Callable[[], float]
) -> None:
    """Send a request and write its answer into a file, once it is whole.

    Args:
        query: what to ask.
        base_url: up to and with `SingleZip`.
        to: the file to write; nothing of that name exists until it is whole.
        limits: how much may come, and how slowly.
        left: returns the seconds that are left of the total time.

    Raises:
        TryAgain: too fast, too slow, cut off, or a fault of the server.
        DataError: the address cannot be used, the request was refused, the answer is
            larger than it may be, or the total time is up.
    """
    seconds = max(min(limits.read_seconds, left()), 0.001)
    part = to.with_name(f"{to.name}.part")
    agent = {"User-Agent": f"dera/{__version__}"}
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=True) as client,
            client.stream("GET", _address(query, base_url), headers=agent) as answer,
        ):
            _refuse(answer, query)
            _write(answer, part, query, limits, left)
    except httpx.TimeoutException as error:
        raise TryAgain(f"no answer within {seconds:g} s") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise DataError(f"{base_url} is no address to ask: {error}") from error
    except httpx.TransportError as error:
        raise TryAgain(f"the connection failed: {error}") from error
    except httpx.TooManyRedirects as error:
        raise DataError(f"{base_url} only leads elsewhere: {error}") from error
    except OSError as error:
        why = f"cannot be written: {error.strerror}"
        raise DataError(why, file=str(part)) from error
    part.replace(to)


def _address(query: Query, base_url: str) -> str:
    return f"{base_url}{'&' if '?' in base_url else '?'}{query.text}"


def _refuse(answer: httpx.Response, query: Query) -> None:
    status = answer.status_code
    if status == _TOO_FAST:
        raise TryAgain("OASIS was asked too fast (status 429)", _retry_after(answer))
    if status >= _SERVER_FAULT:
        raise TryAgain(f"OASIS answered with status {status}", _retry_after(answer))
    if not answer.is_success:
        raise DataError(
            f"OASIS refused the request with status {status}: {query.text}",
            remedy="see whether the address is that of OASIS (--base-url)",
        )


def _retry_after(answer: httpx.Response) -> float | None:
    """Read Retry-After in seconds; as a date it is not used, nor is nonsense."""
    text = answer.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() else None


def _write(
    answer: httpx.Response,
    part: Path,
    query: Query,
    limits: Patience,
    left: Callable[[], float],
) -> None:
    size = 0
    with part.open("wb") as file:
        for chunk in answer.iter_bytes(_CHUNK):
            size += len(chunk)
            if size > limits.most_bytes:
                raise DataError(
                    f"the answer to {query.text} is larger than {limits.most_bytes}"
                    " bytes; it was dropped"
                )
            if left() <= 0:
                raise DataError(
                    f"the total time is up while {query.report} still trickles in",
                    remedy="ask for fewer reports, or give more time (--deadline)",
                )
            file.write(chunk)
