"""A web page on paper: the PDF file of a document, by the extra `pdf`.

WeasyPrint reads the same page as a browser does. Nothing is fetched: neither the
network nor a file of this machine can get into what is handed in.
"""

from collections.abc import Callable
from typing import Any

from checker.errors import UsageError

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
        document = HTML(string=sized, base_url=None, url_fetcher=_Nothing())
        return bytes(document.write_pdf(pdf_tags=True))

    return printed


def _first_line(fault: Exception) -> str:
    return str(fault).partition("\n")[0]
