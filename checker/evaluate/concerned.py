"""Keep what concerns the files that the caller asks about."""

from collections.abc import Iterable, Mapping, Set

from checker.model.dossier import Dossier
from checker.model.finding import Finding, Subject

__all__ = ["findings_about", "stands_in"]


def findings_about(
    findings: Iterable[Finding],
    dossiers: Iterable[Dossier],
    asked: tuple[str, ...],
    elsewhere: Mapping[Subject, str] | None = None,
) -> tuple[Finding, ...]:
    """Return the findings that stand in some files or judge what is declared there.

    An aggregation that fails because of a site fails in both files.

    Args:
        findings: of the whole portfolio.
        dossiers: of the whole portfolio, for where a subject is declared.
        asked: files and folders, relative to the root.
        elsewhere: the files of subjects whose dossiers need not be here.
    """
    subjects = {
        dossier.subject
        for dossier in dossiers
        # The portfolio borrows its place from whichever file comes first.
        if dossier.subject.kind != "portfolio"
        and dossier.record.place is not None
        and stands_in(dossier.record.place.document.file, asked)
    }
    subjects.update(
        subject for subject, file in (elsewhere or {}).items() if stands_in(file, asked)
    )
    return tuple(finding for finding in findings if _is_about(finding, subjects, asked))


def _is_about(finding: Finding, subjects: Set[Subject], asked: tuple[str, ...]) -> bool:
    places = (finding.location, *(other.location for other in finding.related))
    return finding.subject in subjects or any(
        stands_in(place.file, asked) for place in places
    )


def stands_in(file: str, asked: tuple[str, ...]) -> bool:
    """Tell whether a file is one of some files, or in one of some folders."""
    return any(file == path or file.startswith(path + "/") for path in asked)
