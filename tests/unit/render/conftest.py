"""Small judged portfolios from text, for the tests of the render floor."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checker.link.business_days import BusinessCalendar
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import link
from checker.link.references import reference_paths
from checker.load.header import declarations_of
from checker.load.read import read_text
from checker.model.document import locate
from checker.model.dossier import Dossier
from checker.model.finding import Finding, Outcome, Severity, Subject
from checker.model.report import InputFile, Report, UsedParameter
from checker.model.timeline import Action, Assumption, Phase, State, Step, Timeline
from checker.render.documents import DocumentSpec, load_documents
from checker.render.material import Material, Rendered, RenderOptions
from checker.render.packages import render_packages
from checker.resources import data_dir
from checker.validate.declaration import validate
from checker.validate.schemas import SchemaSet

AS_OF = date(2026, 12, 8)
NOW = datetime(2026, 12, 8, 17, 30, tzinfo=UTC)

_PARAMETERS: dict[str, tuple[Any, str, str]] = {
    "udc_review_business_days": (30, "business days", "date unverified"),
    "telemetry_threshold_mw": (10, "MW", "dated"),
    "reservation_id_in_package": (True, "true or false", "specification"),
    "nri_bucket_days": ([203, 105, 30], "days before synchronization", "dated"),
    "nri_review_days": (15, "days", "dated"),
    "metering_interval_minutes": (5, "min", "dated"),
    "metering_interval_minutes_without_ancillary_services": (15, "min", "dated"),
    "estimated_data_business_days": (8, "business days", "dated"),
    "actual_data_business_days": (52, "business days", "unverified"),
    "affirmation_days": (366, "days", "date unverified"),
    "oasis_paths_with_an_end": (["/oasisapi/SingleZip"], "paths", "dated"),
    "oasis_spacing_seconds": (5, "s", "secondary"),
    "award_minutes": (10, "min", "dated"),
    "power_points": (["AGG_POD_MW", "AGG_GROSS_MW"], "names", "unverified"),
    "status_points": (["AGG_UCON"], "names", "unverified"),
    "quality_points": (["DATA_QUALITY", "COMM_LOST"], "names", "unverified"),
    "storage_points": (["SOC_MWH"], "names", "unverified"),
    "set_point_points": (["SETPOINT_FEEDBACK_MW"], "names", "unverified"),
}

PROVIDER = """\
dera: v1
kind: provider
id: sun
legal_name: Sun Energy LLC
contact: {name: Market Desk, email: desk@sun.example.com}
user_access_administrators: [{name: Access Desk, email: uaa@sun.example.com}]
---
dera: v1
kind: scheduling_coordinator
id: coord
legal_name: Coord Services LLC
scid: CORD
status: active
certified_on: 2025-01-10
contact: {name: Day-Ahead Desk, email: dam@coord.example.com}
user_access_administrators: [{name: SC Access Desk, email: uaa@coord.example.com}]
---
dera: v1
kind: utility
id: pge
name: Pacific Utility
role: udc
tac_area: PGAE
contact: {name: DER Desk, email: der@pge.example.com}
---
dera: v1
kind: agreement
id: sun-derpa
type: DERPA
provider: sun
party_name: Sun Energy LLC
reference: DERPA-7
executed_on: 2025-11-14
---
dera: v1
kind: agreement
id: coord-msa-sc
type: MSA_SC
scheduling_coordinator: coord
party_name: Coord Services LLC
executed_on: 2025-01-09
---
dera: v1
kind: metering_plan
id: plan
scheduling_coordinator: coord
status: accepted
accepted_on: 2026-05-20
affirmed_on: 2026-10-19
retention_years: 3
meters: [north-1-m]
submission: {estimated_business_days: 8, actual_business_days: 48}
---
dera: v1
kind: credential
id: sun-rims
holder: Registration Desk
provider: sun
type: end_user_certificate
reference: vault://sun/registration
issuer: CAISO Issuing CA
expires_on: 2027-12-14
entitlements:
  - {system: RIMS, environment: PROD, role: Participant, granted_on: 2025-12-15}
