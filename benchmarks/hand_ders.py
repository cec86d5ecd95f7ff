"""The policies that visit DERs, written as Python by hand."""

from collections.abc import Iterable
from math import fsum

from benchmarks.hand import (
    Scope,
    Thing,
    ders,
    rounded,
    rule,
    sites,
    whole,
)

# ---- ancillary services


def _certifications(scope: Scope) -> Iterable[Thing]:
    storage = ("battery", "ev_charger")
    stores = all(der["technology"] in storage for der in scope.linked["ders"])
    if not stores and scope.aggregation["model"] != "ngr":
        return ()
    offered = scope.facts["ancillary_services"]
    certifications = scope.linked["ancillary_service_certifications"]
    return [one for one in certifications if one["service"] in offered]


@rule("AS-003", _certifications)
def _as_003(scope: Scope, certification: Thing) -> bool:
    regulates = certification["service"] in ("RU", "RD")
    name = "regulation_minutes" if regulates else "reserve_minutes"
    needed = rounded(certification["capacity_mw"] * scope.params[name] / 60.0, 6)
    aggregation, energy = scope.aggregation, scope.facts["energy_mwh"]
    if "soc_min_mwh" in aggregation or "soc_max_mwh" in aggregation:
        usable = aggregation["soc_max_mwh"] - aggregation["soc_min_mwh"]
        energy = min(energy, rounded(usable, 6))
    return bool(needed <= energy)


def _curtailed(scope: Scope) -> Iterable[Thing]:
    return [
        der
        for der in scope.linked["ders"]
        if der["technology"] == "flexible_load" or der.get("demand_curtailment")
    ]


@rule("AS-005", _curtailed)
def _as_005(scope: Scope, _der: Thing) -> bool:
    closed = scope.params["services_closed_to_curtailment"]
    return not any(service in closed for service in scope.facts["ancillary_services"])


# ---- composition


@rule("COMP-001", whole)
def _comp_001(scope: Scope, _aggregation: Thing) -> bool:
    return len(scope.linked["ders"]) >= 1


@rule("COMP-004", ders)
def _comp_004(_scope: Scope, der: Thing) -> bool:
    return not der["other_caiso_registrations"]


@rule("COMP-005", ders)
def _comp_005(scope: Scope, der: Thing) -> bool:
    if "participating_generator_determination" in der:
        return True
    return bool(der["rated_kw"] < scope.params["participating_generator_kw"])


@rule("COMP-006", ders)
def _comp_006(_scope: Scope, der: Thing) -> bool:
    metering = der["net_metering"]
    return not metering["enrolled"] or metering["wholesale_permitted"]


@rule("COMP-007", ders)
def _comp_007(scope: Scope, der: Thing) -> bool:
    return not any(
        service in scope.aggregation["services"]
        for program in der["programs"]
        if "double_compensation_resolution" not in program
        for service in program["services"]
    )


@rule("COMP-008", _curtailed)
def _comp_008(scope: Scope, der: Thing) -> bool:
    begins = scope.params["heterogeneous_aggregations_from"]
    return bool(
        der["demand_curtailment"]
        and scope.aggregation["heterogeneous"]
        and scope.as_of >= begins
    )


@rule("COMP-009", ders)
def _comp_009(scope: Scope, der: Thing) -> bool:
    opt_in = der.get("retail_regulator_opt_in")
    if opt_in is not None and opt_in["dated_on"] <= scope.as_of:
        return True
    return any(
        utility["annual_mwh_previous_fiscal_year"] > scope.params["small_utility_mwh"]
        for utility in scope.linked["utilities"]
        if utility["id"] == der["utility"]
    )


def _opted_in(scope: Scope) -> Iterable[Thing]:
    return [der for der in scope.linked["ders"] if "retail_regulator_opt_in" in der]


@rule("COMP-010", _opted_in)
def _comp_010(_scope: Scope, der: Thing) -> bool:
    return bool(der["retail_regulator_opt_in"]["basis"] != "small_udc_25mw")


def _spread_ders(scope: Scope) -> Iterable[Thing]:
    return ders(scope) if len(scope.facts["pnodes"]) > 1 else ()


@rule("COMP-011", _spread_ders)
def _comp_011(_scope: Scope, der: Thing) -> bool:
    return bool(der["can_follow_dispatch_sign"])


# ---- DERs


@rule("DER-001", sites)
def _der_001(_scope: Scope, site: Thing) -> bool:
    names = [der["id"] for der in site["ders"]]
    return len(set(names)) == len(names)


@rule("DER-002", ders)
def _der_002(_scope: Scope, der: Thing) -> bool:
    return "control_basis" in der


def _interconnected(scope: Scope) -> Iterable[Thing]:
    loads = ("flexible_load", "ev_charger")
    return [
        der
        for der in scope.linked["ders"]
        if not (der["technology"] in loads and der.get("demand_curtailment"))
    ]


@rule("DER-004", _interconnected)
def _der_004(scope: Scope, der: Thing) -> bool:
    interconnection = der["interconnection"]
    permitted = interconnection["permission_to_operate_on"]
    if interconnection["status"] != "complete" or permitted > scope.as_of:
        return False
    if der["site"] not in scope.sites:
        return False
    since = scope.sites[der["site"]]["member_from"]
    market_date = scope.aggregation.get("market_date")
    if market_date is not None:
        since = max(market_date, since)
    return bool(permitted <= since)


@rule("DER-005", ders)
def _der_005(_scope: Scope, der: Thing) -> bool:
    return not der["exports"] or der["interconnection"]["export_allowed"]


# ---- size


def _with_ders(scope: Scope) -> Iterable[Thing]:
    return whole(scope) if scope.linked["ders"] else ()


@rule("SIZE-004", _with_ders)
def _size_004(scope: Scope, aggregation: Thing) -> bool:
    exported, permitted = [], []
    for der in scope.linked["ders"]:
        if der.get("demand_curtailment"):
            exported.append(der["curtailment_kw"])
            permitted.append(der["curtailment_kw"])
        else:
            exported.append(der["export_kw"])
            permitted.append(der["interconnection"]["capacity_kw"])
    most = aggregation["pmax_mw"]
    return bool(
        most <= rounded(fsum(exported) / 1000, 6)
        and most <= rounded(fsum(permitted) / 1000, 6)
    )
