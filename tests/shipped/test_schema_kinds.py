"""What each kind's schema takes, what it refuses, and what it leaves to a policy."""

import json
from copy import deepcopy
from typing import Any, Final

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from checker.resources import data_dir

SCHEMAS: dict[str, dict[str, Any]] = {
    file.name: json.loads(file.read_text(encoding="utf-8"))
    for file in data_dir("schemas").iterdir()
}
REGISTRY: Registry[Any] = Registry().with_resources(
    (name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items()
)
RUST_REGISTRY = jsonschema_rs.Registry(list(SCHEMAS.items()))
GONE: Final = object()
"""Stands for a field that is taken away."""

DER = {"id": "b1", "name": "Battery", "technology": "battery", "rated_kw": 500}
RAMP = {"from_mw": 0, "to_mw": 2, "up_mw_per_minute": 1, "down_mw_per_minute": 1}
CONCERN = {"ground": "net_metering", "description": "NEM2", "status": "open"}

LEAST: dict[str, dict[str, Any]] = json.loads("""{
"provider": {
  "legal_name": "Sunpath LLC", "contact": {"name": "Desk", "email": "d@sun.example"}},
"scheduling_coordinator": {
  "legal_name": "Spath LLC", "scid": "SPTH", "status": "active",
  "contact": {"name": "Desk", "email": "d@sun.example"}},
"utility": {
  "name": "Utility", "role": "udc",
  "contact": {"name": "Desk", "email": "d@udc.example"}},
"agreement": {"type": "NDA", "party_name": "Sunpath LLC"},
"concurrence": {
  "aggregation": "bayview", "utility": "pge", "outcome": "not_submitted"},
"aggregation": {
  "name": "Bayview", "provider": "sunpath", "gate": "draft", "model": "ngr",
  "services": ["energy"], "members": []},
"site": {
  "name": "Warehouse", "utility": "pge", "service_account": "0012345678",
  "service_address":
    {"street": "1 Example Way", "city": "Oakland", "state": "CA", "zip": "94607"},
  "ders":
    [{"id": "b1", "name": "Battery", "technology": "battery", "rated_kw": 500}]},
"site_inventory": {"file": "homes.csv", "columns": {"site.id": "site"}},
"meter": {
  "site": "bayview-001", "serial_number": "48210077", "revenue_quality": true,
  "certification": "lra", "interval_minutes": 5},
"metering_plan": {"scheduling_coordinator": "spth", "status": "draft", "meters": []},
"meter_readings": {
  "aggregation": "bayview", "trade_date": "2026-12-11", "interval_minutes": 5,
  "unit": "kWh", "measurement_type": "GEN", "readings":
    [{"interval_end": "2026-12-11T08:05:00Z", "value": 0.04, "quality": "ACTUAL"}]},
"telemetry": {
  "aggregation": "bayview", "protocol": "DNP3", "scope": "aggregate",
  "device": {"id": "RIG-1", "type": "rig"}},
"ancillary_service_certification": {
  "aggregation": "bayview", "service": "SR", "capacity_mw": 1},
"credential": {
  "holder": "Desk", "provider": "sunpath", "type": "end_user_certificate",
  "reference": "vault://caiso/rims",
  "entitlements": [{"system": "SIBR", "environment": "PROD"}]},
"nri_project": {"aggregation": "bayview"},
"change_notice": {
  "aggregation": "bayview", "type": "der_added", "status": "open",
  "description": "A battery joins."},
"master_file_extract": {
  "aggregation": "bayview", "resource_id": "BAYVW_7_DERA1", "status": "active",
  "pmax_mw": 2, "pmin_mw": -2},
"schedule": {
  "aggregation": "bayview", "trade_date": "2026-12-10", "market": "DAM",
  "scid": "SPTH", "resource_id": "BAYVW_7_DERA1", "product": "EN",
  "self_schedule_type": "PT",
  "hours": [{"hour_ending": 1, "mw": 0.5, "start": "2026-12-10T00:00:00-08:00"}]},
"monitoring": {"aggregation": "bayview", "dispatch_source": "ADS"},
"waiver": {
  "policy": "LOC-005", "subject": {"kind": "aggregation", "id": "bayview"},
  "reason": "Embedded.", "approved_by": "Director", "ticket": "COMP-412",
  "expires_on": "2027-01-31"}
}""")

REFUSED: tuple[tuple[str, str, dict[str, Any], str], ...] = (
    ("provider", "an address without @", {"contact.email": "desk"}, "pattern"),
    ("provider", "a blank legal name", {"legal_name": "  "}, "pattern"),
    ("provider", "a legal name on two lines", {"legal_name": "Sun\npath"}, "not"),
    ("scheduling_coordinator", "a bare number as SCID", {"scid": 1234}, "type"),
    ("scheduling_coordinator", "an unknown status", {"status": "new"}, "enum"),
    ("utility", "a role that is neither", {"role": "lse"}, "enum"),
    ("utility", "less than no energy", {"annual_mwh_previous_fiscal_year": -1}, ""),
    ("agreement", "a DERPA without provider", {"type": "DERPA"}, "required"),
    ("agreement", "an SCA of a provider", {"type": "SCA", "provider": "s"}, "required"),
    ("agreement", "an MSA-SC of nobody", {"type": "MSA_SC"}, "required"),
    ("agreement", "a wrong hyphen in the type", {"type": "MSA-SC"}, "enum"),
    ("agreement", "a date in American order", {"executed_on": "03/02/2026"}, "pattern"),
    ("agreement", "a date that no month has", {"executed_on": "2026-02-30"}, "format"),
    ("agreement", "an empty Schedule 1", {"schedule_1": {}}, "required"),
    ("concurrence", "pending but never submitted", {"outcome": "pending"}, "required"),
    (
        "concurrence",
        "concurred without an answer",
        {"outcome": "concurred", "submitted_on": "2026-06-01"},
        "required",
    ),
    ("concurrence", "an unknown field in the package", {"package": {"pnode": []}}, ""),
    ("concurrence", "a concern of no ground", {"concerns": [{}]}, "required"),
    ("aggregation", "a gate of schedules", {"gate": "schedule"}, "enum"),
    ("aggregation", "no service at all", {"services": []}, "minItems"),
    ("aggregation", "a service twice", {"services": ["RU", "RU"]}, "uniqueItems"),
    ("aggregation", "a service by its long name", {"services": ["spin"]}, "enum"),
    ("aggregation", "a member without first day", {"members": [{"site": "a"}]}, ""),
    ("aggregation", "a mistyped field", {"pmax_kw": 2000}, "additionalProperties"),
    ("aggregation", "text as power", {"pmax_mw": "2"}, "type"),
    ("site", "no DER", {"ders": []}, "minItems"),
    ("site", "a DER of no rating", {"ders": [{**DER, "rated_kw": 0}]}, ""),
    ("site", "a mistyped DER field", {"ders": [{**DER, "capcity_kw": 1}]}, ""),
    ("site", "an account that lost its zeros", {"service_account": 12345678}, "type"),
    ("site", "a ZIP code of four digits", {"service_address.zip": "9460"}, "pattern"),
    ("site", "a utility that is no id", {"utility": "PG&E"}, "pattern"),
    ("site_inventory", "a field of its own", {"columns": {"site.size": "m2"}}, "enum"),
    ("site_inventory", "a column without name", {"columns": {"site.id": " "}}, ""),
    ("site_inventory", "a delimiter of its own", {"delimiter": "|"}, "enum"),
    (
        "site_inventory",
        "a technology unknown",
        {"constants": {"der": {"technology": "x"}}},
        "",
    ),
    ("meter", "an interval of nothing", {"interval_minutes": 0}, "exclusiveMinimum"),
    ("meter", "yes in quotes", {"revenue_quality": "yes"}, "type"),
    ("metering_plan", "half a day", {"submission": {"actual_business_days": 1.5}}, ""),
    ("meter_readings", "neither file nor readings", {"readings": GONE}, "required"),
    ("meter_readings", "file and readings both", {"file": "a.csv"}, "not"),
    ("meter_readings", "local time", {"readings.0.interval_end": "08:05"}, "pattern"),
    ("telemetry", "a device without type", {"device": {"id": "RIG-1"}}, "required"),
    ("telemetry", "a scan interval of nothing", {"scan_seconds": 0}, ""),
    ("ancillary_service_certification", "energy", {"service": "energy"}, "enum"),
    ("credential", "one that belongs to nobody", {"provider": GONE}, "required"),
    ("credential", "a secret", {"password": "hunter2"}, "additionalProperties"),
    ("credential", "an unknown system", {"entitlements.0.system": "SIBAR"}, "enum"),
    ("nri_project", "a channel by fax", {"channel": "fax"}, "enum"),
    ("nri_project", "a letter nobody signed", {"letters": {"selection": {}}}, ""),
    ("change_notice", "a type of its own", {"type": "other"}, "enum"),
    ("master_file_extract", "half a ramp", {"ramp_segments": [{"from_mw": 0}]}, ""),
    ("schedule", "a market of its own", {"market": "HASP"}, "enum"),
    ("schedule", "an hour without power", {"hours": [{"hour_ending": 1}]}, "required"),
    ("schedule", "half an hour", {"hours.0.hour_ending": 1.5}, "type"),
    ("schedule", "a start without offset", {"hours.0.start": "2026-12-10T00:00"}, ""),
    ("schedule", "a trade date as number", {"trade_date": 20261210}, "type"),
    ("monitoring", "a source of its own", {"dispatch_source": "OASIS"}, "enum"),
    ("waiver", "a kind that does not exist", {"subject.kind": "sites"}, "enum"),
    ("waiver", "a policy that is no id", {"policy": "loc-5"}, "pattern"),
)

LEFT_TO_A_POLICY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("SIZE-003", "aggregation", {"pnodes": [{"id": "A_1_N1"}, {"id": "B_1_N1"}]}),
    ("COMP-001", "aggregation", {"members": []}),
    ("COMP-002", "aggregation", {"members": [{"site": "a", "from": "2026-01-01"}] * 2}),
    ("LOC-001", "site", {"pnode": GONE}),
    ("LOC-003", "aggregation", {"sub_lap": "NOWHERE"}),
    ("GDF-001", "aggregation", {"pnodes": [{"id": "A_1_N1", "gdf": 1.5}]}),
    ("UDC-004", "concurrence", {"concerns": [CONCERN]}),
    ("UDC-008", "concurrence", {"package": {"pnodes": [], "reservation_id": ""}}),
    ("UDC-009", "aggregation", {"reservation_id": ""}),
    (
        "AGR-006",
        "agreement",
        {"type": "PARTICIPATING_AGGREGATOR_AGREEMENT", "provider": "sunpath"},
    ),
    ("SC-001", "aggregation", {"scheduling_coordinator": GONE}),
    ("SC-003", "scheduling_coordinator", {"scid": "spth5"}),
    ("NRI-004", "aggregation", {"name": "Bayview Storage and Solar Resource IV LLC"}),
    ("MF-001", "aggregation", {"resource_id": "not one"}),
    ("MF-004", "aggregation", {"ramp_segments": [RAMP] * 5}),
    ("MTR-002", "meter", {"certification": "none"}),
    ("MTR-003", "meter", {"interval_minutes": 7.5}),
    ("MTR-007", "aggregation", {"settlement_source": "telemetry"}),
    ("TEL-006", "telemetry", {"scope": "unit"}),
    ("CRED-009", "credential", {"entitlements.0.system": "OASIS"}),
    ("REF-001", "agreement", {"tariff_section": "4.14"}),
    ("SCH-001", "schedule", {"trade_date": "12/10/2026"}),
    ("SCH-002", "schedule", {"hours": []}),
    ("SCH-003", "schedule", {"hours.0.hour_ending": 26}),
    ("SCH-006", "schedule", {"hours.0.mw": -999}),
    ("SCH-008", "schedule", {"scid": "x"}),
    ("SCH-013", "monitoring", {"dispatch_source": "OASIS_AS_RESULTS"}),
)


