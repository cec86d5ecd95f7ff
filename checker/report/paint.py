"""The few colours of the text report."""

from typing import NamedTuple

from checker.model.finding import Severity

__all__ = ["Paint"]

_RESET = "\x1b[0m"
_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "pass": "1;32",
    "waived": "1;35",
    "gutter": "1;34",
    "strong": "1",
    "faint": "2",
}


class Paint(NamedTuple):
    """Colours a text, or leaves it alone where colour is not wanted."""

    on: bool

    def __call__(self, style: str, text: str) -> str:
        """Return the text in a style of this module."""
        return f"\x1b[{_STYLES[style]}m{text}{_RESET}" if self.on and text else text

    def severity(self, severity: Severity, text: str) -> str:
        """Return the text in the colour of a severity."""
        return self(severity.value, text)
