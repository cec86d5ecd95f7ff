"""Declarations beside the Master File, public data and meter readings."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from checker.errors import UsageError
from checker.model.finding import Severity
from checker.model.reconciliation import (
    Comparison,
    Reconciliation,
    ReconciliationReport,
)
from checker.pipeline import Options
from checker.pipeline.reconcile import reconcile
from checker.report.reconcile_json import reconcile_json
from checker.report.reconcile_markdown import reconcile_markdown
from checker.report.reconcile_text import reconcile_text
from checker.resources import data_dir

EXAMPLE = Path(__file__).parents[3] / "examples" / "reconciled"
AS_OF = date(2026, 12, 14)

Run = Callable[..., ReconciliationReport]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Compare the example with some texts replaced: `run(("a", "b"), lock=False)`."""

    def compare(
        *changes: tuple[str, str], lock: bool = True, asked: tuple[str, ...] = ()
    ) -> ReconciliationReport:
        folder = tmp_path / "mine"
        shutil.copytree(EXAMPLE, folder)
        text = (folder / "portfolio.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new, 1)
        (folder / "portfolio.yaml").write_text(text, encoding="utf-8")
        if not lock:
            (folder / "dera.refdata.json").unlink()
        options = Options(as_of=AS_OF, today=AS_OF)
        return reconcile(folder, asked, options).report

    return compare


def only(report: ReconciliationReport) -> Reconciliation:
    (one,) = report.aggregations
    return one


def row(rows: tuple[Comparison, ...], what: str) -> Comparison:
    return next(one for one in rows if one.what == what)


def test_the_example_has_one_error_and_one_warning(run: Run) -> None:
    report = run()
    found = [(one.what, one.severity) for one in only(report).differences]
    assert found == [
        ("PMin", Severity.ERROR),
        ("hour ending 19: scheduled and metered power", Severity.WARNING),
    ]
    assert report.worst_at_least(Severity.ERROR)


def test_a_difference_says_both_values_and_where_it_is_declared(run: Run) -> None:
    found = row(only(run()).master_file, "PMin")
    assert (found.declared, found.held, found.unit) == ("-0.5", "-0.4", "MW")
    assert found.location is not None
    assert found.location.pointer == "/pmin_mw"


MENDED = ("pmin_mw: -0.4", "pmin_mw: -0.5")


def test_without_a_difference_nothing_weighs(run: Run) -> None:
    report = run(MENDED, ("value: 310", "value: 500"))
    assert only(report).differences == ()
    assert not report.worst_at_least(Severity.NOTE)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("pmax_mw: 0.5\npmin_mw: -0.4", "pmax_mw: 0.6\npmin_mw: -0.5", "PMax"),
        ("resource_id: HARBR_7_DERA1\npmax", "resource_id: X\npmax", "Resource ID"),
    ],
)
def test_each_field_of_the_master_file_is_compared(
    run: Run, old: str, new: str, what: str
) -> None:
    changed = row(only(run((old, new))).master_file, what)
    assert changed.severity is Severity.ERROR


def test_a_service_that_only_the_master_file_has_is_named(run: Run) -> None:
    change = ("submitted_on: 2026-09-14", "ancillary_services: [RU]")
    services = row(
        only(run(MENDED, change)).master_file, "certified ancillary services"
    )
    assert (services.declared, services.held) == ("none", "RU")
    assert services.severity is Severity.ERROR


def test_a_segment_and_a_node_stand_on_their_own_side(run: Run) -> None:
    found = only(run(("- {id: OAKLAND_1_N006, gdf: 1}", "- {id: NEW_1_N001, gdf: 1}")))
    nodes = [c for c in found.master_file if c.what == "PNode and factor"]
    assert [(c.declared, c.held) for c in nodes] == [
        ("NEW_1_N001: 1", ""),
        ("", "OAKLAND_1_N006: 1"),
    ]


def test_an_extract_that_is_not_in_force_yet_does_not_count(run: Run) -> None:
    change = ("effective_on: 2026-10-01", "effective_on: 2026-12-15")
    found = only(run(change))
    assert found.extract == ""
    (missing,) = found.master_file
    assert missing.severity is Severity.ERROR
    assert "no extract is active on 2026-12-14" in missing.why


def test_before_the_market_a_missing_extract_is_a_note(run: Run) -> None:
    found = only(
        run(
            ("gate: market", "gate: registration"),
            ("effective_on: 2026-10-01\nstatus: active", "status: submitted"),
        )
    )
    assert found.master_file[0].severity is Severity.NOTE


def test_an_extract_that_cannot_be_read_is_an_error(run: Run) -> None:
    report = run(("pmin_mw: -0.4", "pmin_mw: nothing"))
    found = only(report)
    assert found.master_file[0].severity is Severity.ERROR
    assert "does not pass its schema" in found.master_file[0].why
    assert report.engine_faults


def test_a_resource_that_is_not_listed_is_a_warning_with_the_reason(run: Run) -> None:
    change = ("resource_id: HARBR_7_DERA1", "resource_id: HARBR_7_DERA9")
    found = row(only(run(change)).lists, "Resource ID in the list of resources")
    assert found.severity is Severity.WARNING
    assert found.held == "not in ATL_RESOURCE and ATL_GEN_CAP_LST"
    assert "the lists lag behind" in found.why