def declared(kind: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return the least declaration of a kind with changes by dotted path."""
    document = deepcopy({"dera": "v1", "kind": kind, "id": f"a-{kind}", **LEAST[kind]})
    for path, value in (changes or {}).items():
        *above, last = path.split(".")
        place: Any = document
        for step in above:
            place = place[int(step) if isinstance(place, list) else step]
        if value is GONE:
            place.pop(last, None)
        else:
            place[last] = value
    return document


def keywords(kind: str, document: dict[str, Any]) -> set[str]:
    """Return the schema keywords that refuse a document; Rust must agree."""
    name = f"{kind}.schema.json"
    python = Draft202012Validator(
        SCHEMAS[name],
        registry=REGISTRY,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    rust = jsonschema_rs.Draft202012Validator(
        SCHEMAS[name], registry=RUST_REGISTRY, validate_formats=True
    )
    found = {str(error.validator) for error in python.iter_errors(document)}
    assert rust.is_valid(document) is not bool(found)
    return found


def required_fields() -> list[tuple[str, str]]:
    return [
        (kind, field)
        for kind in LEAST
        for field in SCHEMAS[f"{kind}.schema.json"]["required"]
    ]


def test_the_table_has_every_kind() -> None:
    assert list(LEAST) == SCHEMAS["common.schema.json"]["$defs"]["kind"]["enum"]


@pytest.mark.parametrize("kind", LEAST)
def test_the_least_declaration_of_a_kind_is_valid(kind: str) -> None:
    assert keywords(kind, declared(kind)) == set()


@pytest.mark.parametrize(("kind", "field"), required_fields())
def test_a_declaration_without_a_required_field_is_refused(
    kind: str, field: str
) -> None:
    assert "required" in keywords(kind, declared(kind, {field: GONE}))


@pytest.mark.parametrize("kind", LEAST)
def test_free_form_data_is_taken_under_annotations_only(kind: str) -> None:
    note = {"my_note": ["COMP-1", {"depth": 2}]}
    assert keywords(kind, declared(kind, {"annotations": note})) == set()
    assert keywords(kind, declared(kind, note)) == {"additionalProperties"}


@pytest.mark.parametrize("name", ["", "Bay", "-a", "a b", "a" * 64, "a\n", "é"])
@pytest.mark.parametrize("kind", LEAST)
def test_an_id_of_another_form_is_refused(kind: str, name: str) -> None:
    assert keywords(kind, declared(kind, {"id": name})) <= {"pattern", "not"}
    assert keywords(kind, declared(kind, {"id": name}))


@pytest.mark.parametrize("kind", LEAST)
def test_another_version_or_kind_is_refused(kind: str) -> None:
    assert keywords(kind, declared(kind, {"dera": "v2"})) == {"const"}
    assert keywords(kind, declared(kind, {"kind": "another"})) == {"const"}


def named(value: object) -> str:
    """Name a case alike in every process, so that the tests can be spread."""
    return " ".join(value) if isinstance(value, dict) else str(value)


@pytest.mark.parametrize(("kind", "what", "changes", "keyword"), REFUSED, ids=named)
def test_a_schema_refuses(
    kind: str, what: str, changes: dict[str, Any], keyword: str
) -> None:
    found = keywords(kind, declared(kind, changes))
    assert found, what
    assert keyword in found or not keyword


@pytest.mark.parametrize(("policy", "kind", "changes"), LEFT_TO_A_POLICY, ids=named)
def test_a_schema_leaves_to_a_policy(
    policy: str, kind: str, changes: dict[str, Any]
) -> None:
    # A broken schema is never judged: only what passes it can fail a policy.
    assert keywords(kind, declared(kind, changes)) == set(), policy
