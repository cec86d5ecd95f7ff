"""A web page on paper: the PDF file of a document, by the extra `pdf`.

WeasyPrint reads the same page as a browser does. Nothing is fetched: neither the
network nor a file of this machine can get into what is handed in.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from checker.errors import OutputError, UsageError

__all__ = ["pdf_printer"]

_END_OF_SHEET = "</style>"
_FONTS = (
    'html{font-family:"Liberation Sans",Arial,"DejaVu Sans",sans-serif}'
    'code{font-family:"Liberation Mono","Courier New","DejaVu Sans Mono",monospace}'
)
"""The free ones first: where they are, a document has as many pages as elsewhere."""


def pdf_printer(paper: str) -> Callable[[str], bytes]:
    """Return what makes a PDF file of a page.

    The same page gives the same bytes, with the same version of WeasyPrint and the
    same fonts.

    Args:
        paper: a size by its name in style sheets: `letter`, `a4`.

    It raises OutputError for a page with a character that no font has.

    Raises:
        UsageError: WeasyPrint or a library of the system is missing.
    """
    try:
        from weasyprint import (  # noqa: PLC0415 # an extra, and slow to import
            HTML,
            URLFetcher,
        )
    except ImportError as fault:
        raise UsageError(
            "PDF files need WeasyPrint, which is not installed",
            remedy="pip install 'deracheck[pdf]'",
        ) from fault
    except OSError as fault:  # how the loader of C libraries says that one is missing
        raise UsageError(
            f"PDF files need Pango, a library of the system: {_first_line(fault)}",
            remedy="On Debian and Ubuntu: apt-get install libpango-1.0-0"
            " libpangoft2-1.0-0 libharfbuzz-subset0",
        ) from fault

    class _Nothing(URLFetcher):  # type: ignore[misc] # WeasyPrint ships no types
        """Fetches nothing."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 # the base's
            raise ValueError(f"a document refers to {url}; nothing is fetched")

    sheet = f"@page{{size:{paper}}}@page wide{{size:{paper} landscape}}{_FONTS}"

    def printed(page: str) -> bytes:
        sized = page.replace(_END_OF_SHEET, sheet + _END_OF_SHEET, 1)
        with _every_character_shown():
            document = HTML(string=sized, base_url=None, url_fetcher=_Nothing())
            return bytes(document.write_pdf(pdf_tags=True))

    return printed


_CHARACTER = re.compile(r'"(.)" \(U\+', re.DOTALL)


class _Unshown(logging.Handler):
    """Keeps the characters that WeasyPrint draws as boxes, which it only logs."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: dict[str, None] = {}

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if ".notdef" in said:
            named = _CHARACTER.search(said)
            words = f"`{named[1]}` (U+{ord(named[1]):04X})" if named else said
            self.found[words] = None


@contextmanager
def _every_character_shown() -> Iterator[None]:
    """Raise when a character is in none of the system's fonts.

    A name that reads as boxes would be handed in without anybody being told.

    Raises:
        OutputError: there is such a character.
    """
    unshown, logger = _Unshown(), logging.getLogger("weasyprint")
    logger.addHandler(unshown)
    try:
        yield
    finally:
        logger.removeHandler(unshown)
    if unshown.found:
        raise OutputError(
            f"no font of this system has {', '.join(unshown.found)}:"
            " a PDF file would show boxes",
            remedy="Install a font that has it, such as fonts-noto-cjk or"
            " fonts-noto-core on Debian and Ubuntu, or render without --pdf.",
        )


def _first_line(fault: Exception) -> str:
    return str(fault).partition("\n")[0]