def test_a_pnode_that_is_not_listed_is_an_error(run: Run) -> None:
    change = ("- {id: OAKLAND_1_N006, gdf: 1}", "- {id: OAKLAND_1_N0O6, gdf: 1}")
    found = row(only(run(change)).lists, "PNode in the list of PNodes")
    assert (found.severity, found.held) == (Severity.ERROR, "not in ATL_PNODE")


def test_a_sub_lap_that_is_not_listed_is_a_warning(run: Run) -> None:
    found = row(only(run(("sub_lap: PGEB", "sub_lap: PGSB"))).lists, SUB_LAP)
    assert found.severity is Severity.WARNING


SUB_LAP = "sub-LAP in the list of APNodes"


def test_without_reference_data_notes_say_how_to_get_them(run: Run) -> None:
    found = only(run(lock=False)).lists
    assert [one.severity for one in found] == [Severity.NOTE, Severity.NOTE]
    assert all("dera refdata import" in one.why for one in found)


def test_energy_of_an_interval_becomes_power_of_the_hour(run: Run) -> None:
    (day,) = only(run()).days
    hours = {hour.hour_ending: hour for hour in day.hours}
    assert len(hours) == 24
    assert (hours[19].scheduled_mw, hours[19].metered_mw) == (0.5, 0.31)
    assert hours[19].deviates
    assert not hours[20].deviates
    assert hours[19].price == 71.0
    assert hours[1].start_utc == "2026-12-07T08:00:00Z"


@pytest.mark.parametrize(
    ("metered", "deviates"), [(450, False), (449, True), (550, False), (551, True)]
)
def test_a_tenth_of_pmax_is_what_an_hour_may_deviate(
    run: Run, metered: int, deviates: bool
) -> None:
    (day,) = only(run(("value: 310", f"value: {metered}"))).days
    assert bool(day.deviations) is deviates


def test_a_reading_beyond_the_limits_is_a_warning(run: Run) -> None:
    (day,) = only(
        run(("value: 310", "value: 600"), ("value: -240", "value: -900"))
    ).days
    assert [one.held for one in day.beyond] == ["-0.9", "0.6"]
    assert {one.severity for one in day.beyond} == {Severity.WARNING}


def test_an_hour_that_lacks_an_interval_is_not_compared(run: Run) -> None:
    change = ("interval_minutes: 60\nunit", "interval_minutes: 30\nunit")
    (day,) = only(run(change)).days
    assert all(hour.metered_mw is None for hour in day.hours)
    assert "hour ending 1 has 1 of 2 intervals and is not compared" in day.remarks


def test_intervals_that_do_not_fill_an_hour_are_not_compared(run: Run) -> None:
    (day,) = only(run(("interval_minutes: 60\nunit", "interval_minutes: 7\nunit"))).days
    assert "an hour does not divide into intervals of 7 minutes" in day.remarks[0]


def test_readings_of_load_are_not_compared(run: Run) -> None:
    change = ("measurement_type: GEN", "measurement_type: LOAD")
    (day,) = only(run(change)).days
    assert "readings of load are not compared" in day.remarks[0]


def test_a_schedule_of_another_day_stands_alone(run: Run) -> None:
    change = ("trade_date: 2026-12-07\nmarket", "trade_date: 2026-12-08\nmarket")
    (day,) = only(run(change)).days
    assert (day.schedule, day.readings) == ("", "harbor-storage-2026-12-07")
    assert "no schedule of this trade date is declared" in day.remarks


def test_an_aggregation_that_is_not_declared_is_wrong_use(run: Run) -> None:
    with pytest.raises(UsageError, match="did you mean `harbor-storage`"):
        run(asked=("harbour-storage",))


def test_an_aggregation_that_fails_its_schema_says_so(run: Run) -> None:
    with pytest.raises(UsageError, match="does not pass its schema"):
        run(("gate: market", "gate: launch"), asked=("harbor-storage",))


def test_the_json_follows_its_schema(run: Run) -> None:
    schemas = {
        file.name: json.loads(file.read_text(encoding="utf-8"))
        for file in data_dir("schemas").iterdir()
    }
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(schema)) for name, schema in schemas.items()
    )
    validator = Draft202012Validator(
        schemas["reconciliation.schema.json"], registry=registry
    )
    validator.validate(json.loads(reconcile_json(run())))


def test_every_form_says_that_awards_come_from_elsewhere(run: Run) -> None:
    report = run()
    for text in (reconcile_text(report), reconcile_markdown(report)):
        words = " ".join(text.split())
        assert "awards come from CMRI, real-time dispatch from ADS" in words


def test_markdown_shows_what_others_wrote_as_it_is(run: Run) -> None:
    text = reconcile_markdown(run(("id: HARBR_7_DERA1", "id: 'X](y)|'")))
    assert "X](y)|" not in text
    assert "X\\](y)\\|" in text
