"""Who holds access to what, and what is to be requested."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

Portfolio = Any

RIMS = "{system: RIMS, environment: PROD, role: Participant, granted_on: 2025-12-15}"


def made(portfolio: Portfolio, to: Path, text: str = "") -> tuple[str, list[Any]]:
    """Return the list in Markdown, and the rows of its table."""
    material = portfolio.material(text or portfolio.good)
    result = portfolio.render(material, to, documents=("access-requests",))
    assert result.refused == ()
    folder = to / "north"
    table = (folder / "access-requests.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(table)))
    return (folder / "access-requests.md").read_text(), rows


def changed(text: str, old: str, new: str) -> str:
    assert old in text, old
    return text.replace(old, new)


SIBR_ROW = (
    "| `coord-sibr` | Day-Ahead Desk | Coord Services LLC | `vault://coord/day-ahead`"
    " | PROD | Submitter | `CORD` | 2025-05-03 | 2027-09-30 | 296 | held |"
)
ADMINISTRATORS = (
    "user_access_administrators: [{name: Access Desk, email: uaa@sun.example.com}]\n"
)


def test_what_is_held_and_what_is_missing_stands_under_its_system(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(portfolio, tmp_path)
    for said in (
        "| `RIMS` | registration and implementation | Sun Energy LLC | held |",
        "| `CMRI` | market results and awards | Coord Services LLC | missing |",
        "**Request:** Coord Services LLC needs access to `ADS` in PROD",
        SIBR_ROW,
        "| Sun Energy LLC | Distributed Energy Resource Provider | Access Desk |",
        "| Coord Services LLC | Scheduling Coordinator | SC Access Desk |",
        "No credential names this system.",
    ):
        assert said in text
    systems = ("RIMS", "MASTER_FILE", "SIBR", "CMRI", "ADS", "MRI_S", "OMS", "CIDI")
    places = [
        text.replace("\\", "").index(f"## {system}\n")
        for system in (*systems, "AIM", "EMS")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("old", "new", "state"),
    [
        ("", "", "held"),
        (", granted_on: 2025-12-15", "", "requested"),
        ("granted_on: 2025-12-15", "granted_on: 2026-12-08", "held"),
        ("granted_on: 2025-12-15", "granted_on: 2026-12-09", "planned"),
        ("2025-12-15}", "2025-12-15, revoked_on: 2026-12-09}", "held"),
        ("2025-12-15}", "2025-12-15, revoked_on: 2026-12-08}", "revoked"),
        ("expires_on: 2027-12-14", "expires_on: 2026-12-08", "held"),
        ("expires_on: 2027-12-14", "expires_on: 2026-12-07", "expired"),
        ("environment: PROD, role: Part", "environment: TEST, role: Part", "missing"),
    ],
)
def test_the_state_in_production_is_that_of_the_day(
    portfolio: Portfolio, tmp_path: Path, old: str, new: str, state: str
) -> None:
    text, rows = made(portfolio, tmp_path, changed(portfolio.good, old, new))
    shown = next(line for line in text.split("\n") if line.startswith("| `RIMS`"))
    assert f"| {state} |" in shown
    requested = [row for row in rows if row["role"] == "to be requested"]
    asked = "RIMS" in {row["system"] for row in requested}
    assert asked is (state in {"missing", "expired", "revoked"})


def test_the_table_has_a_row_for_each_entitlement_and_each_request(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    _, rows = made(portfolio, tmp_path)
    held = {row["system"]: row for row in rows if row["state"] == "held"}
    assert set(held) == {"RIMS", "SIBR"}
    assert held["SIBR"]["scids"] == "CORD"
    assert held["RIMS"]["kept_at"] == "vault://sun/registration"
    missing = [row["system"] for row in rows if row["state"] == "missing"]
    assert sorted(missing) == [
        *("ADS", "AIM", "AIM", "CIDI", "CMRI", "EMS", "MASTER_FILE", "MRI_S", "OMS")
    ]


def test_access_for_telemetry_is_asked_for_where_telemetry_is_mandatory(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    energy = changed(portfolio.good, "[energy, RU]", "[energy]")
    text, _ = made(portfolio, tmp_path, energy)
    assert "## EMS" not in text


def test_a_system_that_is_not_needed_is_shown_when_someone_has_it(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    other = "{system: DRRS, environment: PROD, role: Reader, granted_on: 2026-01-02}"
    text, _ = made(
        portfolio, tmp_path, changed(portfolio.good, RIMS, f"{RIMS}\n  - {other}")
    )
    assert "for PDR and RDRR only. This aggregation does not need it." in text


def test_the_access_of_the_provider_does_not_do_for_the_coordinators_systems(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text, _ = made(
        portfolio, tmp_path, changed(portfolio.good, "RIMS, env", "CMRI, env")
    )
    assert (
        "| `CMRI` | market results and awards | Coord Services LLC | missing |" in text
    )
    assert (
        "| `RIMS` | registration and implementation | Sun Energy LLC | missing" in text
    )


def test_a_code_has_no_certificate(portfolio: Portfolio, tmp_path: Path) -> None:
    text = portfolio.good.replace("type: end_user_certificate", "type: x", 1)
    text = text.replace("type: x", "type: registration_code")
    text = text.replace("issuer: CAISO Issuing CA\nexpires_on: 2027-12-14\n", "")
    _, rows = made(portfolio, tmp_path, text)
    row = next(row for row in rows if row["credential"] == "sun-rims")
    assert (row["issuer"], row["expires_on"]) == ("no certificate", "no certificate")


@pytest.mark.parametrize(
    ("old", "lacks"),
    [
        (", role: Participant", "credential `sun-rims` lacks `entitlements[1].role`"),
        (
            "    scids: [CORD]\n",
            "credential `coord-sibr` lacks `entitlements[1].scids`",
        ),
        ("expires_on: 2027-09-30\n", "credential `coord-sibr` lacks `expires_on`"),
        ("issuer: CAISO Issuing CA\n", "credential `coord-sibr` lacks `issuer`"),
        (ADMINISTRATORS, "provider `sun` lacks `user_access_administrators`"),
    ],
)
def test_what_a_request_needs_is_named(
    portfolio: Portfolio, tmp_path: Path, old: str, lacks: str
) -> None:
    material = portfolio.material(changed(portfolio.good, old, ""))
    result = portfolio.render(material, tmp_path, documents=("access-requests",))
    assert lacks in [reason.message for r in result.refused for reason in r.reasons]
