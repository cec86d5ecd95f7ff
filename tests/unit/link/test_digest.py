import copy
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.link.digest import (
    REVIEWED_DER_FIELDS,
    REVIEWED_SITE_FIELDS,
    der_list_digest,
)

untimed = settings(deadline=None)

Json = dict[str, Any]

BATTERY: Json = {
    "id": "battery-1",
    "name": "Garage battery",
    "technology": "battery",
    "rated_kw": 250,
    "energy_kwh": 500,
    "export_kw": 250,
    "import_kw": 250,
    "demand_curtailment": False,
    "control_basis": "contract",
    "interconnection": {
        "status": "complete",
        "tariff": "RULE21",
        "reference": "R21-000123",
        "permission_to_operate_on": "2025-03-01",
        "capacity_kw": 250,
        "export_allowed": True,
    },
    "exports": True,
    "net_metering": {"enrolled": True, "tariff": "NBT", "wholesale_permitted": True},
    "programs": [
        {"name": "ELRP", "services": ["energy", "capacity"]},
        {"name": "DSGS", "services": ["capacity"]},
    ],
    "other_caiso_registrations": [
        {"type": "PDR", "reference": "PDR-1"},
        {"type": "PGA", "reference": "PGA-1"},
    ],
}
SOLAR: Json = {"id": "solar-1", "technology": "solar", "rated_kw": 100.5}
SITE: Json = {
    "id": "site-a",
    "name": "Warehouse",
    "service_address": {
        "street": "1 Calle Peña",
        "city": "San José",
        "state": "CA",
        "zip": "95110",
    },
    "utility": "pge",
    "service_account": "0012345678",
    "pnode": "SANJOSE_1_N001",
    "sub_lap": "PGSB",
    "annotations": {"owner": "facilities"},
    "ders": [BATTERY, SOLAR],
}
OTHER: Json = {
    "id": "site-b",
    "service_address": {
        "street": "2 B St",
        "city": "Davis",
        "state": "CA",
        "zip": "95616",
    },
    "utility": "pge",
    "service_account": "0099",
    "ders": [{"id": "ev-1", "technology": "ev_charger", "rated_kw": 50}],
}
PORTFOLIO = [SITE, OTHER]

GOLDEN = "sha256:9014d231e81d43a135aa75f6873aa95d2a83273ec868c1f9a7db183bd02d3b48"

ANOTHER_VALUE: Json = {
    "id": "another",
    "service_account": "12345678",
    "service_address": SITE["service_address"] | {"zip": "95111"},
    "utility": "sce",
    "pnode": "SANJOSE_1_N002",
    "technology": "solar",
    "rated_kw": 250.001,
    "energy_kwh": 501,
    "export_kw": 0,
    "import_kw": 251,
    "exports": False,
    "demand_curtailment": True,
    "interconnection.tariff": "WDAT",
    "interconnection.reference": "R21-000124",
    "interconnection.capacity_kw": 300,
    "interconnection.export_allowed": False,
    "net_metering": BATTERY["net_metering"] | {"wholesale_permitted": False},
    "programs": BATTERY["programs"][:1],
    "other_caiso_registrations": [{"type": "PDR", "reference": "PDR-2"}],
}


def replaced(declared: Mapping[str, Any], path: str, value: object) -> Json:
    """Return a copy in which the field at a dotted path has another value."""
    changed = copy.deepcopy(dict(declared))
    *parents, name = path.split(".")
    holder = changed
    for parent in parents:
        holder = holder[parent]
    holder[name] = value
    return changed


def with_battery(battery: Json) -> list[Json]:
    return [{**SITE, "ders": [battery, SOLAR]}, OTHER]


