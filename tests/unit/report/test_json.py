import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from checker.model.finding import Finding
from checker.model.place import Location, Span
from checker.model.report import Report, UsedParameter
from checker.report.json import as_json
from checker.resources import data_dir

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schemas = [
        json.loads(file.read_text(encoding="utf-8"))
        for file in data_dir("schemas").iterdir()
        if file.name in {"report.schema.json", "common.schema.json"}
    ]
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas
    )
    report = next(s for s in schemas if s["$id"] == "report.schema.json")
    return Draft202012Validator(report, registry=registry)


def test_a_report_is_as_its_schema_says(
    make_finding: MakeFinding, make_report: MakeReport, validator: Draft202012Validator
) -> None:
    place = Location("sites/a.yaml", Span(1, 2, 3, 4), "/id")
    overridden = UsedParameter(
        "x", [1], "", date(2020, 1, 1), "dera.yaml", "override", overridden=True
    )
    report = make_report(
        make_finding(related=((place, "a note"),)),
        make_finding(gate=None, measured=None, limit=None),
        parameters=(overridden,),
        overrides=("x is 1",),
    )
    assert list(validator.iter_errors(json.loads(as_json(report)))) == []


def test_the_schema_refuses_a_key_that_it_does_not_know(
    make_report: MakeReport, validator: Draft202012Validator
) -> None:
    data = json.loads(as_json(make_report()))
    assert list(validator.iter_errors({**data, "extra": 1}))


def test_the_same_report_gives_the_same_bytes(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    assert as_json(make_report(make_finding())) == as_json(make_report(make_finding()))


def test_the_summary_counts_what_the_findings_are(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    assert json.loads(as_json(make_report(make_finding())))["summary"] == {
        "declarations": 31,
        "aggregations": 3,
        "policies": 2,
        "passes": 5,
        "errors": 1,
        "warnings": 0,
        "notes": 0,
        "undetermined": 0,
        "waived": 0,
        "baselined": 0,
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (0.5, 0.5),
        (3, 3),
        (True, True),
        ("RU", "RU"),
        (date(2026, 12, 8), "2026-12-08"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        ([1, date(2026, 1, 1)], [1, "2026-01-01"]),
        (("a", "b"), ["a", "b"]),
        ({"id": "a", "from": date(2026, 1, 1)}, {"id": "a", "from": "2026-01-01"}),
    ],
)
def test_a_measured_value_is_written_as_json_has_it(
    make_finding: MakeFinding, make_report: MakeReport, value: Any, expected: Any
) -> None:
    report = make_report(make_finding(measured=value, limit=value))
    finding = json.loads(as_json(report))["findings"][0]
    assert (finding["measured"], finding["limit"]) == (expected, expected)


def test_json_is_ascii_whatever_a_declaration_says(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    text = as_json(make_report(make_finding(message="\x1b[31m 電力 \x9b \ud800")))
    assert text.isascii()
    assert text.replace("\n", "").isprintable()
