"""What a baseline hides, what it must not, and what has to leave it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checker.evaluate.baseline import apply_baseline, to_list, why_not_listed
from checker.evaluate.bench import Bench
from checker.evaluate.extent import Extent
from checker.model.baseline import Baseline
from checker.model.document import locate_text
from checker.model.engine import engine_finding
from checker.model.finding import Finding, Gate, Outcome, Severity, Subject
from checker.model.waiver import WaiverKind, WaiverMark
from checker.report.baseline import as_baseline
from checker.validate.baseline import read_baseline
from checker.validate.schemas import SchemaSet

BAY = Subject("aggregation", "bay")
WHOLE = Extent(subjects=frozenset({BAY}), complete=True)


@pytest.fixture
def found(court: Any) -> tuple[Finding, Bench]:
    """Return the only finding of a policy that may be waived, a warning."""
    court.policy(require="false", waivable="with_approval", severity="warning")
    (finding,) = court.judgement(court.dossier()).findings
    return finding, court.bench()


@pytest.fixture
def listing(tmp_path: Path, schemas: SchemaSet) -> Callable[..., Baseline]:
    """Write findings as a baseline and read it back."""

    def listed(*findings: Finding) -> Baseline:
        path = tmp_path / "dera-baseline.json"
        path.write_text(as_baseline(findings, "0.1.0"), encoding="utf-8")
        return read_baseline(path, path.name, schemas)

    return listed


Found = tuple[Finding, Bench]
Listing = Callable[..., Baseline]


def test_a_listed_finding_stays_and_does_not_count(
    found: Found, listing: Listing
) -> None:
    finding, bench = found
    (held,) = apply_baseline([finding], listing(finding), bench, WHOLE)
    assert held.baselined
    assert not held.is_open
    assert replace(held, baselined=False) == finding


def test_a_finding_that_is_not_listed_counts(found: Found, listing: Listing) -> None:
    finding, bench = found
    other = replace(finding, path="aggregation/bay/members[site=s2]")
    held = apply_baseline([finding, other], listing(finding), bench, WHOLE)
    assert [each.baselined for each in held] == [True, False]


def test_a_fingerprint_hides_as_many_findings_as_list_it(
    found: Found, listing: Listing
) -> None:
    finding, bench = found
    again = replace(finding, message="the same place, once more")
    for entries, hidden in (([finding], 1), ([finding, again], 2)):
        held = apply_baseline([finding, again], listing(*entries), bench, WHOLE)
        assert sum(each.baselined for each in held) == hidden


def test_a_mended_finding_has_to_leave_the_baseline(
    found: Found, listing: Listing
) -> None:
    finding, bench = found
    (stale,) = apply_baseline([], listing(finding), bench, WHOLE)
    assert (stale.policy, stale.severity) == ("BASELINE-001", Severity.ERROR)
    assert stale.subject == BAY
    assert (stale.location.file, stale.location.span.line) == ("dera-baseline.json", 5)


@pytest.mark.parametrize(
    "extent",
    [
        replace(WHOLE, complete=False),
        replace(WHOLE, broken=frozenset({BAY})),
        replace(WHOLE, chosen=frozenset({"SIZE-002"})),
        replace(WHOLE, unjudged=frozenset({("SIZE-001", BAY)})),
    ],
)
def test_what_was_not_judged_is_not_called_mended(
    found: Found, listing: Listing, extent: Extent
) -> None:
    finding, bench = found
    assert apply_baseline([], listing(finding), bench, extent) == ()


@pytest.mark.parametrize(
    ("listed", "now", "why"),
    [
        (Severity.NOTE, Severity.NOTE, ""),
        (Severity.WARNING, Severity.NOTE, ""),
        (Severity.NOTE, Severity.WARNING, "it was listed as note, and weighs more now"),
        (Severity.WARNING, Severity.ERROR, "it was listed as warning"),
        (Severity.ERROR, Severity.ERROR, ""),
    ],
)
def test_what_weighs_more_than_when_it_was_listed_counts(
    found: Found, listing: Listing, listed: Severity, now: Severity, why: str
) -> None:
    finding, bench = found
    baseline = listing(replace(finding, severity=listed))
    held = apply_baseline([replace(finding, severity=now)], baseline, bench, WHOLE)
    reasons = [each.message for each in held if each.policy == "BASELINE-002"]
    assert [each.baselined for each in held if each.policy == "SIZE-001"] == [not why]
    assert len(reasons) == bool(why)
    assert all(why in reason for reason in reasons)


@pytest.mark.parametrize(
    ("listed", "now"),
    [(Outcome.UNDETERMINED, Outcome.FAIL), (Outcome.FAIL, Outcome.UNDETERMINED)],
)
def test_another_outcome_than_the_one_listed_counts(
    found: Found, listing: Listing, listed: Outcome, now: Outcome
) -> None:
    finding, bench = found
    baseline = listing(replace(finding, outcome=listed))
    held = apply_baseline([replace(finding, outcome=now)], baseline, bench, WHOLE)
    assert {each.policy: each.baselined for each in held} == {
        "SIZE-001": False,
        "BASELINE-002": False,
    }


def test_a_waived_finding_is_not_the_baselines(found: Found, listing: Listing) -> None:
    finding, bench = found
    mark = WaiverMark(
        WaiverKind.INLINE, "known", "", "", date(2027, 1, 31), finding.location
    )
    waived = replace(finding, waiver=mark)
    (held,) = apply_baseline([waived], listing(finding), bench, WHOLE)
    assert held.waiver is not None
    assert not held.baselined
    assert to_list([held], bench) == ()


@pytest.mark.parametrize(
    ("waivable", "severity", "hidden"),
    [
        ("never", Severity.ERROR, False),
        ("never", Severity.WARNING, True),
        ("with_approval", Severity.ERROR, True),
        ("with_approval", Severity.NOTE, True),
    ],
)
def test_an_error_that_can_never_be_waived_is_in_no_baseline(
    court: Any, listing: Listing, waivable: str, severity: Severity, hidden: bool
) -> None:
    court.policy(require="false", waivable=waivable, severity=severity.value)
    (finding,) = court.judgement(court.dossier()).findings
    bench = court.bench()
    assert to_list([finding], bench) == ((finding,) if hidden else ())
    held = apply_baseline([finding], listing(finding), bench, WHOLE)
    assert held[0].baselined is hidden
    assert [each.policy for each in held if each.policy != "SIZE-001"] == (
        [] if hidden else ["BASELINE-002"]
    )


@pytest.mark.parametrize("rule", ["READ-004", "SCHEMA-001", "LINK-001", "POLICY-001"])
def test_a_finding_of_the_engine_is_in_no_baseline(
    found: Found, listing: Listing, rule: str
) -> None:
    finding, bench = found
    place = locate_text(finding.place.document.source, 1, 1)
    fault = engine_finding(rule, place, "it cannot be used")
    assert to_list([fault], bench) == ()
    assert why_not_listed(fault, bench) == "it is a finding of the engine itself"
    held = apply_baseline([fault], listing(fault), bench, WHOLE)
    assert {each.policy for each in held} == {rule, "BASELINE-002"}
    assert all(each.is_open for each in held)


def test_what_is_due_later_is_not_listed(court: Any) -> None:
    court.policy(require="false", waivable="with_approval", gate="market")
    (finding,) = court.judgement(court.dossier(gate=Gate.draft)).findings
    assert finding.due_later
    assert to_list([finding], court.bench()) == ()


def test_the_same_findings_in_any_order_give_the_same_bytes(found: Found) -> None:
    finding, _ = found
    findings = [replace(finding, path=f"site/s{n}") for n in range(3)]
    texts = {
        as_baseline(order, "0.1.0") for order in (findings, list(reversed(findings)))
    }
    (text,) = texts
    assert len(json.loads(text)["findings"]) == 3
    assert as_baseline([], "0.1.0").endswith('"findings": []\n}\n')


@pytest.mark.parametrize(
    "message",
    [
        'quotes " and \\ and \\x41',
        "電力 🔋 \u00e9",
        "tab\tand\nlines",
        "zero\u200bwidth \u202e turned \u2028 \x1b[31m \x85",
        ": # & * ! | > % @ `",
    ],
)
def test_whatever_a_message_holds_the_file_is_read_back(
    found: Found, listing: Listing, message: str
) -> None:
    finding, _ = found
    baseline = listing(replace(finding, message=message))
    assert [entry.fingerprint for entry in baseline.entries] == [finding.fingerprint]
