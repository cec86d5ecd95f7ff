"""The schemas of our own files: policies, parameters, configuration, documents."""

import json
from typing import Any

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

VALID: dict[str, dict[str, Any]] = {
    "policy": {
        "id": "SIZE-001",
        "name": "minimum-capacity",
        "title": "The aggregate capacity reaches the tariff minimum",
        "area": "size",
        "severity": "error",
        "gate": "concurrence",
        "sources": [{"document": "CAISO Tariff", "confidence": "confirmed"}],
        "rationale": "CAISO rejects a smaller aggregation at registration.\n",
        "effective": {"from": "2016-06-03"},
        "applies_to": "aggregation",
        "require": "facts.capacity_mw >= params.minimum_capacity_mw",
        "message": "{facts.capacity_mw} MW is too little",
        "remedy": "Add DERs.",
        "waivable": "never",
        "tests": [
            {
                "name": "exactly the minimum passes",
                "given": {"facts": {"capacity_mw": 0.5}, "as_of": "2026-12-08"},
                "expect": "pass",
            }
        ],
    },
    "lifecycle": {
        "id": "L08",
        "name": "utility-concurrence",
        "title": "Each utility has concurred",
        "phase": "concurrence",
        "owner": "utility",
        "begun_by": "provider",
        "action": "Send the request.",
        "rationale": "The utility has 30 business days.",
        "sources": [{"document": "CAISO Tariff", "confidence": "confirmed"}],
        "effective": {"from": "2016-06-03"},
        "depends_on": [{"step": "L06"}],
        "lead": {"parameter": "udc_review_business_days", "count": "business_days"},
        "done": {"when": "size(linked.concurrences) >= 1"},
        "tests": [
            {"name": "one is there", "given": {}, "expect": "done"},
            {"name": "none is there", "given": {}, "expect": "open"},
        ],
    },
    "parameters": {
        "minimum_capacity_mw": {
            "unit": "MW",
            "description": "Smallest aggregation.",
            "values": [
                {
                    "value": 0.1,
                    "from": "2024-11-01",
                    "source": "ER21-2455",
                    "confidence": "date unverified",
                    "profile": "tariff",
                }
            ],
        }
    },
    "profile": {"id": "tariff", "title": "In force", "description": "Best evidence."},
    "config": {"dera": "v1"},
    "baseline": {
        "version": 1,
        "tool": {"name": "dera", "version": "0.1.0"},
        "findings": [
            {
                "fingerprint": "9f2c01d4a6b78e35",
                "policy": "LOC-007",
                "subject": {"kind": "aggregation", "id": "bayview-storage"},
                "severity": "warning",
                "outcome": "FAIL",
                "message": "site bayview-003 lies in another sub-LAP",
            }
        ],
    },
    "refdata": {
        "version": 1,
        "sha256": "0" * 64,
        "sources": [
            {
                "report": "ATL_PNODE",
                "files": [{"name": "pnodes.csv", "sha256": "0" * 64}],
                "query": [],
                "rows": 1,
                "retrieved_on": "2026-11-30",
            }
        ],
        "pnodes": [{"from": "2009-04-01", "ids": ["OAKLAND_1_N006"]}],
        "apnodes": [],
        "sub_laps": [],
        "resources": [],
        "generators": [],
        "series": [],
    },
    "effects": {},
    "consequence": {
        "kind": "site",
        "rules": [
            {
                "id": "name",
                "title": "{id} is called {after}",
                "change": ["changed"],
                "path": ["ders[].name"],
                "effects": [],
                "because": "Nobody asks for it.",
            }
        ],
        "tests": [{"name": "none", "expect": {}}],
    },
    "document": {
        "title": "UDC concurrence request",
        "package": "aggregation",
        "gate": "concurrence",
        "per": "utility",
        "needs": ["aggregation", "site"],
        "areas": ["size"],
        "outputs": [
            {
                "file": "concurrence-{utility}.md",
                "template": "request.md.j2",
                "format": "markdown",
            }
        ],
    },
    "report": {
        "version": 1,
        "tool": {"name": "dera", "version": "0.1.0"},
        "as_of": "2026-12-01",
        "simulated": False,
        "profile": "conservative",
        "summary": dict.fromkeys(
            SCHEMAS["report.schema.json"]["properties"]["summary"]["required"], 0
        ),
        "findings": [],
        "tally": {},
        "parameters": [],
        "overrides": [],
        "inputs": [],
        "policies_sha256": "0" * 64,
    },
}

