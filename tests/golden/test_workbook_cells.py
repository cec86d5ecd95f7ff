"""Every cell of every workbook of every example, against the declarations.

What a sheet is to hold is written here once more, from the YAML files as any other
reader sees them. Columns that are computed with rules of their own (a digest, a day of
the business calendar, a step of the way to the market) are named in `COMPUTED`; they
are held to the table that the sheet is made of, as all cells are.
"""

import csv
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from openpyxl import load_workbook

from checker.pipeline import Options
from checker.pipeline.check import check_whole
from checker.pipeline.render import material_of
from checker.render.documents import load_documents
from checker.render.material import PrintedPackage, RenderOptions
from checker.render.packages import print_packages
from checker.resources import data_dir
from checker.validate.schemas import SchemaSet

EXAMPLES = Path(__file__).parents[2] / "examples"
DAYS = {
    "bay-area": date(2026, 12, 8),
    "fleet": date(2026, 12, 8),
    "minimal": date(2026, 12, 8),
    "own-policies": date(2026, 12, 8),
    "reconciled": date(2026, 12, 14),
    "waived": date(2026, 12, 8),
}
TEXT = "@"
STORAGE = {"battery", "ev_charger"}
REVIEW_DAYS, BUCKET_DAYS = 15, {1: 203, 2: 105, 3: 30}
"""Days before synchronization of each bucket, and of CAISO's review (RULEBOOK)."""

COMPUTED = {
    "attachment-a": {"der_list_digest", "requested_by"},
    "request": {"minutes_to_capacity", "state"},
    "telemetry-points": {
        *("point_no", "dnp3_object", "dnp3_variation", "direction", "aggregate", "eu"),
        *("scale", "deadband", "low", "high", "note", "needed_for", "unit", "source"),
    },
    "access-requests": {"purpose", "state"},
    "lifecycle-plan": {
        *("state", "done_on", "earliest_start", "earliest_finish", "latest_start"),
        *("latest_finish", "slack_days", "critical", "recurring", "lead_time"),
        *("blocked_by", "open_findings", "owner"),  # who has to act now
    },
    "monitoring-plan": {"url", "wait_seconds"},
}
"""Columns by sheet whose values follow from rules, not from one declared field."""

RUN = {"as_of", "profile", "status"}
"""Columns that end every row."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Book:
    """A workbook: whose package it is in, its file, and the package's other files."""

    example: str
    owner: str
    file: str
    content: bytes
    package: PrintedPackage

    @property
    def name(self) -> str:
        return f"{self.example}/{self.owner}/{self.file}"


class Declared:
    """The declarations of an example, as any other YAML reader sees them."""

    def __init__(self, example: str) -> None:
        self.root, self.day = EXAMPLES / example, DAYS[example]
        self.found: dict[tuple[str, str], Row] = {}
        for file in sorted(self.root.rglob("*.yaml")):
            for one in yaml.safe_load_all(file.read_text(encoding="utf-8")):
                if isinstance(one, dict) and "kind" in one:
                    self.found[one["kind"], one["id"]] = one
        for inventory in self.of("site_inventory"):
            self._read(inventory)

    def _read(self, inventory: Row) -> None:
        """Take each row of a table for a DER, its site and its meter."""
        columns, constants = inventory["columns"], inventory["constants"]
        with (self.root / inventory["file"]).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                made = {name: deepcopy(constants[name]) for name in constants}
                for path, column in columns.items():
                    *steps, name = path.split(".")
                    inner = made
                    for step in steps:
                        inner = inner.setdefault(step, {})
                    number = name.endswith(("_kw", "_kwh"))
                    if row[column]:
                        inner[name] = float(row[column]) if number else row[column]
                site = self.found.setdefault(
                    ("site", made["site"]["id"]), {**made["site"], "ders": []}
                )
                site["ders"].append(made["der"])
                meter = {**made["meter"], "site": site["id"]}
                self.found["meter", meter["id"]] = meter

    def of(self, kind: str, **fields: str) -> list[Row]:
        """Return what is declared of a kind, by id, with some fields."""
        return [
            one
            for (found, _), one in sorted(self.found.items())
            if found == kind and all(one.get(f) == v for f, v in fields.items())
        ]

    def one(self, kind: str, name: str) -> Row:
        return self.found[kind, name]

    def sites(self, aggregation: Row) -> Iterator[tuple[Row, Row]]:
        """Yield the active sites with their memberships, in the order of the list."""
        day = max(self.day, aggregation.get("market_date", self.day))
        for member in aggregation["members"]:
            if member["from"] <= day <= member.get("until", day):
                yield self.one("site", member["site"]), member

    def coordinator(self, aggregation: Row) -> Row:
        return self.one("scheduling_coordinator", aggregation["scheduling_coordinator"])


