"""The dated steps of an aggregation's life, each beside a step that it rests on.

The order is that of RULEBOOK section 12. A pair is there when both dates are declared;
which pairs other policies judge, and which no declaration dates, LIFE-001 says.
"""

from collections.abc import Iterable, Iterator

from checker.model.place import Place
from checker.model.record import Record

__all__ = ["step_facts"]

_LISTS = (
    "agreements",
    "concurrences",
    "master_file_extracts",
    "metering_plans",
    "nri_projects",
    "telemetry",
    "ders",
)


def step_facts(aggregation: Record, linked: Record, facts: Record) -> Record:
    """Pair the dates of steps that depend on one another.

    Args:
        aggregation: its declaration.
        linked: its resolved objects.
        facts: what is computed already; of it the utilities' lists of DERs.

    Returns:
        `dated_steps`, each located at the date of the later step; left out, with the
        reason, when a declaration that may hold a date is missing.
    """
    for name in _LISTS:
        if name not in linked:
            return Record({}, None, {"dated_steps": linked.absent[name]})
    if "utilities" not in facts:
        return Record({}, None, {"dated_steps": facts.absent["utilities"]})
    pairs = (
        *_concurrences(linked, facts),
        *_projects(aggregation, linked),
        *_schedule_1(aggregation, linked),
        *_implementation(linked),
        *_market(aggregation, linked),
    )
    return Record({"dated_steps": [pair for pair in pairs if pair is not None]})


def _pair(
    record: Record, field: str, step: str, needs: str, needs_on: str | None
) -> Record | None:
    """Pair a date with that of the step before it, when both are declared."""
    if field not in record or needs_on is None:
        return None
    place = record.place
    return Record(
        {"step": step, "on": record[field], "needs": needs, "needs_on": needs_on},
        None if place is None else Place(place.document, (*place.pointer, field)),
    )


def _first(records: Iterable[Record], field: str) -> str | None:
    return min((record[field] for record in records if field in record), default=None)


def _agreements(linked: Record, kind: str) -> list[Record]:
    return [one for one in linked["agreements"] if one["type"] == kind]


def _bucket_approval(linked: Record, number: int) -> str | None:
    buckets = (
        bucket
        for project in linked["nri_projects"]
        for bucket in project.get("buckets", ())
        if bucket["number"] == number
    )
    return _first(buckets, "approved_on")


def _letters(project: Record) -> Iterator[tuple[str, Record]]:
    for name, letter in sorted(project.get("letters", {}).items()):
        yield f"the {name} letter", letter


def _concurrences(linked: Record, facts: Record) -> Iterator[Record | None]:
    """Answers follow submissions, and the connection of the DERs in their list."""
    present = {part["utility"]: part["der_list_digest"] for part in facts["utilities"]}
    for review in linked["concurrences"]:
        step = f"the answer of {review['utility']}"
        submitted = review.get("submitted_on")
        yield _pair(review, "responded_on", step, "its submission", submitted)
        digest = review.get("der_list_digest")
        if (
            review["outcome"] == "concurred"
            and present.get(review["utility"]) == digest
        ):
            connected = [
                der["interconnection"]["permission_to_operate_on"]
                for der in linked["ders"]
                if der["utility"] == review["utility"]
                and "permission_to_operate_on" in der.get("interconnection", {})
            ]
            last = max(connected, default=None)
            needs = "the permission to operate of its last DER"
            yield _pair(review, "responded_on", step, needs, last)


def _projects(aggregation: Record, linked: Record) -> Iterator[Record | None]:
    """NRI follows the DERPA; its deliverables and letters follow its start."""
    derpa = _first(
        (
            agreement
            for agreement in _agreements(linked, "DERPA")
            if agreement.get("provider") == aggregation["provider"]
        ),
        "executed_on",
    )
    for project in linked["nri_projects"]:
        yield _pair(project, "start_on", "the start of NRI", "the DERPA", derpa)
        start = project.get("start_on")
        for bucket in project.get("buckets", ()):
            name = f"bucket {bucket['number']}"
            submission = f"the submission of {name}"
            yield _pair(bucket, "submitted_on", submission, "the start of NRI", start)
            approval, submitted = f"the approval of {name}", bucket.get("submitted_on")
            yield _pair(bucket, "approved_on", approval, submission, submitted)
        for name, letter in _letters(project):
            # A letter without the project's code may be older than the project.
            if "project_code" in letter:
                yield _pair(letter, "signed_on", name, "the start of NRI", start)


def _schedule_1(aggregation: Record, linked: Record) -> Iterator[Record | None]:
    """Schedule 1 follows its agreement, and the start of NRI of what it lists."""
    start = _first(linked["nri_projects"], "start_on")
    for derpa in _agreements(linked, "DERPA"):
        schedule = derpa.get("schedule_1")
        if schedule is None or all(
            listed["aggregation"] != aggregation["id"]
            for listed in schedule["aggregations"]
        ):
            continue
        step, signed = "Schedule 1", derpa.get("executed_on")
        yield _pair(schedule, "completed_on", step, "the DERPA", signed)
        yield _pair(schedule, "completed_on", step, "the start of NRI", start)


def _implementation(linked: Record) -> Iterator[Record | None]:
    """Metering follows the MSA-SC; telemetry and Master File follow bucket 1."""
    msa_sc = _first(_agreements(linked, "MSA_SC"), "executed_on")
    for plan in linked["metering_plans"]:
        step = f"the acceptance of metering plan {plan['id']}"
        yield _pair(plan, "accepted_on", step, "the MSA-SC", msa_sc)
    modelled = _bucket_approval(linked, 1)
    for link in linked["telemetry"]:
        step = f"the validation of telemetry {link['id']}"
        yield _pair(link, "validated_on", step, "the approval of bucket 1", modelled)
    letters = [
        letter for project in linked["nri_projects"] for _, letter in _letters(project)
    ]
    for extract in linked["master_file_extracts"]:
        step = f"the submission of Master File data {extract['id']}"
        for needs, day in (
            ("the approval of bucket 1", modelled),
            ("the letters of the Scheduling Coordinator", _first(letters, "signed_on")),
        ):
            yield _pair(extract, "submitted_on", step, needs, day)


def _market(aggregation: Record, linked: Record) -> Iterator[Record | None]:
    """The first day in the market follows the first project."""
    projects = linked["nri_projects"]
    for needs, day in (
        ("the start of NRI", _first(projects, "start_on")),
        ("the approval of bucket 3", _bucket_approval(linked, 3)),
        ("the first synchronization", _first(projects, "sync_date")),
    ):
        yield _pair(
            aggregation, "market_date", "the first day in the market", needs, day
        )