TAKEN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("policy", {"id": "ACME-001"}),
    ("policy", {"id": "ACME-SIZE-001"}),
    ("policy", {"severity": {"conservative": "error", "tariff": "note"}}),
    ("policy", {"for_each": {"site": "linked.sites"}, "at": "site.pnode"}),
    ("policy", {"applies_to": "portfolio", "when": "size(linked.sites) >= 1"}),
    ("config", {"parameters": {"sub_lap_codes": ["PGEB"]}, "limits": {"depth": 9}}),
    ("config", {"severities": {"UDC-006": "error"}, "hour_labels": "caiso_25"}),
    ("document", {"profile": {"name": "caiso-rawbidset/0", "status": "unverified"}}),
)
REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("policy", {"id": "size-001"}),
    ("policy", {"id": "SIZE-1"}),
    ("policy", {"name": "Minimum_Capacity"}),
    ("policy", {"severity": "fatal"}),
    ("policy", {"severity": {"conservative": "error"}}),
    ("policy", {"severity": {"conservative": "error", "tariff": "off"}}),
    ("policy", {"gate": "launch"}),
    ("policy", {"applies_to": "aggregations"}),
    ("policy", {"sources": []}),
    ("policy", {"sources": [{"document": "CAISO Tariff"}]}),
    ("policy", {"sources": [{"document": "CAISO Tariff", "confidence": "sure"}]}),
    ("policy", {"effective": {"until": "2016-06-03"}}),
    ("policy", {"for_each": {}}),
    ("policy", {"for_each": {"a": "linked.sites", "b": "linked.ders"}}),
    ("policy", {"for_each": "linked.sites"}),
    ("policy", {"require": True}),
    ("policy", {"require": " "}),
    ("policy", {"at": "members[0]"}),
    ("policy", {"waivable": "always"}),
    ("policy", {"tests": []}),
    ("policy", {"tests": [{"name": "a", "given": {"site_": {}}, "expect": "pass"}]}),
    ("policy", {"tests": [{"name": "a", "given": {}, "expect": "PASS"}]}),
    ("policy", {"requires": "true"}),
    ("parameters", {"Minimum": {}}),
    ("parameters", {"minimum_mw": 0.5}),
    ("parameters", {"m": {"unit": "MW", "description": "m", "values": []}}),
    ("profile", {"id": "strict"}),
    ("config", {"dera": "v2"}),
    ("config", {"baseline": True}),
    ("baseline", {"version": 2}),
    ("refdata", {"version": 2}),
    ("refdata", {"sha256": "0" * 63}),
    ("refdata", {"pnodes": [{"from": "2009-04-01", "until": "soon", "ids": ["A"]}]}),
    ("refdata", {"pnodes": [{"from": "2009-04-01", "ids": []}]}),
    ("refdata", {"generators": [{"id": "A_1_B", "capacity_mw": "2", "udc": ""}]}),
    ("baseline", {"findings": {}}),
    ("baseline", {"findings": [{"fingerprint": "9f2c01d4a6b78e35"}]}),
    ("config", {"exclude": "*.yaml"}),
    ("config", {"limits": {"file_bytes": 0}}),
    ("config", {"severities": {"UDC-006": "off"}}),
    ("config", {"severities": {"udc_006": "error"}}),
    ("config", {"derpa_signatories": {"names": []}}),
    ("effects", {"a-note": {"effect": "informs", "title": "A", "says": "b"}}),
    ("effects", {"A": {}}),
    ("consequence", {"rules": []}),
    ("consequence", {"tests": []}),
    ("consequence", {"rules": [{"id": "a"}]}),
    ("document", {"outputs": []}),
    ("document", {"outputs": [{"file": "a.md", "format": "markdown"}]}),
    *(
        ("document", {"outputs": [{"file": f, "template": t, "format": "csv"}]})
        for f, t in (
            ("../a.md", "a.j2"),
            ("/a.md", "a.j2"),
            ("a//b.md", "a.j2"),
            ("a.md", "../a.j2"),
            ("a.md", "a.md"),
        )
    ),
    ("document", {"needs": ["sites"]}),
    ("report", {"version": 2}),
    ("report", {"policies_sha256": "0" * 63}),
    ("report", {"findings": [{}]}),
    ("report", {"extra": 1}),
)


def is_valid(name: str, data: dict[str, Any]) -> bool:
    """Ask both validators; they must agree."""
    schema = SCHEMAS[f"{name}.schema.json"]
    python = Draft202012Validator(
        schema,
        registry=REGISTRY,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    ).is_valid(data)
    rust = jsonschema_rs.Draft202012Validator(
        schema, registry=RUST_REGISTRY, validate_formats=True
    ).is_valid(data)
    assert python is rust
    return python


@pytest.mark.parametrize("name", VALID)
def test_the_least_file_is_valid(name: str) -> None:
    assert is_valid(name, VALID[name])


@pytest.mark.parametrize(
    ("name", "field"),
    [
        (name, field)
        for name in VALID
        for field in SCHEMAS[f"{name}.schema.json"].get("required", ())
    ],
)
def test_a_file_without_a_required_field_is_refused(name: str, field: str) -> None:
    assert not is_valid(name, {k: v for k, v in VALID[name].items() if k != field})


@pytest.mark.parametrize(("name", "changes"), TAKEN, ids=lambda value: str(value)[:50])
def test_a_schema_takes(name: str, changes: dict[str, Any]) -> None:
    assert is_valid(name, {**VALID[name], **changes})


@pytest.mark.parametrize(
    ("name", "changes"), REFUSED, ids=lambda value: str(value)[:50]
)
def test_a_schema_refuses(name: str, changes: dict[str, Any]) -> None:
    assert not is_valid(name, {**VALID[name], **changes})