@cache
def declared(example: str) -> Declared:
    return Declared(example)


@cache
def books() -> tuple[Book, ...]:
    return tuple(book for example in DAYS for book in books_of(example))


def books_of(example: str) -> Iterator[Book]:
    as_of = DAYS[example]
    run = check_whole((EXAMPLES / example,), Options(as_of=as_of, today=as_of))
    templates, schemas = data_dir("templates"), SchemaSet.load(data_dir("schemas"))
    now = datetime(as_of.year, as_of.month, as_of.day, 17, tzinfo=UTC)
    options = RenderOptions(to=None, now=now)
    specs = load_documents(templates, schemas)
    for made in print_packages(material_of(run, schemas), specs, templates, options):
        if not isinstance(made, PrintedPackage):
            continue  # what CAISO holds of `reconciled` is another capacity
        for name, content in made.files.items():
            if name.endswith(".xlsx"):
                yield Book(example, made.subject.id, name, content, made)


def mw(kilo: float) -> float:
    return round(kilo / 1000, 6)


def listed(texts: Any, separator: str = ", ") -> str:
    return separator.join(dict.fromkeys(texts)) or "none"


def pacific(day: date, interval: int, minutes: int) -> datetime:
    """Return the beginning of an interval of a trade date, counted from 0, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("US/Pacific"))
    start = midnight.astimezone(UTC) + timedelta(minutes=interval * minutes)
    return start.replace(tzinfo=None)


# What each sheet is to hold ------------------------------------------------------


def site_row(found: Declared, site: Row, member: Row) -> Row:
    meters = found.of("meter", site=site["id"])
    return {
        "site_id": site["id"],
        "name": site["name"],
        **site["service_address"],
        "utility": site["utility"],
        "utility_name": found.one("utility", site["utility"])["name"],
        "service_account": site["service_account"],
        "pnode": site["pnode"],
        "sub_lap": site["sub_lap"],
        "member_from": member["from"],
        "member_until": member.get("until", "open"),
        "meter_ids": listed((m["id"] for m in meters), "; "),
        "metering_types": listed((m["certification"] for m in meters), "; "),
    }


def der_row(found: Declared, site: Row, member: Row, der: Row) -> Row:
    of_site = site_row(found, site, member)
    stores = der["technology"] in STORAGE
    sheds = der["technology"] == "flexible_load"
    denied = "does not export"
    link = der["interconnection"] if der["exports"] else {}
    metering = der["net_metering"]
    enrolled = metering["enrolled"]
    return {
        "der_id": der["id"],
        "der_name": der["name"],
        "technology": der["technology"],
        "control_basis": der["control_basis"],
        "nameplate_mw": mw(der["rated_kw"]),
        "export_mw": 0 if sheds else mw(der["export_kw"]),
        "import_mw": mw(der["import_kw"]) if stores else 0,
        "curtailment_mw": mw(der["curtailment_kw"]) if sheds else 0,
        "energy_mwh": mw(der["energy_kwh"]) if stores else 0,
        "site_id": site["id"],
        **site["service_address"],
        "udc_or_mss": of_site["utility_name"],
        "service_account_id": site["service_account"],
        "meter_id": of_site["meter_ids"],
        "metering_type": of_site["metering_types"],
        "pnode_id": site["pnode"],
        "sub_lap": site["sub_lap"],
        "effective_start": of_site["member_from"],
        "effective_end": of_site["member_until"],
        "exports": der["exports"],
        "interconnection_tariff": link.get("tariff", denied),
        "interconnection_ref": link.get("reference", denied),
        "interconnection_status": link.get("status", denied),
        "interconnection_mw": mw(link["capacity_kw"]) if link else denied,
        "export_allowed": link.get("export_allowed", denied),
        "is_nem": enrolled,
        "nem_tariff": metering["tariff"] if enrolled else "not enrolled",
        "nem_allows_wholesale": metering["wholesale_permitted"]
        if enrolled
        else "not enrolled",
        "programs": listed(
            (f"{p['name']} ({', '.join(p['services'])})" for p in der["programs"]), "; "
        ),
        "other_caiso_registrations": listed(
            (f"{r['type']} {r['reference']}" for r in der["other_caiso_registrations"]),
            "; ",
        ),
    }


def ders(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for site, member in found.sites(found.one("aggregation", book.owner)):
        for der in site["ders"]:
            yield der_row(found, site, member, der)


def sites(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for site, member in found.sites(found.one("aggregation", book.owner)):
        yield site_row(found, site, member)


def attachment(found: Declared, book: Book, _: str) -> Iterator[Row]:
    utility = book.file.removeprefix("concurrence-").removesuffix(".xlsx")
    for site, member in found.sites(found.one("aggregation", book.owner)):
        for der in site["ders"] if site["utility"] == utility else ():
            yield {"utility": utility, **der_row(found, site, member, der)}


def aggregations(found: Declared, book: Book, *gates: str) -> list[Row]:
    own = found.of("aggregation", provider=book.owner)
    return [one for one in own if one["gate"] in gates]


def schedule_1(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for one in aggregations(found, book, "registration", "market"):
        for site, member in found.sites(one):
            for der in site["ders"]:
                names = {"aggregation_id": one["id"], "aggregation_name": one["name"]}
                yield names | der_row(found, site, member, der)


def information(found: Declared, book: Book, _: str) -> Iterator[Row]:
    provider = found.one("provider", book.owner)
    for one in aggregations(found, book, "concurrence", "registration", "market"):
        members = list(found.sites(one))
        every_der = [der for site, _ in members for der in site["ders"]]
        utilities = sorted({site["utility"] for site, _ in members})
        coordinator = found.coordinator(one)
        yield {
            "provider": provider["id"],
            "legal_name": provider["legal_name"],
            "aggregation_id": one["id"],
            "aggregation_name": one["name"],
            **{f: one[f] for f in ("gate", "model", "pmax_mw", "pmin_mw", "sub_lap")},
            "services": listed(one["services"]),
            "capacity_mw": mw(sum(der["rated_kw"] for der in every_der)),
            "utilities": listed(found.one("utility", u)["name"] for u in utilities),
            "site_count": len(members),
            "der_count": len(every_der),
            "scheduling_coordinator": coordinator["legal_name"],
            "scid": coordinator["scid"],
            "market_date": one["market_date"],
        }


def buckets(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for project in found.of("nri_project", aggregation=book.owner):
        for bucket in project["buckets"]:
            due = project["sync_date"] - timedelta(days=BUCKET_DAYS[bucket["number"]])
            yield {
                "project": project["id"],
                "project_code": project["project_code"],
                "aggregation": book.owner,
                "sync_date": project["sync_date"],
                "bucket": bucket["number"],
                "submit_by": due - timedelta(days=REVIEW_DAYS),
                "due_on": due,
                "submitted_on": bucket.get("submitted_on", "not yet"),
                "approved_on": bucket.get("approved_on", "not yet"),
            }


def meters(found: Declared, book: Book, _: str) -> Iterator[Row]:
    one = found.one("aggregation", book.owner)
    coordinator = found.coordinator(one)
    plans = found.of("metering_plan", scheduling_coordinator=coordinator["id"])
    for site, _member in found.sites(one):
        for meter in found.of("meter", site=site["id"]):
            of_meter = (plan["id"] for plan in plans if meter["id"] in plan["meters"])
            yield {
                "aggregation": one["id"],
                "meter_id": meter["id"],
                "site_id": site["id"],
                "site_name": site["name"],
                "service_account_id": site["service_account"],
                "pnode_id": site["pnode"],
                **{
                    field: meter[field]
                    for field in (
                        *("serial_number", "certification", "certificate_reference"),
                        *("certified_on", "revenue_quality", "interval_minutes"),
                        "accuracy_percent",
                    )
                },
                "distribution_loss_factor": meter.get(
                    "distribution_loss_factor", "none declared"
                ),
                "metering_plans": listed(of_meter),
                "scid": coordinator["scid"],
            }


def points(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for link in found.of("telemetry", aggregation=book.owner):
        for point in link["points"]:
            own = {"name": point, "telemetry": link["id"]}
            yield own | {"resource_id": link["resource_id"]}


def certifications(found: Declared, book: Book, _: str) -> Iterator[Row]:
    one = found.one("aggregation", book.owner)
    kind = "ancillary_service_certification"
    for certification in found.of(kind, aggregation=book.owner):
        fields = ("service", "capacity_mw", "test_on", "certified_on")
        yield {
            "certification": certification["id"],
            "resource_id": one["resource_id"],
            "scid": found.coordinator(one)["scid"],
            **{field: certification[field] for field in fields},
        }


def schedule_of(found: Declared, book: Book, prefix: str) -> tuple[Row, date]:
    name = book.file.removeprefix(f"{prefix}-").removesuffix(".xlsx")
    schedule = found.one("schedule", name)
    return schedule, date.fromisoformat(str(schedule["trade_date"]))


def hour_of(schedule: Row, day: date, label: int) -> Row:
    """Return what begins the row of an hour of a schedule."""
    labels = [hour["hour_ending"] for hour in schedule["hours"]]
    return {
        "resource_id": schedule["resource_id"],
        "trade_date": day,
        "hour_ending": label,
        "interval_start_utc": pacific(day, labels.index(label), 60),
        "product": schedule["product"],
    }


def hours(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
    schedule, day = schedule_of(found, book, sheet)
    for hour in schedule["hours"]:
        yield {
            **hour_of(schedule, day, hour["hour_ending"]),
            "self_schedule_mw": hour["mw"],
            "selfsched_type": schedule["self_schedule_type"],
        }


def bids(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
    schedule, day = schedule_of(found, book, sheet)
    scheduled = {hour["hour_ending"]: hour["mw"] for hour in schedule["hours"]}
    for bid in schedule["bids"]:
        for number, segment in enumerate(bid["segments"], 1):
            yield {
                **hour_of(schedule, day, bid["hour_ending"]),
                "self_schedule_mw": scheduled[bid["hour_ending"]],
                "segment": number,
                **segment,
            }


def services(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
    schedule, day = schedule_of(found, book, sheet)
    for product in dict.fromkeys(o["service"] for o in schedule["ancillary_services"]):
        for offer in schedule["ancillary_services"]:
            if offer["service"] == product:
                yield {
                    **hour_of(schedule, day, offer["hour_ending"]),
                    "product": product,
                    "self_provided_mw": offer["mw"],
                    "selfsched_type": "SP",
                }


def readings(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
    name = book.file.removeprefix(f"{sheet}-").removesuffix(".xlsx")
    own = found.one("meter_readings", name)
    one = found.one("aggregation", own["aggregation"])
    day = date.fromisoformat(str(own["trade_date"]))
    table = found.root / "meter-readings" / own["file"]
    with table.open(encoding="utf-8", newline="") as lines:
        for number, entry in enumerate(csv.DictReader(lines), 1):
            end = datetime.fromisoformat(entry["interval_end_utc"])
            start = pacific(day, number - 1, own["interval_minutes"])
            local = end.astimezone(ZoneInfo("US/Pacific"))
            yield {
                "resource_id": one["resource_id"],
                "scid": found.coordinator(one)["scid"],
                "measurement_type": own["measurement_type"],
                "uom": own["unit"],
                "interval_length_min": own["interval_minutes"],
                "interval_end_utc": end.replace(tzinfo=None),
                "value": float(entry["value"]),
                "quality": entry["quality"],
                "trade_date": day,
                "interval": number,
                "interval_start_utc": start,
                "interval_end_pacific": local.isoformat(),
            }


def access(found: Declared, book: Book, _: str) -> Iterator[Row]:
    one = found.one("aggregation", book.owner)
    parties = {
        "scheduling_coordinator": found.coordinator(one),
        "provider": found.one("provider", one["provider"]),
    }
    for kind, party in parties.items():
        for credential in found.of("credential", **{kind: party["id"]}):
            for entitlement in credential["entitlements"]:
                granted = entitlement.get("granted_on", "requested")
                yield {
                    "aggregation": one["id"],
                    "system": entitlement["system"],
                    "organisation": party["legal_name"],
                    "environment": entitlement["environment"],
                    "role": entitlement["role"],
                    "scids": listed(entitlement.get("scids", ())),
                    "credential": credential["id"],
                    "holder": credential["holder"],
                    "credential_type": credential["type"],
                    "kept_at": credential["reference"],
                    "issuer": credential["issuer"],
                    "granted_on": granted,
                    "revoked_on": entitlement.get("revoked_on", "not revoked"),
                    "expires_on": credential["expires_on"],
                    "days_left": (credential["expires_on"] - found.day).days,
                }


def requests(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
    """Yield each declared request once for every trade date of a schedule."""
    name = book.file.removeprefix(f"{sheet}-").removesuffix(".xlsx")
    plan = found.one("monitoring", name)
    schedules = found.of("schedule", aggregation=book.owner)
    days = sorted({date.fromisoformat(str(s["trade_date"])) for s in schedules})
    asked = ((day, request) for day in days for request in plan["requests"])
    for number, (day, request) in enumerate(asked, 1):
        start, end = pacific(day, 0, 60), pacific(day + timedelta(days=1), 0, 60)
        yield {
            "number": number,
            "aggregation": book.owner,
            "trade_date": day,
            **{
                field: request[field]
                for field in ("path", "queryname", "market_run_id", "version")
            },
            "startdatetime": f"{start:%Y%m%dT%H:%M}-0000",
            "enddatetime": f"{end:%Y%m%dT%H:%M}-0000",
        }


def steps(_: Declared, book: Book, __: str) -> Iterator[Row]:
    for file in sorted(Path(str(data_dir("policies"))).glob("lifecycle/*.yaml")):
        step = yaml.safe_load(file.read_text(encoding="utf-8"))
        yield {
            "aggregation": book.owner,
            "step": step["id"],
            **{field: step[field] for field in ("title", "phase")},
            "depends_on": listed(one["step"] for one in step.get("depends_on", ())),
            "policies": listed(step.get("policies", ())),
        }


def resource(found: Declared, book: Book, _: str) -> Iterator[Row]:
    one = found.one("aggregation", book.owner)
    members = list(found.sites(one))
    kilo = sum(der["rated_kw"] for site, _ in members for der in site["ders"])
    utilities = sorted({site["utility"] for site, _ in members})
    stores = one["model"] == "ngr"
    named = one.get("resource_id", "")
    yield {
        "comment": "" if named else one["rims_registration_code"],
        "schedulingCoordinator": found.coordinator(one)["scid"],
        "isAggregatedRes": True,
        "resourceSubType": {"ngr": "NGR", "generator": "Generator"}[one["model"]],
        "commercialOpDate": one["market_date"],
        "nameplateCapacity": mw(kilo),
        "maximumOperatingLimit": one["pmax_mw"],
        "minimumOperatingLimit": one["pmin_mw"],
        "maximumEnergyLimit": one["soc_max_mwh"] if stores else "no NGR",
        "minimumEnergyLimit": one["soc_min_mwh"] if stores else "no NGR",
        "subLAP": one["sub_lap"],
        "utilities": "; ".join(found.one("utility", u)["name"] for u in utilities),
        # Nothing in the examples reaches 10 MW, so that services alone decide.
        "telemetry": any(service != "energy" for service in one["services"]),
    }


def ramps(found: Declared, book: Book, _: str) -> Iterator[Row]:
    segments = found.one("aggregation", book.owner)["ramp_segments"]
    for number, segment in enumerate(segments, 1):
        yield {
            "rampSegment": number,
            "rampFromMW": segment["from_mw"],
            "rampToMW": segment["to_mw"],
            "energyUpRampRate": segment["up_mw_per_minute"],
            "energyDownRampRate": segment["down_mw_per_minute"],
        }


def factors(found: Declared, book: Book, _: str) -> Iterator[Row]:
    for pnode in found.one("aggregation", book.owner)["pnodes"]:
        yield {"Pnode": pnode["id"], "PnodeDistributionFactor": pnode["gdf"]}


def reserves(found: Declared, book: Book, _: str) -> Iterator[Row]:
    kind = "ancillary_service_certification"
    declared_ones = {c["service"]: c for c in found.of(kind, aggregation=book.owner)}
    offered = found.one("aggregation", book.owner)["services"]
    for service in (service for service in offered if service != "energy"):
        held = declared_ones[service]
        yield {
            "capacityType": service,
            "certificationType": {"RU": "RG", "RD": "RG"}.get(service, service),
            "maximumCapacity": held["capacity_mw"],
            "qualificationFlag": held["certified_on"] <= found.day,
        }


def of_resource(
    rows: Callable[[Declared, Book, str], Iterator[Row]],
) -> Callable[[Declared, Book, str], Iterator[Row]]:
    """Put the keys of a table of the GRDT before its rows, in the user's columns."""

    def keyed(found: Declared, book: Book, sheet: str) -> Iterator[Row]:
        one = found.one("aggregation", book.owner)
        keys = {"mRID": one.get("resource_id", ""), "name": one["name"]}
        mapping = found.root / "grdt-columns.yaml"
        own: dict[str, str] | None = None
        if mapping.is_file():
            read = yaml.safe_load(mapping.read_text(encoding="utf-8"))["columns"]
            own = {column["name"]: column["column"] for column in read}
        for row in rows(found, book, sheet):
            whole = keys | row
            yield (
                whole
                if own is None
                else {own[name]: value for name, value in whole.items() if name in own}
            )

    return keyed