def turned(value: object) -> object:
    """Return the value with every mapping and list in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(item) for key, item in reversed(value.items())}
    if isinstance(value, list):
        return [turned(item) for item in reversed(value)]
    return value


def with_floats(value: object) -> object:
    """Return the value with every integer written as a double."""
    if isinstance(value, dict):
        return {key: with_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_floats(item) for item in value]
    return float(value) if type(value) is int else value


def test_the_digest_of_a_portfolio_never_changes() -> None:
    assert der_list_digest(PORTFOLIO) == GOLDEN


def test_the_digest_is_that_of_the_documented_text() -> None:
    # printf '[{"ders":[{"id":"d","rated_kw":5}],"id":"s"}]' | sha256sum
    assert der_list_digest([{"id": "s", "ders": [{"id": "d", "rated_kw": 5.0}]}]) == (
        "sha256:3993c9adfb572a0617aa882e496fa9a22ee39598f28454f23a218183d9d714de"
    )


def test_no_site_has_a_digest_too() -> None:
    # printf '[]' | sha256sum
    assert der_list_digest([]) == (
        "sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945"
    )


def test_a_digest_is_64_lower_case_hex_digits_behind_the_name_of_its_function() -> None:
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", der_list_digest(PORTFOLIO))


def test_the_order_of_everything_is_irrelevant() -> None:
    changed = turned(PORTFOLIO)
    assert isinstance(changed, list)
    assert der_list_digest(changed) == der_list_digest(PORTFOLIO)


def test_the_order_of_entries_with_one_id_is_irrelevant() -> None:
    twins = [{"id": "s", "ders": []}, {"id": "s", "utility": "pge", "ders": []}]
    assert der_list_digest(twins) == der_list_digest(reversed(twins))


@untimed
@given(sites=st.permutations([{**OTHER, "id": f"site-{n}"} for n in range(6)]))
def test_the_order_of_sites_is_irrelevant(sites: list[Json]) -> None:
    assert der_list_digest(sites) == der_list_digest(
        sorted(sites, key=lambda s: s["id"])
    )


def test_the_table_of_changes_covers_every_reviewed_field() -> None:
    assert set(ANOTHER_VALUE) == {*REVIEWED_SITE_FIELDS, *REVIEWED_DER_FIELDS}


@pytest.mark.parametrize("path", REVIEWED_SITE_FIELDS)
def test_a_change_of_a_reviewed_site_field_changes_the_digest(path: str) -> None:
    changed = replaced(SITE, path, ANOTHER_VALUE[path])
    assert der_list_digest([changed, OTHER]) != der_list_digest(PORTFOLIO)


@pytest.mark.parametrize("path", REVIEWED_DER_FIELDS)
def test_a_change_of_a_reviewed_der_field_changes_the_digest(path: str) -> None:
    changed = replaced(BATTERY, path, ANOTHER_VALUE[path])
    assert der_list_digest(with_battery(changed)) != der_list_digest(PORTFOLIO)


@pytest.mark.parametrize("path", sorted({*REVIEWED_DER_FIELDS} - {"id"}))
def test_leaving_out_a_reviewed_der_field_changes_the_digest(path: str) -> None:
    changed = replaced(BATTERY, path, None)
    assert der_list_digest(with_battery(changed)) != der_list_digest(PORTFOLIO)


@pytest.mark.parametrize(
    "sites",
    [
        pytest.param([SITE], id="a site is removed"),
        pytest.param([*PORTFOLIO, {**OTHER, "id": "c"}], id="a site is added"),
        pytest.param([{**SITE, "ders": [BATTERY]}, OTHER], id="a DER is removed"),
        pytest.param(
            [{**SITE, "ders": [BATTERY]}, {**OTHER, "ders": [*OTHER["ders"], SOLAR]}],
            id="a DER moves to another site",
        ),
    ],
)
def test_a_change_of_the_list_changes_the_digest(sites: list[Json]) -> None:
    assert der_list_digest(sites) != der_list_digest(PORTFOLIO)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "Store"),
        ("annotations", {"owner": "energy desk"}),
        ("sub_lap", "PGEB"),
        ("member_from", "2026-01-01"),
    ],
)
def test_what_a_utility_does_not_review_of_a_site_is_irrelevant(
    path: str, value: object
) -> None:
    changed = replaced(SITE, path, value)
    assert der_list_digest([changed, OTHER]) == der_list_digest(PORTFOLIO)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("name", "Roof battery"),
        ("annotations", {"installer": "none"}),
        ("control_basis", "owns"),
        ("interconnection.status", "in_study"),
        ("interconnection.permission_to_operate_on", None),
        ("site", "site-a"),
    ],
)
def test_what_a_utility_does_not_review_of_a_der_is_irrelevant(
    path: str, value: object
) -> None:
    changed = replaced(BATTERY, path, value)
    assert der_list_digest(with_battery(changed)) == der_list_digest(PORTFOLIO)


@pytest.mark.parametrize("path", ["energy_kwh", "interconnection", "programs"])
@pytest.mark.parametrize("nothing", [None, [], {}], ids=["null", "list", "mapping"])
def test_a_value_that_says_nothing_is_like_none(path: str, nothing: object) -> None:
    changed = {**SITE, "ders": [BATTERY, {**SOLAR, path: nothing}]}
    assert der_list_digest([changed, OTHER]) == der_list_digest(PORTFOLIO)


def test_null_inside_a_reviewed_mapping_is_like_none() -> None:
    program = {"name": "DSGS", "services": ["capacity"], "ends": None}
    changed = replaced(BATTERY, "programs", [BATTERY["programs"][0], program])
    assert der_list_digest(with_battery(changed)) == der_list_digest(PORTFOLIO)


@pytest.mark.parametrize("value", [False, 0, ""], ids=repr)
def test_false_zero_and_empty_text_say_something(value: object) -> None:
    changed = {**SITE, "ders": [BATTERY, {**SOLAR, "exports": value}]}
    assert der_list_digest([changed, OTHER]) != der_list_digest(PORTFOLIO)


def test_integers_and_doubles_of_one_value_are_the_same() -> None:
    changed = with_floats(PORTFOLIO)
    assert isinstance(changed, list)
    assert der_list_digest(changed) == der_list_digest(PORTFOLIO)


def test_minus_zero_is_zero() -> None:
    zero, minus = ({**OTHER, "ders": [{"id": "d", "rated_kw": n}]} for n in (0, -0.0))
    assert der_list_digest([zero]) == der_list_digest([minus])


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_a_number_that_json_cannot_write_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        der_list_digest([{"id": "s", "ders": [{"id": "d", "rated_kw": number}]}])


def test_text_that_utf_8_cannot_write_still_has_a_digest() -> None:
    halved = replaced(SITE, "service_address.street", "1 \ud800 St")
    assert der_list_digest([halved, OTHER]) != der_list_digest(PORTFOLIO)


def test_the_declaration_is_left_as_it_was() -> None:
    before = copy.deepcopy(PORTFOLIO)
    der_list_digest(PORTFOLIO)
    assert before == PORTFOLIO
