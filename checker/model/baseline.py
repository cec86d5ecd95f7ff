"""The findings that a portfolio had when it began to be checked."""

from typing import NamedTuple

from checker.model.finding import Outcome, Severity, Subject
from checker.model.place import Place
from checker.model.report import InputFile

__all__ = ["Baseline", "BaselineEntry"]


class BaselineEntry(NamedTuple):
    """One finding that does not count, as it was when it was listed."""

    fingerprint: str
    policy: str
    subject: Subject
    severity: Severity
    outcome: Outcome
    place: Place


class Baseline(NamedTuple):
    """A baseline file: its entries in order, and its digest for the report.

    A fingerprint may be listed several times: then as many findings may have it.
    """

    entries: tuple[BaselineEntry, ...]
    file: InputFile
