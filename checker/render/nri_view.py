"""New Resource Implementation projects: their dates, buckets, codes and letters."""

from datetime import date, timedelta
from typing import Any

from jinja2 import Undefined

from checker.model.record import Record
from checker.render.origin import computed
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["project_rows"]

_BUCKET_DAYS = "nri_bucket_days"
_REVIEW_DAYS = "nri_review_days"
_LETTERS = ("selection", "acceptance")
_NOT_ASSIGNED = "not assigned before the project is opened"


def project_rows(shown: Shown) -> Any:
    """Return a row for each project of an aggregation; it must have one.

    CAISO assigns the codes when the project is opened. They are needed from then on.
    """
    projects = shown.values.get(shown.linked, "nri_projects")
    if isinstance(projects, Undefined):
        return projects
    if not projects:
        return shown.lacks("has no New Resource Implementation project")
    return [_project(shown, project) for project in projects]


def _project(shown: Shown, project: Record) -> Row:
    get = shown.values.get
    opened = _is_opened(shown, project)
    channel = get(project, "channel")
    return {
        "project_id": get(project, "id"),
        "start_on": get(project, "start_on"),
        "opened": opened,
        "channel": channel,
        "channel_confirmed": get(project, "channel_confirmed"),
        "project_code": shown.needed(
            project, "project_code", so=opened, otherwise=_NOT_ASSIGNED
        ),
        "registration_code": shown.needed(
            project,
            "registration_code",
            so=opened and channel == "rims",
            otherwise="none",
        )
        if not isinstance(channel, Undefined)
        else channel,
        "sync_date": get(project, "sync_date"),
        **_form(shown, project, opened=opened),
        "letters": [_letter(shown, project, name, opened=opened) for name in _LETTERS],
        "buckets": _buckets(shown, project),
    }


def _is_opened(shown: Shown, project: Record) -> bool:
    """Tell whether the project has begun; one of an unknown day counts as begun."""
    start_on = project.get("start_on")
    return not isinstance(start_on, str) or start_on <= shown.as_of


def _form(shown: Shown, project: Record, *, opened: bool) -> Row:
    form = shown.values.get(project, "project_details_form")
    submitted = shown.needed(
        form, "submitted_on", so=opened, otherwise="not submitted yet"
    )
    return {
        "form_reference": shown.values.get(form, "reference"),
        "form_entity_name": shown.values.get(form, "entity_name"),
        "form_submitted_on": submitted,
    }


def _letter(shown: Shown, project: Record, name: str, *, opened: bool) -> Row:
    """Return a letter as it was signed; SC-004 judges that both are, in time."""
    letter = project.get("letters", {}).get(name)
    if letter is None:
        unsigned = computed(
            "not signed yet", f"no `letters.{name}` is declared", project
        )
        fields = ("entity_name", "signed_on", "project_code")
        return {"letter": name, "signed": False, **dict.fromkeys(fields, unsigned)}
    get = shown.values.get
    return {
        "letter": name,
        "signed": True,
        "entity_name": get(letter, "entity_name"),
        "signed_on": get(letter, "signed_on"),
        "project_code": shown.needed(
            letter, "project_code", so=opened, otherwise=_NOT_ASSIGNED
        ),
    }


def _buckets(shown: Shown, project: Record) -> Any:
    buckets = shown.values.get(shown.facts, "nri_buckets")
    if isinstance(buckets, Undefined):
        return buckets
    own = (bucket for bucket in buckets if bucket["project"] == project["id"])
    return [_bucket(shown, project, bucket) for bucket in own]


def _bucket(shown: Shown, project: Record, bucket: Record) -> Row:
    """Return a bucket with the days on which it is due and has to be submitted.

    What was due by the day of the judgement must be there: an empty cell would hide
    that CAISO stops a late project.
    """
    due_on = _due_on(shown, project, bucket)
    review = shown.parameter(_REVIEW_DAYS)
    submit_by = shown.counted(
        bucket.place,
        "due day less the days of review",
        lambda: date.fromisoformat(due_on) - timedelta(days=review),
        due_on,
        review,
    )
    approved_late = _is_past(shown, due_on)
    submitted_late = "approved_on" in bucket or _is_past(shown, submit_by)
    return {
        "number": shown.values.get(bucket, "number"),
        "submit_by": submit_by,
        "due_on": due_on,
        "submitted_on": shown.needed(
            bucket,
            "submitted_on",
            so=submitted_late,
            otherwise="not yet",
            fault="is past its day without",
        ),
        "approved_on": shown.needed(
            bucket,
            "approved_on",
            so=approved_late,
            otherwise="not yet",
            fault="is past its day without",
        ),
    }


def _due_on(shown: Shown, project: Record, bucket: Record) -> Any:
    days = shown.parameter(_BUCKET_DAYS)
    if "sync_on" not in bucket:
        return shown.values.get(project, "sync_date")
    sync_on = shown.values.get(bucket, "sync_on")
    return shown.counted(
        bucket.place,
        "days before synchronization",
        lambda: (
            date.fromisoformat(sync_on) - timedelta(days=days[bucket["number"] - 1])
        ),
        sync_on,
        days,
    )


def _is_past(shown: Shown, day: Any) -> bool:
    return not isinstance(day, Undefined) and bool(day <= shown.as_of)
