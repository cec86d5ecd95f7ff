"""The faults met while a file is read, up to a bound."""

from typing import TYPE_CHECKING, Any

from checker.model.document import SourceText, locate_text
from checker.model.engine import engine_finding
from checker.model.place import Place

if TYPE_CHECKING:
    from checker.model.finding import Finding

__all__ = ["Faults", "TooMuchError", "short"]

_MOST_FINDINGS = 100
_LONGEST_SHOWN = 40


class TooMuchError(Exception):
    """The rest of the file is not worth reading; the finding is already noted."""


class Faults:
    """Gathers the findings of one file."""

    def __init__(self, source: SourceText) -> None:
        self.findings: list[Finding] = []
        self._source = source

    def note(  # noqa: PLR0913 # a finding has that many parts; all are named
        self,
        rule: str,
        event: Any,
        message: str,
        *,
        path: str,
        remedy: str | None = None,
        related: tuple[tuple[Place, str], ...] = (),
    ) -> None:
        """Note a finding at an event of the parser.

        Raises:
            TooMuchError: it is the last one that is noted.
        """
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        place = locate_text(self._source, start.line + 1, start.column + 1, length)
        self.findings.append(
            engine_finding(
                rule, place, message, path=path, remedy=remedy, related=related
            )
        )
        if len(self.findings) == _MOST_FINDINGS:
            message = f"the file has {_MOST_FINDINGS} faults; the rest was not read"
            remedy = "Mend these, then check again."
            self.findings.append(
                engine_finding("READ-006", place, message, path=path, remedy=remedy)
            )
            raise TooMuchError


def short(text: str) -> str:
    """Return `text` fit for a message: short, and nothing that is not shown."""
    shown = text if text.isprintable() else text.encode("unicode_escape").decode()
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}..."
