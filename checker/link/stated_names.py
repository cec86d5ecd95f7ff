"""The legal names that an aggregation's papers state, beside the declared ones."""

from collections.abc import Iterator
from datetime import date

from checker.model.place import Place
from checker.model.record import Record

__all__ = ["name_facts"]


def name_facts(aggregation: Record, linked: Record, day: date) -> Record:
    """Compare each name on a paper with the legal name of the party it stands for.

    Args:
        aggregation: its declaration.
        linked: its resolved objects.
        day: agreements that have ended by then are history and left out.

    Returns:
        `stated_names`, each located at the name on the paper; left out, with the
        reason, when a party or a paper is missing.
    """
    lists = ("agreements", "nri_projects")
    parties = ["provider"]
    if "scheduling_coordinator" in aggregation:
        parties.append("scheduling_coordinator")
    for name in (*parties, *lists):
        if name not in linked:
            return Record({}, None, {"stated_names": linked.absent[name]})
    legal = {party: linked[party]["legal_name"] for party in parties}
    papers = (*_agreements(linked, day), *_project_papers(linked))
    return Record(
        {
            "stated_names": [
                Record(
                    {
                        "paper": paper,
                        "name": stated[field],
                        "legal_name": legal[party],
                    },
                    _place(stated, field),
                )
                for party, paper, stated, field in papers
                if party in legal
            ]
        }
    )


_Paper = tuple[str, str, Record, str]
"""Whose name, on which paper, and the record and field that state it."""


def _agreements(linked: Record, day: date) -> Iterator[_Paper]:
    today = day.isoformat()
    for agreement in linked["agreements"]:
        if agreement.get("terminated_on", "9999-12-31") > today:
            party = "provider" if "provider" in agreement else "scheduling_coordinator"
            paper = f"{agreement['type']} {agreement['id']}"
            yield party, paper, agreement, "party_name"


def _project_papers(linked: Record) -> Iterator[_Paper]:
    for project in linked["nri_projects"]:
        letters = project.get("letters", {})
        for party, paper, stated in (
            ("provider", "Project Details Form", project.get("project_details_form")),
            ("provider", "selection letter", letters.get("selection")),
            ("scheduling_coordinator", "acceptance letter", letters.get("acceptance")),
        ):
            if stated is not None:
                yield party, f"{paper} of {project['id']}", stated, "entity_name"


def _place(stated: Record, field: str) -> Place | None:
    place = stated.place
    return None if place is None else Place(place.document, (*place.pointer, field))