SHEETS: dict[str, Callable[[Declared, Book, str], Iterator[Row]]] = {
    "sites": sites,
    "ders": ders,
    "attachment-a": attachment,
    "schedule-1-ders": schedule_1,
    "information-request": information,
    "project-buckets": buckets,
    "sqmd-meters": meters,
    "telemetry-points": points,
    "request": certifications,
    "self-schedule": hours,
    "economic-bids": bids,
    "ancillary-services": services,
    "settlement-meter-data": readings,
    "access-requests": access,
    "monitoring-plan": requests,
    "lifecycle-plan": steps,
    "resource": of_resource(resource),
    "ramp-rates": of_resource(ramps),
    "distribution-factors": of_resource(factors),
}
"""What is declared of each sheet, by its name."""

RESERVES = of_resource(reserves)
"""Two sheets have one name: that of an offer, and that of the GRDT."""

SORTED = {
    "access-requests": ("system", "credential", "environment"),
    "lifecycle-plan": ("step",),
}
"""Sheets in an order of their own, and the columns by which their rows are matched."""


def expected(book: Book, sheet: str) -> list[Row]:
    of_grdt = book.file == "04-grdt.xlsx" and sheet == "ancillary-services"
    rows = RESERVES if of_grdt else SHEETS[sheet]
    return list(rows(declared(book.example), book, sheet))


