"""Say what is wrong with a download, and where in it."""

from typing import NamedTuple

from checker.errors import DataError

__all__ = [
    "ERROR_MEANINGS",
    "NOT_HELD",
    "OasisError",
    "Where",
    "answered_with_error",
    "refused",
]

ERROR_MEANINGS = {
    1000: "no data for the selection",
    1001: "invalid parameters",
    1002: "invalid date-time format",
    1003: "the query timed out",
    1004: "more than 31 days were asked for",
    1005: "there is no report of this name",
    1006: "CAISO could not transform its XML",
    1007: "a file that CAISO needs is missing",
    1008: "CAISO's server ran out of memory",
    1009: "CAISO could not read or write its XML",
    1010: "a system error at CAISO",
    1011: "the query was empty",
    1012: "the connection was refused within CAISO",
    1013: "resources are unavailable at CAISO",
    1014: "the start lies beyond what OASIS keeps (about 39 months)",
    1015: "the group is still being prepared",
    1016: "there is no group of this name",
    1017: "more than 10 nodes were asked for",
    1018: "several hours cannot be selected",
    1019: "market_term=ALL is not supported",
    1020: "the version is missing or wrong",
}
"""INTERFACES of OASIS, error codes of the interface specification 5.1.8."""

_TRANSIENT = frozenset({1003, 1006, 1007, 1008, 1009, 1010, 1012, 1013, 1015})

NOT_HELD = frozenset({1000, 1014})
"""What OASIS answers for a day that it does not have: not yet, or not any more."""


class Where(NamedTuple):
    """A file, and the member of it when it is a ZIP."""

    file: str
    member: str = ""

    def __str__(self) -> str:
        return f"{self.file}({self.member})" if self.member else self.file


class OasisError(DataError):
    """OASIS answered with an error document instead of data.

    Args:
        code: its number; 0 when it names none.
        said: its own words.
        where: the download.
    """

    def __init__(self, code: int, said: str, where: Where) -> None:
        meaning = ERROR_MEANINGS.get(code, "an error that dera does not know")
        super().__init__(
            f"this is no data: OASIS answered with error {code} ({meaning}): {said}",
            file=str(where),
            remedy="correct the query, or ask again later, and import that answer",
        )
        self.code = code

    @property
    def is_transient(self) -> bool:
        """Whether the same request may be answered with data later."""
        return self.code in _TRANSIENT


def answered_with_error(code: str, said: str, where: Where) -> OasisError:
    """Return what to raise for an error document."""
    digits = code.strip()
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    return OasisError(number, said.strip() or "no description", where)


def refused(
    message: str, where: Where, *, line: int | None = None, remedy: str | None = None
) -> DataError:
    """Return what to raise for a download that cannot be used."""
    return DataError(message, file=str(where), line=line, remedy=remedy)
