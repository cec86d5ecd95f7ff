"""What goes into rendering, and what comes out."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from checker.link.business_days import BusinessCalendar
from checker.model.dossier import Dossier
from checker.model.finding import Gate, Subject
from checker.model.grdt import ColumnMapping
from checker.model.place import Location
from checker.model.report import Report, UsedParameter
from checker.model.timeline import Timeline
from checker.render.xsd import Xsd

__all__ = [
    "PAPERS",
    "PROVENANCE",
    "Material",
    "PrintedPackage",
    "Reason",
    "Refusal",
    "RenderOptions",
    "Rendered",
    "Unneeded",
    "Waiting",
    "WrittenPackage",
]


PAPERS = ("letter", "a4")
"""The sizes of paper of a PDF file, by the names that style sheets have for them."""


PROVENANCE = "provenance.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A judged portfolio.

    Attributes:
        dossiers: those of the aggregations.
        schedules: the schedules' dossiers, by id of their aggregation.
        report: the judgement of the whole portfolio, no finding left out.
        report_sha256: hex digest of the JSON report, as it would be written.
        areas: the area of each policy, by its identifier.
        parameters: every parameter that has a value on the day, by name.
        calendar: CAISO's business days.
        meanings: what a fact says, by the kind that it is about and its name.
        columns: the portfolio's own columns of the GRDT, when it has them.
        parameter_areas: the areas whose policies read a dated value, by its name; one
            of which nothing is known is not in it.
        timelines: the way of each aggregation to the market, by its id; one that
            leads out of the calendar is not in it.
    """

    dossiers: Sequence[Dossier]
    schedules: Mapping[str, Sequence[Dossier]]
    report: Report
    report_sha256: str
    areas: Mapping[str, str]
    parameters: Mapping[str, UsedParameter]
    calendar: BusinessCalendar
    meanings: Mapping[tuple[str, str], str] = field(default_factory=dict)
    columns: ColumnMapping | None = None
    parameter_areas: Mapping[str, frozenset[str]] = field(default_factory=dict)
    timelines: Mapping[str, Timeline] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What to write, and where.

    Attributes:
        to: the folder that the packages are written into; None writes nothing, and
            finds what would be refused all the same.
        aggregations: only these; then a provider's package is written only when
            `documents` names one of its documents.
        documents: only these documents.
        draft: write in spite of findings, missing values and gates, marked as a draft.
        now: the instant of rendering, for the formats that say it.
        pdf: the size of paper of the PDF files, one of `PAPERS`; None makes none.
        xsd: what every XML file is validated by, and says so; those of a draft are not.
        only: only the packages of these subjects; all when None.
        refused_too: make what is refused too, where no value is missing, to compare
            it with what was written earlier; it is never written.
    """

    to: Path | None
    aggregations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    draft: bool = False
    now: datetime | None = None
    pdf: str | None = None
    xsd: Xsd | None = None
    only: frozenset[Subject] | None = None
    refused_too: bool = False

    def includes(self, subject: Subject) -> bool:
        """Tell whether the package of a subject is asked for."""
        return self.only is None or subject in self.only


class PrintedPackage(NamedTuple):
    """A package before it is written: whose, and its files by name, in order."""

    subject: Subject
    files: Mapping[str, bytes]

    def provenance(self) -> dict[str, Any]:
        """Return where its values come from."""
        content: dict[str, Any] = json.loads(self.files[PROVENANCE])
        return content


class WrittenPackage(NamedTuple):
    """A package that was written: whose, where, and its files in order."""

    subject: Subject
    folder: Path
    files: tuple[str, ...]


class Reason(NamedTuple):
    """Why a package was refused.

    Attributes:
        message: in words.
        location: where to mend it, when that is in a declaration.
        subject: what it concerns: an aggregation, a site, a file.
        policy: the policy or engine rule whose finding it is; empty for a value that
            is missing.
        documents: those that need what is not there; all of the package's when empty.
    """

    message: str
    location: Location | None
    subject: Subject | None = None
    policy: str = ""
    documents: tuple[str, ...] = ()


class Refusal(NamedTuple):
    """A package that was not written.

    `stale` is an earlier render of it that still stands in the target; `would_be` is
    what would be written but for the reasons, when that was asked for.
    """

    subject: Subject
    documents: tuple[str, ...]
    reasons: tuple[Reason, ...]
    stale: Path | None
    would_be: PrintedPackage | None = None


class Waiting(NamedTuple):
    """A document that is not due before a gate that is not claimed yet."""

    subject: Subject
    document: str
    gate: Gate
    claimed: Gate


class Unneeded(NamedTuple):
    """A document that has nothing to say, for all or some of what it could be about."""

    subject: Subject
    document: str
    why: str


class Rendered(NamedTuple):
    """What came of rendering. Nothing is wrong with what waits or is not needed."""

    written: tuple[WrittenPackage, ...]
    refused: tuple[Refusal, ...]
    waiting: tuple[Waiting, ...]
    unneeded: tuple[Unneeded, ...] = ()
