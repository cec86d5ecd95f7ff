"""What the shipped documents say, and that nothing goes missing from them unseen."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from checker.render.derived import DerivedPrinter

Portfolio = Any

SHORT_DAY = [1, 2, *range(4, 25)]
RAW_BID = "{http://www.caiso.com/soa/RawBidSet_v4.xsd#}"


def rendered(
    portfolio: Portfolio, to: Path, text: str = "", **options: Any
) -> dict[str, str]:
    result = portfolio.render(portfolio.material(text or portfolio.good), to, **options)
    assert result.refused == ()
    return texts(to)


def texts(to: Path) -> dict[str, str]:
    """Return the files that templates make; pages and workbooks follow from them."""
    made = (file for file in to.rglob("*") if file.suffix not in {".html", ".xlsx"})
    files = (file for file in made if file.is_file())
    return {f.relative_to(to).as_posix(): f.read_bytes().decode() for f in files}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_the_registration_package_says_who_registers_what(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = rendered(portfolio, tmp_path)["north/registration.md"]
    for said in (
        "Sun Energy LLC asks CAISO to register",
        "section 4.17 of the CAISO tariff",
        "| Scheduling Coordinator | Coord Services LLC | SCID `CORD` |",
        "`DERPA-7`, executed on 2025-11-14",
        "`CAID-1`",
        "| Rated capacity | 0.54 MW |",
        "| Minimum output (PMin) | -0.5 MW |",
        "| Highest state of charge | 1.9 MWh |",
        "| `OAKLAND_1_N006` | 1 |",
        "`DLAP_PGAE-APND`",
        "| `0041200117` |",
        "| 2026-06-01 | 2026-07-15 | concurred | 2026-07-10 |",
        "Vice President attested on 2026-07-20",
        "| CAISO Resource ID | `NORTH_7_DERA1` |",
        "has 30 business days for its review (confirm with CAISO)",
        "profile `conservative`",
    ):
        assert said in text


def test_the_registration_data_holds_the_same_as_its_tables(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = rendered(portfolio, tmp_path)
    data = json.loads(files["north/registration.json"])
    assert data["kind"] == "registration_package"
    assert data["aggregation"]["capacity_mw"] == 0.54
    assert data["provider"]["derpa"]["reference"] == "DERPA-7"
    assert [site["service_account"] for site in data["sites"]] == ["0041200117"]
    assert [der["der_id"] for der in data["ders"]] == [
        row["der_id"] for row in rows(files["north/ders.csv"])
    ]


@pytest.mark.parametrize(
    ("services", "rated_kw", "refused"),
    [
        ("[energy, RU]", 500, True),
        ("[energy]", 9959.999, False),
        ("[energy]", 9960, True),
    ],
)
def test_telemetry_is_asked_for_where_it_is_mandatory(
    portfolio: Portfolio, tmp_path: Path, services: str, rated_kw: float, refused: bool
) -> None:
    text = portfolio.good.split("---\ndera: v1\nkind: telemetry")[0] + "---\n"
    text = text.replace("[energy, RU]", services)
    text = text.replace("rated_kw: 500", f"rated_kw: {rated_kw}")  # and 40 kW of load
    result = portfolio.render(portfolio.material(text), tmp_path)
    reasons = [reason.message for r in result.refused for reason in r.reasons]
    lack = "aggregation `north` has no telemetry, which is mandatory for it"
    assert reasons == ([lack] if refused else [])


def test_attachment_a_has_a_row_for_each_der_of_the_utility(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = rendered(portfolio, tmp_path)
    battery, load = rows(files["north/attachment-a-pge.csv"])
    shown = {
        "utility": "pge",
        "requested_by": "2027-01-22",
        "der_id": "bess-1",
        "nameplate_mw": "0.5",
        "import_mw": "0.4505",
        "energy_mwh": "2",
        "zip": "94607",
        "service_account_id": "0041200117",
        "interconnection_ref": "WDAT-1",
        "interconnection_mw": "0.4995",
        "export_allowed": "true",
        "nem_tariff": "NEM2",
        "programs": "Load Relief (energy)",
        "nem_allows_wholesale": "true",
        "other_caiso_registrations": "PDR PDR-1",
        "as_of": "2026-12-08",
        "profile": "conservative",
        "status": "final",
    }
    assert battery.items() >= shown.items()
    assert battery["der_list_digest"] in files["north/concurrence-pge.md"]
    assert (
        load.items()
        >= {
            "curtailment_mw": "0.03",
            "interconnection_ref": "does not export",
            "nem_allows_wholesale": "not enrolled",
            "programs": "none",
        }.items()
    )


def test_the_concurrence_request_names_its_last_day(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = rendered(portfolio, tmp_path)["north/concurrence-pge.md"]
    assert "**Please answer by 2027-01-22.**" in text  # 30 business days, RULEBOOK 14.1
    assert "confirm with CAISO) | `CAID-1` |" in text
    assert "The list holds the sites that are members on 2026-12-08." in text


def test_who_joins_later_is_named_and_not_listed(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    later = "  - {site: north-1, from: 2026-06-01}\n  - {site: x, from: 2027-02-01}\n"
    text = portfolio.good.replace("  - {site: north-1, from: 2026-06-01}\n", later)
    text = text.replace("gate: market", "gate: registration")
    files = texts_of(portfolio, tmp_path, text)
    assert "Sites that join after that day need a request" in files["letter"]
    assert "| `x` | 2027-02-01 |" in files["registration"]


def texts_of(portfolio: Portfolio, to: Path, text: str) -> dict[str, str]:
    asked = ("concurrence-request", "registration-package")
    portfolio.render(portfolio.material(text), to, documents=asked, draft=True)
    folder = to / "north.draft"
    names = {"letter": "concurrence-pge", "registration": "registration"}
    return {k: (folder / f"DRAFT-{v}.md").read_text() for k, v in names.items()}


def test_attachment_a_says_when_a_membership_ends(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    ends = ("from: 2026-06-01}", "from: 2026-06-01, until: 2027-03-31}")
    for text, end in (
        (portfolio.good, "open"),
        (portfolio.good.replace(*ends), "2027-03-31"),
    ):
        to = tmp_path / end
        files = rendered(portfolio, to, text, documents=("concurrence-request",))
        first = rows(files["north/attachment-a-pge.csv"])[0]
        assert (first["effective_start"], first["effective_end"]) == ("2026-06-01", end)


def test_each_utility_gets_its_own_ders_only(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    utility = portfolio.good.split("---\n")[2]
    muni = utility.replace("id: pge", "id: muni").replace("Pacific", "Marlow")
    second = "".join(
        part.replace("north-1", "north-2").replace("0041200117", "777") + "---\n"
        for part in portfolio.good.split("---\n")
        if "kind: site" in part or "kind: meter\n" in part
    ).replace("utility: pge", "utility: muni")
    text = portfolio.good.replace(
        "members:\n", "members:\n  - {site: north-2, from: 2026-06-01}\n"
    )
    concurrence = next(p for p in text.split("---\n") if "kind: concurrence" in p)
    another = concurrence.replace("pge", "muni")
    files = rendered(portfolio, tmp_path, text + "---\n".join([muni, second + another]))
    for name, site in (("pge", "north-1"), ("muni", "north-2")):
        sites = {
            row["site_id"] for row in rows(files[f"north/attachment-a-{name}.csv"])
        }
        assert sites == {site}
        assert f"| `{site}` |" in files[f"north/concurrence-{name}.md"]


def test_schedule_1_lists_every_aggregation_that_claims_registration(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    west = portfolio.south.replace("south", "west").replace("South", "West")
    text = (
        portfolio.good
        + portfolio.south.replace("gate: market", "gate: registration")
        + west.replace("gate: market", "gate: concurrence").replace("999", "998")
    )
    files = rendered(portfolio, tmp_path, text)
    listed = {row["aggregation_id"] for row in rows(files["sun/schedule-1-ders.csv"])}
    assert listed == {"north", "south"}
    assert "## South Storage" in files["sun/schedule-1.md"]
    assert "West" not in files["sun/schedule-1.md"]


@pytest.mark.parametrize(
    ("trade_date", "labels", "start", "end", "length"),
    [
        ("2026-12-10", range(1, 25), "12-10T08:00:00Z", "12-11T08:00:00Z", "ordinary"),
        ("2027-03-14", SHORT_DAY, "03-14T08:00:00Z", "03-15T07:00:00Z", "short"),
        ("2027-11-07", range(1, 26), "11-07T07:00:00Z", "11-08T08:00:00Z", "long"),
    ],
)
def test_a_schedule_has_each_hour_of_its_day_in_every_format(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio,
    tmp_path: Path,
    trade_date: str,
    labels: list[int],
    start: str,
    end: str,
    length: str,
) -> None:
    text = portfolio.provider + portfolio.aggregation
    files = rendered(portfolio, tmp_path, text + portfolio.schedule(trade_date, labels))
    name = f"north/self-schedule-north-{trade_date}"
    data = json.loads(files[f"{name}.json"])
    assert (data["kind"], data["day_length"]) == ("SC_SCHEDULE", length)
    assert (data["start_utc"][5:], data["end_utc"][5:]) == (start, end)
    assert [hour["hour_ending"] for hour in data["hours"]] == list(labels)
    assert data["total_mwh"] == 0.125 * len(labels)
    table = rows(files[f"{name}.csv"])
    assert [row["interval_start_utc"] for row in table] == [
        h["start_utc"] for h in data["hours"]
    ]
    assert {row["self_schedule_mw"] for row in table} == {"0.125"}
    bid = ET.fromstring(files[f"{name}.xml"])  # noqa: S314 # our own output
    hours = list(bid.iter(f"{RAW_BID}BidSelfSched"))
    assert [hour.findtext(f"{RAW_BID}timeIntervalStart") for hour in hours] == [
        hour["start_utc"] for hour in data["hours"]
    ]
    assert bid.findtext(f".//{RAW_BID}stopTime") == data["end_utc"]


def test_the_neutral_table_has_the_columns_of_the_interface(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    table = rendered(portfolio, tmp_path)["north/self-schedule-north-2026-12-10.csv"]
    assert table.startswith(
        "resource_id,trade_date,hour_ending,interval_start_utc,product,"
        "self_schedule_mw,selfsched_type,"
    )


def test_the_unverified_dialect_says_so_everywhere(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = rendered(portfolio, tmp_path)
    name = "north/self-schedule-north-2026-12-10"
    dialect = {"name": "caiso-rawbidset/0", "status": "unverified"}
    assert "Profile caiso-rawbidset/0, status unverified" in files[f"{name}.xml"]
    assert json.loads(files[f"{name}.meta.json"])["profile"] == dialect
    manifest = json.loads(files["north/manifest.json"])
    listed = {entry["file"]: entry.get("profile") for entry in manifest["documents"]}
    assert listed["self-schedule-north-2026-12-10.xml"] == dialect
    assert listed["registration.md"] is None


def test_the_message_carries_the_time_of_rendering(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    files = rendered(portfolio, tmp_path)
    bid = ET.fromstring(files["north/self-schedule-north-2026-12-10.xml"])  # noqa: S314 # our own output
    assert bid.findtext(f".//{RAW_BID}TimeDate") == "2026-12-08T17:30:00Z"


@pytest.mark.parametrize(
    ("mw", "message"),
    [
        ("0.1234", "has more than three decimals in `hours[1].mw`"),
        ("0.123", None),
    ],
)
def test_a_schedule_is_never_rounded(
    portfolio: Portfolio, tmp_path: Path, mw: str, message: str | None
) -> None:
    text = portfolio.good.replace(
        "hour_ending: 1, mw: 0.125", f"hour_ending: 1, mw: {mw}"
    )
    result = portfolio.render(portfolio.material(text), tmp_path)
    messages = [reason.message for r in result.refused for reason in r.reasons]
    prefix = "schedule `north-2026-12-10` "
    assert messages == ([prefix + message] if message else [])


def test_a_schedule_that_misses_an_hour_is_refused(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("  - {hour_ending: 7, mw: 0.125}\n", "")
    result = portfolio.render(portfolio.material(text), tmp_path)
    message = result.refused[0].reasons[0].message
    assert message.endswith("does not give each hour of its trade date in `hours`")


@pytest.mark.parametrize(
    ("options", "report", "mark"),
    [
        ({"draft": True}, {}, "DRAFT, NOT FOR SUBMISSION"),
        ({}, {"simulated": True}, "SIMULATED"),
        ({}, {"overrides": ("size_mw is 0.2",)}, "size_mw is 0.2"),
    ],
)
def test_what_is_not_final_says_so_in_every_file_and_row(
    portfolio: Portfolio,
    tmp_path: Path,
    options: dict[str, Any],
    report: dict[str, Any],
    mark: str,
) -> None:
    portfolio.render(portfolio.material(portfolio.good, **report), tmp_path, **options)
    for name, text in texts(tmp_path).items():
        if name.endswith("manifest.json"):
            manifest = json.loads(text)
            assert [
                manifest["draft"],
                manifest["simulated"],
                manifest["overrides"],
            ] == [
                options.get("draft", False),
                report.get("simulated", False),
                list(report.get("overrides", ())),
            ]
        else:
            shown = text.replace("\\_", "_")
            assert mark in shown, name
            if name.endswith(".csv"):
                assert all(mark in row["status"] for row in rows(text))


def test_a_draft_prints_what_is_missing_and_cannot_be_mistaken(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.split("---\ndera: v1\nkind: telemetry")[0] + "---\n"
    text = text.replace("pmax_mw: 0.5\n", "").replace("gate: market", "gate: draft")
    failing = portfolio.failing("SIZE-001", "aggregation", "north")
    result = portfolio.render(portfolio.material(text, failing), tmp_path, draft=True)
    assert result.refused == result.waiting == ()
    files = texts(tmp_path)
    assert {name.split("/")[0] for name in files} == {"north.draft", "sun.draft"}
    assert all(
        "/DRAFT-" in name
        for name in files
        if not name.endswith(("manifest.json", "provenance.json"))
    )
    assert (
        "| Maximum output (PMax) | MISSING MW |"
        in files["north.draft/DRAFT-registration.md"]
    )
    assert "| `MISSING` | MISSING |" in files["north.draft/DRAFT-registration.md"]
    data = json.loads(files["north.draft/DRAFT-registration.json"])
    assert data["aggregation"]["pmax_mw"] == "MISSING"


def fields(
    value: Any, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if path or key not in {"dera", "kind", "id"}:
                yield (*path, key)
            yield from fields(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from fields(item, (*path, index))


SAID_BY_ABSENCE = {
    ("letters",),  # not signed yet; SC-004 judges both
    ("letters", "selection"),
    ("letters", "acceptance"),
    ("entitlements", 0, "granted_on"),  # requested; CRED-001 judges it
    ("in_service_on",),  # not in service yet
    ("validated_on",),  # not validated yet; TEL-001 judges it
    ("certified_on",),  # not certified yet; AS-001 and MTR-002 judge it
}


@pytest.mark.parametrize("number", range(17))
def test_taking_any_field_away_is_refused_or_changes_nothing(
    portfolio: Portfolio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The manifest and digests follow every reviewed field, printed or not."""
    # Pages and workbooks follow from what templates make.
    monkeypatch.setattr(DerivedPrinter, "of", lambda *_: iter(()))
    parts = portfolio.good.split("---\n")[:-1]
    assert len(parts) == 17
    whole = json.loads(
        json.dumps([yaml.safe_load(part) for part in parts], default=str)
    )
    before = comparable(rendered(portfolio, tmp_path / "whole", dumped(whole)))
    silent = []
    for path in fields(whole[number]):
        if path[0] == "hours" and path[1:2] not in {(), (0,)}:
            continue  # one hour stands for all
        if path in SAID_BY_ABSENCE:
            continue
        to = tmp_path / "-".join(map(str, path))
        changed = portfolio.material(dumped(without(whole, number, path)))
        refused = portfolio.render(changed, to).refused
        if refused and all(r.location for refusal in refused for r in refusal.reasons):
            continue
        if refused or comparable(texts(to)) != before:
            silent.append(path)
    assert silent == []


def dumped(declarations: list[Any]) -> str:
    return str(yaml.safe_dump_all(declarations))


def without(whole: list[Any], number: int, path: tuple[str | int, ...]) -> list[Any]:
    changed: list[Any] = json.loads(json.dumps(whole))
    owner = changed[number]
    for step in path[:-1]:
        owner = owner[step]
    del owner[path[-1]]
    return changed


def comparable(files: dict[str, str]) -> dict[str, str]:
    return {
        name: re.sub("sha256:[0-9a-f]{64}", "sha256", text)
        for name, text in files.items()
        if not name.endswith(("manifest.json", "provenance.json"))
    }
