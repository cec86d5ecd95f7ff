"""What came of the tests inside policies, for a person and for a machine."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from checker.evaluate.proof import Proof
from checker.evaluate.verify import CaseResult
from checker.report.cells import one_line
from checker.report.paint import Paint
from checker.timeline.verify import StepProof, StepResult

__all__ = ["proofs_json", "proofs_text"]

_PERCENT = 100


def proofs_text(
    proofs: Iterable[Proof], steps: Iterable[StepProof] = (), *, colour: bool = False
) -> str:
    """Return a line for each policy and step, what is wrong with its tests, totals."""
    paint = Paint(colour)
    kept, ways = tuple(proofs), tuple(steps)
    lines = [line for proof in kept for line in _policy(proof, paint)]
    lines += [line for proof in ways for line in _step(proof, paint)]
    totals = [total for total in (_totals(kept), _step_totals(ways)) if total]
    return "\n".join([*lines, "", *totals]) + "\n"


def proofs_json(proofs: Iterable[Proof], steps: Iterable[StepProof] = ()) -> str:
    """Return the same as a JSON text that ends in a line feed."""
    kept, ways = tuple(proofs), tuple(steps)
    data = {
        "version": 1,
        "summary": {
            "policies": len(kept),
            "tests": sum(len(proof.cases) for proof in kept),
            "failing": sum(len(proof.failing) for proof in kept),
            "mutants": sum(proof.mutants or 0 for proof in kept),
            "killed": sum(proof.killed for proof in kept),
            "steps": len(ways),
            "step_tests": sum(len(proof.cases) for proof in ways),
            "failing_step_tests": sum(len(proof.failing) for proof in ways),
            "holds": all(p.holds for p in kept) and all(w.holds for w in ways),
        },
        "policies": [_data(proof) for proof in kept],
        "steps": [_step_data(proof) for proof in ways],
    }
    return json.dumps(data, indent=2) + "\n"


def _policy(proof: Proof, paint: Paint) -> Iterator[str]:
    word = paint("pass", "ok") if proof.holds else paint("error", "FAIL")
    yield f"{word}  {proof.policy}  {', '.join(_counts(proof))}"
    for case in proof.failing:
        yield f"      test `{one_line(case.test.name)}`: {_wrong(case)}"
    for outcome in proof.uncovered:
        yield f"      no test expects {outcome}"
    for survivor in proof.survivors:
        yield f"      no test notices {one_line(survivor)}"


def _step(proof: StepProof, paint: Paint) -> Iterator[str]:
    word = paint("pass", "ok") if proof.holds else paint("error", "FAIL")
    passed = len(proof.cases) - len(proof.failing)
    yield f"{word}  {proof.step}  {passed} of {len(proof.cases)} tests pass"
    for case in proof.failing:
        yield f"      test `{one_line(case.test.name)}`: {_wrong_step(case)}"


def _wrong_step(case: StepResult) -> str:
    wanted = f" on {case.test.on}" if case.test.on is not None else ""
    wanted += f" at {case.test.at}" if case.test.at is not None else ""
    found = f" on {case.on}" if case.on is not None else ""
    found += f" at {', '.join(case.at)}" if case.at else ""
    said = f": {one_line(case.reason)}" if case.reason else ""
    return f"expected {case.test.expect}{wanted}, came out {case.state}{found}{said}"


def _counts(proof: Proof) -> Iterator[str]:
    passed = len(proof.cases) - len(proof.failing)
    yield f"{passed} of {len(proof.cases)} tests pass"
    if proof.mutants is not None:
        yield f"{proof.killed} of {proof.mutants} mutants killed"


def _wrong(case: CaseResult) -> str:
    at = f" at {case.test.at}" if case.test.at is not None else ""
    where = f" at {', '.join(case.at)}" if case.at else ""
    said = f": {'; '.join(map(one_line, case.words))}" if case.words else ""
    outcome = case.outcome.value.lower()
    return f"expected {case.test.expect}{at}, came out {outcome}{where}{said}"


def _step_totals(proofs: tuple[StepProof, ...]) -> str:
    if not proofs:
        return ""
    tests = sum(len(proof.cases) for proof in proofs)
    passed = tests - sum(len(proof.failing) for proof in proofs)
    noun = "step" if len(proofs) == 1 else "steps"
    return f"{len(proofs)} {noun} to the market, {passed} of {tests} tests pass"


def _totals(proofs: tuple[Proof, ...]) -> str:
    if not proofs:
        return ""
    tests = sum(len(proof.cases) for proof in proofs)
    failing = sum(len(proof.failing) for proof in proofs)
    tried = sum(proof.mutants or 0 for proof in proofs)
    parts = [f"{len(proofs)} policies", f"{tests - failing} of {tests} tests pass"]
    if tried:
        killed = sum(proof.killed for proof in proofs)
        # Rounded down: 100% is said only when it is so.
        score = killed * _PERCENT * 10 // tried / 10
        parts.append(f"{killed} of {tried} mutants killed ({score:g}%)")
    gaps = sum(len(proof.uncovered) for proof in proofs)
    if gaps:
        parts.append(f"{gaps} {'outcome' if gaps == 1 else 'outcomes'} without a test")
    return ", ".join(parts)


def _step_data(proof: StepProof) -> dict[str, Any]:
    return {
        "step": proof.step,
        "file": proof.file,
        "holds": proof.holds,
        "tests": [
            {
                "name": case.test.name,
                "expected": case.test.expect,
                "state": case.state.value,
                "on": case.on.isoformat() if case.on else None,
                "at": list(case.at),
                "passed": case.passed,
            }
            for case in proof.cases
        ],
    }


def _data(proof: Proof) -> dict[str, Any]:
    return {
        "policy": proof.policy,
        "file": proof.file,
        "holds": proof.holds,
        "tests": [
            {
                "name": case.test.name,
                "expected": case.test.expect,
                "outcome": case.outcome.value.lower(),
                "at": list(case.at),
                "messages": list(case.words),
                "passed": case.passed,
            }
            for case in proof.cases
        ],
        "outcomes_without_test": list(proof.uncovered),
        "mutants": proof.mutants,
        "killed": proof.killed if proof.mutants is not None else None,
        "survivors": list(proof.survivors),
    }
