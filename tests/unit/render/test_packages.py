"""Which packages are written, which are refused and why, which wait."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.errors import OutputError, TemplateError, UsageError
from checker.model.finding import Gate, Severity, Subject
from checker.render.documents import DocumentSpec
from checker.render.material import Material, RenderOptions
from checker.render.packages import render_packages
from checker.resources import data_dir

Portfolio = Any


AT_CONCURRENCE = ["concurrence-request", "lifecycle-plan"]
AT_REGISTRATION = [
    "access-requests",
    "ancillary-service-certification",
    "master-file-extract",
    "project-details",
    "registration-package",
    "sc-letters",
    "sqmd-plan-inputs",
    "telemetry-points",
]
AT_MARKET = [
    "ancillary-self-provision",
    "economic-bids",
    "monitoring-plan",
    "self-schedule",
    "settlement-meter-data",
]


NOT_DECLARED = {"ancillary-self-provision", "economic-bids", "settlement-meter-data"}


def documents(folder: Path) -> set[str]:
    """Return the documents of a package, each of whose files is there."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert all((folder / entry["file"]).is_file() for entry in manifest["documents"])
    return {entry["document"] for entry in manifest["documents"]}


def at_gate(text: str, gate: str) -> str:
    return text.replace("gate: market", f"gate: {gate}")


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_good_portfolio_is_written_whole(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    rendered = portfolio.render(portfolio.material(portfolio.good), tmp_path / "out")
    assert [written.subject for written in rendered.written] == [
        Subject("aggregation", "north"),
        Subject("provider", "sun"),
    ]
    assert rendered.refused == rendered.waiting == ()
    made = {folder: documents(tmp_path / "out" / folder) for folder in ("north", "sun")}
    assert made == {
        "north": {*AT_CONCURRENCE, *AT_REGISTRATION, *AT_MARKET} - NOT_DECLARED,
        "sun": {"derpa-schedule-1", "information-request"},
    }


def test_the_same_input_gives_the_same_bytes(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    for folder in ("one", "two"):
        portfolio.render(portfolio.material(portfolio.good), tmp_path / folder)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.parametrize(
    ("gate", "waiting", "providers"),
    [
        ("draft", [*AT_CONCURRENCE, *AT_REGISTRATION, *AT_MARKET], 0),
        ("concurrence", [*AT_REGISTRATION, *AT_MARKET], 1),
        ("registration", AT_MARKET, 1),
        ("market", [], 1),
    ],
)
def test_a_document_waits_for_its_gate(
    portfolio: Portfolio, tmp_path: Path, gate: str, waiting: list[str], providers: int
) -> None:
    material = portfolio.material(at_gate(portfolio.good, gate))
    rendered = portfolio.render(material, tmp_path)
    assert {one.document for one in rendered.waiting} == set(waiting)
    assert all(one.claimed is Gate[gate] for one in rendered.waiting)
    assert sum(w.subject.kind == "provider" for w in rendered.written) == providers
    assert rendered.refused == ()


def test_one_bad_aggregation_does_not_stop_the_good_one(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    failing = portfolio.failing("SIZE-001", "aggregation", "south")
    material = portfolio.material(portfolio.good + portfolio.south, failing)
    rendered = portfolio.render(material, tmp_path)
    assert [written.subject.id for written in rendered.written] == ["north"]
    assert [refusal.subject.id for refusal in rendered.refused] == ["south", "sun"]
    assert not (tmp_path / "south").exists()


def test_schedule_1_is_refused_in_the_name_of_the_bad_aggregation(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    failing = portfolio.failing("SIZE-001", "aggregation", "south")
    material = portfolio.material(portfolio.good + portfolio.south, failing)
    refusal = portfolio.render(material, tmp_path).refused[1]
    assert refusal.documents == ("derpa-schedule-1", "information-request")
    assert [reason.subject for reason in refusal.reasons] == [
        Subject("aggregation", "south")
    ]


@pytest.mark.parametrize(
    ("policy", "kind", "name", "fields"),
    [
        ("SIZE-001", "aggregation", "north", {}),
        ("SIZE-001", "site", "north-1", {}),
        ("SIZE-001", "schedule", "north-2026-12-10", {}),
        ("SIZE-001", "concurrence", "north-pge", {}),
        ("SIZE-001", "utility", "pge", {}),
        ("SIZE-001", "portfolio", "portfolio", {}),
        ("READ-003", "provider", "sun", {"subject": Subject("file", "x.yaml")}),
        ("NEW-001", "aggregation", "north", {}),
    ],
)
def test_an_error_on_what_the_package_rests_on_refuses_it(  # noqa: PLR0913, PLR0917 # one row of a table
    portfolio: Portfolio,
    tmp_path: Path,
    policy: str,
    kind: str,
    name: str,
    fields: dict[str, Any],
) -> None:
    failing = portfolio.failing(policy, kind, name, **fields)
    material = portfolio.material(portfolio.good, failing)
    rendered = portfolio.render(material, tmp_path)
    assert Subject("aggregation", "north") in [r.subject for r in rendered.refused]
    assert (rendered.refused[0].reasons[0].policy, list(tmp_path.iterdir())) == (
        policy,
        [tmp_path / "sun"] if rendered.written else [],
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"severity": Severity.WARNING},
        {"severity": Severity.NOTE},
        {"due_later": True},
        {"subject": Subject("site", "another")},
    ],
)
def test_a_lesser_finding_or_one_on_something_else_refuses_nothing(
    portfolio: Portfolio, tmp_path: Path, fields: dict[str, Any]
) -> None:
    failing = portfolio.failing("SIZE-001", "provider", "sun", **fields)
    material = portfolio.material(portfolio.good, failing)
    assert portfolio.render(material, tmp_path).refused == ()


def test_a_finding_refuses_only_documents_of_its_area(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    failing = portfolio.failing("MTR-001", "meter", "north-1-m")
    material = portfolio.material(portfolio.good, failing)
    documents = ("concurrence-request",)
    assert portfolio.render(material, tmp_path, documents=documents).refused == ()
    assert portfolio.render(material, tmp_path).refused[0].subject.id == "north"


def test_an_aggregation_that_fails_its_schema_is_refused_by_name(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    south = portfolio.south.replace("model: ngr", "model: teapot")
    rendered = portfolio.render(portfolio.material(portfolio.good + south), tmp_path)
    assert [written.subject.id for written in rendered.written] == ["north"]
    assert [refusal.subject.id for refusal in rendered.refused] == ["south", "sun"]
    assert rendered.refused[0].reasons[0].policy == "SCHEMA-004"


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        ("provider: sun\n", "", ["south", "sun"]),
        ("provider: sun", "provider: moon", ["south"]),
        ("gate: market", "gate: concurrence", ["south"]),
        ("gate: market", "gate: teapot", ["south", "sun"]),
    ],
)
def test_schedule_1_waits_for_each_aggregation_that_it_may_have_to_list(
    portfolio: Portfolio, tmp_path: Path, old: str, new: str, refused: list[str]
) -> None:
    south = portfolio.south.replace("model: ngr", "model: teapot").replace(old, new)
    material = portfolio.material(portfolio.good + south)
    schedule_1 = ("registration-package", "derpa-schedule-1")
    found = portfolio.render(material, tmp_path, documents=schedule_1).refused
    assert [refusal.subject.id for refusal in found] == refused


@pytest.mark.parametrize(
    ("gate", "listed"),
    [("draft", set()), ("concurrence", {"01"}), ("registration", {"01", "schedule"})],
)
def test_a_providers_document_lists_what_has_reached_its_gate(
    portfolio: Portfolio, tmp_path: Path, gate: str, listed: set[str]
) -> None:
    material = portfolio.material(portfolio.good + at_gate(portfolio.south, gate))
    portfolio.render(material, tmp_path)
    texts = {file.name: file.read_text() for file in (tmp_path / "sun").glob("*.md")}
    assert {
        name.split("-")[0] for name, text in texts.items() if "South Storage" in text
    } == listed


def test_what_is_wrong_with_an_aggregation_that_schedule_1_does_not_list_is_not_its(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    south = at_gate(portfolio.south, "concurrence")
    failing = portfolio.failing("SIZE-001", "aggregation", "south")
    material = portfolio.material(portfolio.good + south, failing)
    refused = portfolio.render(material, tmp_path).refused
    assert [refusal.subject.id for refusal in refused] == ["south"]


def test_an_invalid_declaration_refuses_whom_it_belongs_to(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    broken = portfolio.good.replace("serial_number:", "serial:")
    other = "dera: v1\nkind: credential\nid: c\nholder: x\nscheduling_coordinator: o\n"
    material = portfolio.material(broken + other)
    refused = {
        r.subject.id: r.reasons for r in portfolio.render(material, tmp_path).refused
    }
    assert set(refused) == {"north", "sun"}
    assert not any(reason.subject == ("credential", "c") for reason in refused["north"])


def test_a_needed_kind_that_is_not_declared_is_named(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    before, after = portfolio.good.split("dera: v1\nkind: metering_plan")
    material = portfolio.material(before + after.split("---\n", 1)[1])
    reasons = portfolio.render(material, tmp_path).refused[0].reasons
    assert {reason.message for reason in reasons} == {
        f"aggregation `north` has no usable metering_plan, which its {title} needs"
        for title in ("Registration package", "SQMD plan inputs")
    }


def test_every_missing_value_is_named_with_its_place(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good
    for field in ("pmax_mw: 0.5\n", "pnode: OAKLAND_1_N006\n", "    exports: true\n"):
        text = text.replace(field, "")
    refusal = portfolio.render(portfolio.material(text), tmp_path).refused[0]
    lines = text.split("\n")
    places = {r.message: lines[r.location.span.line - 1] for r in refusal.reasons}
    assert (
        places.items()
        >= {
            "site `north-1` lacks `pnode`": "id: north-1",
            "site `north-1` lacks `ders[bess-1].exports`": "  - id: bess-1",
            "aggregation `north` lacks `pmax_mw`": "id: north",
        }.items()
    )


def test_an_earlier_package_of_what_is_refused_is_named_and_kept(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    portfolio.render(portfolio.material(portfolio.good), tmp_path)
    before = tree(tmp_path)
    failing = portfolio.failing("SIZE-001", "aggregation", "north")
    rendered = portfolio.render(portfolio.material(portfolio.good, failing), tmp_path)
    assert [r.stale for r in rendered.refused] == [tmp_path / "north", tmp_path / "sun"]
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "written"),
    [
        ({"aggregations": ("south",)}, ["south"]),
        ({"documents": ("derpa-schedule-1",)}, ["sun"]),
        ({"documents": ("self-schedule",)}, ["north"]),
        ({"aggregations": ("north",), "documents": ("derpa-schedule-1",)}, ["sun"]),
        ({}, ["north", "south", "sun"]),
    ],
)
def test_options_choose_packages_and_documents(
    portfolio: Portfolio, tmp_path: Path, options: dict[str, Any], written: list[str]
) -> None:
    material = portfolio.material(portfolio.good + portfolio.south)
    rendered = portfolio.render(material, tmp_path, **options)
    assert [one.subject.id for one in rendered.written] == written


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"aggregations": ("nrth",)}, "Did you mean `north`?"),
        ({"documents": ("self-shedule",)}, "Did you mean `self-schedule`?"),
    ],
)
def test_an_unknown_name_is_a_usage_error_with_a_suggestion(
    portfolio: Portfolio, tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message.replace("?", r"\?")):
        portfolio.render(portfolio.material(portfolio.good), tmp_path, **options)
    assert list(tmp_path.iterdir()) == []


def test_an_area_that_no_policy_has_is_refused(
    portfolio: Portfolio, specs: tuple[DocumentSpec, ...], tmp_path: Path
) -> None:
    material: Material = portfolio.material(portfolio.good)
    material.areas.pop("size")  # type: ignore[attr-defined] # it is a dict here
    material.areas.pop("SIZE-001")  # type: ignore[attr-defined] # it is a dict here
    with pytest.raises(TemplateError, match="no policy is of the area `size`"):
        render_packages(
            material, specs, data_dir("templates"), RenderOptions(to=tmp_path)
        )


def test_a_provider_and_an_aggregation_of_one_id_do_not_share_a_folder(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    text = portfolio.good.replace("provider: sun", "provider: north").replace(
        "kind: provider\nid: sun", "kind: provider\nid: north"
    )
    with pytest.raises(OutputError, match="the same folder"):
        portfolio.render(portfolio.material(text), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_schedule_needs_the_time_of_rendering(
    portfolio: Portfolio, tmp_path: Path
) -> None:
    material = portfolio.material(portfolio.good)
    refusal = portfolio.render(material, tmp_path, now=None).refused[0]
    assert (
        refusal.reasons[0].message == "the run lacks `now`: give the time of rendering"
    )


def test_a_broken_template_stops_the_run_before_anything_is_written(
    portfolio: Portfolio, specs: tuple[DocumentSpec, ...], tmp_path: Path
) -> None:
    templates, to = tmp_path / "templates", tmp_path / "out"
    shutil.copytree(Path(str(data_dir("templates"))), templates)
    (templates / "self-schedule" / "self-schedule.csv.j2").write_text("\n{{ huors }}\n")
    material = portfolio.material(portfolio.good)
    with pytest.raises(TemplateError, match="no document offers `huors`") as raised:
        render_packages(material, specs, templates, RenderOptions(to=to))
    assert raised.value.file == "templates/self-schedule/self-schedule.csv.j2"
    assert (raised.value.line, to.exists()) == (2, False)


def test_a_dated_value_may_be_a_table(portfolio: Portfolio, tmp_path: Path) -> None:
    (parameter, *_) = portfolio.material(portfolio.good).report.parameters
    table = parameter._replace(value=[{"day": date(2026, 12, 31), "open": True}, 2])
    material = portfolio.material(portfolio.good, parameters=(table,))
    portfolio.render(material, tmp_path)
    text = (tmp_path / "north" / "registration.md").read_text()
    assert "| day: 2026-12-31, open: yes, 2 (confirm with CAISO) |" in text