# What each sheet holds -----------------------------------------------------------


def held(book: Book) -> Iterator[tuple[str, list[Row]]]:
    """Yield each sheet but the first with its rows."""
    for sheet in load_workbook(BytesIO(book.content)).worksheets[1:]:
        header, *rows = sheet.iter_rows(values_only=True)
        names = [str(name) for name in header]
        yield sheet.title, [dict(zip(names, row, strict=True)) for row in rows]


def same(cell: Any, value: Any) -> bool:
    """Tell whether a cell holds a declared value, as what it is."""
    if isinstance(value, datetime):
        return isinstance(cell, datetime) and cell == value
    if isinstance(value, date):
        return isinstance(cell, datetime) and cell == datetime.combine(
            value, datetime.min.time()
        )
    if isinstance(value, bool) or isinstance(cell, bool):
        return cell is value
    if isinstance(value, int | float):
        return isinstance(cell, int | float) and abs(cell - value) < 1e-9
    return bool((cell or "") == value)


def test_the_examples_have_workbooks_of_every_sheet() -> None:
    assert {title for book in books() for title, _ in held(book)} == {
        *SHEETS,
        "ancillary-services",
    }


@pytest.mark.parametrize("example", DAYS)
def test_every_cell_holds_what_is_declared(example: str) -> None:
    count = 0
    for book in (book for book in books() if book.example == example):
        for sheet, rows in held(book):
            pairs = matched(sheet, rows, expected(book, sheet))
            where = f"{book.name} {sheet}"
            for row, declared_row in pairs:
                for name, value in declared_row.items():
                    assert same(row[name], value), f"{where} {name}: {row[name]!r}"
                    count += 1
                others = row.keys() - declared_row.keys() - RUN
                assert others <= COMPUTED.get(sheet, set()), where
                run = (row["as_of"], row["profile"])
                assert same(run[0], DAYS[example])
                assert run[1] == "conservative"
    assert count > 40


