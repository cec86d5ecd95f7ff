"""What the documents of registration and access see beside the rows of the sites."""

from typing import Any

from jinja2 import Undefined

from checker.render.access_view import access_rows, organisation_rows
from checker.render.lifecycle_view import lifecycle_rows
from checker.render.metering_view import (
    agreement_in_force,
    meter_data_days,
    plan_meter_rows,
    plan_rows,
)
from checker.render.nri_view import project_rows
from checker.render.rows import Row
from checker.render.shown import Shown

__all__ = ["registration_context"]


def registration_context(shown: Shown, telemetry: Any) -> Row:
    """Return the projects, the access and the metering of an aggregation.

    Args:
        shown: the aggregation.
        telemetry: the telemetry that is mandatory, or what is undefined instead.
    """
    return {
        "lifecycle": lifecycle_rows(shown),
        "later_members": _later_members(shown),
        "nri_projects": project_rows(shown),
        "organisations": organisation_rows(shown),
        "access": access_rows(shown, telemetry),
        "metering_plans": plan_rows(shown),
        "plan_meters": plan_meter_rows(shown),
        "meter_data_days": meter_data_days(shown),
        "msa_sc": agreement_in_force(shown, "MSA_SC"),
        "derpa": agreement_in_force(shown, "DERPA"),
    }


def _later_members(shown: Shown) -> Any:
    """Return the members that join after the day whose members count."""
    get = shown.values.get
    members, day = get(shown.aggregation, "members"), get(shown.facts, "day")
    for value in (members, day):
        if isinstance(value, Undefined):
            return value
    return [
        {"site": get(member, "site"), "from": get(member, "from")}
        for member in members
        if member["from"] > str(day)
    ]
