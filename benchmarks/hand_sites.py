"""The policies that visit sites and meters, written as Python by hand."""

from collections.abc import Iterable

from benchmarks.hand import Scope, Thing, meters, rule, sites, whole
from checker.link.business_days import TextCalendar

CALENDAR = TextCalendar()


# ---- location


@rule("LOC-001", whole)
def _loc_001(scope: Scope, aggregation: Thing) -> bool:
    if "pnodes" not in aggregation:
        return False
    listed = {pnode["id"] for pnode in aggregation["pnodes"]}
    return {site.get("pnode") for site in sites(scope)} == listed


def _placed_sites(scope: Scope) -> Iterable[Thing]:
    return sites(scope) if "sub_lap" in scope.aggregation else ()


@rule("LOC-007", _placed_sites)
def _loc_007(scope: Scope, site: Thing) -> bool:
    return bool(site["sub_lap"] == scope.aggregation["sub_lap"])


# ---- meters


@rule("MTR-001", sites)
def _mtr_001(scope: Scope, site: Thing) -> bool:
    return any(
        meter["revenue_quality"] and meter.get("installed_on", "") <= scope.as_of
        for meter in site["meters"]
    )


@rule("MTR-002", meters)
def _mtr_002(scope: Scope, meter: Thing) -> bool:
    if meter["certified_on"] > scope.as_of:
        return False
    if meter["certification"] == "caiso":
        return True
    return meter["certification"] == "lra" and _may_certify(scope)


def _may_certify(scope: Scope) -> bool:
    coordinator, day = scope.aggregation["scheduling_coordinator"], scope.as_of
    planned = any(
        plan["status"] == "accepted" and plan["accepted_on"] <= day
        for plan in scope.linked["metering_plans"]
    )
    return planned and any(
        agreement["type"] == "MSA_SC"
        and agreement["scheduling_coordinator"] == coordinator
        and "executed_on" in agreement
        and agreement["executed_on"] <= day
        and scope.facts["day"] < agreement.get("terminated_on", "9999-12-31")
        for agreement in scope.linked["agreements"]
    )


@rule("MTR-003", meters)
def _mtr_003(scope: Scope, meter: Thing) -> bool:
    name = "metering_interval_minutes"
    if not scope.facts["ancillary_services"]:
        name += "_without_ancillary_services"
    minutes = meter["interval_minutes"]
    return bool(minutes <= scope.params[name]) and (60.0 / minutes).is_integer()


def _coordinated_meters(scope: Scope) -> Iterable[Thing]:
    return meters(scope) if "scheduling_coordinator" in scope.aggregation else ()


@rule("MTR-004", _coordinated_meters)
def _mtr_004(scope: Scope, meter: Thing) -> bool:
    return meter["id"] in scope.metered


@rule("MTR-005", meters)
def _mtr_005(scope: Scope, meter: Thing) -> bool:
    by = "caiso" if meter["certification"] == "caiso" else "authority"
    limit = scope.params[f"meter_accuracy_percent_with_{by}"]
    return bool(meter["accuracy_percent"] <= limit)


@rule("MTR-010", meters)
def _mtr_010(_scope: Scope, meter: Thing) -> bool:
    return bool(meter["certification"] != "lra")


# ---- telemetry


def _telemetry(scope: Scope) -> Iterable[Thing]:
    found: Iterable[Thing] = scope.linked["telemetry"]
    return found


@rule("TEL-005", _telemetry)
def _tel_005(scope: Scope, link: Thing) -> bool:
    asked = ["power_points", "status_points", "quality_points"]
    storage = ("battery", "ev_charger")
    if any(der["technology"] in storage for der in scope.linked["ders"]):
        asked.append("storage_points")
    if {"RU", "RD"} & set(scope.facts["ancillary_services"]):
        asked.append("set_point_points")
    points = set(link["points"])
    return all(points.intersection(scope.params[name]) for name in asked)


# ---- utility


def _started(scope: Scope) -> Iterable[Thing]:
    return [nri for nri in scope.linked["nri_projects"] if "start_on" in nri]


@rule("UDC-002", _started)
def _udc_002(scope: Scope, project: Thing) -> bool:
    return all(
        _agreed(scope, review, project["start_on"])
        or not any(site["utility"] == review["utility"] for site in sites(scope))
        for review in scope.linked["concurrences"]
    )


def _agreed(scope: Scope, review: Thing, start: str) -> bool:
    if review["outcome"] == "concurred" and review["responded_on"] <= scope.as_of:
        return True
    days = scope.params["udc_review_business_days"]
    if start >= CALENDAR.add_business_days(review["submitted_on"], days):
        return True
    return _concurred(scope, review["utility"], min(scope.as_of, start))


def _concurred(scope: Scope, utility: str, until: str) -> bool:
    return any(
        review["outcome"] == "concurred" and review["responded_on"] <= until
        for review in scope.linked["concurrences"]
        if review["utility"] == utility
    )


def _begun(scope: Scope) -> Iterable[Thing]:
    return [
        nri
        for nri in scope.linked["nri_projects"]
        if "start_on" in nri
        or "project_code" in nri
        or "submitted_on" in nri.get("project_details_form", ())
        or any("submitted_on" in bucket for bucket in nri.get("buckets", ()))
    ]


@rule("UDC-003", _begun)
def _udc_003(scope: Scope, project: Thing) -> bool:
    return all(
        _concurred(scope, part["utility"], min(scope.as_of, project["start_on"]))
        or _joins_later(scope, part["utility"])
        for part in scope.facts["utilities"]
    )


def _joins_later(scope: Scope, utility: str) -> bool:
    date = scope.aggregation.get("market_date")
    return date is not None and not any(
        site["utility"] == utility and site["member_from"] <= date
        for site in scope.linked["sites"]
    )