def matched(
    sheet: str, rows: list[Row], wanted: list[Row]
) -> Iterator[tuple[Row, Row]]:
    """Pair the rows of a sheet with what is declared: as many of each."""
    names = SORTED.get(sheet, ())

    def key(row: Row) -> list[Any]:
        return [row[name] for name in names]

    # What is still to be requested is not declared: the next test is about it.
    rows = [row for row in rows if row.get("credential") != "none"]
    assert len(rows) == len(wanted), sheet
    return zip(sorted(rows, key=key), sorted(wanted, key=key), strict=True)


@pytest.mark.parametrize("example", DAYS)
def test_whose_access_is_still_to_be_requested_has_a_row_of_its_own(
    example: str,
) -> None:
    for book in (book for book in books() if book.example == example):
        for sheet, rows in held(book):
            if sheet != "access-requests":
                continue
            asked = [row for row in rows if row["credential"] == "none"]
            names = {
                party["legal_name"]
                for kind in ("provider", "scheduling_coordinator")
                for party in declared(example).of(kind)
            }
            assert all(row["organisation"] in names for row in asked)
            assert {row["role"] for row in asked} <= {"to be requested"}


def tables(book: Book) -> Iterator[tuple[str, list[list[Any]]]]:
    """Yield the tables that a workbook is made of, each quoted cell as a text."""
    (row,) = (d for d in manifest(book) if d["file"] == book.file)
    for file in row["from"]:
        lines = StringIO(book.package.files[file].decode(), newline="")
        header = next(csv.reader([lines.readline()]))
        rows = csv.reader(lines, quoting=csv.QUOTE_NONNUMERIC, strict=True)
        yield file, [header, *([*row] for row in rows)]


