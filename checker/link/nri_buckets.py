"""CAISO's buckets of deliverables for each New Resource Implementation project."""

from collections.abc import Iterator

from checker.model.place import Place
from checker.model.record import Record

__all__ = ["bucket_facts"]

_NUMBERS = (1, 2, 3)
"""The buckets whose due dates count back from synchronization (RULEBOOK section 7)."""


def bucket_facts(aggregation: Record, linked: Record) -> Record:
    """List buckets 1 to 3 of every project, those not yet declared included.

    Args:
        aggregation: its declaration; the market date stands in for a `sync_date`.
        linked: its resolved objects.

    Returns:
        `nri_buckets`, each located where the bucket is declared, or else at its
        project; left out, with the reason, when a project is missing.
    """
    if "nri_projects" not in linked:
        return Record({}, None, {"nri_buckets": linked.absent["nri_projects"]})
    return Record(
        {
            "nri_buckets": [
                bucket
                for project in linked["nri_projects"]
                for bucket in _of_project(project, aggregation.get("market_date"))
            ]
        }
    )


def _of_project(project: Record, market_date: str | None) -> Iterator[Record]:
    declared = {bucket["number"]: bucket for bucket in project.get("buckets", ())}
    sync_on = project.get("sync_date", market_date)
    for number in _NUMBERS:
        bucket = declared.get(number, Record({}, _project_place(project)))
        dates = {
            name: bucket[name]
            for name in ("submitted_on", "approved_on")
            if name in bucket
        }
        if "start_on" in project:
            dates["start_on"] = project["start_on"]
        if sync_on is not None:
            dates["sync_on"] = sync_on
        yield Record(
            {"project": project["id"], "number": number, **dates}, bucket.place
        )


def _project_place(project: Record) -> Place | None:
    place = project.place
    return None if place is None else Place(place.document, (*place.pointer, "buckets"))
