"""Leaving a declaration out never makes another subject comply.

Evidence that is missing is UNDETERMINED or a failure, never a pass. The exceptions are
the policies that judge the removed declaration itself, or a conflict that it is half
of: each is listed with what then says that something is missing.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.evaluate.bench import Bench
from checker.evaluate.judgement import judge_all
from checker.link.dossiers import Setting, build_dossiers
from checker.link.portfolio import link
from checker.link.references import reference_paths
from checker.load.header import declarations_of
from checker.load.read import read_file, read_text
from checker.model.finding import Gate, Outcome, Subject
from checker.pipeline import rule_book
from checker.validate.declaration import validate

MINIMAL = Path(__file__).parents[2] / "examples" / "minimal"
AS_OF = date(2026, 12, 8)
SCHEMAS, PACK = rule_book()
PATHS = {
    kind: reference_paths(SCHEMAS.schema(kind), SCHEMAS.resolve)
    for kind in SCHEMAS.kinds
}

EXCEPTIONS = {
    # (policy, kind removed): why the failure may go with it
    ("AGR-004", "agreement"): "the DERPA itself is judged; without one AGR-001 fails",
    ("AGR-004", "nri_project"): "it asks what must precede NRI, and NRI has not begun",
    ("AGR-008", "agreement"): "it doubts a declared DERPA; without one AGR-001 fails",
    ("AGR-008", "provider"): "nobody is there to be looked up; LINK-001 says so",
    ("AGR-007", "agreement"): "the name on it is judged; AGR-001 to AGR-003 ask for it",
    ("AGR-007", "nri_project"): "the names on it are judged; NRI-001 asks for it",
    ("AS-006", "ancillary_service_certification"): "judged itself; AS-001 asks for one",
    ("COMP-003", "aggregation"): "what shared the site is gone",
    ("LIFE-001", "agreement"): "its dates are judged; AGR-001 to AGR-003 ask for it",
    ("LIFE-001", "concurrence"): "its dates are judged; without one UDC-001 fails",
    ("LIFE-001", "master_file_extract"): "its dates are judged; MF-003 asks for one",
    ("LIFE-001", "metering_plan"): "its dates are judged; without one MTR-004 fails",
    ("LIFE-001", "nri_project"): "its dates are judged; without one NRI-001 fails",
    ("LIFE-001", "telemetry"): "its dates are judged; TEL-001 and TEL-002 ask for it",
    ("LIFE-003", "agreement"): "what Schedule 1 approved is gone; AGR-001 asks for it",
    ("LIFE-003", "concurrence"): "what was approved is gone; without one UDC-001 fails",
    ("MF-001", "master_file_extract"): "what contradicted the Resource ID is gone",
    ("MTR-002", "meter"): "the meter itself is judged; without one MTR-001 fails",
    ("MTR-003", "meter"): "the meter itself is judged; without one MTR-001 fails",
    ("MTR-004", "meter"): "the meter itself is judged; without one MTR-001 fails",
    ("MTR-010", "meter"): "the meter itself is judged; without one MTR-001 fails",
    ("NRI-002", "nri_project"): "its channel is judged; without one NRI-001 fails",
    ("NRI-003", "nri_project"): "its buckets are judged; without one NRI-001 fails",
    ("SC-002", "schedule"): "it asks whether the coordinator serves that trade date",
    ("SC-004", "nri_project"): "its letters are judged; without one NRI-001 fails",
    ("UDC-002", "concurrence"): "it times a declared review; without one UDC-001 fails",
    ("UDC-002", "nri_project"): "it asks what must precede NRI, and NRI has not begun",
    ("UDC-003", "nri_project"): "it asks what must precede NRI, and NRI has not begun",
    ("UDC-008", "concurrence"): "the package itself is judged; UDC-001 asks for one",
    (
        "UDC-009",
        "concurrence",
    ): "what contradicted the reservation is gone; see UDC-001",
}
"""The portfolio as a whole may always lose what it should not hold (CRED-008)."""

MISSED = {
    ("AGR-004", "agreement"): "AGR-001",
    ("LIFE-001", "concurrence"): "UDC-001",
    ("LIFE-001", "metering_plan"): "MTR-004",
    ("LIFE-001", "nri_project"): "NRI-001",
    ("LIFE-003", "concurrence"): "UDC-001",
    ("MTR-002", "meter"): "MTR-001",
    ("NRI-002", "nri_project"): "NRI-001",
    ("NRI-003", "nri_project"): "NRI-001",
    ("SC-004", "nri_project"): "NRI-001",
    ("UDC-002", "concurrence"): "UDC-001",
    ("UDC-008", "concurrence"): "UDC-001",
}
"""What then fails instead, where the portfolio held only one."""


class Judged(NamedTuple):
    """What came out: every subject, and each (policy, subject) that is not well."""

    subjects: frozenset[Subject]
    failing: frozenset[tuple[str, Subject]]
    not_well: frozenset[tuple[str, Subject]]


def judged(datas: list[dict[str, Any]]) -> Judged:
    text = "\n---\n".join(json.dumps(data, indent=0) for data in datas)
    reading = read_text("portfolio.yaml", text.encode())
    declarations, _ = declarations_of(reading, SCHEMAS.kinds)
    invalid = frozenset(one for one in declarations if validate(one, SCHEMAS))
    portfolio, _ = link(declarations, invalid, PATHS, unread="")
    setting = Setting(
        as_of=AS_OF,
        gate=Gate.market,
        signatories=frozenset({"Nobody"}),
        hour_labels="sequential",
        kinds=SCHEMAS.kinds,
    )
    bench = Bench(
        pack=PACK,
        as_of=AS_OF,
        profile="conservative",
        parameters={},
        severities={},
    )
    dossiers = build_dossiers(portfolio, setting)
    findings = judge_all(bench, dossiers).findings
    return Judged(
        frozenset(dossier.subject for dossier in dossiers),
        frozenset((f.policy, f.subject) for f in findings if f.outcome is Outcome.FAIL),
        frozenset((f.policy, f.subject) for f in findings),
    )


def portfolio() -> list[dict[str, Any]]:
    """Return the minimal example, and a second aggregation with a site of its own."""
    minimal = [
        document.data for document in read_file(MINIMAL, "portfolio.yaml").documents
    ]
    second = []
    for data in minimal:
        if data["kind"] in {"aggregation", "site", "meter", "concurrence"}:
            text = json.dumps(data).replace("harbor-", "quay-")
            second.append(json.loads(text.replace("0041200117", "0041200118")))
    return [*minimal, *second]


BASE = portfolio()


def leaves(
    data: Any, pointer: tuple[str | int, ...] = ()
) -> list[tuple[str | int, ...]]:
    entries = (
        list(data.items())
        if isinstance(data, dict)
        else list(enumerate(data))
        if isinstance(data, list)
        else []
    )
    found = (
        [] if len(pointer) < 1 or pointer[0] in {"dera", "kind", "id"} else [pointer]
    )
    for key, value in entries:
        found += leaves(value, (*pointer, key))
    return found


PLACES = [(n, pointer) for n, data in enumerate(BASE) for pointer in leaves(data)]
DELETED = object()
ODD = [DELETED, None, "", "none", "other", 0, 1, -1, 1000, True, False, [], {}]
DAYS = ["2016-01-01", "2025-10-21", "2026-12-08", "2026-12-09", "2030-01-01"]
CHANGES = st.tuples(st.sampled_from(PLACES), st.sampled_from([*ODD, *DAYS]))


def changed(changes: list[Any]) -> list[dict[str, Any]]:
    """Spoil a portfolio: delete fields, and put other values in their places."""
    datas: list[dict[str, Any]] = json.loads(json.dumps(BASE))
    for (number, pointer), value in changes:
        inner: Any = datas[number]
        try:
            for step in pointer[:-1]:
                inner = inner[step]
            if value is DELETED:
                del inner[pointer[-1]]
            else:
                inner[pointer[-1]] = json.loads(json.dumps(value))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    return datas


@given(st.lists(CHANGES, min_size=1, max_size=6), st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_removing_a_declaration_makes_no_other_subject_comply(
    changes: list[Any], data: st.DataObject
) -> None:
    datas = changed(changes)
    number = data.draw(st.integers(0, len(datas) - 1))
    removed = Subject(datas[number]["kind"], datas[number]["id"])
    before, after = judged(datas), judged(datas[:number] + datas[number + 1 :])
    gone = {
        (
            policy,
            removed.kind,
        ): f"{policy} no longer fails for {subject} without {removed}"
        for policy, subject in before.failing - after.not_well
        if subject in after.subjects and subject.kind != "portfolio"
    }
    assert [why for key, why in gone.items() if key not in EXCEPTIONS] == []


@pytest.mark.parametrize(("policy", "kind"), MISSED)
def test_what_is_judged_itself_is_missed_when_it_is_gone(
    policy: str, kind: str
) -> None:
    whole = judged(BASE)
    numbers = [n for n, data in enumerate(BASE) if data["kind"] == kind]
    if kind == "agreement":
        numbers = [n for n in numbers if BASE[n]["type"] == "DERPA"]
    for number in numbers:
        after = judged(BASE[:number] + BASE[number + 1 :])
        missed = {name for name, _ in after.failing - whole.failing}
        assert MISSED[policy, kind] in missed


def test_every_exception_names_a_policy_and_a_kind() -> None:
    for policy, kind in EXCEPTIONS:
        assert policy in PACK.policies
        assert kind in SCHEMAS.kinds