def manifest(book: Book) -> list[Row]:
    rows: list[Row] = yaml.safe_load(book.package.files["manifest.json"])["documents"]
    return rows


DATES = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


def typed_as(cell: Any, text: Any) -> bool:
    """Tell whether a cell is typed as its text in the table asks for."""
    if isinstance(text, float):
        return bool(cell.data_type == "n" and cell.value == text)
    if cell.data_type == "b":
        return bool(str(cell.value).lower() == text)
    if cell.is_date:
        return isinstance(text, str) and DATES.fullmatch(text) is not None
    plain = text[1:] if re.match("'[=+@-]", text) else text
    is_text = cell.number_format == TEXT or not plain
    return bool((cell.value or "") == plain and is_text)


@pytest.mark.parametrize("example", DAYS)
def test_every_cell_is_typed_as_its_table_says(example: str) -> None:
    """A number is a number; an identifier is a text, with its zeros."""
    for book in (book for book in books() if book.example == example):
        sheets = load_workbook(BytesIO(book.content)).worksheets[1:]
        for sheet, (file, rows) in zip(sheets, tables(book), strict=True):
            assert (sheet.max_row, sheet.max_column) == (len(rows), len(rows[0])), file
            for cells, row in zip(sheet.iter_rows(), rows, strict=True):
                for cell, text in zip(cells, row, strict=True):
                    where = f"{book.name} {sheet.title} {cell.coordinate}"
                    assert typed_as(cell, text), f"{where}: {cell.value!r}, {text!r}"


def test_the_first_sheet_says_what_the_workbook_is_and_counts_its_rows() -> None:
    for book in books():
        about, *sheets = load_workbook(BytesIO(book.content)).worksheets
        said = {str(a): str(b) for a, b in about.iter_rows(values_only=True)}
        assert book.owner in said.values()
        assert said["Judged as of"] == DAYS[book.example].isoformat()
        for sheet in sheets:
            count = sheet.max_row - 1
            rows = "1 row" if count == 1 else f"{count} rows"
            assert said[f"Sheet {sheet.title}"].startswith(f"{rows}, as in ")