---
dera: v1
kind: credential
id: coord-sibr
holder: Day-Ahead Desk
scheduling_coordinator: coord
type: end_user_certificate
reference: vault://coord/day-ahead
issuer: CAISO Issuing CA
expires_on: 2027-09-30
entitlements:
  - system: SIBR
    environment: PROD
    role: Submitter
    scids: [CORD]
    granted_on: 2025-05-03
---
"""

AGGREGATION = """\
dera: v1
kind: aggregation
id: north
name: North Storage
provider: sun
scheduling_coordinator: coord
gate: market
model: ngr
services: [energy, RU]
members:
  - {site: north-1, from: 2026-06-01}
sub_lap: PGEB
pnodes:
  - {id: OAKLAND_1_N006, gdf: 1}
pmax_mw: 0.5
pmin_mw: -0.5
soc_min_mwh: 0.1
soc_max_mwh: 1.9
ramp_segments:
  - {from_mw: -0.5, to_mw: 0.5, up_mw_per_minute: 0.5, down_mw_per_minute: 0.5}
reservation_id: CAID-1
resource_id: NORTH_7_DERA1
market_date: 2026-10-01
ancillary_service_start_date: 2026-10-15
settlement_source: metering
attestation: {signed_by: Vice President, signed_on: 2026-07-20}
---
dera: v1
kind: site
id: north-1
name: Cold Store
service_address: {street: 1 Wharf Road, city: Oakland, state: CA, zip: "94607"}
utility: pge
service_account: "0041200117"
pnode: OAKLAND_1_N006
sub_lap: PGEB
ders:
  - id: bess-1
    name: Cold Store battery
    technology: battery
    rated_kw: 500
    energy_kwh: 2000
    export_kw: 500
    import_kw: 450.5
    control_basis: owns
    exports: true
    interconnection:
      status: complete
      tariff: WDAT
      reference: WDAT-1
      capacity_kw: 499.5
      export_allowed: true
    net_metering: {enrolled: true, tariff: NEM2, wholesale_permitted: true}
    programs: [{name: Load Relief, services: [energy]}]
    other_caiso_registrations: [{type: PDR, reference: PDR-1}]
  - id: load-1
    name: Cold Store compressors
    technology: flexible_load
    rated_kw: 40
    curtailment_kw: 30
    control_basis: contract
    exports: false
    net_metering: {enrolled: false}
    programs: []
    other_caiso_registrations: []
---
dera: v1
kind: meter
id: north-1-m
site: north-1
serial_number: "0051"
revenue_quality: true
certification: caiso
certificate_reference: COC-7
certified_on: 2026-04-29
interval_minutes: 5
accuracy_percent: 0.2
---
dera: v1
kind: concurrence
id: north-pge
aggregation: north
utility: pge
submitted_on: 2026-06-01
responded_on: 2026-07-10
outcome: concurred
der_list_digest: sha256:0000
---
dera: v1
kind: nri_project
id: north-nri
aggregation: north
start_on: 2026-07-13
project_code: 26DERA0009
registration_code: RIMS-9
channel: rims
channel_confirmed: true
project_details_form:
  reference: dms://nri/north
  entity_name: Sun Energy LLC
  submitted_on: 2026-07-13
buckets:
  - {number: 1, submitted_on: 2026-07-20, approved_on: 2026-08-01}
  - {number: 2}
  - {number: 3}
sync_date: 2027-05-03
letters:
  selection:
    entity_name: Sun Energy LLC
    signed_on: 2026-07-20
    project_code: 26DERA0009
  acceptance:
    entity_name: Coord Services LLC
    signed_on: 2026-07-22
    project_code: 26DERA0009
