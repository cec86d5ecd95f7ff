"""A verdict is earned: no waiver, no missing field makes another one better."""

import sys
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checker.model.finding import Outcome
from checker.model.report import Report
from checker.pipeline import Options, check, rule_book
from checker.report.json import as_data
from tests.anew import Portfolio, options_of

EXAMPLES = Path(__file__).parents[2] / "examples"
BAD = EXAMPLES / "bad"
GOOD = ("bay-area", "minimal", "waived", "own-policies", "reconciled", "fleet")
AS_OF = date(2026, 12, 8)
CASES = sorted(
    path.parent.name
    for path in BAD.glob("*/expected.json")
    if not path.parent.name.startswith(("READ-", "WAIVER-", "BASELINE-"))
)
NO_EXAMPLE = {"SC-005", "SC-006", "SCH-005"}
"""No example holds what they ask about and complies; their own tests let them pass."""

rules = cache(rule_book)


@pytest.fixture(autouse=True)
def one_rule_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the rule book once: it is most of what a small portfolio costs."""
    for stage in ("case", "check"):
        module = sys.modules[f"checker.pipeline.{stage}"]
        monkeypatch.setattr(module, "rule_book", rules)


@cache
def portfolio(case: str) -> Portfolio:
    return Portfolio(BAD / case, options_of(BAD / case), rules())


@cache
def judged(case: str) -> Report:
    return portfolio(case).report()


def open_findings(report: Report) -> list[dict[str, Any]]:
    return [
        finding
        for finding in as_data(report)["findings"]
        if finding["subject"]["kind"] not in {"file", "waiver"}
    ]


@pytest.mark.parametrize("case", CASES)
def test_a_waiver_changes_no_finding_but_its_own(case: str) -> None:
    before = open_findings(judged(case))
    finding = next((f for f in before if f["policy"] in rules()[1].policies), None)
    if finding is None:
        assert (
            case.split("-", maxsplit=1)[0] in {"LINK", "SCHEMA", "DER", "GDF"}
            or not before
        )
        return
    element = (finding.get("path") or "").partition("[")[2].partition("]")[0]
    waiver = {
        "dera": "v1",
        "kind": "waiver",
        "id": "zz-waiver",
        "policy": finding["policy"],
        "subject": finding["subject"],
        "reason": "Held for a test.",
        "approved_by": "Ana",
        "ticket": "T-1",
        "expires_on": options_of(BAD / case).as_of.isoformat(),
        **({"element": element} if element else {}),
    }
    waived = portfolio(case).with_another("zz-waiver.yaml", waiver)
    after = open_findings(waived.report())

    def of_policy(found: dict[str, Any]) -> tuple[Any, Any]:
        return found["policy"], found["subject"]

    chosen = of_policy(finding)
    assert [f for f in before if of_policy(f) != chosen] == [
        f for f in after if of_policy(f) != chosen
    ]
    unmarked = [{k: v for k, v in f.items() if k != "waiver"} for f in after]
    assert unmarked == [{k: v for k, v in f.items() if k != "waiver"} for f in before]


def test_every_shipped_policy_fails_somewhere_and_passes_somewhere() -> None:
    outcomes: Counter[tuple[str, Outcome]] = Counter()
    reports = [judged(case) for case in CASES]
    reports += [
        check((EXAMPLES / name,), Options(as_of=AS_OF, today=AS_OF)).report
        for name in GOOD
    ]
    for report in reports:
        outcomes.update((line.policy, line.outcome) for line in report.verdicts)
    names = set(rules()[1].policies)
    assert {name for name in names if not outcomes[name, Outcome.FAIL]} == set()
    assert {name for name in names if not outcomes[name, Outcome.PASS]} == NO_EXAMPLE
    for name in NO_EXAMPLE:
        assert "pass" in {t.expect for t in rules()[1].policies[name].policy.tests}