---
dera: v1
kind: monitoring
id: north-watch
aggregation: north
dispatch_source: ADS
requests:
  - path: /oasisapi/SingleZip
    queryname: PRC_LMP
    market_run_id: DAM
    startdatetime: 20261210T08:00-0000
    enddatetime: 20261211T08:00-0000
    version: "1"
    spacing_seconds: 5
---
dera: v1
kind: telemetry
id: north-feed
aggregation: north
protocol: DNP3
device: {id: rig-1, type: rig}
link: ecn
scope: aggregate
resource_id: NORTH_7_DERA1
scan_seconds: 4
points: [AGG_POD_MW, AGG_UCON, DATA_QUALITY, SOC_MWH, SETPOINT_FEEDBACK_MW]
in_service_on: 2026-05-04
validated_on: 2026-05-20
---
dera: v1
kind: ancillary_service_certification
id: north-ru
aggregation: north
service: RU
capacity_mw: 0.25
test_on: 2026-09-15
certified_on: 2026-09-25
---
"""


def schedule(
    trade_date: str = "2026-12-10", hours: Iterable[int] = range(1, 25)
) -> str:
    """Return the declaration of a schedule of 0.125 MW in every hour."""
    listed = "".join(f"  - {{hour_ending: {n}, mw: 0.125}}\n" for n in hours)
    return (
        f"dera: v1\nkind: schedule\nid: north-{trade_date}\naggregation: north\n"
        f"trade_date: {trade_date!r}\nmarket: DAM\nscid: CORD\n"
        "resource_id: NORTH_7_DERA1\nproduct: EN\nself_schedule_type: PT\n"
        f"hours:\n{listed}---\n"
    )


def timeline(name: str) -> Timeline:
    """Return a way to the market of two steps: one done, one late."""
    lead = Assumption("review", 30, "business days", "A page", "secondary", False)  # noqa: FBT003 # as the model has it
    first = Step(
        id="L01",
        name="inventory",
        title="The DERs are known",
        phase=Phase.PREPARATION,
        owner="provider",
        action="List them.",
        state=State.DONE,
        done_on=date(2026, 6, 1),
    )
    second = Step(
        id="L08",
        name="utility-concurrence",
        title="Each utility has concurred",
        phase=Phase.CONCURRENCE,
        owner="utility",
        action="Answer.",
        state=State.WAITING,
        late=True,
        depends_on=("L01",),
        start=date(2026, 12, 8),
        finish=date(2027, 1, 22),
        latest_start=date(2026, 12, 1),
        latest_finish=date(2027, 1, 15),
        slack_days=-7,
        critical=True,
        lead=lead,
        policies=("UDC-001",),
        failing=("UDC-001",),
    )
    return Timeline(
        aggregation=name,
        name=name,
        wanted=date(2027, 5, 1),
        wanted_at=None,
        live_since=None,
        earliest=date(2027, 5, 8),
        slack_days=-7,
        steps=(first, second),
        critical_path=("L08",),
        actions=(Action("utility", "L08", "Answer.", date(2027, 1, 15), late=True),),
        deadlines=(),
        assumptions=(lead,),
    )


GOOD = PROVIDER + AGGREGATION + schedule()

SOUTH = (
    AGGREGATION.replace("north", "south")
    .replace("North", "South")
    .replace("NORTH", "SOUTH")
    .replace("0041200117", "0041200999")
)


def failing(
    policy: str, kind: str, name: str, **fields: Any
) -> Callable[[tuple[Dossier, ...]], Finding]:
    """Return what makes a finding on a declaration, an error unless told otherwise."""

    def made(dossiers: tuple[Dossier, ...]) -> Finding:
        place = next(d for d in dossiers if d.subject == (kind, name)).record.place
        assert place is not None
        shown: dict[str, Any] = {
            "policy": policy,
            "name": "a-rule",
            "outcome": Outcome.FAIL,
            "severity": Severity.ERROR,
            "subject": Subject(kind, name),
            "place": place,
            "location": locate(place),
            "message": "it does not hold",
            "remedy": "mend it",
        }
        return Finding(**(shown | fields))

    return made


class Portfolio:
    """Links and renders texts; no policy judges them but the given findings.

    `good` is one aggregation at the market gate with everything that its documents
    need; `south` is a second one for the same provider, without a schedule.
    """

    provider = PROVIDER
    aggregation = AGGREGATION
    good = GOOD
    south = SOUTH
    now = NOW
    schedule = staticmethod(schedule)
    failing = staticmethod(failing)

    def __init__(self, schemas: SchemaSet, specs: tuple[DocumentSpec, ...]) -> None:
        self._schemas = schemas
        self._specs = specs
        self._paths = {
            kind: reference_paths(schemas.schema(kind), schemas.resolve)
            for kind in schemas.kinds
        }

    def material(
        self,
        text: str,
        *findings: Callable[[tuple[Dossier, ...]], Finding],
        **report: Any,
    ) -> Material:
        """Judge a text; `report` sets fields of the report."""
        reading = read_text("portfolio.yaml", text.encode())
        assert reading.findings == ()
        declarations, _ = declarations_of(reading, self._schemas.kinds)
        faults = {one: validate(one, self._schemas) for one in declarations}
        invalid = frozenset(one for one, found in faults.items() if found)
        portfolio, links = link(declarations, invalid, self._paths, unread="")
        setting = Setting(
            as_of=AS_OF,
            gate=None,
            signatories=None,
            hour_labels="sequential",
            kinds=self._schemas.kinds,
        )
        dossiers = build_dossiers(portfolio, setting)
        schedules = defaultdict(list)
        for dossier in dossiers:
            if dossier.subject.kind == "schedule":
                schedules[dossier.record["aggregation"]].append(dossier)
        parameters = {
            name: UsedParameter(
                name,
                value,
                unit,
                date(2016, 6, 3),
                "A page",
                confidence,
                overridden=False,
            )
            for name, (value, unit, confidence) in _PARAMETERS.items()
        }
        fields: dict[str, Any] = {
            "tool_version": "0.1.0",
            "as_of": AS_OF,
            "simulated": False,
            "profile": "conservative",
            "declarations": len(declarations),
            "aggregations": 1,
            "findings": (
                *(finding for found in faults.values() for finding in found),
                *links,
                *(make(dossiers) for make in findings),
            ),
            "tally": {},
            "parameters": tuple(parameters.values()),
            "inputs": (InputFile("portfolio.yaml", reading.source.sha256),),
            "policies_sha256": "ab" * 32,
        }
        return Material(
            dossiers=[d for d in dossiers if d.subject.kind == "aggregation"],
            schedules=schedules,
            report=Report(**(fields | report)),
            report_sha256="cd" * 32,
            areas={a: a for spec in self._specs for a in spec.areas}
            | {"SIZE-001": "size", "MTR-001": "metering"},
            parameters=parameters,
            calendar=BusinessCalendar(),
            timelines={
                d.subject.id: timeline(d.subject.id)
                for d in dossiers
                if d.subject.kind == "aggregation"
            },
        )

    def render(self, material: Material, to: Path, **options: Any) -> Rendered:
        """Render with the shipped templates; `options` sets render options."""
        fields: dict[str, Any] = {"to": to, "now": NOW}
        chosen = RenderOptions(**(fields | options))
        return render_packages(material, self._specs, data_dir("templates"), chosen)


@pytest.fixture(scope="session")
def schemas() -> SchemaSet:
    """Return the shipped schemas."""
    return SchemaSet.load(data_dir("schemas"))


@pytest.fixture(scope="session")
def specs(schemas: SchemaSet) -> tuple[DocumentSpec, ...]:
    """Return the shipped documents."""
    return load_documents(data_dir("templates"), schemas)


@pytest.fixture(scope="session")
def portfolio(schemas: SchemaSet, specs: tuple[DocumentSpec, ...]) -> Portfolio:
    """Return what judges and renders texts."""
    return Portfolio(schemas, specs)
